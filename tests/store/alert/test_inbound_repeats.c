/* SPDX-License-Identifier: EUPL-1.2 */
/* When the same text is a repeat of the gateway, and when somebody said it again. */
#include "alert/answer/inbound.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { SECOND_MS = 1000, YEAR_S = 366 * 86400 };

static struct roster_world w;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

/* A stranger says yes so many seconds after the beginning. Is it taken for a repeat? */
static bool repeats(const char *at, const char *id, const char *text, int seconds)
{
	const struct call_settings settings = { 0 };
	struct carrier_inbound in = { 0 };
	struct change by = w.by;
	enum inbound_result result;
	struct err e = { 0 };

	by.now.ms += INT64_C(1) * seconds * SECOND_MS;
	(void)snprintf(in.from, sizeof in.from, "+31699999999");
	(void)snprintf(in.text, sizeof in.text, "%s", text);
	(void)snprintf(in.at, sizeof in.at, "%s", at);
	(void)snprintf(in.id, sizeof in.id, "%s", id);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(inbound_take(w.t.db, &settings, "sms", &in, &by, &result, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	assert_true(result == INBOUND_REPEATED || result == INBOUND_UNKNOWN_SENDER);
	return result == INBOUND_REPEATED;
}

/* Mutation: the digest alone decides: the yes to a call-out of next year is lost. */
static void without_time_and_number_only_at_once(void **state)
{
	(void)state;
	assert_false(repeats("", "", "JA", 0));
	assert_true(repeats("", "", "JA", 0));
	assert_true(repeats("", "", "JA", 60));
	assert_false(repeats("", "", "NEE", 61));
	assert_false(repeats("", "", "JA", 200));
	assert_false(repeats("", "", "JA", YEAR_S));
}

static void with_one_of_them_for_ever(void **state)
{
	(void)state;
	assert_false(repeats("2026-01-01T00:00:00Z", "", "JA", 0));
	assert_true(repeats("2026-01-01T00:00:00Z", "", "JA", YEAR_S));
	assert_false(repeats("2026-01-01T00:00:01Z", "", "JA", 1));
	assert_false(repeats("", "17", "JA", 2));
	assert_true(repeats("", "17", "JA", YEAR_S));
	assert_false(repeats("", "18", "JA", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			without_time_and_number_only_at_once, open, close_world),
		cmocka_unit_test_setup_teardown(
			with_one_of_them_for_ever, open, close_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
