/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of problems: adding, ordering, comparing; and what a change would cause, which
 * is what there is with it and not without it. */
#include "base/alloc.h"
#include "base/order.h"
#include "roster/planning/problems_internal.h"

#include <string.h>

enum err_code planning_problem_add(
	struct roster_problems *out, const struct roster_problem *p, struct err *e)
{
	struct roster_problem *grown =
		base_room(out->item, out->n, &out->cap, sizeof *out->item);

	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory for problems");
	out->item = grown;
	out->item[out->n++] = *p;
	return ERR_OK;
}

int planning_problem_order(const void *pa, const void *pb)
{
	const struct roster_problem *a = pa, *b = pb;
	const int64_t x[] = { a->from.ms, a->kind, a->function_id, a->person_id,
		a->other_function_id, a->breach.rule };
	const int64_t y[] = { b->from.ms, b->kind, b->function_id, b->person_id,
		b->other_function_id, b->breach.rule };

	return ORDER_INTS(x, y);
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
	return planning_problem_order(a, b) == 0 && a->until.ms == b->until.ms
	       && a->have == b->have && a->breach.actual == b->breach.actual;
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

/* What they cause for who takes over in one of them, added to *out. */
static enum err_code add_caused(struct db *db, const struct problems_query *as_tried,
	struct roster_problems *out, struct err *e)
{
	struct problems_query as_is = *as_tried;
	struct roster_problems before, after;

	as_is.trials = 0;
	if (roster_problems_find(db, &as_is, &before, e) != ERR_OK)
		return e->code;
	if (roster_problems_find(db, as_tried, &after, e) == ERR_OK) {
		roster_problems_subtract(&after, &before);
		for (size_t i = 0; i < after.n; i++)
			if (planning_problem_add(out, &after.item[i], e) != ERR_OK)
				break;
		roster_problems_fini(&after);
	}
	roster_problems_fini(&before);
	return e->code;
}

enum err_code roster_trial_problems(struct db *db, const struct roster_trial *t,
	size_t n, const struct roster_rules *rules, struct roster_problems *ret,
	struct err *e)
{
	memset(ret, 0, sizeof *ret);
	err_clear(e);
	for (size_t i = 0; i < n && e->code == ERR_OK; i++) {
		struct problems_query q = { .from = t[i].starts,
			.to = t[i].ends,
			.person_id = t[i].to_person_id,
			.rules = rules,
			.trial = t,
			.trials = n };

		(void)add_caused(db, &q, ret, e);
	}
	if (e->code != ERR_OK)
		roster_problems_fini(ret);
	return e->code;
}
