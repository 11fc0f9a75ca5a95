/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks into shifts and known days, against a reading minute by minute of the
 * wall clock. Mutations: take the first week that holds instead of the last; end a
 * night shift 24 hours after local midnight instead of at the wall clock; forget that
 * no times and no minutes is unknown: each fails. */
#include "base/random.h"
#include "base/zone.h"
#include "roster/rules/working_week.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct local_days calendar(int64_t first, int64_t last)
{
	struct local_days d;
	struct err e;

	assert_int_equal(local_days_init(first, last, &d, &e), ERR_OK);
	return d;
}

static int64_t day_of(int y, int m, int d)
{
	return date_days((struct date){ y, m, d });
}

static int64_t at(const char *text)
{
	struct instant t = { 0 };
	struct err e;

	assert_int_equal(instant_parse(text, &t, &e), ERR_OK);
	return t.ms;
}

/* A night shift over the change of the clock ends at the wall clock: 22:00 to 07:00 is
 * eight hours in March and ten in October. */
static void nights_follow_the_wall_clock(void **state)
{
	struct working_week w = { .from_day = WORKING_WEEK_ALWAYS,
		.until_day = WORKING_WEEK_EVER,
		.minutes = -1,
		.time = { { 6, 22 * 60, 7 * 60 } },
		.times = 1 };
	struct working_week_work work;
	struct local_days days = calendar(day_of(2026, 3, 23), day_of(2026, 3, 30));
	struct err e;

	(void)state;
	assert_int_equal(working_week_work(&w, 1, &days, &work, &e), ERR_OK);
	assert_int_equal(work.shifts, 1);
	assert_int_equal(work.shift[0].starts.ms, at("2026-03-28T21:00:00Z"));
	assert_int_equal(work.shift[0].ends.ms, at("2026-03-29T05:00:00Z"));
	assert_int_equal(work.usuals, 1);
	assert_int_equal(work.usual[0].week_minutes, 0);
	working_week_work_fini(&work);
	local_days_fini(&days);
	days = calendar(day_of(2026, 10, 19), day_of(2026, 10, 26));
	assert_int_equal(working_week_work(&w, 1, &days, &work, &e), ERR_OK);
	assert_int_equal(work.shift[0].starts.ms, at("2026-10-24T20:00:00Z"));
	assert_int_equal(work.shift[0].ends.ms, at("2026-10-25T06:00:00Z"));
	working_week_work_fini(&work);
	local_days_fini(&days);
}

/* A week of nights lies over the ordinary weeks and leaves them as they were. */
static void the_last_to_begin_holds(void **state)
{
	const struct working_week w[] = {
		{ WORKING_WEEK_ALWAYS, WORKING_WEEK_EVER, WORKING_WEEK_ALWAYS, 36 * 60,
			{ { 0 } }, 0 },
		{ day_of(2026, 5, 4), day_of(2026, 5, 11), WORKING_WEEK_ALWAYS, -1,
			{ { 1, 23 * 60, 7 * 60 } }, 1 },
		{ day_of(2026, 6, 1), day_of(2026, 6, 8), WORKING_WEEK_EVER, -1,
			{ { 0 } }, 0 },
	};
	struct local_days days = calendar(day_of(2026, 4, 27), day_of(2026, 6, 22));
	struct working_week_work work;
	struct err e;

	(void)state;
	assert_null(working_week_on(&w[1], 1, day_of(2026, 5, 11)));
	assert_int_equal(working_week_work(w, 3, &days, &work, &e), ERR_OK);
	assert_int_equal(work.shifts, 1);
	assert_int_equal(work.usuals, 5);
	assert_int_equal(work.usual[0].week_minutes, 36 * 60);
	assert_int_equal(work.usual[0].until_day, day_of(2026, 5, 4));
	assert_int_equal(work.usual[1].week_minutes, 0);
	assert_int_equal(work.usual[2].week_minutes, 36 * 60);
	assert_int_equal(work.usual[3].week_minutes, -1);
	assert_true(work.usual[3].under_18);
	assert_int_equal(work.usual[4].from_day, day_of(2026, 6, 8));
	working_week_work_fini(&work);
	local_days_fini(&days);
}

