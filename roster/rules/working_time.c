/* SPDX-License-Identifier: EUPL-1.2 */
/* Gathers one person's facts, runs the rules over them and keeps what they find. The
 * rules themselves: working_time_rest.c and working_time_hours.c. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/rules/working_time_internal.h"

#include <string.h>

struct working_time_config working_time_default(void)
{
	return (struct working_time_config){ .severity = {
#define X(name, id, article, severity) [WORKING_TIME_##name] = SEVERITY_##severity,
						     WORKING_TIME_RULES(X)
#undef X
					     } };
}

int64_t working_time_minutes(int64_t ms)
{
	return (ms + 59999) / 60000;
}

enum err_code working_time_report(const struct working_time_facts *f,
	enum working_time_rule rule, struct span when, enum working_time_unit unit,
	int64_t allowed, int64_t actual, struct working_time_breaches *out,
	struct err *e)
{
	if (out->n == WORKING_TIME_BREACHES_MAX)
		return err_set(e, ERR_TOO_LARGE,
			"more than %d breaches of working time in this period",
			(int)WORKING_TIME_BREACHES_MAX);
	if (out->n == out->cap) {
		size_t cap = out->cap == 0 ? 16 : out->cap * 2;
		struct working_time_breach *item =
			base_realloc_array(out->item, cap, sizeof *item);

		if (item == NULL)
			return err_set(e, ERR_NOMEM, "no memory for working time");
		out->item = item;
		out->cap = cap;
	}
	out->item[out->n++] = (struct working_time_breach){ .rule = rule,
		.severity = f->config->severity[rule],
		.person_id = f->given->person_id,
		.from = when.starts,
		.until = when.ends,
		.unit = unit,
		.allowed = allowed,
		.actual = actual };
	return ERR_OK;
}

void working_time_breaches_fini(struct working_time_breaches *b)
{
	base_free(b->item);
	*b = (struct working_time_breaches){ .item = NULL };
}

/* Free periods are the only thing counted of which more is better. */
static bool is_worse(const struct working_time_worst *w, int64_t actual)
{
	return w->unit == WORKING_TIME_PERIODS ? actual < w->actual
					       : actual > w->actual;
}

enum err_code working_time_worst_add(struct working_time_worst *w,
	const struct working_time_facts *f, struct span window, int64_t actual,
	struct working_time_breaches *out, struct err *e)
{
	if (w->any && !instant_before(window.starts, w->together_until)
		&& working_time_worst_end(w, f, out, e) != ERR_OK)
		return e->code;
	if (!w->any)
		w->together_until = window.ends;
	if (!w->any || is_worse(w, actual)) {
		w->when = window;
		w->actual = actual;
	}
	w->any = true;
	return ERR_OK;
}

enum err_code working_time_worst_end(struct working_time_worst *w,
	const struct working_time_facts *f, struct working_time_breaches *out,
	struct err *e)
{
	if (!w->any)
		return ERR_OK;
	w->any = false;
	return working_time_report(
		f, w->rule, w->when, w->unit, w->allowed, w->actual, out, e);
}

/* Starts and ends, each as the start and as the end of a window: four rising series. */
static int64_t edge(const struct working_time_windows *w, int series)
{
	const struct span *s = &w->spans->item[w->at[series]];

	return (series % 2 == 0 ? s->starts.ms : s->ends.ms)
	       - (series < 2 ? 0 : w->length);
}

bool working_time_window(struct working_time_windows *w, struct span *ret)
{
	for (;;) {
		int64_t start = INT64_MAX;
		int first = -1;

		for (int series = 0; series < 4; series++)
			if (w->at[series] < w->spans->n && edge(w, series) < start) {
				start = edge(w, series);
				first = series;
			}
		if (first < 0 || start >= w->high)
			return false;
		w->at[first]++;
		*ret = (struct span){ { start }, { start + w->length } };
		if (start + w->length > w->low)
			return true;
	}
}

/* A8. The work after a call lasts until its end; joined with the next one first, and
 * counted at least half an hour only then. */
enum err_code working_time_book(
	const struct span *call, size_t n, struct spans *ret, struct err *e)
{
	const int64_t half_hour = INT64_C(30) * 60000;
	struct spans calls = { .item = NULL };
	size_t joined = 0;

	*ret = (struct spans){ .item = NULL };
	if (spans_union(call, n, &calls, e) != ERR_OK)
		return e->code;
	for (size_t i = 1; i < calls.n; i++) {
		struct span *last = &calls.item[joined];

		if (calls.item[i].starts.ms - last->ends.ms <= half_hour)
			last->ends = calls.item[i].ends;
		else
			calls.item[++joined] = calls.item[i];
	}
	calls.n = calls.n == 0 ? 0 : joined + 1;
	for (size_t i = 0; i < calls.n; i++) {
		struct span *s = &calls.item[i];

		if (s->ends.ms - s->starts.ms < half_hour)
			s->ends.ms = s->starts.ms + half_hour;
	}
	*ret = calls;
	return ERR_OK;
}

