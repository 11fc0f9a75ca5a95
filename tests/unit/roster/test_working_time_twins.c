/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules of working time that look at windows (A2, A3, A5 to A7, B1) once more,
 * naive and slow, on a grid of quarters of an hour; compared on random rosters
 * (PARAAT_SEEDS=n sets how many). */
#include "tests/support/amsterdam.h"
#include "tests/support/hours_grid.h"
#include "tests/support/seeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* ---- windows, one by one ---- */

struct window {
	int64_t from, to; /* ms */
	int64_t actual;
};
static struct window found[GRID_CELLS];
static size_t found_n;

static int64_t count(const bool *grid, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (int64_t i = from < 0 ? 0 : from; i < to && i < GRID_CELLS; i++)
		n += grid[i];
	return n;
}

/* Whole periods of `unit` cells free of `busy` in [from, to). */
static int64_t free_periods(const bool *busy, int64_t from, int64_t to, int64_t unit)
{
	int64_t run = 0, n = 0;

	for (int64_t i = from; i < to; i++) {
		run = i >= 0 && i < GRID_CELLS && busy[i] ? 0 : run + 1;
		if (run == unit) {
			n++;
			run = 0;
		}
	}
	return n;
}

static void rest_windows(
	const struct grid *r, const bool *busy, int64_t unit, int64_t least)
{
	const int64_t length = 28 * GRID_DAY;

	for (int64_t i = -length; i < GRID_CELLS; i++) {
		bool edge = false;

		for (int side = 0; side < 2; side++) {
			int64_t at = i + side * length;

			edge |= at >= 0 && at <= GRID_CELLS
				&& (at < GRID_CELLS && busy[at])
					   != (at > 0 && busy[at - 1]);
		}
		if (!edge || !grid_touches(r, i, i + length))
			continue;
		found[found_n] = (struct window){ grid_ms(i), grid_ms(i + length),
			free_periods(busy, i, i + length, unit) };
		found_n += found[found_n].actual < least;
	}
}

/* Minutes of work in the 24 hours from `from` (ms), rounded up. */
static int64_t work_in_a_day(const struct grid *r, int64_t from)
{
	int64_t to = from + GRID_DAY * (int64_t)GRID_QUARTER, ms = 0;
	int64_t first = (from - GRID_EPOCH) / GRID_QUARTER - 1;

	for (int64_t i = first < 0 ? 0 : first; i < GRID_CELLS && grid_ms(i) < to;
		i++) {
		int64_t a = grid_ms(i) > from ? grid_ms(i) : from;
		int64_t b = grid_ms(i + 1) < to ? grid_ms(i + 1) : to;

		ms += r->work[i] && a < b ? b - a : 0;
	}
	return (ms + 59999) / 60000;
}

/* Every cell, and the first and last window that touch the period. */
static void day_windows(const struct grid *r)
{
	const int64_t day = GRID_DAY * (int64_t)GRID_QUARTER;

	for (int64_t i = -2; i < GRID_CELLS; i++) {
		int64_t from = i == -2   ? r->given.from.ms - day + 1
			       : i == -1 ? r->given.to.ms - 1
					 : grid_ms(i);

		if (from >= r->given.to.ms || from + day <= r->given.from.ms)
			continue;
		found[found_n] =
			(struct window){ from, from + day, work_in_a_day(r, from) };
		found_n += found[found_n].actual > 13 * 60;
	}
}

/* Cells with work before each cell of the present roster. */
static int64_t work_before[GRID_CELLS + 1];

static void sum_work(const struct grid *r)
{
	for (int64_t i = 0; i < GRID_CELLS; i++)
		work_before[i + 1] = work_before[i] + r->work[i];
}

static int64_t on_grid(int64_t cell)
{
	return cell < 0 ? 0 : cell > GRID_CELLS ? GRID_CELLS : cell;
}

/* Average minutes a week, rounded up as the rules do: in ms, whose parts the day
 * before is cut off. *ret_known: every day's hours are. */
static int64_t week_minutes(
	const struct grid *r, int64_t from, int64_t to, int weeks, bool *ret_known)
{
	int64_t ms =
		(work_before[on_grid(to)] - work_before[on_grid(from)]) * GRID_QUARTER;
	int64_t sevenths = 0;

	*ret_known = true;
	for (int64_t day = grid_day(from); day < grid_day(from) + weeks * 7; day++) {
		const struct working_time_usual *u = grid_usual(r, day);

		if (u == NULL || u->week_minutes < 0)
			*ret_known = false;
		else
			sevenths += u->week_minutes;
	}
	ms += sevenths * 60000 / 7;
	ms = (ms + weeks - 1) / weeks;
	return (ms + 59999) / 60000;
}