enum { WEEKS = 5, DAYS = 40 };

static size_t random_weeks(struct prng *p, int64_t first, struct working_week w[WEEKS])
{
	size_t n = prng_below(p, WEEKS + 1);
	int64_t day = first - 10;

	for (size_t i = 0; i < n; i++) {
		w[i] = (struct working_week){ .from_day = day,
			.until_day = prng_below(p, 2) == 0
					     ? WORKING_WEEK_EVER
					     : day + 1 + (int64_t)prng_below(p, 30),
			.under_18_until = prng_below(p, 4) > 0
						  ? WORKING_WEEK_ALWAYS
						  : day + (int64_t)prng_below(p, 40),
			.minutes =
				prng_below(p, 3) == 0 ? (int)prng_below(p, 3000) : -1 };
		day += 1 + (int64_t)prng_below(p, 12);
		for (int k = 1; w[i].minutes < 0 && k <= 7; k++)
			if (prng_below(p, 2) == 0)
				w[i].time[w[i].times++] = (struct working_week_time){ k,
					(int)prng_below(p, 1440),
					(int)prng_below(p, 1440) };
	}
	return n;
}

/* The week of a day, found by looking for the latest beginning. */
static const struct working_week *slow_week(
	const struct working_week w[], size_t n, int64_t day)
{
	const struct working_week *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (w[i].from_day <= day && w[i].until_day > day
			&& (best == NULL || best->from_day < w[i].from_day))
			best = &w[i];
	return best;
}

static int64_t slow_time(int64_t day, int minute)
{
	struct civil c = {
		.date = date_from_days(day), .hour = minute / 60, .minute = minute % 60
	};
	struct instant t = { 0 };
	struct err e;

	assert_int_equal(zone_to_instant(c, ZONE_FIRST, &t, &e), ERR_OK);
	return t.ms;
}

static size_t compare(const struct working_week w[], size_t n, int64_t first)
{
	struct local_days days = calendar(first, first + DAYS);
	struct working_week_work work;
	size_t shift = 0, usual = 0, known = 0;
	struct err e;

	assert_int_equal(working_week_work(w, n, &days, &work, &e), ERR_OK);
	for (int64_t day = first; day < first + DAYS; day++) {
		const struct working_week *k = slow_week(w, n, day);
		int weekday = date_weekday(date_from_days(day));

		while (usual < work.usuals && work.usual[usual].until_day <= day)
			usual++;
		assert_int_equal(k != NULL,
			usual < work.usuals && work.usual[usual].from_day <= day);
		if (k == NULL)
			continue;
		assert_int_equal(work.usual[usual].under_18, day < k->under_18_until);
		assert_int_equal(work.usual[usual].week_minutes, k->minutes >= 0
									 ? k->minutes
								 : k->times > 0 ? 0
										: -1);
		known++;
		for (size_t t = 0; t < k->times; t++) {
			bool over = k->time[t].until <= k->time[t].from;

			if (k->time[t].weekday != weekday
				|| (over && day + 1 == first + DAYS))
				continue;
			assert_true(shift < work.shifts);
			assert_int_equal(work.shift[shift].starts.ms,
				slow_time(day, k->time[t].from));
			assert_int_equal(work.shift[shift++].ends.ms,
				slow_time(day + over, k->time[t].until));
		}
	}
	assert_int_equal(shift, work.shifts);
	working_week_work_fini(&work);
	local_days_fini(&days);
	return known;
}

/* Thousands of random weeks, half of them over a change of the clock. */
static void agrees_with_a_slow_reading(void **state)
{
	size_t known = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct working_week w[WEEKS];
		struct prng p;
		int64_t first;

		prng_init(&p, seed);
		first = day_of(2026, 3, 1) + (int64_t)prng_below(&p, 400);
		known += compare(w, random_weeks(&p, first, w), first);
	}
	assert_true(known > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nights_follow_the_wall_clock),
		cmocka_unit_test(the_last_to_begin_holds),
		cmocka_unit_test(agrees_with_a_slow_reading),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
