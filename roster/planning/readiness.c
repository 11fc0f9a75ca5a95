/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/planning/readiness.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
#define X(name, word) word,
	READINESS_KINDS(X)
#undef X
};

const char *readiness_word(enum readiness_kind kind)
{
	REQUIRE(kind < READINESS_KINDS_COUNT);
	return words[kind];
}

struct judging {
	const struct readiness_input *in;
	struct readiness *out;
	struct err *e;
};

static enum err_code add(struct judging *j, struct readiness_problem p)
{
	struct readiness *out = j->out;
	struct readiness_problem *grown =
		base_room(out->problem, out->n, &out->cap, sizeof *out->problem);

	if (grown == NULL)
		return err_set(j->e, ERR_NOMEM, "no memory for readiness");
	out->problem = grown;
	out->problem[out->n++] = p;
	return ERR_OK;
}

/* --- what the roster says already */

static enum err_code take_problems(struct judging *j)
{
	static const struct {
		bool taken;
		enum readiness_kind kind;
	} as[PROBLEM_KINDS] = {
		[PROBLEM_GAP] = { true, READINESS_GAP },
		[PROBLEM_ABSENT] = { true, READINESS_UNREACHABLE },
		[PROBLEM_WORKING_TIME] = { true, READINESS_WORKING_TIME },
		[PROBLEM_TRAINING] = { true, READINESS_TRAINING },
	};

	for (size_t i = 0; i < j->in->problems->n; i++) {
		const struct roster_problem *p = &j->in->problems->item[i];

		if (as[p->kind].taken
			&& add(j, (struct readiness_problem){ .kind = as[p->kind].kind,
					  .function_id = p->function_id,
					  .person_id = p->person_id,
					  .from = p->from,
					  .until = p->until,
					  .problem = p })
				   != ERR_OK)
			return j->e->code;
	}
	return ERR_OK;
}

/* --- who is on duty and cannot be reached */

/* From the first to the last moment of duty in the function; false: none. */
static bool duty_of(const struct readiness_input *in, int64_t function_id,
	int64_t person_id, struct instant *from, struct instant *until)
{
	bool any = false;

	for (size_t i = 0; i < in->spans; i++) {
		const struct roster_span *s = &in->span[i];

		if (s->function_id != function_id || s->person_id != person_id
			|| s->ends.ms <= in->from.ms || s->starts.ms >= in->to.ms)
			continue;
		if (!any || s->starts.ms < from->ms)
			*from = s->starts;
		if (!any || s->ends.ms > until->ms)
			*until = s->ends;
		any = true;
	}
	if (any && from->ms < in->from.ms)
		*from = in->from;
	if (any && until->ms > in->to.ms)
		*until = in->to;
	return any;
}

static enum err_code judge_reach(
	struct judging *j, int64_t function_id, const struct readiness_reach *r)
{
	struct readiness_problem p = { .function_id = function_id,
		.person_id = r->person_id };

	if (!r->no_phone && !r->silent_in_tests && !r->unverified)
		return ERR_OK;
	if (!duty_of(j->in, function_id, r->person_id, &p.from, &p.until))
		return ERR_OK;
	p.kind = r->no_phone || r->silent_in_tests ? READINESS_UNREACHABLE
						   : READINESS_UNVERIFIED;
	p.detail = r->no_phone          ? READINESS_NO_PHONE
		   : r->silent_in_tests ? READINESS_SILENT
					: READINESS_NOT_VERIFIED;
	return add(j, p);
}

/* --- who is left */

struct edge {
	int64_t at;
	int change;
};

