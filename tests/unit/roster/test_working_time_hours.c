/* SPDX-License-Identifier: EUPL-1.2 */
/* How much may be worked (A5 to A8, B1), in cases that a person can check by hand. */
#include "tests/support/hours_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A5: exactly 13 hours in 24 is allowed, a minute more is not; a call-out of ten
 * minutes counts half an hour. */
static void a5_work_in_a_day(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_shift(&w, hours_local(2026, 5, 6, 8 * 60), 12 * 60 + 30);
	hours_call(&w, hours_local(2026, 5, 7, 3 * 60), 10);
	hours_judge(&w, WORKING_TIME_A5);
	assert_int_equal(w.found.n, 0);
	w.call[0].ends.ms += 21 * 60000;
	hours_judge(&w, WORKING_TIME_A5);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 13 * 60 + 1);
	assert_int_equal(w.found.item[0].allowed, 13 * 60);
	working_time_breaches_fini(&w.found);
}

static size_t nights_reported(struct hours_world *w, bool between_working_days)
{
	struct working_time_config config = { .severity = { SEVERITY_OFF } };
	struct err e;
	size_t worst = 0;

	config.severity[WORKING_TIME_A6] = SEVERITY_WARNING;
	config.count_between_working_days = between_working_days;
	assert_int_equal(working_time_check(&w->given, &config, &w->found, &e), ERR_OK);
	for (size_t i = 0; i < w->found.n; i++) {
		assert_int_equal(w->found.item[i].unit, WORKING_TIME_NIGHTS);
		assert_int_equal(w->found.item[i].allowed, 15);
		if ((size_t)w->found.item[i].actual > worst)
			worst = (size_t)w->found.item[i].actual;
	}
	working_time_breaches_fini(&w->found);
	return worst;
}

/* A6: rings of 1 in 6 and 1 in 7 reach 21 nights in 16 weeks, 1 in 8 stays below 16.
 * Counted between working days a week is 5 times, so 15 in 1 in 6: just below. */
static void a6_rings(void **state)
{
	struct hours_world w;

	(void)state;
	for (int n = 4; n <= 9; n++) {
		hours_start(&w);
		hours_ring(&w, 2026, 1, 5, n, 45);
		assert_int_equal(nights_reported(&w, false), n == 4   ? 28
							     : n == 5 ? 28
							     : n < 8  ? 21
								      : 0);
		/* In 1 in 4 a weekend may stand at either end of the window. */
		assert_int_equal(nights_reported(&w, true), n == 4   ? 21
							    : n == 5 ? 20
								     : 0);
	}
	/* One more week tips it. */
	hours_start(&w);
	hours_ring(&w, 2026, 1, 5, 6, 45);
	hours_duty(&w, hours_local(2026, 2, 2, 540), hours_local(2026, 2, 9, 540));
	assert_int_equal(nights_reported(&w, true), 20);
}

/* A6 and A7: with the hours known, 40 is the limit, or 45 when every night call was
 * followed by 8 hours of rest, at once or in the 18 hours from 06:00. */
static void a6_and_a7_with_known_hours(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_ring(&w, 2026, 1, 5, 6, 45);
	hours_usual(&w, 40 * 60);
	hours_judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0);
	hours_usual(&w, 43 * 60);
	hours_judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0); /* no call at night: rested */
	hours_judge(&w, WORKING_TIME_A7);
	assert_int_equal(w.found.n, 0);
	hours_usual(&w, 46 * 60);
	hours_judge(&w, WORKING_TIME_A7);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 45 * 60);
	assert_int_equal(w.found.item[0].actual, 46 * 60);

	/* A call at 05:00, and others that leave less than 8 hours until midnight. */
	hours_usual(&w, 43 * 60);
	hours_call(&w, hours_local(2026, 2, 18, 5 * 60), 60);
	hours_judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0);
	hours_call(&w, hours_local(2026, 2, 18, 13 * 60 + 30), 60);
	hours_judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0); /* 14:30 to 24:00 */
	hours_call(&w, hours_local(2026, 2, 18, 20 * 60), 60);
	hours_judge(&w, WORKING_TIME_A6);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 40 * 60);
	working_time_breaches_fini(&w.found);
}

