/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/duty/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { UNIT = 60000, WINDOW = 700, FUNCTIONS = 5, PEOPLE = 6, MAX = 40 };

struct world {
	struct coverage_function function[FUNCTIONS];
	struct coverage_duty duty[MAX];
	struct coverage_absence absence[MAX];
	struct coverage_qualification qualification[MAX];
	struct coverage_pair together[4];
	struct coverage_input in;
	struct coverage_problems found;
};

static struct instant at(int64_t units)
{
	return (struct instant){ units * UNIT };
}

static void start(struct world *w)
{
	*w = (struct world){ .in = { .function = w->function,
				     .duty = w->duty,
				     .absence = w->absence,
				     .qualification = w->qualification,
				     .together = w->together,
				     .from = at(0),
				     .to = at(WINDOW) } };
}

static void check(struct world *w)
{
	struct err e;

	coverage_problems_fini(&w->found);
	assert_int_equal(coverage_check(&w->in, &w->found, &e), ERR_OK);
}

static void add_duty(
	struct world *w, int64_t function, int64_t person, int64_t from, int64_t to)
{
	w->duty[w->in.duties++] =
		(struct coverage_duty){ function, person, at(from), at(to) };
}

static void qualify(
	struct world *w, int64_t function, int64_t person, int64_t from, int64_t to)
{
	w->qualification[w->in.qualifications++] =
		(struct coverage_qualification){ function, person, at(from), at(to) };
}

static void assert_problem(const struct coverage_problem *p, enum coverage_kind kind,
	int64_t function, int64_t person, int64_t from, int64_t until)
{
	assert_int_equal(p->kind, kind);
	assert_int_equal(p->function_id, function);
	assert_int_equal(p->person_id, person);
	assert_int_equal(p->from.ms, from * UNIT);
	assert_int_equal(p->until.ms, until * UNIT);
}

/* A handover without a seam is no gap; a second without anybody is. */
static void gaps_and_shortages(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	w.function[0] = (struct coverage_function){ 1, 2 };
	w.in.functions = 1;
	add_duty(&w, 1, 10, 0, 300);
	add_duty(&w, 1, 11, 300, 600);
	add_duty(&w, 1, 12, 100, 400);
	add_duty(&w, 1, 12, 150, 300); /* the same person twice counts once */
	qualify(&w, 1, 10, 0, 700);
	qualify(&w, 1, 11, 0, 700);
	qualify(&w, 1, 12, 0, 700);
	check(&w);
	assert_int_equal(w.found.n, 3);
	assert_problem(&w.found.item[0], COVERAGE_SHORT, 1, 0, 0, 100);
	assert_int_equal(w.found.item[0].have, 1);
	assert_int_equal(w.found.item[0].need, 2);
	assert_problem(&w.found.item[1], COVERAGE_SHORT, 1, 0, 400, 600);
	assert_problem(&w.found.item[2], COVERAGE_GAP, 1, 0, 600, 700);
	w.function[0].required = 0;
	check(&w);
	assert_int_equal(w.found.n, 0);
	coverage_problems_fini(&w.found);
}

/* Two functions at once: a problem unless they go together, in either order. */
static void doubles(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_duty(&w, 2, 10, 0, 300);
	add_duty(&w, 1, 10, 200, 400);
	add_duty(&w, 3, 10, 300, 500);
	qualify(&w, 1, 10, 0, 700);
	qualify(&w, 2, 10, 0, 700);
	qualify(&w, 3, 10, 0, 700);
	check(&w);
	assert_int_equal(w.found.n, 2);
	assert_problem(&w.found.item[0], COVERAGE_DOUBLE, 1, 10, 200, 300);
	assert_int_equal(w.found.item[0].other_function_id, 2);
	assert_problem(&w.found.item[1], COVERAGE_DOUBLE, 1, 10, 300, 400);
	assert_int_equal(w.found.item[1].other_function_id, 3);
	w.together[0] = (struct coverage_pair){ 1, 3 };
	w.together[1] = (struct coverage_pair){ 2, 1 };
	w.in.togethers = 2;
	check(&w);
	assert_int_equal(w.found.n, 0);
	coverage_problems_fini(&w.found);
}

