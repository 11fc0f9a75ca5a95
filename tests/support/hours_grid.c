/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/hours_grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

int64_t grid_ms(int64_t cell)
{
	return GRID_EPOCH + cell * GRID_QUARTER;
}

/* ---- the local calendar by hand ---- */

/* Last Sunday of March or October, 01:00 UTC. */
static int64_t change_of(int year, int month)
{
	int64_t d = date_days((struct date){ year, month, 31 });

	return ((d - date_weekday(date_from_days(d)) % 7) * 24 + 1) * INT64_C(3600000);
}

struct civil grid_local(int64_t ms)
{
	int year = civil_from_ms(ms).date.year;
	bool summer = ms >= change_of(year, 3) && ms < change_of(year, 10);

	return civil_from_ms(ms + (summer ? 2 : 1) * INT64_C(3600000));
}

/* The calendar of every cell, made once. */
enum { BEFORE = GRID_DAY, AFTER = 120 * GRID_DAY };
static struct {
	int64_t day;
	int8_t hour, minute;
} calendar[BEFORE + GRID_CELLS + AFTER];

static size_t calendar_at(int64_t cell)
{
	assert_true(cell >= -BEFORE && cell < GRID_CELLS + AFTER);
	if (calendar[0].day == 0)
		for (int64_t i = -BEFORE; i < GRID_CELLS + AFTER; i++) {
			struct civil c = grid_local(grid_ms(i));

			calendar[i + BEFORE].day = date_days(c.date);
			calendar[i + BEFORE].hour = (int8_t)c.hour;
			calendar[i + BEFORE].minute = (int8_t)c.minute;
		}
	return (size_t)(cell + BEFORE);
}

int64_t grid_day(int64_t cell)
{
	return calendar[calendar_at(cell)].day;
}

int grid_hour(int64_t cell)
{
	return calendar[calendar_at(cell)].hour;
}

bool grid_is_midnight(int64_t cell)
{
	size_t at = calendar_at(cell);

	return calendar[at].hour == 0 && calendar[at].minute == 0;
}

/* ---- random rosters ---- */

void grid_put(bool *grid, int64_t from, int64_t to)
{
	for (int64_t i = from < 0 ? 0 : from; i < to && i < GRID_CELLS; i++)
		grid[i] = true;
}

static void put_duty(struct grid *r, struct prng *p, int64_t from, int64_t to)
{
	struct working_time_duty *d = &r->duty[r->given.duties];

	if (from < 0 || to > GRID_CELLS || from >= to)
		return;
	assert_true(r->given.duties++ < GRID_SPANS);
	*d = (struct working_time_duty){ { grid_ms(from) }, { grid_ms(to) },
		INSTANT_NEVER };
	if (prng_below(p, 2) == 0)
		d->published.ms =
			grid_ms(from)
			- (int64_t)prng_below(p, 40 * GRID_DAY) * GRID_QUARTER;
	grid_put(r->on_call, from, to);
}

static void put_shift(struct grid *r, int64_t from, int64_t to)
{
	if (from < 0 || to > GRID_CELLS || from >= to)
		return;
	assert_true(r->given.shifts < GRID_SPANS);
	r->shifts[r->given.shifts++] =
		(struct span){ { grid_ms(from) }, { grid_ms(to) } };
	grid_put(r->shift, from, to);
}

static void put_call(struct grid *r, int64_t from, int64_t to)
{
	if (from < 0 || to > GRID_CELLS || from >= to)
		return;
	assert_true(r->given.calls < GRID_SPANS);
	r->calls[r->given.calls++] =
		(struct span){ { grid_ms(from) }, { grid_ms(to) } };
	grid_put(r->raw_call, from, to);
}

/* Booked by segments of the grid: fill short gaps, then lengthen what is short. */
static void book(struct grid *r)
{
	int64_t last_end = -1000;

	memcpy(r->call, r->raw_call, sizeof r->call);
	for (int64_t i = 0; i < GRID_CELLS; i++) {
		if (!r->raw_call[i])
			continue;
		if (i - last_end <= 2)
			grid_put(r->call, last_end, i);
		last_end = i + 1;
	}
	for (int64_t i = 1; i + 1 < GRID_CELLS; i++)
		if (r->call[i] && !r->call[i - 1] && !r->call[i + 1])
			r->call[++i] = true;
	for (int64_t i = 0; i < GRID_CELLS; i++) {
		r->work[i] = r->shift[i] || r->call[i];
		r->busy[i] = r->work[i] || r->on_call[i];
	}
}