/* A8: at least half an hour each; within half an hour the time between is work. */
static void a8_books_call_outs(void **state)
{
	static const struct {
		int from[3], to[3]; /* minutes; to 0: no more */
		int booked_from[3], booked_to[3];
	} cases[] = {
		{ { 0 }, { 5 }, { 0 }, { 30 } },
		{ { 0 }, { 45 }, { 0 }, { 45 } },
		{ { 0, 35 }, { 5, 40 }, { 0 }, { 40 } },
		{ { 0, 36 }, { 5, 40 }, { 0, 36 }, { 30, 66 } },
		{ { 0, 90, 100 }, { 60, 95, 200 }, { 0 }, { 200 } },
		{ { 50, 0, 20 }, { 60, 90, 30 }, { 0 }, { 90 } },
		{ { 10, 300 }, { 10, 301 }, { 300 }, { 330 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span call[3];
		struct spans booked;
		struct err e;
		size_t n = 0, want = 0;

		for (; n < 3 && cases[i].to[n] > 0; n++)
			call[n] = (struct span){ { cases[i].from[n] * 60000 },
				{ cases[i].to[n] * 60000 } };
		while (want < 3 && cases[i].booked_to[want] > 0)
			want++;
		assert_int_equal(working_time_book(call, n, &booked, &e), ERR_OK);
		assert_int_equal(booked.n, want);
		for (size_t j = 0; j < want; j++) {
			assert_int_equal(booked.item[j].starts.ms,
				cases[i].booked_from[j] * 60000);
			assert_int_equal(
				booked.item[j].ends.ms, cases[i].booked_to[j] * 60000);
		}
		spans_fini(&booked);
	}
}

/* B1: a shift, a week, four weeks, sixteen weeks; the limit itself is allowed. */
static void b1_normal_limits(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_shift(&w, hours_local(2026, 5, 6, 480), 12 * 60);
	hours_judge(&w, WORKING_TIME_B1_SHIFT);
	assert_int_equal(w.found.n, 0);
	w.shift[0].ends.ms += 1;
	hours_judge(&w, WORKING_TIME_B1_SHIFT);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 12 * 60 + 1);

	working_time_breaches_fini(&w.found);
	hours_start(&w);
	for (int d = 0; d < 6; d++)
		hours_shift(&w, hours_local(2026, 5, 4 + d, 480), 10 * 60);
	hours_judge(&w, WORKING_TIME_B1_WEEK);
	assert_int_equal(w.found.n, 0);
	hours_call(&w, hours_local(2026, 5, 10, 600), 1);
	hours_judge(&w, WORKING_TIME_B1_WEEK);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 60 * 60 + 30);

	working_time_breaches_fini(&w.found);
	hours_start(&w);
	hours_usual(&w, 48 * 60);
	hours_judge(&w, WORKING_TIME_B1_SIXTEEN);
	assert_int_equal(w.found.n, 0);
	hours_call(&w, hours_local(2026, 6, 1, 600), 480);
	hours_judge(&w, WORKING_TIME_B1_SIXTEEN);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 48 * 60 + 30);
	hours_usual(&w, 54 * 60);
	hours_judge(&w, WORKING_TIME_B1_FOUR);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 56 * 60);
	working_time_breaches_fini(&w.found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a5_work_in_a_day),
		cmocka_unit_test(a6_rings),
		cmocka_unit_test(a6_and_a7_with_known_hours),
		cmocka_unit_test(a8_books_call_outs),
		cmocka_unit_test(b1_normal_limits),
	};

	return cmocka_run_group_tests(tests, hours_amsterdam, NULL);
}
