/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence against its plain second implementation, on thousands of random histories,
 * and its properties. */
#include "tests/support/competence_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SEEDS = 3000 };

static struct competence_list computed(const struct competence_input *in)
{
	struct competence_list list;
	struct err e = { 0 };

	assert_int_equal(competence_compute(in, &list, &e), ERR_OK);
	return list;
}

static const struct competence_gap *gap_of(const struct competence_list *l,
	const struct competence *c, const struct competence_requirement *q)
{
	for (size_t i = c->gap; i < c->gap + c->gaps; i++)
		if (l->gap[i].requirement == q)
			return &l->gap[i];
	return NULL;
}

/* Everything about one assignment, from the slow way. */
static void compare(const struct competence_input *in, const struct competence_list *l,
	const struct competence *c, const struct competence_assignment *a,
	uint64_t seed)
{
	int64_t expires = COMPETENCE_FOREVER, lapses = COMPETENCE_FOREVER;
	enum competence_status status = COMPETENCE_CURRENT;

	for (size_t i = 0; i < in->requirements; i++) {
		const struct competence_requirement *q = &in->requirement[i];
		const struct competence_gap *g = gap_of(l, c, q);
		struct slow_gap s;

		if (!slow_asked(in, a, q)) {
			assert_null(g);
			continue;
		}
		s = slow_gap(in, a, q);
		if (s.until_day < expires)
			expires = s.until_day;
		if (s.lapse_day < lapses)
			lapses = s.lapse_day;
		if ((g != NULL)
			!= (s.until_day != COMPETENCE_FOREVER
				&& s.until_day <= in->day + in->horizon_days))
			fail_msg("seed %d: gap of requirement %d", (int)seed,
				(int)q->id);
		if (g != NULL
			&& (g->met != s.met || g->until_day != s.until_day
				|| g->lapse_day != s.lapse_day || g->have != s.have
				|| (!s.met && g->never != s.never)))
			fail_msg("seed %d, requirement %d: %d %d %d, slowly %d %d %d",
				(int)seed, (int)q->id, g->met, (int)g->until_day,
				(int)g->have, s.met, (int)s.until_day, (int)s.have);
	}
	if (expires != COMPETENCE_FOREVER && expires <= in->day + in->horizon_days)
		status = COMPETENCE_EXPIRING;
	if (lapses <= in->day)
		status = COMPETENCE_LAPSED;
	if (a->aspirant)
		status = COMPETENCE_ASPIRANT;
	if (c->status != status || c->expires_day != expires || c->lapses_day != lapses)
		fail_msg("seed %d: %s, slowly %s", (int)seed,
			competence_status_words[c->status],
			competence_status_words[status]);
}

/* Mutations that this finds: `<` for `<=` in each comparison of days that matters (most
 * within 350 seeds; that of enough_until takes 1734, so do not lower SEEDS), grace
 * counted from the day asked for, an activity counted twice. */
static void both_ways_agree(void **state)
{
	int seen[COMPETENCE_STATUSES_COUNT] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct competence_world w;
		struct competence_list l;
		size_t n = 0;

		competence_world_make(&w, seed);
		l = computed(&w.in);
		for (size_t i = 0; i < w.in.assignments; i++) {
			const struct competence_assignment *a = &w.assignment[i];
			bool found = false;

			if (a->from_day > w.in.day || a->until_day <= w.in.day)
				continue;
			n++;
			/* the same person and function twice: one of them is meant */
			for (size_t k = 0; k < l.n && !found; k++) {
				struct competence *c = &l.item[k];
				bool twice = false;

				if (c->person_id != a->person_id
					|| c->function_id != a->function_id)
					continue;
				for (size_t m = 0; m < w.in.assignments; m++)
					twice |= m != i
						 && w.assignment[m].person_id
							    == a->person_id
						 && w.assignment[m].function_id
							    == a->function_id;
				if (!twice) {
					compare(&w.in, &l, c, a, seed);
					seen[c->status]++;
				}
				found = true;
			}
			assert_true(found);
		}
		assert_int_equal(n, l.n);
		competence_list_fini(&l);
	}
	for (int i = 0; i < COMPETENCE_STATUSES_COUNT; i++)
		assert_in_range(seen[i], 100, 1000000);
}

/* Nobody is better off in `b` than in `a`. */
static void never_better(
	const struct competence_list *a, const struct competence_list *b, uint64_t seed)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct competence *x = &a->item[i], *y = &b->item[i];

		if (y->status < x->status || y->expires_day > x->expires_day
			|| y->lapses_day > x->lapses_day)
			fail_msg("seed %d: better without a record", (int)seed);
	}
}

/* Competence never improves by removing a record or a certificate. */
static void removing_a_record_never_improves(void **state)
{
	int worse = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct competence_world w;
		struct competence_list all, less;

		competence_world_make(&w, seed);
		for (int i = 0; i < WORLD_ASSIGNMENTS; i++)
			w.assignment[i].function_id = 1 + i / 2; /* nothing twice */
		all = computed(&w.in);
		w.record[seed % WORLD_RECORDS] = w.record[WORLD_RECORDS - 1];
		w.in.records--;
		less = computed(&w.in);
		never_better(&all, &less, seed);
		for (size_t i = 0; i < all.n; i++)
			worse += less.item[i].lapses_day < all.item[i].lapses_day;
		competence_list_fini(&less);
		w.in.certificates--;
		less = computed(&w.in);
		never_better(&all, &less, seed);
		competence_list_fini(&less);
		competence_list_fini(&all);
	}
	assert_in_range(worse, 20, 1000000);
}

/* The order in which things are handed over changes nothing. */
static void order_does_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS / 4; seed++) {
		struct competence_world w;
		struct competence_record swapped;
		struct competence_list a, b;

		competence_world_make(&w, seed);
		for (int i = 0; i < WORLD_ASSIGNMENTS; i++)
			w.assignment[i].function_id = 1 + i / 2;
		a = computed(&w.in);
		for (int i = 0; i < WORLD_RECORDS / 2; i++) {
			swapped = w.record[i];
			w.record[i] = w.record[WORLD_RECORDS - 1 - i];
			w.record[WORLD_RECORDS - 1 - i] = swapped;
		}
		b = computed(&w.in);
		never_better(&a, &b, seed);
		never_better(&b, &a, seed);
		competence_list_fini(&a);
		competence_list_fini(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_agree),
		cmocka_unit_test(removing_a_record_never_improves),
		cmocka_unit_test(order_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
