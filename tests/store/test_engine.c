/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite engine: how it is set up, what it refuses, and in which words. */
#include "schema/engine.h"
#include "schema/migrate.h"
#include "schema/stmt.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ENGINE_SQL(X)                                                                  \
	X(ENGINE_JOURNAL, "PRAGMA journal_mode")                                       \
	X(ENGINE_SYNCHRONOUS, "PRAGMA synchronous")                                    \
	X(ENGINE_KEYS, "PRAGMA foreign_keys")                                          \
	X(ENGINE_TRUSTED, "PRAGMA trusted_schema")                                     \
	X(ENGINE_APPLICATION, "PRAGMA application_id")                                 \
	X(ENGINE_VALUES, "SELECT :i AS i, :t AS t, :b AS b, :n AS n, :e AS e")         \
	X(ENGINE_NOWHERE, "SELECT 1 FROM nowhere")                                     \
	X(ENGINE_TWO, "SELECT 1; SELECT 2")                                            \
	X(ENGINE_EMPTY, "-- nothing")                                                  \
	X(ENGINE_QUOTES, "SELECT \"text\"")                                            \
	X(ENGINE_ATTACH, "ATTACH 'x' AS y")                                            \
	X(ENGINE_ORPHAN, "INSERT INTO contact (id, person_id, kind, address, rank)"    \
			 " VALUES (1, 99, 'mobile', 'x', 1)")                          \
	X(ENGINE_TYPE, "INSERT INTO sequence (name, next) VALUES ('x', 'many')")       \
	X(ENGINE_ALL, "SELECT id, code, name FROM municipality ORDER BY id")           \
	X(ENGINE_BIG, "SELECT zeroblob(99999999) AS b")
extern const struct stmt_list engine_statements;
STMT_LIST(engine, ENGINE_SQL);

static void one_value(struct db *db, int which, const char *column, char value[32])
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &engine_statements, which, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	stmt_copy(s, column, value, 32);
}

static enum err_code run(struct db *db, int which, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &engine_statements, which, &s, e) != ERR_OK)
		return e->code;
	return stmt_run(s, e);
}

static void a_connection_is_durable_and_strict(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	struct stat info;
	char v[32];

	(void)state;
	test_db_folder(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	one_value(t.db, ENGINE_JOURNAL, "journal_mode", v);
	assert_string_equal(v, "wal");
	one_value(t.db, ENGINE_SYNCHRONOUS, "synchronous", v);
	assert_string_equal(v, "2");
	one_value(t.db, ENGINE_KEYS, "foreign_keys", v);
	assert_string_equal(v, "1");
	one_value(t.db, ENGINE_TRUSTED, "trusted_schema", v);
	assert_string_equal(v, "0");
	one_value(t.db, ENGINE_APPLICATION, "application_id", v);
	assert_string_equal(v, "1346458177");
	assert_int_equal(stat(t.file, &info), 0);
	assert_int_equal(info.st_mode & 0007, 0); /* not for everybody */
	test_db_close(&t);
}

static void mistakes_are_refused_with_their_code(void **state)
{
	static const struct {
		int which;
		enum err_code code;
	} cases[] = {
		{ ENGINE_NOWHERE, ERR_BUG },
		{ ENGINE_TWO, ERR_BUG },
		{ ENGINE_EMPTY, ERR_BUG },
		{ ENGINE_QUOTES, ERR_BUG },
		{ ENGINE_ATTACH, ERR_BUG },
		{ ENGINE_ORPHAN, ERR_CONFLICT },
		{ ENGINE_TYPE, ERR_CONFLICT },
		{ ENGINE_BIG, ERR_TOO_LARGE },
	};
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *name = engine_texts[cases[i].which].name;

		if (run(t.db, cases[i].which, &e) != cases[i].code)
			fail_msg("%s: %s: %s", name, err_text(e.code), e.msg);
		assert_non_null(strstr(e.msg, name)); /* says which statement */
	}
	test_db_close(&t);
}

static void values_come_back_as_they_went_in(void **state)
{
	static const unsigned char blob[4] = { 0, 255, 0, 7 };
	struct test_db t;
	struct err e = { 0 };
	size_t n = 0;

	(void)state;
	test_db_open(&t);
	for (int round = 0; round < 2; round++) {
		STMT_AUTO s = NULL;
		const void *b;

		test_ok(stmt_get(t.db, &engine_statements, ENGINE_VALUES, &s, &e), &e);
		stmt_bind_text(s, "t", "Ærø – 't Harde");
		stmt_bind_int(s, "i", INT64_MIN + round);
		stmt_bind_blob(s, "b", blob, sizeof blob);
		stmt_bind_text(s, "n", NULL);
		stmt_bind_blob(s, "e", "", 0);
		assert_true(stmt_row(s, &e));
		assert_true(stmt_is_null(s, "n"));
		assert_null(stmt_text_or_null(s, "n"));
		assert_string_equal(stmt_text(s, "n"), "");
		assert_int_equal(stmt_int(s, "n"), 0);
		assert_true(stmt_int(s, "i") == INT64_MIN + round);
		assert_string_equal(stmt_text(s, "t"), "Ærø – 't Harde");
		b = stmt_blob(s, "b", &n);
		assert_int_equal(n, sizeof blob);
		assert_memory_equal(b, blob, n);
		assert_false(stmt_is_null(s, "e"));
		(void)stmt_blob(s, "e", &n);
		assert_int_equal(n, 0);
		assert_false(stmt_row(s, &e));
		test_ok(e.code, &e);
	}
	{
		STMT_AUTO s = NULL; /* what was bound before is forgotten */

		test_ok(stmt_get(t.db, &engine_statements, ENGINE_VALUES, &s, &e), &e);
		assert_true(stmt_row(s, &e));
		assert_true(stmt_is_null(s, "t"));
	}
	test_db_close(&t);
}

