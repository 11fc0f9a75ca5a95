/* SPDX-License-Identifier: EUPL-1.2 */
/* The process dies at the n-th write to the disk, for every n, also half-way through
 * it: what was promised is there, and nothing is there by halves. */
#include "schema/engine.h"
#include "schema/migrate.h"
#include "schema/stmt.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/figures.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"
#include "tests/support/thorough.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define CRASH_SQL(X)                                                                   \
	X(CRASH_STEPS, "SELECT count(*) AS n FROM sqlite_schema"                       \
		       " WHERE name IN ('a1', 'a2', 'a3')")                            \
	X(CRASH_BEGUN, "SELECT count(*) AS n FROM sqlite_schema"                       \
		       " WHERE name = 'migration'")                                    \
	X(CRASH_DONE, "SELECT count(*) AS n FROM migration")                           \
	X(CRASH_SCHEMA, "SELECT group_concat(sql, ';') AS text FROM sqlite_schema")
extern const struct stmt_list crash_statements;
STMT_LIST(crash, CRASH_SQL);

enum { POINTS_MAX = 5000, ENTRIES = 4 };

static const struct migration steps[] = {
	{ 1, "0001_a",
		"CREATE TABLE a1 (id INTEGER PRIMARY KEY NOT NULL, x TEXT) STRICT;"
		"CREATE INDEX a1_x ON a1(x); INSERT INTO a1 VALUES (1, 'x');" },
	{ 2, "0002_a",
		"CREATE TABLE a2 (id INTEGER PRIMARY KEY NOT NULL) STRICT;"
		"UPDATE a1 SET x = 'y'; INSERT INTO a2 VALUES (1);" },
	{ 3, "0003_a",
		"ALTER TABLE a1 ADD COLUMN y TEXT;"
		"CREATE TABLE a3 (id INTEGER PRIMARY KEY NOT NULL) STRICT;" },
};

/* What a child does; each promise that it makes goes into the pipe. */
typedef enum err_code life(struct db *db, int promises, struct err *e);

static void child(
	const char *file, enum fault_kind kind, long n, life *live, int promises)
{
	struct db *db = NULL;
	struct err e = { 0 };
	bool well;

	fault_vfs_arm(kind, n, false);
	well = db_open(&sqlite_engine, file, DB_WRITE, &db, &e) == ERR_OK
	       && live(db, promises, &e) == ERR_OK && db_close(db, &e) == ERR_OK;
	if (!well)
		(void)fprintf(stderr, "child: %s\n", e.msg);
	_exit(well ? 0 : 1);
}

/* Runs a child that dies at its n-th write. Returns whether it died, and how many
 * promises it had made. */
static bool run_child(
	const char *file, enum fault_kind kind, long n, life *live, int *ret_promises)
{
	int ends[2], status = 0;
	char byte;
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(ends[0]);
		child(file, kind, n, live, ends[1]);
	}
	(void)close(ends[1]);
	*ret_promises = 0;
	while (read(ends[0], &byte, 1) == 1)
		(*ret_promises)++;
	(void)close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) != 0)
		assert_int_equal(WEXITSTATUS(status), FAULT_DIE_CODE);
	return WEXITSTATUS(status) != 0;
}