static enum err_code gather_duties(
	struct working_time_facts *f, const struct working_time *w, struct err *e)
{
	struct span *span = base_calloc(w->duties + 1, sizeof *span);
	enum err_code code;

	if (span == NULL)
		return err_set(e, ERR_NOMEM, "no memory for duties");
	for (size_t i = 0; i < w->duties; i++)
		span[i] = (struct span){ w->duty[i].starts, w->duty[i].ends };
	code = spans_union(span, w->duties, &f->on_call, e);
	base_free(span);
	return code;
}

enum err_code working_time_days(
	struct instant from, struct instant to, struct local_days *ret, struct err *e)
{
	int64_t first = date_days(zone_to_civil(from).date) - 113;
	int64_t last = date_days(zone_to_civil(to).date) + 114;

	return local_days_init(first, last, ret, e);
}

static void sum_work(struct working_time_facts *f)
{
	struct spans_walk walk = { .spans = &f->work };
	int64_t begins = spans_before(&walk, f->days.midnight[0]);

	for (size_t i = 1; i <= f->days.n; i++)
		f->work_before[i] = spans_before(&walk, f->days.midnight[i]) - begins;
}

static void sum_usual(struct working_time_facts *f)
{
	const struct working_time *w = f->given;
	size_t at = 0;

	for (size_t i = 0; i < f->days.n; i++) {
		int64_t day = f->days.first + (int64_t)i;
		bool known;

		while (at < w->usuals && w->usual[at].until_day <= day)
			at++;
		known = at < w->usuals && w->usual[at].from_day <= day
			&& w->usual[at].week_minutes >= 0;
		f->usual_before[i + 1] =
			f->usual_before[i] + (known ? w->usual[at].week_minutes : 0);
		f->unknown_before[i + 1] = f->unknown_before[i] + !known;
	}
}

static enum err_code gather_days(
	struct working_time_facts *f, const struct working_time *w, struct err *e)
{
	if (w->days != NULL)
		f->days = *w->days;
	else if (working_time_days(w->from, w->to, &f->days, e) != ERR_OK)
		return e->code;
	f->work_before = base_calloc(3 * (f->days.n + 1), sizeof *f->work_before);
	if (f->work_before == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	f->usual_before = f->work_before + f->days.n + 1;
	f->unknown_before = f->usual_before + f->days.n + 1;
	sum_work(f);
	sum_usual(f);
	return ERR_OK;
}

static enum err_code gather(
	struct working_time_facts *f, const struct working_time *w, struct err *e)
{
	if (gather_duties(f, w, e) != ERR_OK
		|| spans_union(w->shift, w->shifts, &f->shift, e) != ERR_OK
		|| working_time_book(w->call, w->calls, &f->call, e) != ERR_OK
		|| spans_join(&f->shift, &f->call, &f->work, e) != ERR_OK
		|| spans_join(&f->on_call, &f->work, &f->busy, e) != ERR_OK)
		return e->code;
	return gather_days(f, w, e);
}

static void forget(struct working_time_facts *f)
{
	spans_fini(&f->on_call);
	spans_fini(&f->shift);
	spans_fini(&f->call);
	spans_fini(&f->work);
	spans_fini(&f->busy);
	if (f->given->days == NULL)
		local_days_fini(&f->days);
	base_free(f->work_before);
}

enum err_code working_time_check(const struct working_time *w,
	const struct working_time_config *config, struct working_time_breaches *out,
	struct err *e)
{
	static enum err_code (*const rules[WORKING_TIME_RULES_COUNT])(
		const struct working_time_facts *f, struct working_time_breaches *out,
		struct err *e) = {
		[WORKING_TIME_A1] = working_time_a1,
		[WORKING_TIME_A2] = working_time_a2,
		[WORKING_TIME_A3] = working_time_a3,
		[WORKING_TIME_A4] = working_time_a4,
		[WORKING_TIME_A5] = working_time_a5,
		[WORKING_TIME_A6] = working_time_a6,
		[WORKING_TIME_A7] = working_time_a7,
		[WORKING_TIME_B1_SHIFT] = working_time_b1_shift,
		[WORKING_TIME_B1_WEEK] = working_time_b1_week,
		[WORKING_TIME_B1_FOUR] = working_time_b1_four,
		[WORKING_TIME_B1_SIXTEEN] = working_time_b1_sixteen,
		[WORKING_TIME_C1] = working_time_c1,
		[WORKING_TIME_C1_TIMES] = working_time_c1_times,
	};
	struct working_time_facts f = { .given = w, .config = config };
	enum err_code code;

	if (!instant_before(w->from, w->to))
		return ERR_OK;
	code = gather(&f, w, e);
	for (int i = 0; i < WORKING_TIME_RULES_COUNT && code == ERR_OK; i++)
		if (config->severity[i] != SEVERITY_OFF)
			code = rules[i](&f, out, e);
	forget(&f);
	return code;
}
