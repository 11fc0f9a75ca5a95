/* SPDX-License-Identifier: EUPL-1.2 */
/* What the throttle counts of accounts, in the database: an image of its places, read
 * back by a program whose clock began at another moment, and gone after a day. */
#include "service/accounts/throttle_store.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define KEPT_SQL(X) X(KEPT_COUNT, "SELECT count(*) AS n FROM sign_in_failure")
extern const struct stmt_list kept_statements;
STMT_LIST(kept, KEPT_SQL);

enum { HOUR_MS = 3600 * 1000, FAILURES = 25, ROWS = 64 };

static struct throttle before, after;
static struct throttle_row rows[ROWS];

static void fail_often(const char *account, struct tick now)
{
	for (int i = 0; i < FAILURES; i++)
		throttle_account_failed(&before, account, now);
}

static void keep(struct db *db, struct instant tick_zero)
{
	const size_t n = throttle_take(&before, rows, ROWS);
	struct err e = { 0 };

	test_ok(db_begin(db, DB_WRITE, &e), &e);
	test_ok(throttle_store_write(db, rows, n, tick_zero, &e), &e);
	test_ok(db_commit(db, &e), &e);
}

static void recall(struct db *db, struct tick now, struct instant tick_zero)
{
	struct err e = { 0 };

	throttle_init(&after, "secret", 6);
	test_ok(db_begin(db, DB_READ, &e), &e);
	test_ok(throttle_store_read(db, &after, now, tick_zero, &e), &e);
	db_rollback(db);
}

/* The machine started meanwhile, so that its ticks began anew: how long is waited goes
 * on by the wall clock. Written again, a place has the newest. */
static void a_restart_goes_on_by_the_wall_clock(void **state)
{
	const struct instant first = { 1000000 }, second = { 1000000 + 7200000 };
	struct test_db t;

	(void)state;
	test_db_open(&t);
	throttle_init(&before, "secret", 6);
	throttle_code_failed(&before, 7, (struct tick){ 0 });
	fail_often("jan", (struct tick){ 7200000 - 90000 });
	keep(t.db, first);
	fail_often("jan", (struct tick){ 7200000 - 60000 });
	keep(t.db, first);
	recall(t.db, (struct tick){ 0 }, second);
	assert_int_equal(throttle_account_wait(&after, "jan", (struct tick){ 0 }),
		THROTTLE_ACCOUNT_WAIT_MAX_MS - 60000);
	assert_int_equal(throttle_account_wait(&after, "piet", (struct tick){ 0 }), 0);
	test_db_close(&t);
}

static int64_t rows_kept(struct db *db)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &kept_statements, KEPT_COUNT, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

static void a_day_forgives(void **state)
{
	const struct instant zero = { 1000000 };
	struct err e = { 0 };
	struct test_db t;

	(void)state;
	test_db_open(&t);
	throttle_init(&before, "secret", 6);
	fail_often("jan", (struct tick){ 0 });
	fail_often("piet", (struct tick){ 2 * HOUR_MS });
	keep(t.db, zero);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	test_ok(throttle_store_forget(
			t.db, (struct instant){ zero.ms + 25 * HOUR_MS }, &e),
		&e);
	test_ok(db_commit(t.db, &e), &e);
	assert_int_equal(rows_kept(t.db), 1);
	recall(t.db, (struct tick){ 2 * HOUR_MS }, zero);
	assert_int_equal(
		throttle_account_wait(&after, "jan", (struct tick){ 2 * HOUR_MS }), 0);
	assert_true(throttle_account_wait(&after, "piet", (struct tick){ 2 * HOUR_MS })
		    > 0);
	test_db_close(&t);
}

/* So many rows as the throttle has places, however many names are tried. */
static void strangers_fill_no_table(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	throttle_init(&before, "secret", 6);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	for (int i = 0; i < 3 * THROTTLE_ENTRIES; i++) {
		char name[24];

		(void)snprintf(name, sizeof name, "n%d", i);
		throttle_account_failed(&before, name, (struct tick){ i });
		if (i % ROWS == ROWS - 1)
			test_ok(throttle_store_write(t.db, rows,
					throttle_take(&before, rows, ROWS),
					(struct instant){ 1000000 }, &e),
				&e);
	}
	assert_in_range(rows_kept(t.db), THROTTLE_ENTRIES / 2, THROTTLE_ENTRIES);
	test_ok(db_commit(t.db, &e), &e);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_goes_on_by_the_wall_clock),
		cmocka_unit_test(a_day_forgives),
		cmocka_unit_test(strangers_fill_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