/* The cell in which the local day `days` days after that of `cell` begins. */
static int64_t midnight_after(int64_t cell, int days)
{
	int64_t want = grid_day(cell) + days;
	int64_t i = cell + (days - 1) * (int64_t)GRID_DAY;

	while (grid_day(i) < want)
		i++;
	return i;
}

static void week_windows(const struct grid *r, int weeks, int hours)
{
	for (int64_t i = -GRID_DAY; i < GRID_CELLS; i++) {
		int64_t to;
		bool known;

		if (!grid_is_midnight(i))
			continue;
		to = midnight_after(i, weeks * 7);
		if (!grid_touches(r, i, to))
			continue;
		found[found_n] = (struct window){ grid_ms(i), grid_ms(to),
			week_minutes(r, i, to, weeks, &known) };
		found_n += found[found_n].actual > hours * 60;
	}
}

/* Whether the night that begins with the midnight `cell` had 8 hours of rest after its
 * last call. */
static bool is_rested(const struct grid *r, int64_t cell)
{
	int64_t last = -1, six = cell, end, run = 0;

	while (grid_hour(six) < 6)
		six++;
	for (size_t i = 0; i < r->given.calls; i++) {
		int64_t at = (r->calls[i].starts.ms - GRID_EPOCH) / GRID_QUARTER;

		if (at >= cell && at < six && at > last)
			last = at;
	}
	if (last < 0)
		return true;
	for (end = last; end < GRID_CELLS && r->call[end];)
		end++;
	if (count(r->work, end, end + 8 * GRID_HOUR) == 0)
		return true;
	for (int64_t i = six; i < six + 18 * GRID_HOUR; i++) {
		run = i < GRID_CELLS && r->work[i] ? 0 : run + 1;
		if (run == 8 * GRID_HOUR)
			return true;
	}
	return false;
}

/* hours: the windows of which they are known, else the others. */
static void night_windows(const struct grid *r, bool rested_rule, bool hours)
{
	static bool counts[400], rested[400];
	static int64_t begins[400];
	size_t days = 0;
	for (int64_t i = -GRID_DAY; i < GRID_CELLS && days < 400; i++) {
		if (!grid_is_midnight(i))
			continue;
		begins[days] = i;
		counts[days] = false;
		for (int64_t j = i; grid_hour(j) < 6; j++)
			counts[days] |= j >= 0 && j < GRID_CELLS && r->on_call[j];
		rested[days++] = is_rested(r, i);
	}
	for (size_t d = 0; d + 112 < days; d++) {
		int64_t times = 0, week;
		bool all_rested = true, in_weekend = false, known;

		if (!grid_touches(r, begins[d], begins[d + 112]))
			continue;
		week = week_minutes(r, begins[d], begins[d + 112], 16, &known);
		for (size_t j = d; j < d + 112; j++) {
			int weekday = date_weekday(date_from_days(grid_day(begins[j])));
			bool goes_on = in_weekend && (weekday == 7 || weekday == 1);

			all_rested &= rested[j];
			if (!goes_on)
				in_weekend = false;
			if (counts[j] && !(r->count_between_working_days && goes_on)) {
				times++;
				in_weekend = weekday == 6 || weekday == 7;
			}
		}
		if (times < 16 || known != hours)
			continue;
		if (known
			&& (all_rested != rested_rule
				|| week <= (rested_rule ? 45 : 40) * 60))
			continue;
		found[found_n++] = (struct window){ grid_ms(begins[d]),
			grid_ms(begins[d + 112]), known ? week : times };
	}
}

/* ---- comparing ---- */

/* The breaches of that rule which count in that unit. */
static struct working_time_breaches judged_in(
	const struct grid *r, enum working_time_rule rule, enum working_time_unit unit)
{
	struct working_time_breaches b = grid_judge(r, rule);
	size_t kept = 0;

	for (size_t i = 0; i < b.n; i++)
		if (b.item[i].unit == unit)
			b.item[kept++] = b.item[i];
	b.n = kept;
	return b;
}

/* Every breach is a window of the oracle with the same number; every window of the
 * oracle overlaps a breach; and the worst window is among the breaches. */
