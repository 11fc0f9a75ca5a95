/* SPDX-License-Identifier: EUPL-1.2 */
/* Every rule of working time once more, naively, on a grid of quarters of an hour with
 * the European clock rule by hand; compared on random rosters. */
#include "base/random.h"
#include "base/zone.h"
#include "roster/rules/working_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	QUARTER = 900000,
	HOUR_CELLS = 4,
	DAY_CELLS = 96,
	CELLS = 340 * 96, /* the grid: 340 days of 24 hours from EPOCH */
	SPANS = 400
};
#define EPOCH INT64_C(1764547200000) /* 2025-12-01T00:00:00Z, a Monday */

struct roster {
	bool on_call[CELLS], shift[CELLS], call[CELLS], work[CELLS], busy[CELLS];
	bool raw_call[CELLS];
	struct working_time_duty duty[SPANS];
	struct span shifts[SPANS], calls[SPANS];
	struct working_time given;
	bool count_between_working_days;
};

static int64_t ms_of(int64_t cell)
{
	return EPOCH + cell * QUARTER;
}

/* ---- the local calendar by hand ---- */

/* Last Sunday of March or October, 01:00 UTC. */
static int64_t change_of(int year, int month)
{
	int64_t d = date_days((struct date){ year, month, 31 });

	return ((d - date_weekday(date_from_days(d)) % 7) * 24 + 1) * INT64_C(3600000);
}

static struct civil local_of(int64_t ms)
{
	int year = civil_from_ms(ms).date.year;
	bool summer = ms >= change_of(year, 3) && ms < change_of(year, 10);

	return civil_from_ms(ms + (summer ? 2 : 1) * INT64_C(3600000));
}

static int64_t day_of(int64_t cell)
{
	return date_days(local_of(ms_of(cell)).date);
}

static bool is_midnight(int64_t cell)
{
	struct civil c = local_of(ms_of(cell));

	return c.hour == 0 && c.minute == 0;
}

/* ---- random rosters ---- */

static void put(bool *grid, int64_t from, int64_t to)
{
	for (int64_t i = from < 0 ? 0 : from; i < to && i < CELLS; i++)
		grid[i] = true;
}

static void put_duty(struct roster *r, struct prng *p, int64_t from, int64_t to)
{
	struct working_time_duty *d = &r->duty[r->given.duties];

	if (from < 0 || to > CELLS || from >= to)
		return;
	assert_true(r->given.duties++ < SPANS);
	*d = (struct working_time_duty){ { ms_of(from) }, { ms_of(to) },
		INSTANT_NEVER };
	if (prng_below(p, 2) == 0)
		d->published.ms =
			ms_of(from) - (int64_t)prng_below(p, 40 * DAY_CELLS) * QUARTER;
	put(r->on_call, from, to);
}

static void put_shift(struct roster *r, int64_t from, int64_t to)
{
	if (from < 0 || to > CELLS || from >= to)
		return;
	assert_true(r->given.shifts < SPANS);
	r->shifts[r->given.shifts++] = (struct span){ { ms_of(from) }, { ms_of(to) } };
	put(r->shift, from, to);
}

static void put_call(struct roster *r, int64_t from, int64_t to)
{
	if (from < 0 || to > CELLS || from >= to)
		return;
	assert_true(r->given.calls < SPANS);
	r->calls[r->given.calls++] = (struct span){ { ms_of(from) }, { ms_of(to) } };
	put(r->raw_call, from, to);
}

/* Booked by segments of the grid: fill short gaps, then lengthen what is short. */
static void book(struct roster *r)
{
	int64_t last_end = -1000;

	memcpy(r->call, r->raw_call, sizeof r->call);
	for (int64_t i = 0; i < CELLS; i++) {
		if (!r->raw_call[i])
			continue;
		if (i - last_end <= 2)
			put(r->call, last_end, i);
		last_end = i + 1;
	}
	for (int64_t i = 1; i + 1 < CELLS; i++)
		if (r->call[i] && !r->call[i - 1] && !r->call[i + 1])
			r->call[++i] = true;
	for (int64_t i = 0; i < CELLS; i++) {
		r->work[i] = r->shift[i] || r->call[i];
		r->busy[i] = r->work[i] || r->on_call[i];
	}
}

