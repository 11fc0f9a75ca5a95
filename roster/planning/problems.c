/* SPDX-License-Identifier: EUPL-1.2 */
/* Judging: coverage in one sweep, then the hours of each person. */
#include "base/alloc.h"
#include "roster/planning/problems_internal.h"

#include <stdlib.h>
#include <string.h>

struct judging {
	const struct problems_query *q;
	const struct planning_facts *facts;
	struct local_days days;
	struct roster_problems *out;
};

static bool concerns(const struct problems_query *q, const struct roster_problem *p)
{
	return (q->person_id == 0 || q->person_id == p->person_id)
	       && (q->function_id == 0 || q->function_id == p->function_id
		       || q->function_id == p->other_function_id);
}

static enum err_code add(
	struct judging *j, const struct roster_problem *p, struct err *e)
{
	if (p->severity == SEVERITY_OFF || !concerns(j->q, p))
		return ERR_OK;
	return planning_problem_add(j->out, p, e);
}

/* --- coverage */

static enum err_code add_coverage(
	struct judging *j, const struct coverage_problem *c, struct err *e)
{
	static const enum problem_kind kinds[COVERAGE_KINDS] = {
		[COVERAGE_GAP] = PROBLEM_GAP,
		[COVERAGE_SHORT] = PROBLEM_GAP,
		[COVERAGE_DOUBLE] = PROBLEM_DOUBLE,
		[COVERAGE_ABSENT] = PROBLEM_ABSENT,
		[COVERAGE_UNQUALIFIED] = PROBLEM_UNQUALIFIED,
	};
	struct roster_problem p = { .kind = kinds[c->kind],
		.severity = j->q->rules->coverage[c->kind],
		.function_id = c->function_id,
		.other_function_id = c->other_function_id,
		.person_id = c->person_id,
		.from = c->from,
		.until = c->until,
		.have = c->have,
		.need = c->need };

	return add(j, &p, e);
}

static enum err_code judge_coverage(struct judging *j, struct err *e)
{
	const struct planning_facts *f = j->facts;
	struct coverage_problems found = { 0 };
	struct coverage_duty *duty = base_calloc(f->spans.n + 1, sizeof *duty);
	struct coverage_input in = { .function = f->function,
		.functions = f->functions,
		.duty = duty,
		.duties = f->spans.n,
		.absence = f->absence,
		.absences = f->absences,
		.qualification = f->qualification,
		.qualifications = f->qualifications,
		.together = f->pair,
		.togethers = f->pairs,
		.from = j->q->from,
		.to = j->q->to };

	if (duty == NULL)
		return err_set(e, ERR_NOMEM, "no memory to judge a roster");
	for (size_t i = 0; i < f->spans.n; i++)
		duty[i] = (struct coverage_duty){ f->spans.item[i].function_id,
			f->spans.item[i].person_id, f->spans.item[i].starts,
			f->spans.item[i].ends };
	if (coverage_check(&in, &found, e) == ERR_OK)
		for (size_t i = 0; i < found.n && e->code == ERR_OK; i++)
			(void)add_coverage(j, &found.item[i], e);
	coverage_problems_fini(&found);
	base_free(duty);
	return e->code;
}

/* --- working time */

/* When the person got to know of it. A swap is their own wish. */
static struct instant known(const struct problems_query *q, const struct roster_span *s)
{
	if (s->why == LAYER_SWAP)
		return INSTANT_MIN;
	return s->known_from.ms == INSTANT_NEVER.ms ? q->now : s->known_from;
}

