/* SPDX-License-Identifier: EUPL-1.2 */
/* Many rows at once: what is inserted together is what would have been inserted one by
 * one, in that order, or nothing. Mutations: clear_row left out of stmt_add (values of
 * the row before stay), and one byte less of a blob: both fail. */
#include "base/random.h"
#include "schema/engine.h"
#include "schema/stmt.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS_SQL(X)                                                                    \
	X(ROWS_TOGETHER,                                                               \
		"INSERT INTO together (id, number, word, bytes, fixed) VALUES"         \
		" (:id, :number, :word, :bytes, 'a:number')")                          \
	X(ROWS_ALONE, "INSERT INTO alone (id, number, word, bytes, fixed) VALUES"      \
		      " (:id, :number, :word, :bytes, 'a:number')")                    \
	X(ROWS_COUNT, "SELECT count(*) AS n FROM together")                            \
	X(ROWS_DIFFERENT,                                                              \
		"SELECT (SELECT count(*) FROM (SELECT * FROM together"                 \
		" EXCEPT SELECT * FROM alone)) + (SELECT count(*) FROM"                \
		" (SELECT * FROM alone EXCEPT SELECT * FROM together)) AS n")          \
	X(ROWS_NO_INSERT, "UPDATE together SET number = :number")
extern const struct stmt_list rows_statements;
STMT_LIST(rows, ROWS_SQL);

static struct test_db t;
static struct prng prng;

static int open_tables(void **state)
{
	const char *seed = getenv("PARAAT_SEED");
	struct err e = { 0 };

	(void)state;
	prng_init(&prng, seed != NULL ? strtoull(seed, NULL, 10) : 1);
	test_db_open(&t);
	test_ok(db_engine(t.db)->script(db_connection(t.db),
			"CREATE TABLE together (id INTEGER PRIMARY KEY, number INTEGER,"
			" word TEXT UNIQUE, bytes BLOB, fixed TEXT NOT NULL) STRICT;"
			"CREATE TABLE alone (id INTEGER PRIMARY KEY, number INTEGER,"
			" word TEXT UNIQUE, bytes BLOB, fixed TEXT NOT NULL) STRICT;",
			&e),
		&e);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	return 0;
}

static int close_tables(void **state)
{
	(void)state;
	db_rollback(t.db);
	test_db_close(&t);
	return 0;
}

static int64_t number_of(int which)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t.db, &rows_statements, which, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

/* A row of its own for each id; every kind of value, and now and then none. */
static void bind(struct stmt *s, int64_t id, uint64_t chance)
{
	static char word[9000];
	const size_t len = chance % 50 == 0 ? 5000 + chance % 3000 : chance % 40;

	memset(word, 'a' + (int)(chance % 26), sizeof word);
	(void)snprintf(word + len, 24, "%lld", (long long)id);
	stmt_bind_int(s, "id", id);
	if (chance % 3 != 0)
		stmt_bind_int(s, "number", (int64_t)chance);
	if (chance % 5 != 0)
		stmt_bind_text(s, "word", word);
	if (chance % 7 == 0)
		stmt_bind_null(s, "word");
	if (chance % 2 == 0)
		stmt_bind_blob(s, "bytes", word, len);
}

static void add(struct stmt *together, struct stmt *alone, int64_t id)
{
	const uint64_t chance = prng_below(&prng, UINT32_MAX);
	struct err e = { 0 };

	bind(together, id, chance);
	test_ok(stmt_add(together, &e), &e);
	bind(alone, id, chance);
	test_ok(stmt_run(alone, &e), &e);
}

static void many_rows_are_as_if_inserted_one_by_one(void **state)
{
	static const int counts[] = { 0, 1, 2, 511, 512, 513, 3000 };
	int64_t id = 0, all = 0;

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		STMT_AUTO s = NULL;
		struct err e = { 0 };

		test_ok(stmt_get_rows(t.db, &rows_statements, ROWS_TOGETHER, &s, &e),
			&e);
		for (int k = 0; k < counts[i]; k++) {
			STMT_AUTO alone = NULL; /* forgets what was bound */

			test_ok(stmt_get(
					t.db, &rows_statements, ROWS_ALONE, &alone, &e),
				&e);
			add(s, alone, ++id);
		}
		test_ok(stmt_run(s, &e), &e);
		all += counts[i];
		assert_int_equal(number_of(ROWS_COUNT), all);
		assert_int_equal(number_of(ROWS_DIFFERENT), 0);
	}
}