/* Absence and qualification cut exactly. */
static void absent_and_unqualified(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_duty(&w, 1, 10, 100, 300);
	w.absence[0] = (struct coverage_absence){ 10, at(50), at(120) };
	w.absence[1] = (struct coverage_absence){ 10, at(120), at(150) };
	w.absence[2] = (struct coverage_absence){ 11, at(0), at(700) };
	w.in.absences = 3;
	qualify(&w, 1, 10, 0, 200);
	qualify(&w, 1, 10, 250, 260);
	qualify(&w, 2, 10, 0, 700);
	check(&w);
	assert_int_equal(w.found.n, 3);
	assert_problem(&w.found.item[0], COVERAGE_ABSENT, 1, 10, 100, 150);
	assert_problem(&w.found.item[1], COVERAGE_UNQUALIFIED, 1, 10, 200, 250);
	assert_problem(&w.found.item[2], COVERAGE_UNQUALIFIED, 1, 10, 260, 300);
	coverage_problems_fini(&w.found);
}

/* ---- the oracle: one moment at a time ---- */

static bool is_on_duty(const struct world *w, int64_t f, int64_t p, int64_t t)
{
	for (size_t i = 0; i < w->in.duties; i++)
		if (w->duty[i].function_id == f && w->duty[i].person_id == p
			&& w->duty[i].starts.ms <= t && w->duty[i].ends.ms > t)
			return true;
	return false;
}

static bool is_absent(const struct world *w, int64_t p, int64_t t)
{
	for (size_t i = 0; i < w->in.absences; i++)
		if (w->absence[i].person_id == p && w->absence[i].starts.ms <= t
			&& w->absence[i].ends.ms > t)
			return true;
	return false;
}

static bool is_qualified(const struct world *w, int64_t f, int64_t p, int64_t t)
{
	for (size_t i = 0; i < w->in.qualifications; i++)
		if (w->qualification[i].function_id == f
			&& w->qualification[i].person_id == p
			&& w->qualification[i].starts.ms <= t
			&& w->qualification[i].ends.ms > t)
			return true;
	return false;
}

static bool may_combine(const struct world *w, int64_t f, int64_t g)
{
	for (size_t i = 0; i < w->in.togethers; i++)
		if ((w->together[i].a == f && w->together[i].b == g)
			|| (w->together[i].a == g && w->together[i].b == f))
			return true;
	return false;
}

/* How many problems found hold at t, of this kind and these people. */
static size_t told(const struct world *w, enum coverage_kind kind, int64_t f, int64_t g,
	int64_t p, int64_t t, int *ret_have)
{
	size_t n = 0;

	for (size_t i = 0; i < w->found.n; i++) {
		const struct coverage_problem *x = &w->found.item[i];

		if (x->kind != kind || x->function_id != f || x->other_function_id != g
			|| x->person_id != p || x->from.ms > t || x->until.ms <= t)
			continue;
		*ret_have = x->have;
		n++;
	}
	return n;
}

/* Checks one moment; returns how many problems it has. */
static size_t assert_moment(const struct world *w, int64_t t)
{
	size_t problems = 0;
	int have = 0;

	for (int64_t f = 1; f <= FUNCTIONS; f++) {
		int need = w->function[f - 1].required, on = 0;

		for (int64_t p = 1; p <= PEOPLE; p++) {
			bool duty = is_on_duty(w, f, p, t);
			bool away = duty && is_absent(w, p, t);
			bool unfit = duty && !is_qualified(w, f, p, t);

			on += duty;
			assert_int_equal(
				told(w, COVERAGE_ABSENT, f, 0, p, t, &have), away);
			assert_int_equal(
				told(w, COVERAGE_UNQUALIFIED, f, 0, p, t, &have),
				unfit);
			problems += away + (size_t)unfit;
			for (int64_t g = f + 1; g <= FUNCTIONS; g++) {
				bool both = duty && is_on_duty(w, g, p, t)
					    && !may_combine(w, f, g);

				assert_int_equal(
					told(w, COVERAGE_DOUBLE, f, g, p, t, &have),
					both);
				problems += both;
			}
		}
		assert_int_equal(
			told(w, COVERAGE_GAP, f, 0, 0, t, &have), need > 0 && on == 0);
		have = on;
		assert_int_equal(told(w, COVERAGE_SHORT, f, 0, 0, t, &have),
			on > 0 && on < need);
		assert_int_equal(have, on);
		problems += on < need;
	}
	return problems;
}