/* The first of that person's calls, or of who comes next. */
static size_t first_call(const struct problems_query *q, int64_t person_id)
{
	size_t low = 0, high = q->calls;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (q->call[middle].person_id < person_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Duties and call-outs; ordinary work stands in *w already. */
static enum err_code check_hours(const struct problems_query *q, struct working_time *w,
	const struct roster_span *span, size_t n, struct working_time_breaches *out,
	struct err *e)
{
	struct working_time_duty *duty = base_calloc(n + 1, sizeof *duty);
	size_t first = first_call(q, w->person_id);
	size_t calls = first_call(q, w->person_id + 1) - first;
	struct span *call = base_calloc(calls + 1, sizeof *call);
	enum err_code code;

	if (duty == NULL || call == NULL) {
		code = err_set(e, ERR_NOMEM, "no memory to judge working time");
	} else {
		for (size_t i = 0; i < n; i++)
			duty[i] = (struct working_time_duty){ span[i].starts,
				span[i].ends, known(q, &span[i]) };
		for (size_t i = 0; i < calls; i++)
			call[i] = q->call[first + i].work;
		w->duty = duty;
		w->duties = n;
		w->call = call;
		w->calls = calls;
		code = working_time_check(w, &q->rules->working_time, out, e);
	}
	base_free(call);
	base_free(duty);
	return code;
}

enum err_code planning_working_time(const struct planning_hours *h, int64_t person_id,
	const struct roster_span *span, size_t n, struct working_time_breaches *out,
	struct err *e)
{
	struct working_week_work work;
	size_t weeks;
	const struct working_week *week = person_weeks_of(h->weeks, person_id, &weeks);
	enum err_code code = working_week_work(week, weeks, h->days, &work, e);

	if (code == ERR_OK) {
		struct working_time w = { .person_id = person_id,
			.usual = work.usual,
			.usuals = work.usuals,
			.shift = work.shift,
			.shifts = work.shifts,
			.from = h->q->from,
			.to = h->q->to,
			.days = h->days };

		code = check_hours(h->q, &w, span, n, out, e);
	}
	working_week_work_fini(&work);
	return code;
}

/* A function in which the person has duty during the breach: the one asked for, else
 * the first. */
static int64_t function_of(const struct problems_query *q,
	const struct roster_span *span, size_t n, const struct working_time_breach *b)
{
	int64_t first = 0;

	for (size_t i = 0; i < n; i++) {
		if (!instant_before(span[i].starts, b->until)
			|| !instant_before(b->from, span[i].ends))
			continue;
		if (span[i].function_id == q->function_id)
			return q->function_id;
		if (first == 0)
			first = span[i].function_id;
	}
	return first;
}

static bool is_wanted(const struct problems_query *q, int64_t person_id,
	const struct roster_span *span, size_t n)
{
	bool wanted = q->function_id == 0;

	for (size_t i = 0; i < n && !wanted; i++)
		wanted = span[i].function_id == q->function_id;
	return wanted && (q->person_id == 0 || q->person_id == person_id);
}

/* span[n]: all duties of the person; none for who only came when called. */
static enum err_code judge_person(struct judging *j, int64_t person_id,
	const struct roster_span *span, size_t n, struct err *e)
{
	const struct planning_hours hours = { j->q, &j->facts->weeks, &j->days };
	struct working_time_breaches found = { 0 };

	if (!is_wanted(j->q, person_id, span, n))
		return ERR_OK;
	if (planning_working_time(&hours, person_id, span, n, &found, e) == ERR_OK) {
		for (size_t i = 0; i < found.n && e->code == ERR_OK; i++) {
			const struct working_time_breach *b = &found.item[i];
			struct roster_problem p = { .kind = PROBLEM_WORKING_TIME,
				.severity = b->severity,
				.function_id = function_of(j->q, span, n, b),
				.person_id = b->person_id,
				.from = b->from,
				.until = b->until,
				.breach = *b };

			(void)add(j, &p, e);
		}
	}
	working_time_breaches_fini(&found);
	return e->code;
}

static int has_duty(const void *key, const void *span)
{
	int64_t person_id = *(const int64_t *)key;
	const struct roster_span *s = span;

	return (person_id > s->person_id) - (person_id < s->person_id);
}

/* Who worked for call-outs without any duty. */
static enum err_code judge_called(struct judging *j, struct err *e)
{
	const struct roster_spans *spans = &j->facts->spans;
	const struct roster_call *call = j->q->call;

	for (size_t i = 0; i < j->q->calls && e->code == ERR_OK; i++) {
		if (i > 0 && call[i].person_id == call[i - 1].person_id)
			continue;
		if (spans->n == 0
			|| bsearch(&call[i].person_id, spans->item, spans->n,
				   sizeof *spans->item, has_duty)
				   == NULL)
			(void)judge_person(j, call[i].person_id, NULL, 0, e);
	}
	return e->code;
}

static enum err_code judge_working_time(struct judging *j, struct err *e)
{
	const struct roster_spans *spans = &j->facts->spans;
	size_t at = 0;

	if (working_time_days(j->q->from, j->q->to, &j->days, e) != ERR_OK)
		return e->code;
	while (at < spans->n && e->code == ERR_OK) {
		size_t end = at + 1;

		while (end < spans->n
			&& spans->item[end].person_id == spans->item[at].person_id)
			end++;
		(void)judge_person(
			j, spans->item[at].person_id, &spans->item[at], end - at, e);
		at = end;
	}
	if (e->code == ERR_OK)
		(void)judge_called(j, e);
	local_days_fini(&j->days);
	return e->code;
}

/* --- training */

static enum err_code judge_training(struct judging *j, struct db *db, struct err *e)
{
	struct planning_lapses lapses;
	enum err_code code =
		planning_lapses_load(db, j->q, &j->facts->spans, &lapses, e);

	for (size_t i = 0; i < lapses.n && code == ERR_OK; i++) {
		const struct planning_lapse *l = &lapses.item[i];
		struct roster_problem p = { .kind = PROBLEM_TRAINING,
			.severity = j->q->rules->training,
			.function_id = l->function_id,
			.person_id = l->person_id,
			.from = l->from,
			.until = l->until };

		code = add(j, &p, e);
	}
	base_free(lapses.item);
	return code;
}

/* --- all of it */

enum err_code roster_problems_find(struct db *db, const struct problems_query *q,
	struct roster_problems *ret, struct err *e)
{
	struct planning_facts facts;
	struct judging j = { .q = q, .facts = &facts, .out = ret };

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	if (planning_facts_load(db, q, &facts, e) == ERR_OK
		&& judge_coverage(&j, e) == ERR_OK
		&& judge_working_time(&j, e) == ERR_OK)
		(void)judge_training(&j, db, e);
	planning_facts_fini(&facts);
	if (e->code != ERR_OK)
		roster_problems_fini(ret);
	else if (ret->n > 1)
		qsort(ret->item, ret->n, sizeof *ret->item, planning_problem_order);
	return e->code;
}
