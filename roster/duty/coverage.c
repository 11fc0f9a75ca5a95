/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything becomes pieces of time with a key, sorted and joined per key:
 * duties and qualifications by (function, person), absences by (person). Then each
 * question is one walk. */
#include "roster/duty/coverage.h"

#include "base/alloc.h"
#include "base/order.h"

#include <stdlib.h>
#include <string.h>

struct piece {
	int64_t function_id, person_id;
	int64_t starts, ends;
};

struct pieces {
	struct piece *item;
	size_t n;
};

struct edge {
	int64_t at;
	int change;
};

struct work {
	const struct coverage_input *in;
	struct pieces duty; /* by function, person, time */
	struct pieces qualification;
	struct pieces absence; /* function 0; by person, time */
	struct edge *edge;     /* two for each duty of one function */
	struct coverage_problems *out;
};

static int by_key(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;
	const int64_t x[] = { a->function_id, a->person_id, a->starts };
	const int64_t y[] = { b->function_id, b->person_id, b->starts };

	return ORDER_INTS(x, y);
}

static int by_person(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;
	const int64_t x[] = { a->person_id, a->starts };
	const int64_t y[] = { b->person_id, b->starts };

	return ORDER_INTS(x, y);
}

static int by_edge(const void *pa, const void *pb)
{
	const struct edge *a = pa, *b = pb;

	return order_ints(&a->at, &b->at, 1);
}

static int by_problem(const void *pa, const void *pb)
{
	const struct coverage_problem *a = pa, *b = pb;
	const int64_t x[] = { a->from.ms, a->kind, a->function_id, a->person_id,
		a->other_function_id };
	const int64_t y[] = { b->from.ms, b->kind, b->function_id, b->person_id,
		b->other_function_id };

	return ORDER_INTS(x, y);
}

static int by_pair(const void *pa, const void *pb)
{
	const struct coverage_pair *a = pa, *b = pb;
	const int64_t x[] = { a->a, a->b }, y[] = { b->a, b->b };

	return ORDER_INTS(x, y);
}

/* Adds a piece, cut to the period; an empty one is dropped. */
static void add_piece(
	struct pieces *p, const struct coverage_input *in, struct piece piece)
{
	if (piece.starts < in->from.ms)
		piece.starts = in->from.ms;
	if (piece.ends > in->to.ms)
		piece.ends = in->to.ms;
	if (piece.starts < piece.ends)
		p->item[p->n++] = piece;
}

/* Sorts, and joins pieces of the same key that overlap or touch. */
static void settle(struct pieces *p)
{
	size_t last = 0;

	if (p->n == 0)
		return;
	qsort(p->item, p->n, sizeof *p->item, by_key);
	for (size_t i = 1; i < p->n; i++) {
		struct piece *a = &p->item[last], b = p->item[i];

		if (a->function_id == b.function_id && a->person_id == b.person_id
			&& b.starts <= a->ends) {
			if (b.ends > a->ends)
				a->ends = b.ends;
		} else {
			p->item[++last] = b;
		}
	}
	p->n = last + 1;
}

static enum err_code gather(struct work *w, struct err *e)
{
	const struct coverage_input *in = w->in;

	w->duty.item = base_calloc(in->duties + 1, sizeof(struct piece));
	w->absence.item = base_calloc(in->absences + 1, sizeof(struct piece));
	w->qualification.item =
		base_calloc(in->qualifications + 1, sizeof(struct piece));
	w->edge = base_calloc(2 * in->duties + 1, sizeof *w->edge);
	if (w->duty.item == NULL || w->absence.item == NULL
		|| w->qualification.item == NULL || w->edge == NULL)
		return err_set(e, ERR_NOMEM, "no memory to check duties");
	for (size_t i = 0; i < in->duties; i++) {
		const struct coverage_duty *d = &in->duty[i];

		add_piece(&w->duty, in,
			(struct piece){ d->function_id, d->person_id, d->starts.ms,
				d->ends.ms });
	}
	for (size_t i = 0; i < in->absences; i++) {
		const struct coverage_absence *a = &in->absence[i];

		add_piece(&w->absence, in,
			(struct piece){ 0, a->person_id, a->starts.ms, a->ends.ms });
	}
	for (size_t i = 0; i < in->qualifications; i++) {
		const struct coverage_qualification *q = &in->qualification[i];

		add_piece(&w->qualification, in,
			(struct piece){ q->function_id, q->person_id, q->starts.ms,
				q->ends.ms });
	}
	settle(&w->duty);
	settle(&w->absence);
	settle(&w->qualification);
	return ERR_OK;
}

