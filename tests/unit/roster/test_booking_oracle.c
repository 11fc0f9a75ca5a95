/* SPDX-License-Identifier: EUPL-1.2 */
/* A8 against a plain reading, minute by minute: a call counts from its moment to the
 * end of the work, a gap of at most half an hour to the next call is work, and what is
 * left counts at least half an hour. Mutations: `<` for `<=` at the half hour; count
 * half an hour before joining: each fails. */
#include "base/random.h"
#include "roster/rules/working_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MINUTES = 1500, CALLS = 12, ROSTERS = 4000, HALF_HOUR = 30 };

static void put(bool *line, int from, int until)
{
	for (int i = from; i < until; i++)
		line[i] = true;
}

/* The end of the run that begins at i. */
static int run_end(const bool *line, int i, bool value)
{
	while (i < MINUTES && line[i] == value)
		i++;
	return i;
}

static void book(bool *line)
{
	int first = run_end(line, 0, false);

	for (int i = run_end(line, first, true); i < MINUTES;) {
		int next = run_end(line, i, false);

		if (next < MINUTES && next - i <= HALF_HOUR)
			put(line, i, next);
		i = run_end(line, next, true);
	}
	for (int i = first; i < MINUTES;) {
		int end = run_end(line, i, true);

		if (end - i < HALF_HOUR)
			put(line, i, i + HALF_HOUR);
		i = run_end(line, run_end(line, i, true), false);
	}
}

static void calls_agree_minute_by_minute(void **state)
{
	size_t worked = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= ROSTERS; seed++) {
		bool line[MINUTES] = { false };
		struct span call[CALLS];
		struct spans booked;
		struct prng p;
		struct err e;
		size_t n;

		prng_init(&p, seed);
		n = (size_t)prng_below(&p, CALLS + 1);
		for (size_t i = 0; i < n; i++) {
			int from = (int)prng_below(&p, MINUTES - 200);
			int until = from + (int)prng_below(&p, 70);

			call[i] = (struct span){ { from * INT64_C(60000) },
				{ until * INT64_C(60000) } };
			put(line, from, until);
		}
		book(line);
		assert_int_equal(working_time_book(call, n, &booked, &e), ERR_OK);
		for (int i = 0; i < MINUTES; i++) {
			struct instant t = { i * INT64_C(60000) };
			struct instant after = { t.ms + 60000 };
			bool is = spans_within(&booked, t, after) == 60000;

			if (is != line[i])
				fail_msg("roster %d, minute %d", (int)seed, i);
			worked += is;
		}
		spans_fini(&booked);
	}
	assert_true(worked > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_agree_minute_by_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
