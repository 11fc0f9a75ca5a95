/* SPDX-License-Identifier: EUPL-1.2 */
/* Random years of planning – rotations, publishing, duties by hand, overrides, swaps,
 * absences, people who leave – and after every step, half hour by half hour:
 *
 * - each place holds one person at a time, or nobody;
 * - publishing, overriding, swapping, exchanging and absence never leave open what was
 * filled;
 * - taking an override away restores what was there;
 * - an exchange puts two people in each other's place, both ways, and nobody else;
 * - a step that was refused changed nothing;
 * - in the end, who was on duty as known at each step is what was seen then.
 *
 * Mutations: drop the check of the giver in layers.c paint() (a swap fills a hole, or
 * takes an override's place); let publish_drafts() take drafts of who has left; leave
 * LAYER_ACTIVE_THEN or RECORD_SWAPS_BACK out: each fails. */
#include "roster/duty/roster.h"
#include "tests/support/plan_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 50, WORLDS = 9 };

/* Who stands at each place in each half hour; 0: nobody. */
struct picture {
	int64_t who[WORLD_FUNCTIONS][WORLD_RANKS][WORLD_CELLS];
};

struct world {
	struct plan_world p;
	struct picture seen[STEPS];
	struct instant at[STEPS];
	int done[PLAN_SORTS], refused, mutual;
};

/* --- looking */

static void look_at(
	struct world *w, int f, struct instant known_at, struct picture *ret)
{
	struct roster_query q = { .function_id = w->p.function[f],
		.from = { WORLD_START },
		.to = { WORLD_START + (int64_t)WORLD_CELLS * WORLD_CELL },
		.known_at = known_at };
	struct roster_spans spans;
	struct err e = { 0 };

	test_ok(roster_resolve(w->p.r.t.db, &q, &spans, &e), &e);
	for (size_t i = 0; i < spans.n; i++) {
		const struct roster_span *s = &spans.item[i];

		assert_true(s->rank >= 1 && s->rank <= WORLD_RANKS && s->person_id > 0);
		assert_int_equal((s->starts.ms - WORLD_START) % WORLD_CELL, 0);
		assert_int_equal((s->ends.ms - WORLD_START) % WORLD_CELL, 0);
		for (int64_t t = s->starts.ms; t < s->ends.ms; t += WORLD_CELL) {
			int64_t *cell = &ret->who[f][s->rank - 1]
						 [(t - WORLD_START) / WORLD_CELL];

			assert_int_equal(*cell, 0); /* one at a time */
			*cell = s->person_id;
		}
	}
	roster_spans_fini(&spans);
}

static void look(struct world *w, struct instant known_at, struct picture *ret)
{
	memset(ret, 0, sizeof *ret);
	for (int f = 0; f < WORLD_FUNCTIONS; f++)
		look_at(w, f, known_at, ret);
}

static void assert_no_new_hole(
	const struct picture *before, const struct picture *after)
{
	for (int f = 0; f < WORLD_FUNCTIONS; f++)
		for (int rank = 0; rank < WORLD_RANKS; rank++)
			for (int i = 0; i < WORLD_CELLS; i++)
				if (before->who[f][rank][i] != 0
					&& after->who[f][rank][i] == 0)
					fail_msg(
						"function %d, rank %d: half hour %d is "
						"open",
						f, rank + 1, i);
}

static void assert_same(const struct picture *a, const struct picture *b)
{
	assert_memory_equal(a, b, sizeof *a);
}

/* Two people changed places, and nobody else did. In both directions, unless one of the
 * two lies beyond what is looked at. */
static bool exchanged(const struct picture *before, const struct picture *after)
{
	const int64_t *was = &before->who[0][0][0], *is = &after->who[0][0][0];
	int64_t one = 0, other = 0;
	int there = 0, back = 0;

	for (size_t i = 0; i < sizeof *before / sizeof *was; i++) {
		if (was[i] == is[i])
			continue;
		if (one == 0) {
			one = was[i];
			other = is[i];
		}
		there += was[i] == one && is[i] == other;
		back += was[i] == other && is[i] == one;
		assert_true((was[i] == one && is[i] == other)
			    || (was[i] == other && is[i] == one));
	}
	return there > 0 && back > 0;
}

/* --- a world */

static void one_step(struct world *w, int i)
{
	static const enum plan_sort sorts[] = { PLAN_PUBLISH, PLAN_PUBLISH, PLAN_DUTY,
		PLAN_OVERRIDE, PLAN_OVERRIDE, PLAN_BACK, PLAN_TAKE_AWAY, PLAN_SWAP,
		PLAN_SWAP, PLAN_EXCHANGE, PLAN_EXCHANGE, PLAN_EXCHANGE, PLAN_ASK,
		PLAN_ABSENCE, PLAN_LEAVE };
	enum plan_sort sort =
		i < 2 ? PLAN_PUBLISH
		      : sorts[plan_below(&w->p, sizeof sorts / sizeof *sorts)];
	static struct picture before;
	bool done;

	look(w, (struct instant){ 0 }, &before);
	w->p.r.by.now.ms += 60000;
	done = plan_step(&w->p, sort);
	look(w, (struct instant){ 0 }, &w->seen[i]);
	w->at[i] = w->p.r.by.now;
	if (!done || sort == PLAN_BACK)
		assert_same(&before, &w->seen[i]);
	else if (sort != PLAN_TAKE_AWAY && sort != PLAN_LEAVE)
		assert_no_new_hole(&before, &w->seen[i]);
	if (done && sort == PLAN_EXCHANGE)
		w->mutual += exchanged(&before, &w->seen[i]);
	w->done[sort] += done;
	w->refused += !done;
}

static void no_sequence_makes_a_hole(void **state)
{
	static struct world w;
	int done[PLAN_SORTS] = { 0 }, refused = 0, mutual = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		static struct picture then;

		memset(&w, 0, sizeof w);
		plan_world_open(&w.p, seed);
		for (int i = 0; i < STEPS; i++)
			one_step(&w, i);
		for (int i = 0; i < STEPS; i++) {
			look(&w, w.at[i], &then);
			assert_same(&then, &w.seen[i]);
		}
		roster_world_close(&w.p.r);
		for (int i = 0; i < PLAN_SORTS; i++)
			done[i] += w.done[i];
		refused += w.refused;
		mutual += w.mutual;
	}
	for (int i = 0; i < PLAN_SORTS; i++)
		if (done[i] < 5)
			fail_msg("sort %d was done %d times only", i, done[i]);
	assert_true(refused > 5 && mutual > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sequence_makes_a_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
