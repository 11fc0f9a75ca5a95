/* SPDX-License-Identifier: EUPL-1.2 */
/* How much may be worked: A5 to A7 with call-outs, and the normal limits B1. */
#include "base/alloc.h"
#include "roster/rules/working_time_internal.h"

#include <stdlib.h>

static int by_time(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* A5, 5:9 lid 4: at most 13 hours of work in every 24 hours. The work in a sliding
 * window changes evenly between the edges of work, so the most is found with an edge at
 * one of its ends (or at the end of the period). */
enum err_code working_time_a5(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	const int64_t length = HOURS(24), most = HOURS(13);
	const int64_t low = f->given->from.ms - length + 1, high = f->given->to.ms - 1;
	struct working_time_worst worst = { .rule = WORKING_TIME_A5,
		.unit = WORKING_TIME_MINUTES,
		.allowed = most / 60000 };
	int64_t *start = base_calloc(2 * f->work.n + 2, sizeof *start);
	size_t n = 0;
	enum err_code code = ERR_OK;

	if (start == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working time");
	start[n++] = low;
	start[n++] = high;
	for (size_t i = 0; i < f->work.n; i++) {
		int64_t a = f->work.item[i].starts.ms;
		int64_t b = f->work.item[i].ends.ms - length;

		if (a > low && a < high)
			start[n++] = a;
		if (b > low && b < high)
			start[n++] = b;
	}
	qsort(start, n, sizeof *start, by_time);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct span window = { { start[i] }, { start[i] + length } };
		int64_t ms = spans_within(&f->work, window.starts, window.ends);

		if (ms > most)
			code = working_time_worst_add(
				&worst, f, window, working_time_minutes(ms), out, e);
	}
	base_free(start);
	return code != ERR_OK ? code : working_time_worst_end(&worst, f, out, e);
}

/* ---- A6 and A7: many nights on call ---- */

/* Per local day: whether there was a night on call that counts, and whether its calls
 * lacked rest after them. Sums before day i, days.n + 1. */
struct nights {
	int64_t *counted_before;
	int64_t *restless_before;
};

static void nights_fini(struct nights *n)
{
	base_free(n->counted_before);
	base_free(n->restless_before);
}

/* At least `hours` in one stretch of [from, to) without work. */
static bool has_rest(
	const struct spans *work, struct instant from, struct instant to, int64_t ms)
{
	struct instant free_from = from;

	for (size_t i = spans_after(work, from);
		i < work->n && instant_before(work->item[i].starts, to); i++) {
		if (work->item[i].starts.ms - free_from.ms >= ms)
			return true;
		free_from = work->item[i].ends;
	}
	return to.ms - free_from.ms >= ms;
}

/* The last call-out that began in [from, to); NULL when there was none. */
static const struct span *last_call(
	const struct working_time *w, struct instant from, struct instant to)
{
	const struct span *last = NULL;

	for (size_t i = 0; i < w->calls; i++) {
		const struct span *c = &w->call[i];

		if (!instant_before(c->starts, from) && instant_before(c->starts, to)
			&& instant_before(c->starts, c->ends)
			&& (last == NULL || instant_before(last->starts, c->starts)))
			last = c;
	}
	return last;
}

/* 5:9 lid 6: after the last call between 00:00 and 06:00 there are 8 hours of rest at
 * once, or within the 18 hours from 06:00. */
static bool is_rested(
	const struct working_time_facts *f, struct instant midnight, struct instant six)
{
	const struct span *call = last_call(f->given, midnight, six);
	struct instant over;

	if (call == NULL)
		return true;
	over = f->call.item[spans_after(&f->call, call->starts)].ends;
	return spans_within(&f->work, over, (struct instant){ over.ms + HOURS(8) }) == 0
	       || has_rest(
		       &f->work, six, (struct instant){ six.ms + HOURS(18) }, HOURS(8));
}

/* Days of the same weekend follow the same working day. */
static int64_t working_day_before(const struct local_days *days, size_t i)
{
	int weekday = local_days_weekday(days, i);

	return days->first + (int64_t)i - (weekday == 7 ? 2 : weekday == 1 ? 3 : 1);
}

static enum err_code count_nights(
	const struct working_time_facts *f, struct nights *n, struct err *e)
{
	const struct local_days *days = &f->days;

	n->counted_before = base_calloc(days->n + 1, sizeof(int64_t));
	n->restless_before = base_calloc(days->n + 1, sizeof(int64_t));
	if (n->counted_before == NULL || n->restless_before == NULL) {
		nights_fini(n);
		return err_set(e, ERR_NOMEM, "no memory for working time");
	}
	for (size_t i = 0; i < days->n; i++) {
		struct instant six = local_days_time(days, i, 6 * 60);
		bool counts = spans_within(&f->on_call, days->midnight[i], six) > 0;
		bool restless = !is_rested(f, days->midnight[i], six);

		n->counted_before[i + 1] = n->counted_before[i] + counts;
		n->restless_before[i + 1] = n->restless_before[i] + restless;
	}
	return ERR_OK;
}

/* Times on call that touch the night, of the days [a, b). */
static int64_t times_on_call(
	const struct working_time_facts *f, const struct nights *n, size_t a, size_t b)
{
	int64_t times = 0, last = INT64_MIN;

	if (!f->config->count_between_working_days)
		return n->counted_before[b] - n->counted_before[a];
	for (size_t i = a; i < b; i++) {
		int64_t key = working_day_before(&f->days, i);

		if (n->counted_before[i + 1] == n->counted_before[i] || key == last)
			continue;
		times++;
		last = key;
	}
	return times;
}

/* Work of the days [a, b), and the usual work besides. */
static int64_t work_of(const struct working_time_facts *f, size_t a, size_t b)
{
	int64_t ms = f->work_before[b] - f->work_before[a];

	if (f->given->shifts == 0 && f->given->usual_week_minutes > 0)
		ms += (int64_t)((b - a) / 7) * f->given->usual_week_minutes * 60000;
	return ms;
}

static bool touches(const struct working_time *w, struct span window)
{
	return instant_before(window.starts, w->to)
	       && instant_before(w->from, window.ends);
}

enum { SIXTEEN_WEEKS = 16 * 7, NIGHTS_MOST = 15 };

/* One of A6 (without the rest of A7) and A7 (with it) over every 16 weeks. */
static enum err_code many_nights(const struct working_time_facts *f, bool rested,
	struct working_time_worst *worst, struct working_time_breaches *out,
	struct err *e)
{
	bool known = working_time_is_known(f->given);
	struct nights nights = { .counted_before = NULL };
	enum err_code code = count_nights(f, &nights, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i + SIXTEEN_WEEKS <= f->days.n && code == ERR_OK; i++) {
		size_t end = i + SIXTEEN_WEEKS;
		struct span window = { f->days.midnight[i], f->days.midnight[end] };
		int64_t times, week;

		if (!touches(f->given, window))
			continue;
		times = times_on_call(f, &nights, i, end);
		week = working_time_minutes((work_of(f, i, end) + 15) / 16);
		if (times <= NIGHTS_MOST)
			continue;
		if (known
			&& (week <= worst->allowed
				|| (nights.restless_before[end]
					   == nights.restless_before[i])
					   != rested))
			continue;
		code = working_time_worst_add(
			worst, f, window, known ? week : times, out, e);
	}
	nights_fini(&nights);
	return code != ERR_OK ? code : working_time_worst_end(worst, f, out, e);
}

/* A6, 5:9 lid 5: with 16 or more times on call that touch the night in 16 weeks, at
 * most 40 hours a week on average. When the hours are not known the nights themselves
 * are reported. */
enum err_code working_time_a6(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	struct working_time_worst worst = { .rule = WORKING_TIME_A6,
		.unit = WORKING_TIME_MINUTES,
		.allowed = INT64_C(40) * 60 };

	if (!working_time_is_known(f->given)) {
		worst.unit = WORKING_TIME_NIGHTS;
		worst.allowed = NIGHTS_MOST;
	}
	return many_nights(f, false, &worst, out, e);
}

/* A7, 5:9 lid 6: 45 hours when there was rest after every night with a call. */
enum err_code working_time_a7(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	struct working_time_worst worst = { .rule = WORKING_TIME_A7,
		.unit = WORKING_TIME_MINUTES,
		.allowed = INT64_C(45) * 60 };

	if (!working_time_is_known(f->given))
		return ERR_OK;
	return many_nights(f, true, &worst, out, e);
}

/* B1, 5:7 lid 2a: at most 12 hours a shift. */
enum err_code working_time_b1_shift(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	for (size_t i = 0; i < f->shift.n; i++) {
		struct span s = f->shift.item[i];
		int64_t ms = s.ends.ms - s.starts.ms;

		if (ms <= HOURS(12) || !touches(f->given, s))
			continue;
		if (working_time_report(f, WORKING_TIME_B1_SHIFT, s,
			    WORKING_TIME_MINUTES, INT64_C(12) * 60,
			    working_time_minutes(ms), out, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* At most `hours` a week on average over every `weeks` weeks. */
static enum err_code weekly(const struct working_time_facts *f,
	enum working_time_rule rule, int weeks, int hours,
	struct working_time_breaches *out, struct err *e)
{
	struct working_time_worst worst = { .rule = rule,
		.unit = WORKING_TIME_MINUTES,
		.allowed = hours * INT64_C(60) };
	size_t days = (size_t)weeks * 7;

	for (size_t i = 0; i + days <= f->days.n; i++) {
		struct span window = { f->days.midnight[i],
			f->days.midnight[i + days] };
		int64_t ms = work_of(f, i, i + days);

		if (ms <= weeks * HOURS(hours) || !touches(f->given, window))
			continue;
		if (working_time_worst_add(&worst, f, window,
			    working_time_minutes((ms + weeks - 1) / weeks), out, e)
			!= ERR_OK)
			return e->code;
	}
	return working_time_worst_end(&worst, f, out, e);
}

/* B1, 5:7 lid 2b: at most 60 hours a week. */
enum err_code working_time_b1_week(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return weekly(f, WORKING_TIME_B1_WEEK, 1, 60, out, e);
}

/* B1, 5:7 lid 3: on average 55 hours over 4 weeks. */
enum err_code working_time_b1_four(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return weekly(f, WORKING_TIME_B1_FOUR, 4, 55, out, e);
}

/* B1, 5:7 lid 2c: on average 48 hours over 16 weeks. */
enum err_code working_time_b1_sixteen(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	return weekly(f, WORKING_TIME_B1_SIXTEEN, 16, 48, out, e);
}
