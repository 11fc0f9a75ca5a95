/* SPDX-License-Identifier: EUPL-1.2 */
/* How much may be worked: A5 to A7 with call-outs, and the normal limits B1. */
#include "base/alloc.h"
#include "roster/rules/working_time_internal.h"

/* A5, 5:9 lid 4: at most 13 hours of work in every 24 hours. The work in a sliding
 * window changes evenly between the edges of work, so the most is found with an edge at
 * one of its ends (or with the first or the last window that touches the period). */
enum err_code working_time_a5(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	const int64_t length = HOURS(24), most = HOURS(13);
	const int64_t low = f->given->from.ms - length + 1, high = f->given->to.ms - 1;
	struct working_time_worst worst = { .rule = WORKING_TIME_A5,
		.unit = WORKING_TIME_MINUTES,
		.allowed = most / 60000 };
	struct working_time_windows windows = { .spans = &f->work,
		.length = length,
		.low = f->given->from.ms + 1,
		.high = high };
	struct spans_walk begin = { .spans = &f->work }, end = begin;
	struct span w = { { low }, { low + length } };
	enum err_code code = ERR_OK;

	for (bool more = true; more && code == ERR_OK;) {
		int64_t ms =
			spans_before(&end, w.ends) - spans_before(&begin, w.starts);

		if (ms > most)
			code = working_time_worst_add(
				&worst, f, w, working_time_minutes(ms), out, e);
		more = w.starts.ms < high;
		if (more && !working_time_window(&windows, &w))
			w = (struct span){ { high }, { high + length } };
	}
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

/* 5:9 lid 6: after a call between 00:00 and 06:00 of day i there are 8 hours of rest at
 * once, or within the 18 hours from 06:00. */
static bool is_rested(
	const struct working_time_facts *f, size_t i, const struct span *call)
{
	struct instant six = local_days_time(&f->days, i, 6 * 60);
	struct instant over = f->call.item[spans_after(&f->call, call->starts)].ends;

	return spans_within(&f->work, over, (struct instant){ over.ms + HOURS(8) }) == 0
	       || has_rest(
		       &f->work, six, (struct instant){ six.ms + HOURS(18) }, HOURS(8));
}

/* restless[i + 1]: the last call of night i was not followed by rest. Of calls that
 * begin at once the first given counts. */
static enum err_code mark_restless(
	const struct working_time_facts *f, int64_t *restless, struct err *e)
{
	const struct working_time *w = f->given;
	const struct span **last =
		base_calloc(f->days.n + 1, sizeof(const struct span *));

	if (last == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working time");
	for (size_t k = 0; k < w->calls; k++) {
		const struct span *c = &w->call[k];
		size_t i = local_days_at(&f->days, c->starts);

		if (instant_before(c->starts, c->ends)
			&& !instant_before(c->starts, f->days.midnight[i])
			&& instant_before(
				c->starts, local_days_time(&f->days, i, 6 * 60))
			&& (last[i] == NULL
				|| instant_before(last[i]->starts, c->starts)))
			last[i] = c;
	}
	for (size_t i = 0; i < f->days.n; i++)
		restless[i + 1] = last[i] != NULL && !is_rested(f, i, last[i]);
	base_free(last);
	return ERR_OK;
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
	if (mark_restless(f, n->restless_before, e) != ERR_OK) {
		nights_fini(n);
		return e->code;
	}
	for (size_t i = 0, at = 0; i < days->n; i++) {
		struct instant six = local_days_time(days, i, 6 * 60);

		while (at < f->on_call.n
			&& !instant_before(days->midnight[i], f->on_call.item[at].ends))
			at++;
		n->counted_before[i + 1] =
			n->counted_before[i]
			+ (at < f->on_call.n
				&& instant_before(f->on_call.item[at].starts, six));
		n->restless_before[i + 1] += n->restless_before[i];
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
	return f->work_before[b] - f->work_before[a]
	       + (f->usual_before[b] - f->usual_before[a]) * 60000 / 7;
}

static bool touches(const struct working_time *w, struct span window)
{
	return instant_before(window.starts, w->to)
	       && instant_before(w->from, window.ends);
}

enum { SIXTEEN_WEEKS = 16 * 7, NIGHTS_MOST = 15 };

/* How many hours of work a week are allowed, and whether that is when there was rest
 * after the calls; and where the windows of unknown hours go, if anywhere. */
struct many_nights {
	struct working_time_worst hours;
	bool rested;
	struct working_time_worst *unknown;
};

/* Judges the window of 16 weeks from day i. */
static enum err_code look_at_window(const struct working_time_facts *f,
	const struct nights *nights, struct many_nights *m, size_t i,
	struct working_time_breaches *out, struct err *e)
{
	size_t end = i + SIXTEEN_WEEKS;
	struct span window = { f->days.midnight[i], f->days.midnight[end] };
	bool rested = nights->restless_before[end] == nights->restless_before[i];
	int64_t times, week;

	if (!touches(f->given, window))
		return ERR_OK;
	times = times_on_call(f, nights, i, end);
	if (times <= NIGHTS_MOST)
		return ERR_OK;
	if (f->unknown_before[end] > f->unknown_before[i])
		return m->unknown == NULL ? ERR_OK
					  : working_time_worst_add(
						  m->unknown, f, window, times, out, e);
	week = working_time_minutes((work_of(f, i, end) + 15) / 16);
	if (rested != m->rested || week <= m->hours.allowed)
		return ERR_OK;
	return working_time_worst_add(&m->hours, f, window, week, out, e);
}

/* One of A6 (without the rest of A7) and A7 (with it) over every 16 weeks. */
static enum err_code many_nights(const struct working_time_facts *f,
	struct many_nights *m, struct working_time_breaches *out, struct err *e)
{
	struct nights nights = { .counted_before = NULL };
	enum err_code code = count_nights(f, &nights, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i + SIXTEEN_WEEKS <= f->days.n && code == ERR_OK; i++)
		code = look_at_window(f, &nights, m, i, out, e);
	nights_fini(&nights);
	if (code == ERR_OK)
		code = working_time_worst_end(&m->hours, f, out, e);
	if (code == ERR_OK && m->unknown != NULL)
		code = working_time_worst_end(m->unknown, f, out, e);
	return code;
}

/* A6, 5:9 lid 5: with 16 or more times on call that touch the night in 16 weeks, at
 * most 40 hours a week on average. Where not all hours are known the nights themselves
 * are reported. */
enum err_code working_time_a6(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	struct working_time_worst unknown = { .rule = WORKING_TIME_A6,
		.unit = WORKING_TIME_NIGHTS,
		.allowed = NIGHTS_MOST };
	struct many_nights m = { .hours = { .rule = WORKING_TIME_A6,
					 .unit = WORKING_TIME_MINUTES,
					 .allowed = INT64_C(40) * 60 },
		.unknown = &unknown };

	return many_nights(f, &m, out, e);
}

/* A7, 5:9 lid 6: 45 hours when there was rest after every night with a call. */
enum err_code working_time_a7(const struct working_time_facts *f,
	struct working_time_breaches *out, struct err *e)
{
	struct many_nights m = { .hours = { .rule = WORKING_TIME_A7,
					 .unit = WORKING_TIME_MINUTES,
					 .allowed = INT64_C(45) * 60 },
		.rested = true };

	return f->given->usuals == 0 ? ERR_OK : many_nights(f, &m, out, e);
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
