/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may be on call and when there must be none: A1 to A4; and how long before it must
 * be known: C1. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/rules/working_time_internal.h"

#include <stdlib.h>

static bool is_judged(const struct working_time *w, struct instant starts)
{
	return !instant_before(starts, w->from) && instant_before(starts, w->to);
}

static int age_on(struct date d, struct date adult_on)
{
	bool had_birthday = d.month > adult_on.month
			    || (d.month == adult_on.month && d.day >= adult_on.day);

	return 18 - (adult_on.year - d.year) - (had_birthday ? 0 : 1);
}

/* A1, 5:9 lid 1: no duty before the 18th birthday. */
enum err_code working_time_a1(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	const struct working_time *w = f->given;
	struct instant adult = INSTANT_MIN;

	if (w->adult_on.year == 0)
		return ERR_OK;
	if (zone_to_instant(
		    (struct civil){ .date = w->adult_on }, ZONE_FIRST, &adult, e)
		!= ERR_OK)
		return e->code;
	for (size_t i = 0; i < f->on_call.n; i++) {
		struct span s = f->on_call.item[i];

		if (!instant_before(s.starts, adult) || !instant_before(w->from, s.ends)
			|| !instant_before(s.starts, w->to))
			continue;
		s.ends = instant_min(s.ends, adult);
		if (working_time_report(f, WORKING_TIME_A1, s, WORKING_TIME_YEARS, 18,
			    age_on(zone_to_civil(s.starts).date, w->adult_on), out, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static int by_time(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* Whole periods of `unit` in the window that are free of `busy`. */
static int64_t free_periods(const struct spans *busy, struct span window, int64_t unit)
{
	struct instant free_from = window.starts;
	int64_t n = 0;

	for (size_t i = spans_after(busy, window.starts);
		i < busy->n && instant_before(busy->item[i].starts, window.ends); i++) {
		if (instant_before(free_from, busy->item[i].starts))
			n += (busy->item[i].starts.ms - free_from.ms) / unit;
		free_from = busy->item[i].ends;
	}
	if (instant_before(free_from, window.ends))
		n += (window.ends.ms - free_from.ms) / unit;
	return n;
}

/* The beginnings of all windows of `length` with an edge of `busy` at either end that
 * touch the period; ascending. */
static size_t window_starts(const struct working_time *w, const struct spans *busy,
	int64_t length, int64_t *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < busy->n; i++) {
		const int64_t start[] = { busy->item[i].starts.ms,
			busy->item[i].ends.ms, busy->item[i].starts.ms - length,
			busy->item[i].ends.ms - length };

		for (size_t j = 0; j < 4; j++)
			if (start[j] < w->to.ms && start[j] + length > w->from.ms)
				ret[n++] = start[j];
	}
	if (n > 0)
		qsort(ret, n, sizeof *ret, by_time);
	return n;
}

/* In every 28x24 hours at least `least` periods of `unit` free of `busy`. */
static enum err_code enough_rest(const struct working_time_facts *f,
	enum working_time_rule rule, const struct spans *busy, int64_t unit,
	int64_t least, struct working_time_breaches *out, struct err *e)
{
	const int64_t length = HOURS(672);
	struct working_time_worst worst = {
		.rule = rule, .unit = WORKING_TIME_PERIODS, .allowed = least
	};
	int64_t *start = base_calloc(4 * busy->n + 1, sizeof *start);
	size_t n;
	enum err_code code = ERR_OK;

	if (start == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working time");
	n = window_starts(f->given, busy, length, start);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct span window = { { start[i] }, { start[i] + length } };
		int64_t actual = free_periods(busy, window, unit);

		if (actual < least)
			code = working_time_worst_add(
				&worst, f, window, actual, out, e);
	}
	base_free(start);
	return code != ERR_OK ? code : working_time_worst_end(&worst, f, out, e);
}

/* A2, 5:9 lid 2a: 14 periods of 24 hours without duty. */
enum err_code working_time_a2(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return enough_rest(f, WORKING_TIME_A2, &f->on_call, HOURS(24), 14, out, e);
}

/* A3, 5:9 lid 2b: 2 periods of 48 hours without duty and without work. */
enum err_code working_time_a3(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return enough_rest(f, WORKING_TIME_A3, &f->busy, HOURS(48), 2, out, e);
}

/* 1:7 lid 1d: more than an hour of the shift lies between 00:00 and 06:00. */
static bool is_night_shift(const struct local_days *days, struct span shift)
{
	struct spans s = { .item = &shift, .n = 1 };
	int64_t at_night = 0;

	for (size_t i = local_days_at(days, shift.starts);
		i < days->n && instant_before(days->midnight[i], shift.ends); i++)
		at_night += spans_within(
			&s, days->midnight[i], local_days_time(days, i, 6 * 60));
	return at_night > HOURS(1);
}

/* Every piece of duty in [from, to) is one breach. */
static enum err_code none_on_call(const struct working_time_facts *f,
	struct instant from, struct instant to, struct working_time_breaches *out,
	struct err *e)
{
	for (size_t i = spans_after(&f->on_call, from);
		i < f->on_call.n && instant_before(f->on_call.item[i].starts, to);
		i++) {
		struct span s = f->on_call.item[i];

		if (instant_before(s.starts, from))
			s.starts = from;
		s.ends = instant_min(s.ends, to);
		if (!instant_before(f->given->from, s.ends)
			|| !instant_before(s.starts, f->given->to))
			continue;
		if (working_time_report(f, WORKING_TIME_A4, s, WORKING_TIME_MINUTES, 0,
			    working_time_minutes(s.ends.ms - s.starts.ms), out, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* A4, 5:9 lid 3: no duty in the 11 hours before and the 14 hours after a night shift.
 */
enum err_code working_time_a4(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	for (size_t i = 0; i < f->shift.n; i++) {
		struct span s = f->shift.item[i];

		if (!is_night_shift(&f->days, s))
			continue;
		if (none_on_call(f, (struct instant){ s.starts.ms - HOURS(11) },
			    s.starts, out,
			    e) != ERR_OK
			|| none_on_call(f, s.ends,
				   (struct instant){ s.ends.ms + HOURS(14) }, out, e)
				   != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* Duties that were made known fewer than `days` local days ahead. */
static enum err_code known_ahead(const struct working_time_facts *f,
	enum working_time_rule rule, int64_t least, struct working_time_breaches *out,
	struct err *e)
{
	for (size_t i = 0; i < f->given->duties; i++) {
		const struct working_time_duty *d = &f->given->duty[i];
		struct span when = { d->starts, d->ends };
		int64_t ahead;

		if (d->published.ms == INSTANT_NEVER.ms
			|| !is_judged(f->given, d->starts))
			continue;
		ahead = date_days(zone_to_civil(d->starts).date)
			- date_days(zone_to_civil(d->published).date);
		if (ahead >= least)
			continue;
		if (working_time_report(
			    f, rule, when, WORKING_TIME_DAYS, least, ahead, out, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* C1, 4:2 lid 1: the roster is known 28 days ahead. */
enum err_code working_time_c1(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return known_ahead(f, WORKING_TIME_C1, 28, out, e);
}

/* C1, 4:2 lid 2: its times at the very least 4 days. */
enum err_code working_time_c1_times(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return known_ahead(f, WORKING_TIME_C1_TIMES, 4, out, e);
}
