/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/duty/layers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MINUTE = 60000, WINDOW = 4000 }; /* minutes */

static struct layer_spans resolve(
	const struct layer *l, size_t n, int64_t from, int64_t to)
{
	struct layer_spans s = { .item = NULL };
	struct err e;

	assert_int_equal(layers_resolve(l, n, (struct instant){ from * MINUTE },
				 (struct instant){ to * MINUTE }, &s, &e),
		ERR_OK);
	return s;
}

static struct layer layer(
	enum layer_kind kind, int64_t id, int64_t person, int64_t from, int64_t to)
{
	return (struct layer){ .kind = kind,
		.id = id,
		.seq = id,
		.person_id = person,
		.starts = { from * MINUTE },
		.ends = { to * MINUTE } };
}

static struct layer swap(
	int64_t id, int64_t giver, int64_t taker, int64_t from, int64_t to)
{
	struct layer l = layer(LAYER_SWAP, id, taker, from, to);

	l.from_person_id = giver;
	return l;
}

/* ---- the oracle: one minute at a time, from the top down ---- */

/* Whether a is laid before b. */
static bool is_below(const struct layer *a, const struct layer *b)
{
	static const int height[] = { [LAYER_ROTATION] = 1,
		[LAYER_PLANNER] = 2,
		[LAYER_IMPORT] = 3,
		[LAYER_OVERRIDE] = 4,
		[LAYER_SWAP] = 4 };

	if (height[a->kind] != height[b->kind])
		return height[a->kind] < height[b->kind];
	return a->seq != b->seq ? a->seq < b->seq : a->id < b->id;
}

struct answer {
	int64_t person;
	enum layer_kind why;
	int64_t why_id;
};

/* Who stands at `t` when only what lies below `top` (NULL: everything) counts. */
static struct answer who(
	const struct layer *l, size_t n, int64_t t, const struct layer *top)
{
	const struct layer *best = NULL;
	struct answer a = { .why = LAYER_NONE };

	for (size_t i = 0; i < n; i++) {
		if (l[i].starts.ms > t || l[i].ends.ms <= t)
			continue;
		if (top != NULL && !is_below(&l[i], top))
			continue;
		if (best == NULL || is_below(best, &l[i]))
			best = &l[i];
	}
	if (best == NULL)
		return a;
	if (best->kind == LAYER_SWAP) {
		a = who(l, n, t, best);
		if (a.person != best->from_person_id)
			return a;
	}
	return (struct answer){ best->person_id, best->kind, best->id };
}

static void assert_partition(const struct layer_spans *s, int64_t from, int64_t to)
{
	assert_true(s->n > 0);
	assert_int_equal(s->item[0].starts.ms, from * MINUTE);
	assert_int_equal(s->item[s->n - 1].ends.ms, to * MINUTE);
	for (size_t i = 0; i < s->n; i++) {
		const struct layer_span *a = &s->item[i];

		assert_true(a->starts.ms < a->ends.ms);
		assert_int_equal(a->person_id == 0, a->why == LAYER_NONE);
		if (i == 0)
			continue;
		assert_int_equal(a->starts.ms, a[-1].ends.ms);
		assert_true(a->person_id != a[-1].person_id || a->why != a[-1].why
			    || a->why_id != a[-1].why_id);
	}
}

static void assert_agrees(const struct layer *l, size_t n, const struct layer_spans *s,
	int64_t from, int64_t to)
{
	size_t at = 0;

	for (int64_t t = from; t < to; t++) {
		struct answer a = who(l, n, t * MINUTE, NULL);

		while (s->item[at].ends.ms <= t * MINUTE)
			at++;
		assert_int_equal(a.person, s->item[at].person_id);
		assert_int_equal(a.why, s->item[at].why);
		assert_int_equal(a.why_id, s->item[at].why_id);
	}
}

static size_t random_layers(struct prng *p, struct layer *l, size_t max)
{
	size_t n = prng_below(p, max);

	for (size_t i = 0; i < n; i++) {
		int64_t from = (int64_t)prng_below(p, WINDOW + 400) - 200;
		int64_t to = from + (int64_t)prng_below(p, 900) - 5;

		l[i] = layer((enum layer_kind)prng_below(p, LAYER_NONE), (int64_t)i + 1,
			1 + (int64_t)prng_below(p, 4), from, to);
		l[i].seq = (int64_t)prng_below(p, 12);
		l[i].from_person_id = 1 + (int64_t)prng_below(p, 4);
	}
	return n;
}

