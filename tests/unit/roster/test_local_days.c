/* SPDX-License-Identifier: EUPL-1.2 */
/* The days of a period, against a walk through it by quarters of an hour, in zones
 * whose clocks are changed in the night, at midnight, across midnight, and by half an
 * hour.
 *
 * Mutations: a midnight keeps the offset of the day before; a day of 23 hours is
 * counted as one of 24; local_days_at() uses <= at a midnight. */
#include "roster/rules/local_days.h"

#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { QUARTER_MS = 15 * 60 * 1000, DAYS = 800 };

static int64_t first_day(void)
{
	return date_days((struct date){ 2016, 1, 1 });
}

/* Quarters of the local wall since 1970. */
static int64_t wall(struct instant t)
{
	return civil_ms(zone_to_civil(t)) / QUARTER_MS;
}

static int64_t days(int64_t wall_quarters)
{
	return wall_quarters / 96;
}

/* Each local quarter begins when the walk first gets there, or beyond. */
static void walk(const struct local_days *d)
{
	const int64_t first = first_day();
	struct instant t = { (first - 2) * 86400000 };
	int64_t next = first * 96; /* the quarter of the wall that is waited for */

	while (next < (first + DAYS) * 96) {
		const int64_t here = wall(t);

		for (; next <= here && next < (first + DAYS) * 96; next++) {
			const size_t day = (size_t)(days(next) - first);
			const int minute = (int)(next % 96) * 15;

			assert_int_equal(local_days_time(d, day, minute).ms, t.ms);
			if (minute == 0)
				assert_int_equal(d->midnight[day].ms, t.ms);
		}
		if (next > first * 96)
			assert_int_equal(local_days_at(d, t),
				days(here < next ? here : next) - first);
		t.ms += QUARTER_MS;
	}
}

static void days_begin_when_the_clock_says_so(void **state)
{
	static const char *const zones[] = { "Europe/Amsterdam", "Atlantic/Azores",
		"America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Beirut", "UTC" };
	struct local_days d;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		assert_int_equal(zone_init(zones[i], &e), ERR_OK);
		assert_int_equal(
			local_days_init(first_day(), first_day() + DAYS, &d, &e),
			ERR_OK);
		assert_int_equal(d.n, DAYS);
		walk(&d);
		local_days_fini(&d);
	}
	assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
}

static void outside_is_the_nearest_day(void **state)
{
	struct local_days d;
	struct err e;

	(void)state;
	assert_int_equal(local_days_init(first_day(), first_day() + 7, &d, &e), ERR_OK);
	assert_int_equal(local_days_at(&d, INSTANT_MIN), 0);
	assert_int_equal(
		local_days_at(&d, (struct instant){ d.midnight[0].ms - 1 }), 0);
	assert_int_equal(local_days_at(&d, d.midnight[7]), 6);
	assert_int_equal(local_days_date(&d, 6).day, 7);
	assert_int_equal(local_days_weekday(&d, 0), 5); /* a Friday */
	local_days_fini(&d);
}

static void a_period_has_an_end(void **state)
{
	struct local_days d;
	struct err e;

	(void)state;
	assert_int_equal(local_days_init(10, 9, &d, &e), ERR_TOO_LARGE);
	assert_null(d.midnight);
	assert_int_equal(local_days_init(0, LOCAL_DAYS_MAX + 1, &d, &e), ERR_TOO_LARGE);
	assert_int_equal(local_days_init(10, 10, &d, &e), ERR_OK);
	assert_int_equal(d.n, 0);
	local_days_fini(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_begin_when_the_clock_says_so),
		cmocka_unit_test(outside_is_the_nearest_day),
		cmocka_unit_test(a_period_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