static enum err_code add_problem(
	struct work *w, struct coverage_problem problem, struct err *e)
{
	struct coverage_problems *p = w->out;

	if (p->n == COVERAGE_PROBLEMS_MAX)
		return err_set(e, ERR_TOO_LARGE,
			"more than %d problems: ask for a shorter period",
			(int)COVERAGE_PROBLEMS_MAX);
	if (p->n == p->cap) {
		size_t cap = p->cap == 0 ? 64 : p->cap * 2;
		struct coverage_problem *item =
			base_realloc_array(p->item, cap, sizeof *item);

		if (item == NULL)
			return err_set(e, ERR_NOMEM, "no memory for problems");
		p->item = item;
		p->cap = cap;
	}
	p->item[p->n++] = problem;
	return ERR_OK;
}

static enum err_code add_shortage(struct work *w, const struct coverage_function *f,
	int64_t from, int64_t until, int have, struct err *e)
{
	if (from >= until || have >= f->required)
		return ERR_OK;
	return add_problem(w,
		(struct coverage_problem){
			.kind = have == 0 ? COVERAGE_GAP : COVERAGE_SHORT,
			.function_id = f->id,
			.from = { from },
			.until = { until },
			.have = have,
			.need = f->required },
		e);
}

/* The first piece of the function; w->duty.n when there is none. */
static size_t first_of(const struct pieces *p, int64_t function_id)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->item[middle].function_id < function_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* GAP and SHORT of one function: people come and go at the edges of their pieces. */
static enum err_code check_number(
	struct work *w, const struct coverage_function *f, struct err *e)
{
	int64_t since = w->in->from.ms;
	int have = 0;
	size_t n = 0;

	for (size_t i = first_of(&w->duty, f->id);
		i < w->duty.n && w->duty.item[i].function_id == f->id; i++) {
		w->edge[n++] = (struct edge){ w->duty.item[i].starts, 1 };
		w->edge[n++] = (struct edge){ w->duty.item[i].ends, -1 };
	}
	if (n > 0)
		qsort(w->edge, n, sizeof *w->edge, by_edge);
	for (size_t i = 0; i < n;) {
		int64_t at = w->edge[i].at;
		int before = have;

		for (; i < n && w->edge[i].at == at; i++)
			have += w->edge[i].change;
		if (have == before)
			continue;
		if (add_shortage(w, f, since, at, before, e) != ERR_OK)
			return e->code;
		since = at;
	}
	return add_shortage(w, f, since, w->in->to.ms, have, e);
}

/* Both arrays have the same order; what a qualification does not cover is a problem. */
static enum err_code check_qualified(struct work *w, struct err *e)
{
	const struct pieces *q = &w->qualification;
	size_t at = 0;

	for (size_t i = 0; i < w->duty.n; i++) {
		struct piece d = w->duty.item[i];
		struct coverage_problem problem = { .kind = COVERAGE_UNQUALIFIED,
			.function_id = d.function_id,
			.person_id = d.person_id };
		struct piece key = d;

		key.starts = INT64_MIN;
		while (at < q->n
			&& (by_key(&q->item[at], &key) < 0
				|| (q->item[at].function_id == d.function_id
					&& q->item[at].person_id == d.person_id
					&& q->item[at].ends <= d.starts)))
			at++;
		for (size_t j = at; d.starts < d.ends; j++) {
			bool same = j < q->n && q->item[j].function_id == d.function_id
				    && q->item[j].person_id == d.person_id
				    && q->item[j].starts < d.ends;

			problem.from.ms = d.starts;
			problem.until.ms = same ? q->item[j].starts : d.ends;
			if (problem.from.ms < problem.until.ms
				&& add_problem(w, problem, e) != ERR_OK)
				return e->code;
			if (!same)
				break;
			d.starts = q->item[j].ends;
		}
	}
	return ERR_OK;
}

/* Duties by person and time from here on. */
static enum err_code check_absent(struct work *w, struct err *e)
{
	const struct pieces *a = &w->absence;
	size_t at = 0;