/* The statement can go on after it ran, and one of a single row beside it. */
static void both_forms_can_be_in_use(void **state)
{
	STMT_AUTO many = NULL;
	STMT_AUTO one = NULL;
	STMT_AUTO other = NULL;
	struct err e = { 0 };

	(void)state;
	test_ok(stmt_get_rows(t.db, &rows_statements, ROWS_TOGETHER, &many, &e), &e);
	test_ok(stmt_get(t.db, &rows_statements, ROWS_TOGETHER, &one, &e), &e);
	assert_int_equal(
		stmt_get_rows(t.db, &rows_statements, ROWS_TOGETHER, &other, &e),
		ERR_BUG);
	bind(many, 1, 1);
	test_ok(stmt_add(many, &e), &e);
	bind(one, 2, 2);
	test_ok(stmt_run(one, &e), &e);
	assert_int_equal(number_of(ROWS_COUNT), 1);
	test_ok(stmt_run(many, &e), &e);
	assert_int_equal(number_of(ROWS_COUNT), 2);
	bind(many, 3, 4);
	test_ok(stmt_add(many, &e), &e);
	test_ok(stmt_run(many, &e), &e);
	test_ok(stmt_run(many, &e), &e);
	assert_int_equal(number_of(ROWS_COUNT), 3);
}

/* One row that the schema refuses: none of those with it are there. */
static void a_refused_row_takes_the_others_along(void **state)
{
	struct err e = { 0 };

	(void)state;
	for (int bad = 0; bad < 40; bad++) {
		STMT_AUTO s = NULL;

		test_ok(stmt_get_rows(t.db, &rows_statements, ROWS_TOGETHER, &s, &e),
			&e);
		for (int k = 0; k < 40; k++) {
			bind(s, k == bad ? (bad == 0 ? 39 : 0) : k, 1);
			test_ok(stmt_add(s, &e), &e);
		}
		assert_int_equal(stmt_run(s, &e), ERR_CONFLICT);
		assert_non_null(strstr(e.msg, "ROWS_TOGETHER"));
		assert_int_equal(number_of(ROWS_COUNT), 0);
	}
}

/* After an error, or on the way out: nothing is written behind the caller's back. */
static void rows_that_were_not_run_are_dropped(void **state)
{
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		STMT_AUTO s = NULL;

		test_ok(stmt_get_rows(t.db, &rows_statements, ROWS_TOGETHER, &s, &e),
			&e);
		if (i == 0)
			bind(s, 1, 1);
		if (i == 0)
			test_ok(stmt_add(s, &e), &e);
		else
			test_ok(stmt_run(s, &e), &e);
	}
	assert_int_equal(number_of(ROWS_COUNT), 0);
}

static void only_an_insert_of_one_row_will_do(void **state)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
		stmt_get_rows(t.db, &rows_statements, ROWS_NO_INSERT, &s, &e), ERR_BUG);
	assert_int_equal(
		stmt_get_rows(t.db, &rows_statements, ROWS_COUNT, &s, &e), ERR_BUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(many_rows_are_as_if_inserted_one_by_one,
			open_tables, close_tables),
		cmocka_unit_test_setup_teardown(
			both_forms_can_be_in_use, open_tables, close_tables),
		cmocka_unit_test_setup_teardown(a_refused_row_takes_the_others_along,
			open_tables, close_tables),
		cmocka_unit_test_setup_teardown(
			rows_that_were_not_run_are_dropped, open_tables, close_tables),
		cmocka_unit_test_setup_teardown(
			only_an_insert_of_one_row_will_do, open_tables, close_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