static void random_shifts(struct roster *r, struct prng *p)
{
	bool nights = prng_below(p, 2) == 0;
	int64_t hours = 6 + (int64_t)prng_below(p, 8);

	for (int64_t d = 0; d < 338; d++) {
		int64_t from = d * DAY_CELLS + 28 + (int64_t)prng_below(p, 8);

		if (nights && d % 11 < 3)
			from += 15 * HOUR_CELLS;
		else if (d % 7 >= 5 && prng_below(p, 8) != 0)
			continue;
		put_shift(r, from,
			from + hours * HOUR_CELLS + (int64_t)prng_below(p, 10) - 4);
	}
}

static void random_roster(struct roster *r, struct prng *p)
{
	int64_t n = 1 + (int64_t)prng_below(p, 9);
	int64_t handover = (int64_t)prng_below(p, 7 * DAY_CELLS);
	size_t calls = prng_below(p, 120);
	int64_t from = 120 + (int64_t)prng_below(p, 60);

	memset(r, 0, sizeof *r);
	r->given = (struct working_time){ .person_id = 1,
		.usual_week_minutes = -1,
		.duty = r->duty,
		.shift = r->shifts,
		.call = r->calls,
		.from = { ms_of(from * DAY_CELLS + (int64_t)prng_below(p, 96)) } };
	r->given.to.ms = r->given.from.ms + QUARTER
			 + (int64_t)prng_below(p, 40 * DAY_CELLS) * QUARTER;
	for (int64_t week = 0; week < 48; week++)
		if (week % n == 0)
			put_duty(r, p, week * 7 * DAY_CELLS + handover,
				(week + 1) * 7 * DAY_CELLS + handover);
	for (size_t i = prng_below(p, 12); i > 0; i--) {
		int64_t at = (int64_t)prng_below(p, CELLS);

		put_duty(r, p, at, at + 1 + (int64_t)prng_below(p, 4 * DAY_CELLS));
	}
	if (prng_below(p, 2) == 0)
		random_shifts(r, p);
	else if (prng_below(p, 3) > 0)
		r->given.usual_week_minutes = 2280 + (int)prng_below(p, 1500);
	while (calls-- > 0) {
		int64_t at = (int64_t)prng_below(p, CELLS);

		put_call(r, at, at + 1 + (int64_t)prng_below(p, 40));
		if (prng_below(p, 3) == 0)
			put_call(r, at + 3, at + 4);
	}
	r->count_between_working_days = prng_below(p, 2) == 0;
	if (prng_below(p, 3) == 0)
		r->given.adult_on = local_of(ms_of((int64_t)prng_below(p, CELLS))).date;
	book(r);
}

/* ---- windows, one by one ---- */

struct window {
	int64_t from, to; /* ms */
	int64_t actual;
};
static struct window found[CELLS];
static size_t found_n;

static bool touches(const struct roster *r, int64_t from, int64_t to)
{
	return ms_of(from) < r->given.to.ms && ms_of(to) > r->given.from.ms;
}

static int64_t count(const bool *grid, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (int64_t i = from < 0 ? 0 : from; i < to && i < CELLS; i++)
		n += grid[i];
	return n;
}

/* Whole periods of `unit` cells free of `busy` in [from, to). */
static int64_t free_periods(const bool *busy, int64_t from, int64_t to, int64_t unit)
{
	int64_t run = 0, n = 0;

	for (int64_t i = from; i < to; i++) {
		run = i >= 0 && i < CELLS && busy[i] ? 0 : run + 1;
		if (run == unit) {
			n++;
			run = 0;
		}
	}
	return n;
}

static void rest_windows(
	const struct roster *r, const bool *busy, int64_t unit, int64_t least)
{
	const int64_t length = 28 * DAY_CELLS;

	for (int64_t i = -length; i < CELLS; i++) {
		bool edge = false;

		for (int side = 0; side < 2; side++) {
			int64_t at = i + side * length;

			edge |= at >= 0 && at <= CELLS
				&& (at < CELLS && busy[at]) != (at > 0 && busy[at - 1]);
		}
		if (!edge || !touches(r, i, i + length))
			continue;
		found[found_n] = (struct window){ ms_of(i), ms_of(i + length),
			free_periods(busy, i, i + length, unit) };
		found_n += found[found_n].actual < least;
	}
}