/* Random layers: the result is a partition and every minute is the oracle's. */
static void spans_agree_minute_by_minute(void **state)
{
	size_t spans = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct layer l[24];
		struct layer_spans s;
		struct prng p;
		size_t n;

		prng_init(&p, seed);
		n = random_layers(&p, l, 24);
		s = resolve(l, n, 0, WINDOW);
		assert_partition(&s, 0, WINDOW);
		assert_agrees(l, n, &s, 0, WINDOW);
		spans += s.n;
		layer_spans_fini(&s);
	}
	assert_true(spans > 1500);
}

static void assert_same(const struct layer_spans *a, const struct layer_spans *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->item[i].starts.ms, b->item[i].starts.ms);
		assert_int_equal(a->item[i].ends.ms, b->item[i].ends.ms);
		assert_int_equal(a->item[i].person_id, b->item[i].person_id);
		assert_int_equal(a->item[i].why, b->item[i].why);
		assert_int_equal(a->item[i].why_id, b->item[i].why_id);
	}
}

/* The order in which layers are handed over does not matter. */
static void order_of_input_does_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct layer l[24];
		struct layer_spans a, b;
		struct prng p;
		size_t n;

		prng_init(&p, seed);
		n = random_layers(&p, l, 24);
		a = resolve(l, n, 0, WINDOW);
		for (size_t i = n; i > 1; i--) {
			size_t j = prng_below(&p, i);
			struct layer x = l[j];

			l[j] = l[i - 1];
			l[i - 1] = x;
		}
		b = resolve(l, n, 0, WINDOW);
		assert_same(&a, &b);
		layer_spans_fini(&a);
		layer_spans_fini(&b);
	}
}

/* Taking away what was added last restores what was there; no swap makes a hole. */
static void undoing_restores_and_swaps_leave_no_hole(void **state)
{
	size_t changed = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct layer l[26];
		struct layer_spans before, after, again;
		struct prng p;
		size_t n, differs = 0;

		prng_init(&p, seed);
		n = random_layers(&p, l, 24);
		before = resolve(l, n, 0, WINDOW);
		l[n] = layer(LAYER_OVERRIDE, 100, 9, 500, 2500);
		if (prng_below(&p, 2) == 0)
			l[n] = swap(100, 1 + (int64_t)prng_below(&p, 4), 9, 500, 2500);
		after = resolve(l, n + 1, 0, WINDOW);
		for (int64_t t = 0; t < WINDOW; t += 7) {
			struct answer a = who(l, n, t * MINUTE, NULL);
			struct answer b = who(l, n + 1, t * MINUTE, NULL);

			assert_true(a.person == 0 || b.person != 0);
			if (l[n].kind == LAYER_SWAP)
				assert_int_equal(a.person == 0, b.person == 0);
			differs += a.person != b.person;
		}
		changed += differs > 0;
		assert_partition(&after, 0, WINDOW);
		again = resolve(l, n, 0, WINDOW);
		assert_same(&again, &before);
		layer_spans_fini(&before);
		layer_spans_fini(&after);
		layer_spans_fini(&again);
	}
	assert_true(changed > 100);
}

static void assert_span(const struct layer_span *s, int64_t from, int64_t to,
	int64_t person, enum layer_kind why)
{
	assert_int_equal(s->starts.ms, from * MINUTE);
	assert_int_equal(s->ends.ms, to * MINUTE);
	assert_int_equal(s->person_id, person);
	assert_int_equal(s->why, why);
}

/* A swap of a whole week leaves the evening that someone else had taken over; who took
 * it over can swap it on. */
