/* SPDX-License-Identifier: EUPL-1.2 */
/* Readiness: who is left, moment by moment against counting, and the order. Mutations:
 * leave the union out of away_of (two absences of one person count twice); sort rows by
 * id: each fails. */
#include "base/random.h"
#include "roster/planning/readiness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR = 3600000, WINDOW = 100, MAX = 24 };

static struct instant at(int64_t hours)
{
	return (struct instant){ hours * HOUR };
}

struct world {
	struct readiness_function function[3];
	struct roster_problem problem[4];
	struct roster_problems problems;
	struct roster_span span[4];
	struct coverage_qualification qualification[MAX];
	struct coverage_absence absence[MAX];
	struct readiness_reach reach[4];
	struct readiness_input in;
	struct readiness found;
};

static void start(struct world *w)
{
	memset(w, 0, sizeof *w);
	for (int i = 0; i < 3; i++)
		w->function[i].id = i + 1;
	w->problems.item = w->problem;
	w->in = (struct readiness_input){ .function = w->function,
		.functions = 3,
		.problems = &w->problems,
		.span = w->span,
		.qualification = w->qualification,
		.absence = w->absence,
		.reach = w->reach,
		.from = at(0),
		.to = at(WINDOW) };
}

static void judge(struct world *w)
{
	struct err e;

	assert_int_equal(readiness_judge(&w->in, &w->found, &e), ERR_OK);
}

static void qualify(struct world *w, int64_t function, int people)
{
	for (int i = 0; i < people; i++)
		w->qualification[w->in.qualifications++] =
			(struct coverage_qualification){ function, function * 10 + i,
				at(-1000), INSTANT_NEVER };
}

/* The function with a gap comes first, then who cannot be reached, then one that hangs
 * on one person; within a function likewise. */
static void the_worst_comes_first(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	qualify(&w, 1, 1);
	qualify(&w, 2, 3);
	qualify(&w, 3, 3);
	w.problem[0] = (struct roster_problem){
		.kind = PROBLEM_GAP, .function_id = 3, .from = at(50), .until = at(60)
	};
	w.problem[1] = (struct roster_problem){ .kind = PROBLEM_TRAINING,
		.function_id = 3,
		.person_id = 30,
		.from = at(0),
		.until = at(50) };
	w.problems.n = 2;
	w.span[0] = (struct roster_span){
		.function_id = 2, .person_id = 20, .starts = at(-5), .ends = at(20)
	};
	w.span[1] = (struct roster_span){
		.function_id = 3, .person_id = 30, .starts = at(0), .ends = at(50)
	};
	w.in.spans = 2;
	w.reach[0] = (struct readiness_reach){ .person_id = 20, .no_phone = true };
	w.reach[1] = (struct readiness_reach){ .person_id = 30, .unverified = true };
	w.in.reaches = 2;
	judge(&w);
	assert_int_equal(w.found.rows, 3);
	assert_int_equal(w.found.row[0].function->id, 3);
	assert_int_equal(w.found.row[1].function->id, 2);
	assert_int_equal(w.found.row[2].function->id, 1);
	assert_int_equal(w.found.row[0].n, 3);
	assert_int_equal(w.found.problem[w.found.row[0].first].kind, READINESS_GAP);
	assert_int_equal(
		w.found.problem[w.found.row[0].first + 1].kind, READINESS_TRAINING);
	assert_int_equal(
		w.found.problem[w.found.row[0].first + 2].kind, READINESS_UNVERIFIED);
	assert_int_equal(
		w.found.problem[w.found.row[1].first].kind, READINESS_UNREACHABLE);
	assert_int_equal(w.found.problem[w.found.row[1].first].from.ms, 0);
	assert_int_equal(
		w.found.problem[w.found.row[2].first].detail, READINESS_ONE_LEFT);
	readiness_fini(&w.found);
}

static bool is_there(const struct world *w, int person, int64_t hour)
{
	const struct coverage_qualification *q = &w->qualification[person];

	if (hour < q->starts.ms / HOUR || hour >= q->ends.ms / HOUR)
		return false;
	for (size_t i = 0; i < w->in.absences; i++)
		if (w->absence[i].person_id == q->person_id
			&& w->absence[i].starts.ms <= hour * HOUR
			&& hour * HOUR < w->absence[i].ends.ms)
			return false;
	return true;
}

/* Hour by hour: there is a problem exactly when one person or nobody is left. */
static void who_is_left_agrees_with_counting(void **state)
{
	size_t seen = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct world w;
		struct prng p;

		prng_init(&p, seed);
		start(&w);
		w.in.functions = 1;
		w.in.qualifications = 1 + (size_t)prng_below(&p, 4);
		for (size_t i = 0; i < w.in.qualifications; i++) {
			int64_t from = (int64_t)prng_below(&p, 60) - 20;

			w.qualification[i] = (struct coverage_qualification){ 1,
				(int64_t)i + 1, at(from),
				at(from + 1 + (int64_t)prng_below(&p, 90)) };
		}
		w.in.absences = (size_t)prng_below(&p, 10);
		for (size_t i = 0; i < w.in.absences; i++) {
			int64_t from = (int64_t)prng_below(&p, 90) - 10;

			w.absence[i] = (struct coverage_absence){
				1 + (int64_t)prng_below(&p, 4), at(from),
				at(from + 1 + (int64_t)prng_below(&p, 30))
			};
		}
		judge(&w);
		for (int64_t hour = 0; hour < WINDOW; hour++) {
			int left = 0, told = -1;

			for (size_t i = 0; i < w.in.qualifications; i++)
				left += is_there(&w, (int)i, hour);
			for (size_t i = 0; i < w.found.n; i++)
				if (w.found.problem[i].from.ms <= hour * HOUR
					&& hour * HOUR < w.found.problem[i].until.ms)
					told = w.found.problem[i].detail
							       == READINESS_ONE_LEFT
						       ? 1
						       : 0;
			assert_int_equal(told, left <= 1 ? left : -1);
			seen += told >= 0;
		}
		readiness_fini(&w.found);
	}
	assert_true(seen > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(who_is_left_agrees_with_counting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
