/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may be on call and when not (A1 to A4), and how long before it is known (C1), in
 * cases that a person can check by hand. Comparison with naive rules on random rosters:
 * test_working_time_twins.c and test_working_time_cells.c. */
#include "tests/support/hours_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_free_days(struct hours_world *w, enum working_time_rule rule,
	size_t breaches, int64_t actual)
{
	int64_t least = 100;

	hours_judge(w, rule);
	assert_int_equal(w->found.n, breaches);
	for (size_t i = 0; i < w->found.n; i++) {
		const struct working_time_breach *b = &w->found.item[i];

		least = b->actual < least ? b->actual : least;
		assert_int_equal(b->until.ms - b->from.ms, INT64_C(28) * HOURS_DAY);
	}
	if (breaches > 0)
		assert_int_equal(least, actual);
	working_time_breaches_fini(&w->found);
}

/* A2: rings of 1 in 2 and 1 in 3 weeks stand exactly on the limit in a season without
 * clock change; one extra day breaks it. 1 in 4 has room. */
static void a2_rings(void **state)
{
	struct hours_world w;

	(void)state;
	for (int n = 2; n <= 6; n++) {
		hours_start(&w);
		hours_ring(&w, 2026, 4, 6, n, 24);
		assert_free_days(&w, WORKING_TIME_A2, 0, 0);
		/* A whole day more, on the Wednesday of a free week. */
		hours_duty(&w, hours_local(2026, 6, 17, 540),
			hours_local(2026, 6, 18, 540));
		if (n == 2) /* that one is free in this ring: week 10 is not */
			hours_duty(&w, hours_local(2026, 6, 24, 540),
				hours_local(2026, 6, 25, 540));
		assert_free_days(&w, WORKING_TIME_A2, n <= 3 ? 1 : 0, 13);
		working_time_breaches_fini(&w.found);
	}
}

/* A2: every week on duty leaves nothing. */
static void a2_without_any_rest(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_ring(&w, 2026, 4, 6, 1, 8);
	hours_judge(&w, WORKING_TIME_A2);
	assert_true(w.found.n >= 2);
	assert_int_equal(w.found.item[0].actual, 0);
	assert_int_equal(w.found.item[0].allowed, 14);
	assert_int_equal(w.found.item[0].unit, WORKING_TIME_PERIODS);
	working_time_breaches_fini(&w.found);
}

/* A2 counts 24 hours, not calendar days: the free week of 167 hours in March holds only
 * six, so a ring of 1 in 2 or 1 in 3 breaks the rule there and 1 in 4 does not. */
static void a2_in_the_week_of_the_clock_change(void **state)
{
	struct hours_world w;

	(void)state;
	for (int n = 2; n <= 4; n++) {
		hours_start(&w);
		/* The duty weeks end before and begin after 23-29 March. */
		hours_ring(&w, 2026, 3, 16, n, 12);
		assert_free_days(&w, WORKING_TIME_A2, n <= 3 ? 1 : 0, 13);
	}
}

/* A3: work counts too: on duty in the weekends and at work on Mondays to Fridays leaves
 * no 48 hours; without the shifts there are plenty. */
static void a3_work_takes_the_rest_away(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	for (int week = 0; week < 6; week++)
		hours_duty(&w, hours_local(2026, 5, 8 + 7 * week, 17 * 60),
			hours_local(2026, 5, 11 + 7 * week, 9 * 60));
	assert_free_days(&w, WORKING_TIME_A3, 0, 0);
	for (int d = 0; d < 42; d++)
		if (d % 7 < 5)
			hours_shift(&w, hours_local(2026, 5, 4 + d, 540), 480);
	hours_judge(&w, WORKING_TIME_A3);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 2);
	assert_true(w.found.item[0].actual < 2);
	working_time_breaches_fini(&w.found);
}

/* A3: 48 hours to the millisecond are enough, one less is not. */
static void a3_is_exact(void **state)
{
	struct hours_world w;

	(void)state;
	for (int64_t missing = 0; missing < 2; missing++) {
		struct instant free_from = hours_local(2026, 5, 18, 540);

		hours_start(&w);
		hours_duty(&w, hours_local(2026, 5, 1, 0), free_from);
		hours_duty(&w,
			(struct instant){ free_from.ms + 96 * HOURS_HOUR - missing },
			hours_local(2026, 6, 15, 0));
		w.given.from = free_from;
		w.given.to.ms = free_from.ms + 1;
		hours_judge(&w, WORKING_TIME_A3);
		assert_int_equal(w.found.n, missing);
		if (missing > 0)
			assert_int_equal(w.found.item[0].actual, 1);
		working_time_breaches_fini(&w.found);
	}
}