/* Minutes of work in the 24 hours from `from` (ms), rounded up. */
static int64_t work_in_a_day(const struct roster *r, int64_t from)
{
	int64_t to = from + DAY_CELLS * (int64_t)QUARTER, ms = 0;
	int64_t first = (from - EPOCH) / QUARTER - 1;

	for (int64_t i = first < 0 ? 0 : first; i < CELLS && ms_of(i) < to; i++) {
		int64_t a = ms_of(i) > from ? ms_of(i) : from;
		int64_t b = ms_of(i + 1) < to ? ms_of(i + 1) : to;

		ms += r->work[i] && a < b ? b - a : 0;
	}
	return (ms + 59999) / 60000;
}

/* Every cell, and the first and last window that touch the period. */
static void day_windows(const struct roster *r)
{
	const int64_t day = DAY_CELLS * (int64_t)QUARTER;

	for (int64_t i = -2; i < CELLS; i++) {
		int64_t from = i == -2   ? r->given.from.ms - day + 1
			       : i == -1 ? r->given.to.ms - 1
					 : ms_of(i);

		if (from >= r->given.to.ms || from + day <= r->given.from.ms)
			continue;
		found[found_n] =
			(struct window){ from, from + day, work_in_a_day(r, from) };
		found_n += found[found_n].actual > 13 * 60;
	}
}

/* Average minutes a week, rounded up as the rules do. */
static int64_t week_minutes(const struct roster *r, int64_t from, int64_t to, int weeks)
{
	int64_t minutes = count(r->work, from, to) * 15;

	if (r->given.shifts == 0 && r->given.usual_week_minutes > 0)
		minutes += (int64_t)weeks * r->given.usual_week_minutes;
	return (minutes + weeks - 1) / weeks;
}

/* The cell in which the local day `days` days after that of `cell` begins. */
static int64_t midnight_after(int64_t cell, int days)
{
	int64_t want = day_of(cell) + days;
	int64_t i = cell + (days - 1) * (int64_t)DAY_CELLS;

	while (day_of(i) < want)
		i++;
	return i;
}

static void week_windows(const struct roster *r, int weeks, int hours)
{
	for (int64_t i = -DAY_CELLS; i < CELLS; i++) {
		int64_t to;

		if (!is_midnight(i))
			continue;
		to = midnight_after(i, weeks * 7);
		found[found_n] = (struct window){ ms_of(i), ms_of(to),
			week_minutes(r, i, to, weeks) };
		found_n += touches(r, i, to) && found[found_n].actual > hours * 60;
	}
}

/* Whether the night that begins with the midnight `cell` had 8 hours of rest after its
 * last call. */
static bool is_rested(const struct roster *r, int64_t cell)
{
	int64_t last = -1, six = cell, end, run = 0;

	while (local_of(ms_of(six)).hour < 6)
		six++;
	for (size_t i = 0; i < r->given.calls; i++) {
		int64_t at = (r->calls[i].starts.ms - EPOCH) / QUARTER;

		if (at >= cell && at < six && at > last)
			last = at;
	}
	if (last < 0)
		return true;
	for (end = last; end < CELLS && r->call[end];)
		end++;
	if (count(r->work, end, end + 8 * HOUR_CELLS) == 0)
		return true;
	for (int64_t i = six; i < six + 18 * HOUR_CELLS; i++) {
		run = i < CELLS && r->work[i] ? 0 : run + 1;
		if (run == 8 * HOUR_CELLS)
			return true;
	}
	return false;
}