static void a_swap_gives_only_what_one_has(void **state)
{
	const struct layer l[] = { layer(LAYER_ROTATION, 1, 1, 0, 100),
		layer(LAYER_ROTATION, 2, 2, 100, 200),
		layer(LAYER_OVERRIDE, 3, 5, 40, 60), swap(4, 1, 3, 0, 100),
		swap(5, 5, 6, 50, 60) };
	struct layer_spans s = resolve(l, 5, 0, 250);

	(void)state;
	assert_int_equal(s.n, 6);
	assert_span(&s.item[0], 0, 40, 3, LAYER_SWAP);
	assert_span(&s.item[1], 40, 50, 5, LAYER_OVERRIDE);
	assert_span(&s.item[2], 50, 60, 6, LAYER_SWAP);
	assert_span(&s.item[3], 60, 100, 3, LAYER_SWAP);
	assert_span(&s.item[4], 100, 200, 2, LAYER_ROTATION);
	assert_span(&s.item[5], 200, 250, 0, LAYER_NONE);
	layer_spans_fini(&s);
}

/* Import lies over planner over rotation, whichever was made first. */
static void the_base_layers_have_a_fixed_order(void **state)
{
	const struct layer l[] = { layer(LAYER_IMPORT, 1, 1, 0, 10),
		layer(LAYER_PLANNER, 2, 2, 5, 20), layer(LAYER_ROTATION, 3, 3, 0, 30),
		layer(LAYER_ROTATION, 4, 4, 25, 30) };
	struct layer_spans s = resolve(l, 4, 0, 30);

	(void)state;
	assert_int_equal(s.n, 4);
	assert_span(&s.item[0], 0, 10, 1, LAYER_IMPORT);
	assert_span(&s.item[1], 10, 20, 2, LAYER_PLANNER);
	assert_span(&s.item[2], 20, 25, 3, LAYER_ROTATION);
	assert_span(&s.item[3], 25, 30, 4, LAYER_ROTATION);
	layer_spans_fini(&s);
}

/* Who has left stands nowhere: what lies below shows. What they gave away stays given.
 */
static void who_has_left_stands_nowhere(void **state)
{
	struct layer l[] = { layer(LAYER_ROTATION, 1, 10, 0, 10),
		layer(LAYER_PLANNER, 2, 11, 0, 6), swap(3, 11, 12, 0, 2),
		layer(LAYER_OVERRIDE, 4, 13, 4, 8), swap(5, 10, 14, 4, 5) };
	struct layer_spans s;

	(void)state;
	l[1].gone = l[3].gone = true;
	s = resolve(l, 5, 0, 10);
	assert_int_equal(s.n, 4);
	assert_span(&s.item[0], 0, 2, 12, LAYER_SWAP);
	assert_span(&s.item[1], 2, 4, 10, LAYER_ROTATION);
	assert_span(&s.item[2], 4, 5, 14, LAYER_SWAP);
	assert_span(&s.item[3], 5, 10, 10, LAYER_ROTATION);
	layer_spans_fini(&s);
}

/* Nothing in, nobody out; no window, no spans; without memory an error and no leak. */
static void the_edges_hold(void **state)
{
	const struct layer l[] = { layer(LAYER_ROTATION, 1, 1, 0, 10) };
	struct layer_spans s = resolve(NULL, 0, 0, 30);
	struct err e;

	(void)state;
	assert_int_equal(s.n, 1);
	assert_span(&s.item[0], 0, 30, 0, LAYER_NONE);
	layer_spans_fini(&s);
	s = resolve(l, 1, 30, 30);
	assert_int_equal(s.n, 0);
	assert_null(s.item);
	for (long n = 1; n <= 3; n++) {
		(void)alloc_fail_at(n, 0);
		assert_int_equal(layers_resolve(l, 1, (struct instant){ 0 },
					 (struct instant){ 9 }, &s, &e),
			ERR_NOMEM);
		(void)alloc_fail_at(0, 0);
		assert_null(s.item);
	}
	assert_int_equal(layers_resolve(l, LAYERS_MAX + 1, (struct instant){ 0 },
				 (struct instant){ 9 }, &s, &e),
		ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_swap_gives_only_what_one_has),
		cmocka_unit_test(the_base_layers_have_a_fixed_order),
		cmocka_unit_test(who_has_left_stands_nowhere),
		cmocka_unit_test(the_edges_hold),
		cmocka_unit_test(spans_agree_minute_by_minute),
		cmocka_unit_test(order_of_input_does_not_matter),
		cmocka_unit_test(undoing_restores_and_swaps_leave_no_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