/* One statement cannot be used for two things at a time; the second is told so. */
static void a_statement_in_use_is_not_given_twice(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	STMT_AUTO a = NULL;
	STMT_AUTO b = NULL;

	(void)state;
	test_db_open(&t);
	test_ok(stmt_get(t.db, &engine_statements, ENGINE_ALL, &a, &e), &e);
	assert_int_equal(
		stmt_get(t.db, &engine_statements, ENGINE_ALL, &b, &e), ERR_BUG);
	assert_null(b);
	stmt_done(&a);
	test_ok(stmt_get(t.db, &engine_statements, ENGINE_ALL, &b, &e), &e);
	stmt_done(&b);
	test_db_close(&t);
}

/* Another program changes the schema: prepared statements go on, with their names. */
static void statements_survive_a_change_of_the_schema(void **state)
{
	struct test_db t;
	struct db *other = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	test_ok(ledger_add(t.db, 1, &e), &e);
	test_ok(db_commit(t.db, &e), &e);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &other, &e), &e);
	for (int round = 0; round < 3; round++) {
		char sql[80];
		STMT_AUTO s = NULL;

		test_ok(stmt_get(t.db, &engine_statements, ENGINE_ALL, &s, &e), &e);
		assert_true(stmt_row(s, &e));
		assert_string_equal(stmt_text(s, "code"), "M1");
		assert_string_equal(stmt_text(s, "name"), "M1");
		stmt_done(&s);
		(void)snprintf(sql, sizeof sql,
			"CREATE INDEX extra_%d ON municipality(name, code)", round);
		test_ok(sqlite_engine.script(db_connection(other), sql, &e), &e);
	}
	test_ok(db_close(other, &e), &e);
	test_db_close(&t);
}

/* A reader cannot write, whatever it is asked. */
static void a_reader_cannot_write(void **state)
{
	struct test_db t;
	struct db *reader = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_READ, &reader, &e), &e);
	assert_int_equal(run(reader, ENGINE_ORPHAN, &e), ERR_IO);
	assert_non_null(strstr(e.msg, "cannot be written"));
	test_ok(db_close(reader, &e), &e);
	test_db_close(&t);
}

static void what_cannot_be_opened_is_said(void **state)
{
	struct test_db t;
	struct db *db = NULL;
	struct err e = { 0 };
	FILE *f;

	(void)state;
	assert_int_equal(
		db_open(&sqlite_engine, "/nonexistent/x.db", DB_WRITE, &db, &e),
		ERR_IO);
	assert_non_null(strstr(e.msg, "check that its folder exists"));
	test_db_folder(&t);
	assert_int_equal(db_open(&sqlite_engine, t.file, DB_READ, &db, &e), ERR_IO);
	f = fopen(t.file, "w");
	assert_non_null(f);
	for (int i = 0; i < 500; i++)
		(void)fputs("this is a letter, ", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(db_open(&sqlite_engine, t.file, DB_WRITE, &db, &e), ERR_IO);
	assert_non_null(strstr(e.msg, "not a database"));
	assert_null(db);
	test_db_close(&t);
}

/* The database of another program is not touched. */
static void anothers_database_is_refused(void **state)
{
	struct test_db t;
	struct db *db = NULL;
	sqlite3 *raw = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_folder(&t);
	assert_int_equal(sqlite3_open(t.file, &raw), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(raw, "PRAGMA application_id = 77; CREATE TABLE a (b)",
			NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
	assert_int_equal(
		db_open(&sqlite_engine, t.file, DB_WRITE, &db, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "another program"));
	test_db_close(&t);
}

/* A statement that was left open is a bug that closing tells. */
static void closing_tells_what_was_left_open(void **state)
{
	struct test_db t;
	struct engine_connection *c = NULL;
	struct engine_statement *s = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(sqlite_engine.open(t.file, ENGINE_READ, &c, &e), &e);
	test_ok(sqlite_engine.prepare(c, "SELECT 1", &s, &e), &e);
	assert_int_equal(sqlite_engine.close(c, &e), ERR_BUG);
	sqlite_engine.finalize(s);
	test_ok(sqlite_engine.close(c, &e), &e);
	test_db_close(&t);
}

/* A back-up taken while others write is whole. */
static void a_back_up_is_whole(void **state)
{
	struct test_db t, copy;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_db_folder(&copy);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	for (int i = 0; i < 50; i++)
		test_ok(ledger_add(t.db, i, &e), &e);
	test_ok(db_commit(t.db, &e), &e);
	test_ok(sqlite_engine.backup(db_connection(t.db), copy.file, &e), &e);
	test_ok(db_open(&sqlite_engine, copy.file, DB_WRITE, &copy.db, &e), &e);
	test_ok(migrate_check(copy.db, &e), &e);
	assert_int_equal(ledger_check(copy.db), 50);
	test_db_close(&copy);
	assert_int_equal(
		sqlite_engine.backup(db_connection(t.db), "/nonexistent/copy.db", &e),
		ERR_IO);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_durable_and_strict),
		cmocka_unit_test(mistakes_are_refused_with_their_code),
		cmocka_unit_test(values_come_back_as_they_went_in),
		cmocka_unit_test(a_statement_in_use_is_not_given_twice),
		cmocka_unit_test(statements_survive_a_change_of_the_schema),
		cmocka_unit_test(a_reader_cannot_write),
		cmocka_unit_test(what_cannot_be_opened_is_said),
		cmocka_unit_test(anothers_database_is_refused),
		cmocka_unit_test(closing_tells_what_was_left_open),
		cmocka_unit_test(a_back_up_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
