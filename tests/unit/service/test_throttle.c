/* SPDX-License-Identifier: EUPL-1.2 */
/* Guessing gets slow; nobody is locked out. */
#include "service/accounts/throttle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct throttle throttle;

static int forget(void **state)
{
	(void)state;
	throttle_init(&throttle, "secret", 6);
	return 0;
}

static struct tick at(int64_t ms)
{
	return (struct tick){ ms };
}

/* The first wrong tries cost nothing; then waiting doubles up to half a minute. */
static void waiting_grows_and_has_an_end(void **state)
{
	int64_t now = 1000, last = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(throttle_wait(&throttle, "jan", "a", at(now)), 0);
		throttle_failed(&throttle, "jan", "a", at(now));
	}
	for (int i = 0; i < 12; i++) {
		int64_t wait = throttle_wait(&throttle, "jan", "a", at(now));

		assert_true(wait >= last && wait > 0);
		assert_true(wait <= THROTTLE_WAIT_MAX_MS);
		assert_true(
			throttle_wait(&throttle, "jan", "a", at(now + wait - 1)) > 0);
		now += wait;
		assert_int_equal(throttle_wait(&throttle, "jan", "a", at(now)), 0);
		throttle_failed(&throttle, "jan", "a", at(now));
		last = wait;
	}
	assert_int_equal(last, THROTTLE_WAIT_MAX_MS);
}

/* A stranger's guesses do not hold up the person at another address. */
static void others_are_not_held_up(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		throttle_failed(&throttle, "jan", "stranger", at(1000 + i));
	assert_true(throttle_wait(&throttle, "jan", "stranger", at(1100)) > 0);
	assert_int_equal(throttle_wait(&throttle, "jan", "home", at(1100)), 0);
	/* but the stranger waits for whichever account is tried */
	assert_true(throttle_wait(&throttle, "piet", "stranger", at(1100)) > 0);
}

static void success_and_time_forgive(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++)
		throttle_failed(&throttle, "jan", "a", at(1000));
	throttle_succeeded(&throttle, "jan", "a");
	assert_int_equal(throttle_wait(&throttle, "jan", "a", at(1000)), 0);
	for (int i = 0; i < 8; i++)
		throttle_failed(&throttle, "jan", "a", at(1000));
	assert_int_equal(
		throttle_wait(&throttle, "jan", "a", at(1000 + 16 * 60 * 1000)), 0);
}

/* A flood of names and addresses stays within the table, and a fresh failure counts. */
static void floods_fit(void **state)
{
	(void)state;
	for (int i = 0; i < 50000; i++) {
		char name[24], address[24];

		(void)snprintf(name, sizeof name, "n%d", i);
		(void)snprintf(address, sizeof address, "10.0.%d.%d", i / 250, i % 250);
		throttle_failed(&throttle, name, address, at(1000 + i));
	}
	for (int i = 0; i < 6; i++)
		throttle_failed(&throttle, "jan", "a", at(60000));
	assert_true(throttle_wait(&throttle, "jan", "a", at(60000)) > 0);
}

/* Codes are counted for the account, wherever they come from: ten are free, then
 * waiting grows to five minutes; a day without one forgives, and other accounts do not
 * wait. */
static void codes_are_counted_for_the_account(void **state)
{
	int64_t now = 1000, last = 0;

	(void)state;
	for (int i = 0; i < 10; i++) {
		assert_int_equal(throttle_code_wait(&throttle, 7, at(now)), 0);
		throttle_code_failed(&throttle, 7, at(now));
	}
	for (int i = 0; i < 15; i++) {
		int64_t wait = throttle_code_wait(&throttle, 7, at(now));

		assert_true(wait >= last && wait > 0);
		now += wait;
		assert_int_equal(throttle_code_wait(&throttle, 7, at(now)), 0);
		throttle_code_failed(&throttle, 7, at(now));
		last = wait;
	}
	assert_int_equal(last, THROTTLE_ACCOUNT_WAIT_MAX_MS);
	assert_int_equal(throttle_code_wait(&throttle, 8, at(now)), 0);
	for (int i = 0; i < 100; i++) /* names and addresses do not push it out */
		for (int j = 0; j < 100; j++) {
			char name[24];

			(void)snprintf(name, sizeof name, "n%d-%d", i, j);
			throttle_failed(&throttle, name, name, at(now));
		}
	assert_true(throttle_code_wait(&throttle, 7, at(now)) > 0);
	now += 24 * 60 * 60 * 1000 + 1;
	assert_int_equal(throttle_code_wait(&throttle, 7, at(now)), 0);
	throttle_code_failed(&throttle, 7, at(now));
	assert_int_equal(throttle_code_wait(&throttle, 7, at(now)), 0);
}

/* More accounts than there are places: the newest count. */
static void codes_of_many_accounts_fit(void **state)
{
	(void)state;
	for (int64_t id = 1; id <= 2 * THROTTLE_ENTRIES; id++)
		for (int i = 0; i < 11; i++)
			throttle_code_failed(&throttle, id, at(id));
	assert_true(throttle_code_wait(
			    &throttle, 2 * THROTTLE_ENTRIES, at(2 * THROTTLE_ENTRIES))
		    > 0);
}

/* Passwords are counted for the account, wherever they come from: twenty are free, then
 * waiting grows from one minute to five; other accounts do not wait, and a day
 * forgives. */