static size_t assert_same_windows(const struct grid *r, enum working_time_rule rule,
	enum working_time_unit unit, bool more_is_worse)
{
	struct working_time_breaches b = judged_in(r, rule, unit);
	int64_t worst_found = 0, worst_told = 0;
	/* The rule looks at fewer windows of A5 than the oracle, so that one may lie
	 * between two that it joins. */
	int64_t reach = rule == WORKING_TIME_A5 ? GRID_DAY * (int64_t)GRID_QUARTER : 0;
	size_t n = b.n;

	assert_int_equal(b.n > 0, found_n > 0);
	for (size_t i = 0; i < found_n; i++) {
		int64_t v = more_is_worse ? found[i].actual : -found[i].actual;
		bool overlaps = false;

		worst_found = i == 0 || v > worst_found ? v : worst_found;
		for (size_t j = 0; j < b.n; j++)
			overlaps |= b.item[j].from.ms < found[i].to + reach
				    && b.item[j].until.ms > found[i].from - reach;
		assert_true(overlaps);
	}
	for (size_t j = 0; j < b.n; j++) {
		int64_t v = more_is_worse ? b.item[j].actual : -b.item[j].actual;
		bool exists = false;

		worst_told = j == 0 || v > worst_told ? v : worst_told;
		for (size_t i = 0; i < found_n; i++)
			exists |= found[i].from == b.item[j].from.ms
				  && found[i].to == b.item[j].until.ms
				  && found[i].actual == b.item[j].actual;
		/* A window of A5 may also end with the period, off the grid. */
		if (rule != WORKING_TIME_A5
			|| (b.item[j].from.ms - GRID_EPOCH) % GRID_QUARTER == 0)
			assert_true(exists);
	}
	assert_int_equal(worst_found, worst_told);
	working_time_breaches_fini(&b);
	return n;
}

enum { NIGHTS_ALONE = WORKING_TIME_RULES_COUNT };

/* Minutes: the windows stand in found[]. */
static void same_minutes(
	const struct grid *r, enum working_time_rule rule, size_t told[])
{
	told[rule] += assert_same_windows(r, rule, WORKING_TIME_MINUTES, true);
	found_n = 0;
}

static void judge_all(const struct grid *r, size_t told[])
{
	found_n = 0;
	rest_windows(r, r->on_call, GRID_DAY, 14);
	told[WORKING_TIME_A2] +=
		assert_same_windows(r, WORKING_TIME_A2, WORKING_TIME_PERIODS, false);
	found_n = 0;
	rest_windows(r, r->busy, (int64_t)2 * GRID_DAY, 2);
	told[WORKING_TIME_A3] +=
		assert_same_windows(r, WORKING_TIME_A3, WORKING_TIME_PERIODS, false);
	found_n = 0;
	day_windows(r);
	same_minutes(r, WORKING_TIME_A5, told);
	night_windows(r, false, true);
	same_minutes(r, WORKING_TIME_A6, told);
	night_windows(r, false, false);
	told[NIGHTS_ALONE] +=
		assert_same_windows(r, WORKING_TIME_A6, WORKING_TIME_NIGHTS, true);
	found_n = 0;
	night_windows(r, true, true);
	same_minutes(r, WORKING_TIME_A7, told);
	week_windows(r, 1, 60);
	same_minutes(r, WORKING_TIME_B1_WEEK, told);
	week_windows(r, 4, 55);
	same_minutes(r, WORKING_TIME_B1_FOUR, told);
	week_windows(r, 16, 48);
	same_minutes(r, WORKING_TIME_B1_SIXTEEN, told);
}

static void each_rule_agrees_with_its_naive_twin(void **state)
{
	static struct grid r;
	size_t told[NIGHTS_ALONE + 1] = { 0 };
	const struct seeds seeds = seeds_asked(500);

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
		struct local_days days;
		struct prng p;
		struct err e;

		prng_init(&p, (uint64_t)seed);
		grid_random(&r, &p);
		sum_work(&r);
		assert_int_equal(
			working_time_days(r.given.from, r.given.to, &days, &e), ERR_OK);
		r.given.days = &days;
		judge_all(&r, told);
		local_days_fini(&days);
	}
	assert_true(told[NIGHTS_ALONE] > 10);
	for (int rule = WORKING_TIME_A2; rule <= WORKING_TIME_B1_SIXTEEN; rule++)
		if (rule != WORKING_TIME_A4 && rule != WORKING_TIME_B1_SHIFT)
			assert_true(told[rule] > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_agrees_with_its_naive_twin),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
