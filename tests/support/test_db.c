/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/test_db.h"

#include "schema/engine.h"
#include "base/text.h"
#include "schema/migrate.h"
#include "schema/stmt.h"
#include "tests/support/leftovers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { MIGRATIONS_MAX = 200 };

#define LOCKS_SQL(X)                                                                   \
	X(LOCKS_NAMES, "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
extern const struct stmt_list locks_statements;
STMT_LIST(locks, LOCKS_SQL);

void test_ok(enum err_code rc, const struct err *e)
{
	if (rc != ERR_OK)
		fail_msg("%s: %s", err_text(rc), e->msg);
}

void test_db_folder(struct test_db *t)
{
	const char *place = getenv("TMPDIR");
	int length;

	memset(t, 0, sizeof *t);
	length = snprintf(t->folder, sizeof t->folder, "%s/paraat-test-XXXXXX",
		place != NULL ? place : "/tmp");
	if (length < 0 || (size_t)length >= sizeof t->folder)
		fail_msg("TMPDIR=%s is too long", place);
	assert_non_null(mkdtemp(t->folder));
	leftovers_folder(t->folder);
	(void)snprintf(t->file, sizeof t->file, "%s/paraat.db", t->folder);
}

/* A file as it is after some of the migrations. */
struct copy {
	char *bytes;
	size_t size;
};

static struct copy copies[MIGRATIONS_MAX]; /* [n]: after n; empty: not made yet */

static void write_copy(const struct test_db *t, size_t done)
{
	FILE *f;

	if (done == 0)
		return;
	f = fopen(t->file, "wb");
	assert_non_null(f);
	assert_int_equal(fchmod(fileno(f), 0600), 0); /* as the engine makes it */
	assert_int_equal(
		fwrite(copies[done].bytes, 1, copies[done].size, f), copies[done].size);
	assert_int_equal(fclose(f), 0);
}

static void read_copy(const struct test_db *t, struct copy *ret)
{
	FILE *f = fopen(t->file, "rb");

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	ret->size = (size_t)ftell(f);
	rewind(f);
	ret->bytes = malloc(ret->size);
	assert_non_null(ret->bytes);
	assert_int_equal(fread(ret->bytes, 1, ret->size, f), ret->size);
	(void)fclose(f);
}

/* From the nearest one before it that is there already. */
static void make_copy(size_t done)
{
	struct test_db t;
	struct err e = { 0 };
	size_t from = done;

	assert_true(done < MIGRATIONS_MAX);
	while (from > 0 && copies[from].bytes == NULL)
		from--;
	if (from == done)
		return;
	test_db_folder(&t);
	write_copy(&t, from);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	test_ok(migrate_with(t.db, migrations, done, (struct instant){ 1 }, &e), &e);
	test_db_reopen(&t); /* nothing is left in a log beside the file */
	read_copy(&t, &copies[done]);
	test_db_close(&t);
}

void test_db_at(struct test_db *t, size_t migrations_done)
{
	make_copy(migrations_done);
	test_db_folder(t);
	write_copy(t, migrations_done);
}

void test_db_open(struct test_db *t)
{
	struct err e = { 0 };

	test_db_at(t, migrations_count);
	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
}

void test_db_reopen(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_close(t->db, &e), &e);
	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
}

void test_db_close(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_close(t->db, &e), &e);
	t->db = NULL;
	leftovers_remove(t->folder);
}

void test_db_unlock(struct test_db *t)
{
	struct err e = { 0 };
	TEXT_AUTO script;

	text_init(&script, 65536);
	{
		STMT_AUTO s = NULL;

		test_ok(stmt_get(t->db, &locks_statements, LOCKS_NAMES, &s, &e), &e);
		while (stmt_row(s, &e))
			(void)text_addf(
				&script, "DROP TRIGGER %s;", stmt_text(s, "name"));
		test_ok(e.code, &e);
	}
	assert_true(text_ok(&script) && script.len > 0);
	test_ok(db_engine(t->db)->script(db_connection(t->db), text_str(&script), &e),
		&e);
}