static void night_windows(const struct roster *r, bool rested_rule)
{
	static bool counts[400], rested[400];
	static int64_t begins[400];
	size_t days = 0;
	bool known = r->given.shifts > 0 || r->given.usual_week_minutes >= 0;

	for (int64_t i = -DAY_CELLS; i < CELLS && days < 400; i++) {
		if (!is_midnight(i))
			continue;
		begins[days] = i;
		counts[days] = false;
		for (int64_t j = i; local_of(ms_of(j)).hour < 6; j++)
			counts[days] |= j >= 0 && j < CELLS && r->on_call[j];
		rested[days++] = is_rested(r, i);
	}
	for (size_t d = 0; d + 112 < days; d++) {
		int64_t times = 0,
			week = week_minutes(r, begins[d], begins[d + 112], 16);
		bool all_rested = true, in_weekend = false;

		for (size_t j = d; j < d + 112; j++) {
			int weekday = date_weekday(date_from_days(day_of(begins[j])));
			bool goes_on = in_weekend && (weekday == 7 || weekday == 1);

			all_rested &= rested[j];
			if (!goes_on)
				in_weekend = false;
			if (counts[j] && !(r->count_between_working_days && goes_on)) {
				times++;
				in_weekend = weekday == 6 || weekday == 7;
			}
		}
		if (times < 16 || !touches(r, begins[d], begins[d + 112]))
			continue;
		if (known
			&& (all_rested != rested_rule
				|| week <= (rested_rule ? 45 : 40) * 60))
			continue;
		if (!known && rested_rule)
			continue;
		found[found_n++] = (struct window){ ms_of(begins[d]),
			ms_of(begins[d + 112]), known ? week : times };
	}
}

/* ---- comparing ---- */

static struct working_time_breaches judge(
	const struct roster *r, enum working_time_rule rule)
{
	struct working_time_config config = { .count_between_working_days =
						      r->count_between_working_days };
	struct working_time_breaches b = { .item = NULL };
	struct err e;

	config.severity[rule] = SEVERITY_ERROR;
	assert_int_equal(working_time_check(&r->given, &config, &b, &e), ERR_OK);
	return b;
}

/* Every breach is a window of the oracle with the same number; every window of the
 * oracle overlaps a breach; and the worst window is among the breaches. */
static size_t assert_same_windows(
	const struct roster *r, enum working_time_rule rule, bool more_is_worse)
{
	struct working_time_breaches b = judge(r, rule);
	int64_t worst_found = 0, worst_told = 0;
	/* The rule looks at fewer windows of A5 than the oracle, so that one may lie
	 * between two that it joins. */
	int64_t reach = rule == WORKING_TIME_A5 ? DAY_CELLS * (int64_t)QUARTER : 0;
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
			|| (b.item[j].from.ms - EPOCH) % QUARTER == 0)
			assert_true(exists);
	}
	assert_int_equal(worst_found, worst_told);
	working_time_breaches_fini(&b);
	return n;
}

/* 60, or as many as PARAAT_ROSTERS says: a twin is slow. */
static uint64_t rosters(void)
{
	const char *wanted = getenv("PARAAT_ROSTERS");
	uint64_t n = wanted != NULL ? strtoull(wanted, NULL, 10) : 0;

	return n > 0 ? n : 60;
}

static void each_rule_agrees_with_its_naive_twin(void **state)
{
	static struct roster r;
	size_t told[WORKING_TIME_RULES_COUNT] = { 0 };
	uint64_t n = rosters();

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct prng p;

		prng_init(&p, seed);
		random_roster(&r, &p);
		found_n = 0;
		rest_windows(&r, r.on_call, DAY_CELLS, 14);
		told[WORKING_TIME_A2] +=
			assert_same_windows(&r, WORKING_TIME_A2, false);
		found_n = 0;
		rest_windows(&r, r.busy, (int64_t)2 * DAY_CELLS, 2);
		told[WORKING_TIME_A3] +=
			assert_same_windows(&r, WORKING_TIME_A3, false);
		found_n = 0;
		day_windows(&r);
		told[WORKING_TIME_A5] += assert_same_windows(&r, WORKING_TIME_A5, true);
		found_n = 0;
		night_windows(&r, false);
		told[WORKING_TIME_A6] += assert_same_windows(&r, WORKING_TIME_A6, true);
		found_n = 0;
		night_windows(&r, true);
		told[WORKING_TIME_A7] += assert_same_windows(&r, WORKING_TIME_A7, true);
		found_n = 0;
		week_windows(&r, 1, 60);
		told[WORKING_TIME_B1_WEEK] +=
			assert_same_windows(&r, WORKING_TIME_B1_WEEK, true);
		found_n = 0;
		week_windows(&r, 4, 55);
		told[WORKING_TIME_B1_FOUR] +=
			assert_same_windows(&r, WORKING_TIME_B1_FOUR, true);
		found_n = 0;
		week_windows(&r, 16, 48);
		told[WORKING_TIME_B1_SIXTEEN] +=
			assert_same_windows(&r, WORKING_TIME_B1_SIXTEEN, true);
	}
	for (int rule = WORKING_TIME_A2; rule <= WORKING_TIME_B1_SIXTEEN; rule++)
		if (rule != WORKING_TIME_A4 && rule != WORKING_TIME_B1_SHIFT)
			assert_true(told[rule] > 10);
}