static void random_world(struct prng *p, struct world *w)
{
	start(w);
	w->in.functions = FUNCTIONS;
	for (int f = 0; f < FUNCTIONS; f++)
		w->function[f] =
			(struct coverage_function){ f + 1, (int)prng_below(p, 4) };
	for (size_t i = prng_below(p, MAX); i > 0; i--) {
		int64_t from = (int64_t)prng_below(p, WINDOW + 100) - 100;

		/* Often a handover: one begins where another ends. */
		if (w->in.duties > 0 && prng_below(p, 2) == 0)
			from = w->duty[w->in.duties - 1].ends.ms / UNIT;
		add_duty(w, 1 + (int64_t)prng_below(p, FUNCTIONS),
			1 + (int64_t)prng_below(p, PEOPLE), from,
			from + (int64_t)prng_below(p, 200) - 4);
	}
	for (size_t i = prng_below(p, 12); i > 0; i--) {
		int64_t from = (int64_t)prng_below(p, WINDOW);

		w->absence[w->in.absences++] =
			(struct coverage_absence){ 1 + (int64_t)prng_below(p, PEOPLE),
				at(from), at(from + (int64_t)prng_below(p, 120)) };
	}
	for (size_t i = prng_below(p, MAX); i > 0; i--) {
		int64_t from = (int64_t)prng_below(p, WINDOW) - 50;

		qualify(w, 1 + (int64_t)prng_below(p, FUNCTIONS),
			1 + (int64_t)prng_below(p, PEOPLE), from,
			from + (int64_t)prng_below(p, 500));
	}
	w->in.togethers = prng_below(p, 4);
	for (size_t i = 0; i < w->in.togethers; i++)
		w->together[i] =
			(struct coverage_pair){ 1 + (int64_t)prng_below(p, FUNCTIONS),
				1 + (int64_t)prng_below(p, FUNCTIONS) };
}

/* No problem goes on where the same one ends. */
static void assert_as_long_as_can_be(const struct coverage_problems *found)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct coverage_problem *a = &found->item[i];

		assert_true(a->from.ms < a->until.ms);
		for (size_t j = 0; j < found->n; j++) {
			const struct coverage_problem *b = &found->item[j];

			assert_false(
				a->kind == b->kind && a->function_id == b->function_id
				&& a->other_function_id == b->other_function_id
				&& a->person_id == b->person_id && a->have == b->have
				&& a->until.ms == b->from.ms);
		}
	}
}

/* Random rosters: at every moment the problems are those that a plain look finds. */
static void problems_agree_at_every_moment(void **state)
{
	size_t problems = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct world w;
		struct prng p;

		prng_init(&p, seed);
		random_world(&p, &w);
		check(&w);
		for (int64_t t = 0; t < WINDOW; t += 1 + (int64_t)prng_below(&p, 30))
			problems += assert_moment(&w, t * UNIT);
		assert_as_long_as_can_be(&w.found);
		for (size_t i = 0; i < w.found.n; i++) {
			assert_true(w.found.item[i].from.ms >= 0);
			assert_true(w.found.item[i].until.ms <= WINDOW * UNIT);
			if (i > 0)
				assert_true(w.found.item[i - 1].from.ms
					    <= w.found.item[i].from.ms);
		}
		coverage_problems_fini(&w.found);
	}
	assert_true(problems > 10000);
}

/* An empty period has no problems; without memory there is an error and no leak. */
static void the_edges_hold(void **state)
{
	struct world w;
	struct prng p;
	struct err e;
	long n = 0;

	(void)state;
	prng_init(&p, 3);
	random_world(&p, &w);
	for (bool fired = true; fired;) {
		enum err_code code;

		(void)alloc_fail_at(++n, 0);
		code = coverage_check(&w.in, &w.found, &e);
		fired = alloc_fail_at(0, 0) != 0;
		assert_int_equal(code, fired ? ERR_NOMEM : ERR_OK);
		if (fired)
			assert_null(w.found.item);
	}
	assert_true(n > 5);
	w.in.to = w.in.from;
	check(&w);
	assert_int_equal(w.found.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_and_shortages),
		cmocka_unit_test(doubles),
		cmocka_unit_test(absent_and_unqualified),
		cmocka_unit_test(problems_agree_at_every_moment),
		cmocka_unit_test(the_edges_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