/* A1: no duty on days on which somebody is not 18 yet; a duty over the last of them
 * counts up to that midnight. */
static void a1_is_for_adults(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_ring(&w, 2026, 6, 1, 4, 8);
	hours_usual(&w, 0);
	hours_judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 0);
	w.usual.under_18 = true;
	hours_judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 2);
	assert_int_equal(w.found.item[0].actual, 7 * 24 * 60);
	assert_int_equal(w.found.item[0].allowed, 0);
	w.usual.until_day = date_days((struct date){ 2026, 6, 4 });
	hours_judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].from.ms, hours_local(2026, 6, 1, 540).ms);
	assert_int_equal(w.found.item[0].until.ms, hours_local(2026, 6, 4, 0).ms);
	working_time_breaches_fini(&w.found);
}

/* A4: 11 hours before and 14 hours after a night shift; an hour in the night does not
 * make a night shift, a minute more does. */
static void a4_around_night_shifts(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_duty(&w, hours_local(2026, 5, 4, 540), hours_local(2026, 5, 11, 540));
	hours_shift(&w, hours_local(2026, 5, 6, 17 * 60), 8 * 60); /* until 01:00 */
	hours_judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	w.shift[0].ends.ms += 60000;
	hours_judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 2);
	assert_int_equal(w.found.item[0].from.ms, hours_local(2026, 5, 6, 6 * 60).ms);
	assert_int_equal(w.found.item[0].until.ms, hours_local(2026, 5, 6, 17 * 60).ms);
	assert_int_equal(w.found.item[0].actual, 11 * 60);
	assert_int_equal(w.found.item[1].from.ms, hours_local(2026, 5, 7, 61).ms);
	assert_int_equal(w.found.item[1].actual, 14 * 60);
	assert_int_equal(w.found.item[1].allowed, 0);
	working_time_breaches_fini(&w.found);
}

/* A4 in the night of the clock change: from midnight to 02:00 old time and 03:00 to
 * 03:30 new time is an hour and a half on the wall but the night has five hours. */
static void a4_counts_true_hours(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_duty(
		&w, hours_local(2026, 3, 29, 8 * 60), hours_local(2026, 3, 30, 9 * 60));
	hours_shift(&w, hours_local(2026, 3, 28, 22 * 60), 180); /* until 01:00 */
	hours_judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	/* 05:00 to 06:00 that morning is an hour; 04:59 would be more. */
	w.shift[0] = (struct span){ hours_local(2026, 3, 29, 300),
		hours_local(2026, 3, 29, 420) };
	hours_judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	w.shift[0].starts = hours_local(2026, 3, 29, 299);
	hours_judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].from.ms, hours_local(2026, 3, 29, 480).ms);
	working_time_breaches_fini(&w.found);
}

/* C1 counts local days: 28 are enough, also when the clock changes between. */
static void c1_known_in_time(void **state)
{
	struct hours_world w;

	(void)state;
	hours_start(&w);
	hours_duty(&w, hours_local(2026, 4, 6, 540), hours_local(2026, 4, 13, 540));
	hours_judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = hours_local(2026, 3, 9, 23 * 60);
	hours_judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = hours_local(2026, 3, 10, 0);
	hours_judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 27);
	assert_int_equal(w.found.item[0].allowed, 28);
	hours_judge(&w, WORKING_TIME_C1_TIMES);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = hours_local(2026, 4, 3, 0);
	hours_judge(&w, WORKING_TIME_C1_TIMES);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 3);
	working_time_breaches_fini(&w.found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a2_rings),
		cmocka_unit_test(a2_without_any_rest),
		cmocka_unit_test(a2_in_the_week_of_the_clock_change),
		cmocka_unit_test(a3_work_takes_the_rest_away),
		cmocka_unit_test(a3_is_exact),
		cmocka_unit_test(a1_is_for_adults),
		cmocka_unit_test(a4_around_night_shifts),
		cmocka_unit_test(a4_counts_true_hours),
		cmocka_unit_test(c1_known_in_time),
	};

	return cmocka_run_group_tests(tests, hours_amsterdam, NULL);
}
