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
	struct roster_problems *out = j->out;
	struct roster_problem *grown;

	if (p->severity == SEVERITY_OFF || !concerns(j->q, p))
		return ERR_OK;
	grown = base_room(out->item, out->n, &out->cap, sizeof *out->item);
	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory for problems");
	out->item = grown;
	out->item[out->n++] = *p;
	return ERR_OK;
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

static size_t calls_of(
	const struct problems_query *q, int64_t person_id, struct span *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < q->calls; i++)
		if (q->call[i].person_id == person_id)
			ret[n++] = q->call[i].work;
	return n;
}

enum err_code planning_working_time(const struct problems_query *q,
	const struct local_days *days, const struct roster_span *span, size_t n,
	struct working_time_breaches *out, struct err *e)
{
	struct working_time_duty *duty = base_calloc(n + 1, sizeof *duty);
	struct span *call = base_calloc(q->calls + 1, sizeof *call);
	struct working_time w = { .person_id = n > 0 ? span[0].person_id : 0,
		.usual_week_minutes = -1,
		.duty = duty,
		.duties = n,
		.call = call,
		.from = q->from,
		.to = q->to,
		.days = days };
	enum err_code code;

	if (duty == NULL || call == NULL) {
		code = err_set(e, ERR_NOMEM, "no memory to judge working time");
	} else {
		for (size_t i = 0; i < n; i++)
			duty[i] = (struct working_time_duty){ span[i].starts,
				span[i].ends, known(q, &span[i]) };
		w.calls = calls_of(q, w.person_id, call);
		code = working_time_check(&w, &q->rules->working_time, out, e);
	}
	base_free(call);
	base_free(duty);
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

static bool is_wanted(
	const struct problems_query *q, const struct roster_span *span, size_t n)
{
	if (q->person_id != 0 && q->person_id != span[0].person_id)
		return false;
	for (size_t i = 0; i < n; i++)
		if (q->function_id == 0 || span[i].function_id == q->function_id)
			return true;
	return false;
}

static enum err_code judge_person(
	struct judging *j, const struct roster_span *span, size_t n, struct err *e)
{
	struct working_time_breaches found = { 0 };

	if (!is_wanted(j->q, span, n))
		return ERR_OK;
	if (planning_working_time(j->q, &j->days, span, n, &found, e) == ERR_OK) {
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
		(void)judge_person(j, &spans->item[at], end - at, e);
		at = end;
	}
	local_days_fini(&j->days);
	return e->code;
}

/* --- all of it */

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_time(const void *pa, const void *pb)
{
	const struct roster_problem *a = pa, *b = pb;

	if (a->from.ms != b->from.ms)
		return compare(a->from.ms, b->from.ms);
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	if (a->function_id != b->function_id)
		return compare(a->function_id, b->function_id);
	if (a->person_id != b->person_id)
		return compare(a->person_id, b->person_id);
	if (a->other_function_id != b->other_function_id)
		return compare(a->other_function_id, b->other_function_id);
	return (int)a->breach.rule - (int)b->breach.rule;
}

enum err_code roster_problems_find(struct db *db, const struct problems_query *q,
	struct roster_problems *ret, struct err *e)
{
	struct planning_facts facts;
	struct judging j = { .q = q, .facts = &facts, .out = ret };

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	if (planning_facts_load(db, q, &facts, e) == ERR_OK
		&& judge_coverage(&j, e) == ERR_OK)
		(void)judge_working_time(&j, e);
	planning_facts_fini(&facts);
	if (e->code != ERR_OK)
		roster_problems_fini(ret);
	else if (ret->n > 1)
		qsort(ret->item, ret->n, sizeof *ret->item, by_time);
	return e->code;
}

void roster_problems_fini(struct roster_problems *p)
{
	base_free(p->item);
	memset(p, 0, sizeof *p);
}

enum err_code roster_problems_copy(
	const struct roster_problems *from, struct roster_problems *ret, struct err *e)
{
	struct roster_problem *item = base_calloc(from->n + 1, sizeof *item);

	if (item == NULL)
		return err_set(e, ERR_NOMEM, "no memory for problems");
	if (from->n > 0)
		memcpy(item, from->item, from->n * sizeof *item);
	*ret = (struct roster_problems){ item, from->n, from->n + 1 };
	return ERR_OK;
}

bool roster_problem_same(const struct roster_problem *a, const struct roster_problem *b)
{
	return by_time(a, b) == 0 && a->until.ms == b->until.ms && a->have == b->have
	       && a->breach.actual == b->breach.actual;
}

/* The same, or a part of a gap that was there, and not a deeper one. */
static bool is_known(const struct roster_problem *p, const struct roster_problem *k)
{
	if (p->kind != PROBLEM_GAP || k->kind != PROBLEM_GAP)
		return roster_problem_same(p, k);
	return p->function_id == k->function_id && p->have >= k->have
	       && p->from.ms >= k->from.ms && p->until.ms <= k->until.ms;
}

void roster_problems_subtract(
	struct roster_problems *p, const struct roster_problems *known_ones)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		size_t k = 0;

		while (k < known_ones->n
			&& !is_known(&p->item[i], &known_ones->item[k]))
			k++;
		if (k == known_ones->n)
			p->item[kept++] = p->item[i];
	}
	p->n = kept;
}

enum err_code roster_trial_problems(struct db *db, const struct roster_trial *t,
	const struct roster_rules *rules, struct roster_problems *ret, struct err *e)
{
	struct problems_query q = { .from = t->starts,
		.to = t->ends,
		.person_id = t->to_person_id,
		.rules = rules };
	struct roster_problems before;

	memset(ret, 0, sizeof *ret);
	if (roster_problems_find(db, &q, &before, e) != ERR_OK)
		return e->code;
	q.trial = t;
	if (roster_problems_find(db, &q, ret, e) == ERR_OK)
		roster_problems_subtract(ret, &before);
	roster_problems_fini(&before);
	return e->code;
}