static void random_shifts(struct grid *r, struct prng *p)
{
	bool nights = prng_below(p, 2) == 0;
	int64_t hours = 6 + (int64_t)prng_below(p, 8);

	for (int64_t d = 0; d < 338; d++) {
		int64_t from = d * GRID_DAY + 28 + (int64_t)prng_below(p, 8);

		if (nights && d % 11 < 3)
			from += 15 * GRID_HOUR;
		else if (d % 7 >= 5 && prng_below(p, 8) != 0)
			continue;
		put_shift(r, from,
			from + hours * GRID_HOUR + (int64_t)prng_below(p, 10) - 4);
	}
}

/* Periods of days of which the ordinary work is known, often one that is always; some
 * without hours, some of somebody under 18. */
static void random_usual(struct grid *r, struct prng *p, int minutes)
{
	int64_t day = prng_below(p, 3) > 0 ? -100000
					   : grid_day(0) + (int64_t)prng_below(p, 250);
	size_t n = prng_below(p, 3) > 0 ? 1 : 1 + prng_below(p, GRID_USUALS);

	if (prng_below(p, 6) == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		struct working_time_usual *u = &r->usual[r->given.usuals++];

		u->from_day = day;
		if (day < grid_day(0))
			day = grid_day(0);
		day += 1 + (int64_t)prng_below(p, 120);
		u->until_day = i + 1 == n && prng_below(p, 3) > 0 ? 100000 : day;
		u->week_minutes = prng_below(p, 8) == 0 ? -1
				  : minutes > 0 ? minutes + (int)prng_below(p, 1500)
						: (int)prng_below(p, 2) * 240;
		u->under_18 = prng_below(p, 6) == 0;
		day += prng_below(p, 2) == 0 ? 0 : (int64_t)prng_below(p, 20);
	}
}

const struct working_time_usual *grid_usual(const struct grid *r, int64_t day)
{
	for (size_t i = 0; i < r->given.usuals; i++)
		if (r->usual[i].from_day <= day && day < r->usual[i].until_day)
			return &r->usual[i];
	return NULL;
}

void grid_random(struct grid *r, struct prng *p)
{
	int64_t n = 1 + (int64_t)prng_below(p, 9);
	int64_t handover = (int64_t)prng_below(p, 7 * GRID_DAY);
	size_t calls = prng_below(p, 120);
	int64_t from = 120 + (int64_t)prng_below(p, 60);

	memset(r, 0, sizeof *r);
	r->given = (struct working_time){ .person_id = 1,
		.usual = r->usual,
		.duty = r->duty,
		.shift = r->shifts,
		.call = r->calls,
		.from = { grid_ms(from * GRID_DAY + (int64_t)prng_below(p, 96)) } };
	r->given.to.ms = r->given.from.ms + GRID_QUARTER
			 + (int64_t)prng_below(p, 40 * GRID_DAY) * GRID_QUARTER;
	for (int64_t week = 0; week < 48; week++)
		if (week % n == 0)
			put_duty(r, p, week * 7 * GRID_DAY + handover,
				(week + 1) * 7 * GRID_DAY + handover);
	for (size_t i = prng_below(p, 12); i > 0; i--) {
		int64_t at = (int64_t)prng_below(p, GRID_CELLS);

		put_duty(r, p, at, at + 1 + (int64_t)prng_below(p, 4 * GRID_DAY));
	}
	if (prng_below(p, 2) == 0) {
		random_shifts(r, p);
		random_usual(r, p, 0);
	} else {
		random_usual(r, p, 2280);
	}
	while (calls-- > 0) {
		int64_t at = (int64_t)prng_below(p, GRID_CELLS);

		put_call(r, at, at + 1 + (int64_t)prng_below(p, 40));
		if (prng_below(p, 3) == 0)
			put_call(r, at + 3, at + 4);
	}
	r->count_between_working_days = prng_below(p, 2) == 0;
	book(r);
}

bool grid_touches(const struct grid *r, int64_t from, int64_t to)
{
	return grid_ms(from) < r->given.to.ms && grid_ms(to) > r->given.from.ms;
}

struct working_time_breaches grid_judge(
	const struct grid *r, enum working_time_rule rule)
{
	struct working_time_config config = { .count_between_working_days =
						      r->count_between_working_days };
	struct working_time_breaches b = { .item = NULL };
	struct err e;

	config.severity[rule] = SEVERITY_ERROR;
	assert_int_equal(working_time_check(&r->given, &config, &b, &e), ERR_OK);
	return b;
}