static void passwords_are_counted_for_the_account(void **state)
{
	int64_t now = 1000, last = 0;

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(throttle_account_wait(&throttle, "jan", at(now)), 0);
		throttle_account_failed(&throttle, "jan", at(now));
	}
	for (int i = 0; i < 15; i++) {
		int64_t wait = throttle_account_wait(&throttle, "jan", at(now));

		assert_true(wait >= last && wait > 0);
		now += wait;
		assert_int_equal(throttle_account_wait(&throttle, "jan", at(now)), 0);
		throttle_account_failed(&throttle, "jan", at(now));
		last = wait;
	}
	assert_int_equal(last, THROTTLE_ACCOUNT_WAIT_MAX_MS);
	assert_int_equal(throttle_account_wait(&throttle, "piet", at(now)), 0);
	assert_int_equal(throttle_wait(&throttle, "jan", "home", at(now)), 0);
	now += 24 * 60 * 60 * 1000 + 1;
	assert_int_equal(throttle_account_wait(&throttle, "jan", at(now)), 0);
}

/* Who tries other names in between, ten times as many as there are places, does not
 * make an account forgotten. (Red when the oldest gives way, however often it failed.)
 */
static void other_names_push_nobody_out(void **state)
{
	int64_t now = 1000;

	(void)state;
	for (int i = 0; i < 20; i++)
		throttle_account_failed(&throttle, "jan", at(now++));
	for (int i = 0; i < 10 * THROTTLE_ENTRIES; i++) {
		char name[24];

		(void)snprintf(name, sizeof name, "n%d", i);
		throttle_account_failed(&throttle, name, at(now++));
	}
	throttle_account_failed(&throttle, "jan", at(now));
	assert_true(throttle_account_wait(&throttle, "jan", at(now)) > 0);
}

/* As a restart does it. */
static void put_all(
	struct throttle *to, const struct throttle_row rows[], size_t n, int64_t now)
{
	for (size_t i = 0; i < n; i++)
		throttle_put(to, &rows[i], at(now));
}

/* What was counted of accounts and codes is given out once, and counts the same when it
 * was put back into a throttle with the same secret: also where other names stand
 * beside it. With another secret it says nothing. */
static void what_is_kept_counts_again(void **state)
{
	static struct throttle_row rows[200];
	static struct throttle other;
	size_t n;

	(void)state;
	for (int i = 0; i < 25; i++) {
		throttle_account_failed(&throttle, "jan", at(1000 + i));
		throttle_code_failed(&throttle, 7, at(1000 + i));
		throttle_failed(&throttle, "jan", "a", at(1000 + i));
	}
	n = throttle_take(&throttle, rows, 1);
	n += throttle_take(&throttle, rows + n, 199);
	assert_int_equal(n, 2);
	assert_int_equal(throttle_take(&throttle, rows + n, 1), 0);

	throttle_init(&other, "secret", 6);
	put_all(&other, rows, n, 2000);
	assert_int_equal(throttle_account_wait(&other, "jan", at(2000)),
		throttle_account_wait(&throttle, "jan", at(2000)));
	assert_int_equal(throttle_code_wait(&other, 7, at(2000)),
		throttle_code_wait(&throttle, 7, at(2000)));
	assert_true(throttle_account_wait(&other, "jan", at(2000)) > 0);
	assert_int_equal(throttle_account_wait(&other, "piet", at(2000)), 0);
	assert_int_equal(throttle_wait(&other, "jan", "a", at(2000)), 0);
	assert_int_equal(throttle_take(&other, rows, 200), 0);

	throttle_init(&other, "another", 7);
	put_all(&other, rows, n, 2000);
	assert_int_equal(throttle_account_wait(&other, "jan", at(2000)), 0);
}

/* What could not be kept is given out again, as it is then. */
static void what_was_not_kept_comes_again(void **state)
{
	struct throttle_row rows[2];

	(void)state;
	throttle_account_failed(&throttle, "jan", at(1000));
	assert_int_equal(throttle_take(&throttle, rows, 2), 1);
	throttle_take_back(&throttle, rows, 1);
	throttle_account_failed(&throttle, "jan", at(2000));
	assert_int_equal(throttle_take(&throttle, rows, 2), 1);
	assert_int_equal(rows[0].failures, 2);
	assert_int_equal(rows[0].last.ms, 2000);
}

/* A row of the future, for the clock was set back: nobody waits longer than for one of
 * now, and nobody less. */
static void what_is_of_the_future_counts_as_now(void **state)
{
	struct throttle_row row;
	int64_t wait;

	(void)state;
	for (int i = 0; i < 30; i++)
		throttle_account_failed(&throttle, "jan", at(9000000));
	assert_int_equal(throttle_take(&throttle, &row, 1), 1);
	throttle_init(&throttle, "secret", 6);
	throttle_put(&throttle, &row, at(-5000)); /* a machine that just started */
	wait = throttle_account_wait(&throttle, "jan", at(-5000));
	assert_int_equal(wait, THROTTLE_ACCOUNT_WAIT_MAX_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(waiting_grows_and_has_an_end, forget),
		cmocka_unit_test_setup(others_are_not_held_up, forget),
		cmocka_unit_test_setup(success_and_time_forgive, forget),
		cmocka_unit_test_setup(floods_fit, forget),
		cmocka_unit_test_setup(codes_are_counted_for_the_account, forget),
		cmocka_unit_test_setup(codes_of_many_accounts_fit, forget),
		cmocka_unit_test_setup(passwords_are_counted_for_the_account, forget),
		cmocka_unit_test_setup(other_names_push_nobody_out, forget),
		cmocka_unit_test_setup(what_is_kept_counts_again, forget),
		cmocka_unit_test_setup(what_was_not_kept_comes_again, forget),
		cmocka_unit_test_setup(what_is_of_the_future_counts_as_now, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