static enum err_code add_entries(struct db *db, int promises, struct err *e)
{
	for (int i = 0; i < ENTRIES; i++) {
		if (db_begin(db, DB_WRITE, e) != ERR_OK || db_savepoint(db, e) != ERR_OK
			|| ledger_add(db, 100 * i, e) != ERR_OK)
			return e->code;
		db_savepoint_rollback(db); /* a job that failed */
		if (db_savepoint(db, e) != ERR_OK || ledger_add(db, i, e) != ERR_OK
			|| db_savepoint_release(db, e) != ERR_OK
			|| db_commit(db, e) != ERR_OK || write(promises, "!", 1) != 1)
			return e->code == ERR_OK ? ERR_IO : e->code;
		if (i == ENTRIES / 2
			&& db_engine(db)->checkpoint(db_connection(db), e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static void every_promise_is_kept(void **state)
{
	for (int kind = FAULT_DIE; kind <= FAULT_DIE_TORN; kind++) {
		bool died = true;
		long n;

		(void)state;
		for (n = 1; died; n++) {
			struct test_db t;
			struct err e = { 0 };
			int promises;

			assert_true(n < POINTS_MAX);
			test_db_open(&t);
			test_ok(db_close(t.db, &e), &e);
			died = run_child(t.file, (enum fault_kind)kind, n, add_entries,
				&promises);
			test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e),
				&e);
			assert_in_range(ledger_check(t.db), promises,
				promises + (died ? 1 : 0));
			for (int i = 0; i < promises; i++)
				assert_true(ledger_has(t.db, i));
			test_ok(db_begin(t.db, DB_WRITE, &e), &e);
			test_ok(ledger_add(t.db, 1000, &e), &e);
			test_ok(db_commit(t.db, &e), &e);
			(void)ledger_check(t.db);
			test_db_close(&t);
		}
		assert_true(n > 20);
		figures_moments(kind == FAULT_DIE
					? "the power fails at a write of a change"
					: "half-way through a write of a change",
			n - 2,
			"what was promised is there, nothing is there by halves");
	}
}

static enum err_code migrate_steps(struct db *db, int promises, struct err *e)
{
	for (size_t n = 1; n <= 3; n++)
		if (migrate_with(db, steps, n, (struct instant){ 1 }, e) != ERR_OK
			|| write(promises, "!", 1) != 1)
			return e->code == ERR_OK ? ERR_IO : e->code;
	return ERR_OK;
}

static int64_t number(struct db *db, int which)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &crash_statements, which, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

/* A database is fully at one version or fully at the next, and goes on from there. */
static void a_migration_is_whole_or_not_there(void **state)
{
	bool died = true;
	long n;

	(void)state;
	for (n = 1; died; n++) {
		struct test_db t;
		struct err e = { 0 };
		int64_t done;
		int promises;

		assert_true(n < POINTS_MAX);
		test_db_folder(&t);
		died = run_child(t.file, FAULT_DIE_TORN, n, migrate_steps, &promises);
		test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
		done = number(t.db, CRASH_BEGUN) > 0 ? number(t.db, CRASH_DONE) : 0;
		assert_int_equal(number(t.db, CRASH_STEPS), done);
		assert_in_range(done, promises, promises + (died ? 1 : 0));
		test_ok(migrate_with(t.db, steps, 3, (struct instant){ 2 }, &e), &e);
		assert_int_equal(number(t.db, CRASH_STEPS), 3);
		test_db_close(&t);
	}
	assert_true(n > 20);
	figures_moments("half-way through a write of a migration", n - 2,
		"it is at one version or at the next, and goes on from there");
}

static size_t goal; /* so many of the program's own migrations */

static enum err_code migrate_to_goal(struct db *db, int promises, struct err *e)
{
	(void)promises;
	return migrate_with(db, migrations, goal, (struct instant){ 1 }, e);
}

/* What the database is made of; free() it. */
static char *schema_of(struct db *db)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	char *text;

	test_ok(stmt_get(db, &crash_statements, CRASH_SCHEMA, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	text = strdup(stmt_text(s, "text"));
	assert_non_null(text);
	return text;
}

static char *schema_at_goal(void)
{
	struct test_db t;
	struct err e = { 0 };
	char *text;

	test_db_at(&t, goal);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	text = schema_of(t.db);
	test_db_close(&t);
	return text;
}

/* Dies at the n-th write; then the same again, to its end. */
static bool die_on_the_way_to_goal(long n, const char *expected)
{
	struct test_db t;
	struct err e = { 0 };
	int promises;
	bool died;
	char *text;

	test_db_at(&t, goal - 1);
	died = run_child(t.file, FAULT_DIE, n, migrate_to_goal, &promises);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	test_ok(migrate_to_goal(t.db, 0, &e), &e);
	text = schema_of(t.db);
	assert_string_equal(text, expected);
	free(text);
	if (goal == migrations_count) {
		test_ok(migrate_check(t.db, &e), &e);
		assert_int_equal(ledger_check(t.db), 0);
	}
	test_db_close(&t);
	return died;
}

/* At every write of the newest migration; the others do not change any more. */
static long next_point(long n)
{
	return goal == migrations_count ? n + 1 : thorough_next(n, 37, goal);
}

/* The same for the program's own migrations: where one ends is where the next begins,
 * so that the whole first start is covered. */
static void the_first_start_can_be_repeated(void **state)
{
	long died = 0;

	(void)state;
	for (goal = 1; goal <= migrations_count; goal++) {
		char *expected = schema_at_goal();
		long n = 1;

		while (die_on_the_way_to_goal(n, expected)) {
			assert_true(n < POINTS_MAX);
			n = next_point(n);
			died++;
		}
		assert_true(n > 3);
		free(expected);
	}
	figures_moments("at a write of the first start, which makes the database", died,
		"begun again, it is the same database");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_promise_is_kept),
		cmocka_unit_test(a_migration_is_whole_or_not_there),
		cmocka_unit_test(the_first_start_can_be_repeated),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