/* A4, cell by cell: on call in the 11 hours before or 14 hours after a night shift. */
static void night_shifts_agree(void **state)
{
	static struct roster r;
	static bool forbidden[CELLS];
	size_t cells = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct working_time_breaches b;
		struct prng p;

		prng_init(&p, seed);
		random_roster(&r, &p);
		memset(forbidden, 0, sizeof forbidden);
		for (int64_t i = 0, end; i < CELLS; i = end) {
			int64_t night = 0;

			for (end = i; end < CELLS && r.shift[end]; end++)
				night += local_of(ms_of(end)).hour < 6;
			if (night > HOUR_CELLS) {
				put(forbidden, i - 11 * HOUR_CELLS, i);
				put(forbidden, end, end + 14 * HOUR_CELLS);
			}
			end += end == i;
		}
		b = judge(&r, WORKING_TIME_A4);
		for (int64_t i = 0; i < CELLS; i++) {
			bool told = false;

			if (!touches(&r, i, i + 1))
				continue;
			for (size_t j = 0; j < b.n; j++)
				told |= b.item[j].from.ms <= ms_of(i)
					&& b.item[j].until.ms > ms_of(i);
			assert_int_equal(told, forbidden[i] && r.on_call[i]);
			cells += told;
		}
		working_time_breaches_fini(&b);
	}
	assert_true(cells > 100);
}

/* A1, B1 and C1 look at one duty or shift at a time. */
static void single_duties_agree(void **state)
{
	static struct roster r;
	size_t told[3] = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct working_time_breaches b;
		struct prng p;
		int64_t adult, want = 0;
		size_t late = 0;

		prng_init(&p, seed);
		random_roster(&r, &p);
		adult = r.given.adult_on.year == 0 ? INT64_MIN
						   : date_days(r.given.adult_on);
		b = judge(&r, WORKING_TIME_A1);
		for (int64_t i = 0; i < CELLS; i++) {
			bool is_told = false;

			if (!touches(&r, i, i + 1))
				continue;
			for (size_t j = 0; j < b.n; j++)
				is_told |= b.item[j].from.ms <= ms_of(i)
					   && b.item[j].until.ms > ms_of(i);
			assert_int_equal(is_told, r.on_call[i] && day_of(i) < adult);
		}
		told[0] += b.n;
		working_time_breaches_fini(&b);

		b = judge(&r, WORKING_TIME_B1_SHIFT);
		for (int64_t i = 0, end; i < CELLS; i = end) {
			for (end = i; end < CELLS && r.shift[end];)
				end++;
			want += end - i > 12 * HOUR_CELLS && touches(&r, i, end);
			end += end == i;
		}
		assert_int_equal(b.n, want);
		told[1] += b.n;
		working_time_breaches_fini(&b);

		b = judge(&r, WORKING_TIME_C1);
		for (size_t i = 0; i < r.given.duties; i++) {
			const struct working_time_duty *d = &r.duty[i];

			late += d->published.ms != INSTANT_NEVER.ms
				&& d->starts.ms >= r.given.from.ms
				&& d->starts.ms < r.given.to.ms
				&& date_days(local_of(d->starts.ms).date)
						   - date_days(local_of(d->published.ms)
								       .date)
					   < 28;
		}
		assert_int_equal(b.n, late);
		told[2] += b.n;
		working_time_breaches_fini(&b);
	}
	assert_true(told[0] > 10 && told[1] > 10 && told[2] > 10);
}

static int amsterdam(void **state)
{
	struct err e;

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(night_shifts_agree),
		cmocka_unit_test(single_duties_agree),
		cmocka_unit_test(each_rule_agrees_with_its_naive_twin),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
