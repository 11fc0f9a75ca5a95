/* SPDX-License-Identifier: EUPL-1.2 */
/* Unions of spans of time, against a row of minutes that are ticked off one by one.
 *
 * Mutations: neighbours that touch stay apart; an empty span counts; spans_after() uses
 * <= at an end. */
#include "roster/rules/span.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MINUTES = 60, SPANS = 12, WORLDS = 5000 };

static struct span between(int64_t from, int64_t until)
{
	return (struct span){ { from }, { until } };
}

static size_t draw(struct prng *chance, struct span s[SPANS], bool ticked[MINUTES])
{
	size_t n = prng_below(chance, SPANS + 1);

	for (size_t i = 0; i < n; i++) {
		int64_t from = (int64_t)prng_below(chance, MINUTES);
		int64_t until = (int64_t)prng_below(chance, MINUTES + 1);

		s[i] = between(from, until);
		for (int64_t m = from; m < until; m++)
			ticked[m] = true;
	}
	return n;
}

/* In order, apart, none empty, and the same minutes. */
static void check(const struct spans *u, const bool ticked[MINUTES])
{
	bool in[MINUTES] = { false };

	for (size_t i = 0; i < u->n; i++) {
		assert_true(instant_before(u->item[i].starts, u->item[i].ends));
		if (i > 0)
			assert_true(
				instant_before(u->item[i - 1].ends, u->item[i].starts));
		for (int64_t m = u->item[i].starts.ms; m < u->item[i].ends.ms; m++)
			in[m] = true;
	}
	assert_memory_equal(in, ticked, sizeof in);
}

static void check_questions(const struct spans *u, const bool ticked[MINUTES])
{
	for (int64_t from = 0; from <= MINUTES; from += 3) {
		size_t first = spans_after(u, (struct instant){ from });

		for (size_t i = 0; i < u->n; i++)
			assert_int_equal(i >= first, u->item[i].ends.ms > from);
		for (int64_t to = from; to <= MINUTES; to += 5) {
			int64_t ms = 0;

			for (int64_t m = from; m < to; m++)
				ms += ticked[m];
			assert_int_equal(spans_within(u, (struct instant){ from },
						 (struct instant){ to }),
				ms);
		}
	}
}

/* Going through it once tells of every moment how much lies before it. */
static void check_walk(const struct spans *u, const bool ticked[MINUTES])
{
	struct spans_walk walk = { .spans = u };
	int64_t before = 0;

	for (int64_t t = 0; t <= MINUTES; t++) {
		assert_int_equal(spans_before(&walk, (struct instant){ t }), before);
		if (t < MINUTES)
			before += ticked[t];
	}
}

static void unions_hold_the_same_minutes(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		bool a_ticked[MINUTES] = { false }, b_ticked[MINUTES] = { false };
		struct span a[SPANS], b[SPANS];
		struct spans ua, ub, both;
		struct prng chance;
		struct err e = { 0 };
		size_t na, nb;

		prng_init(&chance, seed);
		na = draw(&chance, a, a_ticked);
		nb = draw(&chance, b, b_ticked);
		assert_int_equal(spans_union(a, na, &ua, &e), ERR_OK);
		assert_int_equal(spans_union(b, nb, &ub, &e), ERR_OK);
		assert_int_equal(spans_join(&ua, &ub, &both, &e), ERR_OK);
		check(&ua, a_ticked);
		check_questions(&ua, a_ticked);
		check_walk(&ua, a_ticked);
		for (size_t m = 0; m < MINUTES; m++)
			a_ticked[m] |= b_ticked[m];
		check(&both, a_ticked);
		spans_fini(&ua);
		spans_fini(&ub);
		spans_fini(&both);
	}
}

static void what_touches_is_one(void **state)
{
	const struct span s[] = { between(10, 20), between(0, 10), between(20, 20) };
	struct spans u;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(spans_union(s, 3, &u, &e), ERR_OK);
	assert_int_equal(u.n, 1);
	assert_int_equal(u.item[0].starts.ms, 0);
	assert_int_equal(u.item[0].ends.ms, 20);
	spans_fini(&u);
	assert_int_equal(u.n, 0);
	assert_int_equal(spans_union(NULL, 0, &u, &e), ERR_OK);
	assert_int_equal(spans_after(&u, (struct instant){ 0 }), 0);
	assert_int_equal(
		spans_within(&u, (struct instant){ 0 }, (struct instant){ 9 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unions_hold_the_same_minutes),
		cmocka_unit_test(what_touches_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
