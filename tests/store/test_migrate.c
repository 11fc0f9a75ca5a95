/* SPDX-License-Identifier: EUPL-1.2 */
/* Migrations: from nothing to now, refusals, two programs at once, and the picture of
 * the schema in schema/current.sql. */
#include "base/text.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "schema/stmt.h"
#include "tests/support/test_db.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SHAPE_SQL(X)                                                                   \
	X(SHAPE_ALL, "SELECT type, name, sql FROM sqlite_schema"                       \
		     " WHERE sql IS NOT NULL AND name <> 'migration'"                  \
		     " ORDER BY tbl_name, type = 'index', name")                       \
	X(SHAPE_DONE, "SELECT count(*) AS n FROM migration")                           \
	X(SHAPE_TABLES, "SELECT count(*) AS n FROM sqlite_schema"                      \
			" WHERE name IN ('one', 'two', 'three')")                      \
	X(SHAPE_SPOIL, "UPDATE migration SET hash = 'x' WHERE number = 1")
extern const struct stmt_list shape_statements;
STMT_LIST(shape, SHAPE_SQL);

static const struct instant now = { 1000 };
static const struct migration three[] = {
	{ 1, "0001_one", "CREATE TABLE one (id INTEGER PRIMARY KEY NOT NULL) STRICT;" },
	{ 2, "0002_two",
		"CREATE TABLE two (id INTEGER PRIMARY KEY NOT NULL) STRICT;"
		"INSERT INTO two VALUES (1);" },
	{ 3, "0003_three",
		"CREATE TABLE three (id INTEGER PRIMARY KEY NOT NULL) STRICT;" },
};
static const struct migration broken[] = {
	{ 1, "0001_one", "CREATE TABLE one (id INTEGER PRIMARY KEY NOT NULL) STRICT;" },
	{ 2, "0002_two",
		"CREATE TABLE two (id INTEGER); INSERT INTO nowhere VALUES (1);" },
};

static int64_t number(struct db *db, int which)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &shape_statements, which, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

static void open_empty(struct test_db *t)
{
	struct err e = { 0 };

	test_db_folder(t);
	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
}

static void assert_conflict(enum err_code rc, const struct err *e, const char *words)
{
	assert_int_equal(rc, ERR_CONFLICT);
	if (strstr(e->msg, words) == NULL)
		fail_msg("'%s' does not say '%s'", e->msg, words);
}

/* The migrations number from 1 without holes, in the order of their names. */
static void migrations_are_numbered_without_holes(void **state)
{
	(void)state;
	assert_true(migrations_count > 0);
	for (size_t i = 0; i < migrations_count; i++) {
		assert_int_equal(migrations[i].number, (int)i + 1);
		assert_int_equal(atoi(migrations[i].name), (int)i + 1);
	}
}

/* An empty file becomes a database of now; once more changes nothing. */
static void an_empty_file_is_brought_to_now(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open_empty(&t);
	assert_conflict(migrate_check(t.db, &e), &e, "empty");
	test_ok(migrate(t.db, now, &e), &e);
	test_ok(migrate_check(t.db, &e), &e);
	assert_int_equal(number(t.db, SHAPE_DONE), migrations_count);
	test_db_reopen(&t);
	test_ok(migrate(t.db, now, &e), &e);
	assert_int_equal(number(t.db, SHAPE_DONE), migrations_count);
	test_db_close(&t);
}

static void only_what_is_missing_is_applied(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open_empty(&t);
	for (size_t n = 0; n <= 3; n++) {
		test_ok(migrate_with(t.db, three, n, now, &e), &e);
		assert_int_equal(number(t.db, SHAPE_DONE), n);
		assert_int_equal(number(t.db, SHAPE_TABLES), n);
	}
	test_db_close(&t);
}

/* A database from a newer program is left alone. */
static void a_newer_database_is_refused(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open_empty(&t);
	test_ok(migrate_with(t.db, three, 3, now, &e), &e);
	assert_conflict(
		migrate_with(t.db, three, 2, now, &e), &e, "newer than this program");
	assert_non_null(strstr(e.msg, "0003_three"));
	assert_int_equal(number(t.db, SHAPE_TABLES), 3);
	assert_false(db_in_transaction(t.db));
	test_db_close(&t);
}

/* An older one is named by the check and mended by migrating. */
static void an_older_database_is_named(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open_empty(&t);
	test_ok(migrate_with(t.db, migrations, 0, now, &e), &e);
	assert_conflict(migrate_check(t.db, &e), &e, "older");
	test_ok(migrate(t.db, now, &e), &e);
	test_ok(migrate_check(t.db, &e), &e);
	test_db_close(&t);
}