static int by_edge(const void *pa, const void *pb)
{
	const struct edge *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

static size_t put(struct edge *edge, size_t n, const struct readiness_input *in,
	struct instant from, struct instant until, int change)
{
	if (from.ms < in->from.ms)
		from = in->from;
	until = instant_min(until, in->to);
	if (!instant_before(from, until))
		return n;
	edge[n++] = (struct edge){ from.ms, change };
	edge[n++] = (struct edge){ until.ms, -change };
	return n;
}

/* The times at which the person is away, as one union. */
static enum err_code away_of(const struct readiness_input *in, int64_t person_id,
	struct spans *ret, struct err *e)
{
	struct span *span = base_calloc(in->absences + 1, sizeof *span);
	size_t n = 0;
	enum err_code code;

	if (span == NULL)
		return err_set(e, ERR_NOMEM, "no memory for readiness");
	for (size_t i = 0; i < in->absences; i++)
		if (in->absence[i].person_id == person_id)
			span[n++] = (struct span){ in->absence[i].starts,
				in->absence[i].ends };
	code = spans_union(span, n, ret, e);
	base_free(span);
	return code;
}

/* Who holds the function comes and goes; who is away goes meanwhile. */
static enum err_code edges_of(
	struct judging *j, int64_t function_id, struct edge *edge, size_t *ret_n)
{
	size_t n = 0;

	for (size_t i = 0; i < j->in->qualifications; i++) {
		const struct coverage_qualification *q = &j->in->qualification[i];
		struct spans away;

		if (q->function_id != function_id)
			continue;
		n = put(edge, n, j->in, q->starts, q->ends, 1);
		if (away_of(j->in, q->person_id, &away, j->e) != ERR_OK)
			return j->e->code;
		for (size_t k = 0; k < away.n; k++) {
			struct span a = away.item[k];

			if (a.starts.ms < q->starts.ms)
				a.starts = q->starts;
			n = put(edge, n, j->in, a.starts, instant_min(a.ends, q->ends),
				-1);
		}
		spans_fini(&away);
	}
	*ret_n = n;
	return ERR_OK;
}

/* Makes the last problem longer when this one goes on from it. */
static enum err_code add_left(struct judging *j, struct readiness_problem p)
{
	struct readiness_problem *last =
		j->out->n > 0 ? &j->out->problem[j->out->n - 1] : NULL;

	if (last == NULL || last->kind != p.kind || last->function_id != p.function_id
		|| last->detail != p.detail || last->until.ms != p.from.ms)
		return add(j, p);
	last->until = p.until;
	return ERR_OK;
}

static enum err_code judge_left(
	struct judging *j, int64_t function_id, struct edge *edge)
{
	struct readiness_problem p = { .kind = READINESS_SINGLE_POINT,
		.function_id = function_id,
		.from = j->in->from };
	size_t n = 0, i = 0;
	int left = 0;

	if (edges_of(j, function_id, edge, &n) != ERR_OK)
		return j->e->code;
	if (n > 1)
		qsort(edge, n, sizeof *edge, by_edge);
	while (instant_before(p.from, j->in->to)) {
		for (; i < n && edge[i].at <= p.from.ms; i++)
			left += edge[i].change;
		p.until.ms = i < n ? edge[i].at : j->in->to.ms;
		p.detail = left <= 0 ? READINESS_NOBODY_LEFT : READINESS_ONE_LEFT;
		if (left <= 1 && add_left(j, p) != ERR_OK)
			return j->e->code;
		p.from = p.until;
	}
	return ERR_OK;
}

/* --- all of it */

static enum err_code judge_function(
	struct judging *j, const struct readiness_function *f, struct edge *edge)
{
	for (size_t i = 0; i < j->in->reaches; i++)
		if (judge_reach(j, f->id, &j->in->reach[i]) != ERR_OK)
			return j->e->code;
	return judge_left(j, f->id, edge);
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_function(const void *pa, const void *pb)
{
	const struct readiness_problem *a = pa, *b = pb;

	if (a->function_id != b->function_id)
		return compare(a->function_id, b->function_id);
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	if (a->from.ms != b->from.ms)
		return compare(a->from.ms, b->from.ms);
	return compare(a->person_id, b->person_id);
}

/* What the worst problem of a row is compared by; rows without any come last. */
struct ranked {
	struct readiness_row row;
	int64_t kind, from;
};

static int by_worst(const void *pa, const void *pb)
{
	const struct ranked *a = pa, *b = pb;

	if (a->kind != b->kind)
		return compare(a->kind, b->kind);
	if (a->from != b->from)
		return compare(a->from, b->from);
	return compare(a->row.function->id, b->row.function->id);
}

static enum err_code make_rows(struct judging *j)
{
	const struct readiness_input *in = j->in;
	struct readiness *out = j->out;
	struct ranked *ranked = base_calloc(in->functions + 1, sizeof *ranked);

	out->row = base_calloc(in->functions + 1, sizeof *out->row);
	if (ranked == NULL || out->row == NULL) {
		base_free(ranked);
		return err_set(j->e, ERR_NOMEM, "no memory for readiness");
	}
	if (out->n > 1)
		qsort(out->problem, out->n, sizeof *out->problem, by_function);
	for (size_t i = 0; i < in->functions; i++) {
		struct ranked *r = &ranked[i];

		*r = (struct ranked){ .row.function = &in->function[i],
			.kind = READINESS_KINDS_COUNT };
		for (size_t k = out->n; k-- > 0;)
			if (out->problem[k].function_id == in->function[i].id) {
				r->row.first = k;
				r->row.n++;
				r->kind = (int64_t)out->problem[k].kind;
				r->from = out->problem[k].from.ms;
			}
	}
	if (in->functions > 1)
		qsort(ranked, in->functions, sizeof *ranked, by_worst);
	for (; out->rows < in->functions; out->rows++)
		out->row[out->rows] = ranked[out->rows].row;
	base_free(ranked);
	return ERR_OK;
}

enum err_code readiness_judge(
	const struct readiness_input *in, struct readiness *ret, struct err *e)
{
	struct judging j = { in, ret, e };
	struct edge *edge;
	enum err_code code;

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	edge = base_calloc(
		2 * in->qualifications * (in->absences + 1) + 2, sizeof *edge);
	if (edge == NULL)
		return err_set(e, ERR_NOMEM, "no memory for readiness");
	code = take_problems(&j);
	for (size_t i = 0; i < in->functions && code == ERR_OK; i++)
		code = judge_function(&j, &in->function[i], edge);
	if (code == ERR_OK)
		code = make_rows(&j);
	base_free(edge);
	if (code != ERR_OK)
		readiness_fini(ret);
	return code;
}

void readiness_fini(struct readiness *r)
{
	base_free(r->row);
	base_free(r->problem);
	memset(r, 0, sizeof *r);
}