	for (size_t i = 0; i < w->duty.n; i++) {
		const struct piece *d = &w->duty.item[i];

		while (at < a->n
			&& (a->item[at].person_id < d->person_id
				|| (a->item[at].person_id == d->person_id
					&& a->item[at].ends <= d->starts)))
			at++;
		for (size_t j = at; j < a->n && a->item[j].person_id == d->person_id
				    && a->item[j].starts < d->ends;
			j++) {
			struct coverage_problem problem = { .kind = COVERAGE_ABSENT,
				.function_id = d->function_id,
				.person_id = d->person_id };
			const struct piece *b = &a->item[j];

			problem.from.ms = b->starts > d->starts ? b->starts : d->starts;
			problem.until.ms = b->ends < d->ends ? b->ends : d->ends;
			if (add_problem(w, problem, e) != ERR_OK)
				return e->code;
		}
	}
	return ERR_OK;
}

static bool go_together(
	const struct coverage_pair *pair, size_t n, int64_t a, int64_t b)
{
	struct coverage_pair key = { a < b ? a : b, a < b ? b : a };

	return n > 0 && bsearch(&key, pair, n, sizeof *pair, by_pair) != NULL;
}

static enum err_code check_double(
	struct work *w, const struct coverage_pair *together, struct err *e)
{
	for (size_t i = 0; i < w->duty.n; i++) {
		const struct piece *a = &w->duty.item[i];

		for (size_t j = i + 1; j < w->duty.n; j++) {
			const struct piece *b = &w->duty.item[j];
			bool swapped = b->function_id < a->function_id;

			if (b->person_id != a->person_id || b->starts >= a->ends)
				break;
			if (b->function_id == a->function_id
				|| go_together(together, w->in->togethers,
					a->function_id, b->function_id))
				continue;
			if (add_problem(w,
				    (struct coverage_problem){ .kind = COVERAGE_DOUBLE,
					    .function_id = swapped ? b->function_id
								   : a->function_id,
					    .other_function_id =
						    swapped ? a->function_id
							    : b->function_id,
					    .person_id = a->person_id,
					    .from = { b->starts },
					    .until = { a->ends < b->ends ? a->ends
									 : b->ends } },
				    e)
				!= ERR_OK)
				return e->code;
		}
	}
	return ERR_OK;
}

static enum err_code check_people(struct work *w, struct err *e)
{
	size_t n = w->in->togethers;
	struct coverage_pair *together = base_calloc(n + 1, sizeof *together);
	enum err_code code;

	if (together == NULL)
		return err_set(e, ERR_NOMEM, "no memory to check duties");
	for (size_t i = 0; i < n; i++) {
		struct coverage_pair p = w->in->together[i];

		together[i] = p.a < p.b ? p : (struct coverage_pair){ p.b, p.a };
	}
	if (n > 0)
		qsort(together, n, sizeof *together, by_pair);
	code = check_qualified(w, e);
	if (w->duty.n > 0)
		qsort(w->duty.item, w->duty.n, sizeof *w->duty.item, by_person);
	if (code == ERR_OK)
		code = check_absent(w, e);
	if (code == ERR_OK)
		code = check_double(w, together, e);
	base_free(together);
	return code;
}

enum err_code coverage_check(
	const struct coverage_input *in, struct coverage_problems *ret, struct err *e)
{
	struct work w = { .in = in, .out = ret };
	enum err_code code;

	*ret = (struct coverage_problems){ .item = NULL };
	if (!instant_before(in->from, in->to))
		return ERR_OK;
	code = gather(&w, e);
	for (size_t i = 0; i < in->functions && code == ERR_OK; i++)
		if (in->function[i].required > 0)
			code = check_number(&w, &in->function[i], e);
	if (code == ERR_OK)
		code = check_people(&w, e);
	if (code != ERR_OK)
		coverage_problems_fini(ret);
	else if (ret->n > 0)
		qsort(ret->item, ret->n, sizeof *ret->item, by_problem);
	base_free(w.edge);
	base_free(w.qualification.item);
	base_free(w.absence.item);
	base_free(w.duty.item);
	return code;
}

void coverage_problems_fini(struct coverage_problems *p)
{
	base_free(p->item);
	*p = (struct coverage_problems){ .item = NULL };
}
