/* SPDX-License-Identifier: EUPL-1.2 */
/* When scheduled tests are due, against a walk through every minute's neighbours. */
#include "alert/test/test_schedule.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int use_zone(void **state)
{
	struct err e = { 0 };

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : 1;
}

static int64_t day_of(int year, int month, int day)
{
	return date_days((struct date){ year, month, day });
}

/* Every result is that weekday and time, in step with the first one, later than
 * `after`, and nothing in between is missed. */
static void it_keeps_its_rhythm(void **state)
{
	(void)state;
	for (int weeks = 1; weeks <= 5; weeks++) {
		for (int weekday = 1; weekday <= 7; weekday++) {
			struct test_rhythm r = { day_of(2026, 1, 1), weeks, weekday,
				10 * 60 + 30 };
			struct instant t = test_rhythm_next(&r, INSTANT_MIN);
			int64_t first = date_days(zone_to_civil(t).date);

			assert_true(first >= r.first_day && first < r.first_day + 7);
			for (int n = 0; n < 60; n++) {
				struct civil c = zone_to_civil(t);
				struct instant before = { t.ms - 1 };

				assert_int_equal(date_weekday(c.date), weekday);
				assert_int_equal(c.hour * 60 + c.minute, r.minute);
				assert_int_equal(date_days(c.date),
					first + (int64_t)n * 7 * weeks);
				assert_int_equal(test_rhythm_next(&r, before).ms, t.ms);
				t = test_rhythm_next(&r, t);
			}
		}
	}
}

/* 02:30 does not exist on 29-03-2026: the first instant after. Twice 02:30 on
 * 25-10-2026: the first of them, and once. */
static void the_clock_may_change(void **state)
{
	struct test_rhythm r = { day_of(2026, 3, 29), 1, 7, 2 * 60 + 30 };
	struct instant t = test_rhythm_next(&r, INSTANT_MIN), next;

	(void)state;
	assert_int_equal(zone_to_civil(t).hour, 3);
	r.first_day = day_of(2026, 10, 25);
	t = test_rhythm_next(&r, INSTANT_MIN);
	assert_int_equal(zone_to_civil(t).hour, 2);
	next = test_rhythm_next(&r, t);
	assert_int_equal(date_days(zone_to_civil(next).date), r.first_day + 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_keeps_its_rhythm),
		cmocka_unit_test(the_clock_may_change),
	};

	return cmocka_run_group_tests(tests, use_zone, NULL);
}
