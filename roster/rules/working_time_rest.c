/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may be on call and when there must be none: A1 to A4; and how long before it must
 * be known: C1. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/rules/working_time_internal.h"

static bool is_judged(const struct working_time *w, struct instant starts)
{
	return !instant_before(starts, w->from) && instant_before(starts, w->to);
}

/* Every piece of duty in [from, to) is one breach of `rule`. */
static enum err_code none_on_call(const struct working_time_facts *f,
	enum working_time_rule rule, struct instant from, struct instant to,
	struct working_time_breaches *out, struct err *e)
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
		if (working_time_report(f, rule, s, WORKING_TIME_MINUTES, 0,
			    working_time_minutes(s.ends.ms - s.starts.ms), out, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The local start of that day, or of the nearest one of the calendar. */
static struct instant start_of(const struct local_days *days, int64_t day)
{
	int64_t i = day - days->first, n = (int64_t)days->n;

	return days->midnight[i < 0 ? 0 : i > n ? n : i];
}

/* A1, 5:9 lid 1: no duty of who is not 18 yet. */
enum err_code working_time_a1(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	const struct working_time *w = f->given;

	for (size_t i = 0; i < w->usuals; i++)
		if (w->usual[i].under_18
			&& none_on_call(f, WORKING_TIME_A1,
				   start_of(&f->days, w->usual[i].from_day),
				   start_of(&f->days, w->usual[i].until_day), out, e)
				   != ERR_OK)
			return e->code;
	return ERR_OK;
}

/* Whole periods of `unit` between the spans, summed: those before span i, from the
 * first one on. */
static int64_t *periods_before(const struct spans *busy, int64_t unit)
{
	int64_t *sum = base_calloc(busy->n + 1, sizeof *sum);

	for (size_t i = 1; i < busy->n && sum != NULL; i++)
		sum[i] = sum[i - 1]
			 + (busy->item[i].starts.ms - busy->item[i - 1].ends.ms) / unit;
	return sum;
}

/* Those in a window: first is the first span that ends in or after it, end the first
 * that starts after it. */
static int64_t free_periods(const struct spans *busy, const int64_t *before,
	struct span window, size_t first, size_t end, int64_t unit)
{
	int64_t n = 0;

	if (first >= end)
		return (window.ends.ms - window.starts.ms) / unit;
	if (instant_before(window.starts, busy->item[first].starts))
		n += (busy->item[first].starts.ms - window.starts.ms) / unit;
	if (instant_before(busy->item[end - 1].ends, window.ends))
		n += (window.ends.ms - busy->item[end - 1].ends.ms) / unit;
	return n + before[end - 1] - before[first];
}

/* In every 28x24 hours at least `least` periods of `unit` free of `busy`. */
static enum err_code enough_rest(const struct working_time_facts *f,
	enum working_time_rule rule, const struct spans *busy, int64_t unit,
	int64_t least, struct working_time_breaches *out, struct err *e)
{
	struct working_time_worst worst = {
		.rule = rule, .unit = WORKING_TIME_PERIODS, .allowed = least
	};
	struct working_time_windows windows = { .spans = busy,
		.length = HOURS(672),
		.low = f->given->from.ms,
		.high = f->given->to.ms };
	int64_t *before = periods_before(busy, unit);
	size_t first = 0, end = 0;
	struct span w;
	enum err_code code = ERR_OK;

	if (before == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working time");
	while (code == ERR_OK && working_time_window(&windows, &w)) {
		int64_t actual;

		while (first < busy->n
			&& !instant_before(w.starts, busy->item[first].ends))
			first++;
		while (end < busy->n && instant_before(busy->item[end].starts, w.ends))
			end++;
		actual = free_periods(busy, before, w, first, end, unit);
		if (actual < least)
			code = working_time_worst_add(&worst, f, w, actual, out, e);
	}
	base_free(before);
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

/* Most shifts are not. */
static bool is_near_duty(const struct working_time_facts *f, struct span shift)
{
	size_t i = spans_after(
		&f->on_call, (struct instant){ shift.starts.ms - HOURS(11) });

	return i < f->on_call.n
	       && f->on_call.item[i].starts.ms < shift.ends.ms + HOURS(14);
}

/* A4, 5:9 lid 3: no duty in the 11 hours before and the 14 hours after a night shift.
 */
enum err_code working_time_a4(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	for (size_t i = 0; i < f->shift.n; i++) {
		struct span s = f->shift.item[i];

		if (!is_near_duty(f, s) || !is_night_shift(&f->days, s))
			continue;
		if (none_on_call(f, WORKING_TIME_A4,
			    (struct instant){ s.starts.ms - HOURS(11) }, s.starts, out,
			    e) != ERR_OK
			|| none_on_call(f, WORKING_TIME_A4, s.ends,
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