static void a_changed_migration_is_refused(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	STMT_AUTO s = NULL;

	(void)state;
	test_db_open(&t);
	test_ok(stmt_get(t.db, &shape_statements, SHAPE_SPOIL, &s, &e), &e);
	test_ok(stmt_run_one(s, "migration", &e), &e);
	stmt_done(&s);
	assert_conflict(migrate(t.db, now, &e), &e, "is not the one of this program");
	assert_conflict(migrate_check(t.db, &e), &e, "is not the one");
	test_db_close(&t);
}

/* A migration that fails leaves nothing of itself, and says its name. */
static void a_failing_migration_leaves_nothing(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open_empty(&t);
	assert_int_not_equal(migrate_with(t.db, broken, 2, now, &e), ERR_OK);
	assert_non_null(strstr(e.msg, "0002_two"));
	assert_int_equal(number(t.db, SHAPE_DONE), 1);
	assert_int_equal(number(t.db, SHAPE_TABLES), 1);
	test_ok(migrate_with(t.db, three, 3, now, &e), &e);
	assert_int_equal(number(t.db, SHAPE_TABLES), 3);
	test_db_close(&t);
}

struct starter {
	const char *file;
	pthread_barrier_t *start;
	struct err e;
};

static void *start_program(void *arg)
{
	struct starter *s = arg;
	struct db *db = NULL;

	(void)pthread_barrier_wait(s->start);
	if (db_open(&sqlite_engine, s->file, DB_WRITE, &db, &s->e) == ERR_OK
		&& migrate(db, now, &s->e) == ERR_OK)
		(void)db_close(db, &s->e);
	return NULL;
}

/* Two programs that start on the same empty file: one migrates, the other waits. */
static void two_programs_may_start_at_once(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct test_db t;
		struct starter s[2];
		pthread_t threads[2];
		pthread_barrier_t start;
		struct err e = { 0 };

		test_db_folder(&t);
		(void)pthread_barrier_init(&start, NULL, 2);
		for (int i = 0; i < 2; i++) {
			s[i] = (struct starter){ .file = t.file, .start = &start };
			assert_int_equal(
				pthread_create(&threads[i], NULL, start_program, &s[i]),
				0);
		}
		for (int i = 0; i < 2; i++)
			(void)pthread_join(threads[i], NULL);
		(void)pthread_barrier_destroy(&start);
		for (int i = 0; i < 2; i++)
			test_ok(s[i].e.code, &s[i].e);
		test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
		test_ok(migrate_check(t.db, &e), &e);
		assert_int_equal(number(t.db, SHAPE_DONE), migrations_count);
		test_db_close(&t);
	}
}

static void read_whole(const char *path, struct text *t)
{
	FILE *f = fopen(path, "r");
	char part[4096];
	size_t n;

	if (f == NULL)
		return;
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		(void)text_addn(t, part, n);
	(void)fclose(f);
}

static void write_whole(const char *path, const struct text *t)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(t->data, 1, t->len, f), t->len);
	assert_int_equal(fclose(f), 0);
}

/* What all migrations lead to is what schema/current.sql shows to readers. With
 * PARAAT_WRITE_SCHEMA set, the file is written instead. */
static void current_sql_is_current(void **state)
{
	static const char path[] = PARAAT_SOURCE_DIR "/schema/current.sql";
	struct test_db t;
	struct err e = { 0 };
	TEXT_AUTO is, says;

	(void)state;
	text_init(&is, 1024 * 1024);
	text_init(&says, 1024 * 1024);
	test_db_open(&t);
	(void)text_add(&is, "-- SPDX-License-Identifier: EUPL-1.2\n"
			    "-- What the migrations lead to. Written by a test, for "
			    "reading; never run.\n");
	{
		STMT_AUTO s = NULL;

		test_ok(stmt_get(t.db, &shape_statements, SHAPE_ALL, &s, &e), &e);
		while (stmt_row(s, &e))
			(void)text_addf(&is, "\n%s;\n", stmt_text(s, "sql"));
		test_ok(e.code, &e);
	}
	test_db_close(&t);
	assert_true(text_ok(&is));
	if (getenv("PARAAT_WRITE_SCHEMA") != NULL)
		write_whole(path, &is);
	read_whole(path, &says);
	if (strcmp(text_str(&is), text_str(&says)) != 0)
		fail_msg("schema/current.sql is out of date: run this test once with "
			 "PARAAT_WRITE_SCHEMA=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migrations_are_numbered_without_holes),
		cmocka_unit_test(an_empty_file_is_brought_to_now),
		cmocka_unit_test(only_what_is_missing_is_applied),
		cmocka_unit_test(a_newer_database_is_refused),
		cmocka_unit_test(an_older_database_is_named),
		cmocka_unit_test(a_changed_migration_is_refused),
		cmocka_unit_test(a_failing_migration_leaves_nothing),
		cmocka_unit_test(two_programs_may_start_at_once),
		cmocka_unit_test(current_sql_is_current),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
