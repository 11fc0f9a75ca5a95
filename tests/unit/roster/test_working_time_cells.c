/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules of working time that look at one duty or shift at a time (A1, A4, B1, C1)
 * once more, cell by cell on a grid of quarters of an hour; compared on random rosters.
 */
#include "tests/support/amsterdam.h"
#include "tests/support/hours_grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROSTERS = 1000 };

/* A4, cell by cell: on call in the 11 hours before or 14 hours after a night shift. */
static void night_shifts_agree(void **state)
{
	static struct grid r;
	static bool forbidden[GRID_CELLS];
	size_t cells = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= ROSTERS; seed++) {
		struct working_time_breaches b;
		struct prng p;

		prng_init(&p, seed);
		grid_random(&r, &p);
		memset(forbidden, 0, sizeof forbidden);
		for (int64_t i = 0, end; i < GRID_CELLS; i = end) {
			int64_t night = 0;

			for (end = i; end < GRID_CELLS && r.shift[end]; end++)
				night += grid_hour(end) < 6;
			if (night > GRID_HOUR) {
				grid_put(forbidden, i - 11 * GRID_HOUR, i);
				grid_put(forbidden, end, end + 14 * GRID_HOUR);
			}
			end += end == i;
		}
		b = grid_judge(&r, WORKING_TIME_A4);
		for (int64_t i = 0; i < GRID_CELLS; i++) {
			bool told = false;

			if (!grid_touches(&r, i, i + 1))
				continue;
			for (size_t j = 0; j < b.n; j++)
				told |= b.item[j].from.ms <= grid_ms(i)
					&& b.item[j].until.ms > grid_ms(i);
			assert_int_equal(told, forbidden[i] && r.on_call[i]);
			cells += told;
		}
		working_time_breaches_fini(&b);
	}
	assert_true(cells > 100);
}

/* One of the two rules about making known; how often it was broken. */
static size_t assert_known_ahead(
	const struct grid *r, enum working_time_rule rule, int64_t days)
{
	struct working_time_breaches b = grid_judge(r, rule);
	size_t late = 0, n = b.n;

	for (size_t i = 0; i < r->given.duties; i++) {
		const struct working_time_duty *d = &r->duty[i];

		late += d->published.ms != INSTANT_NEVER.ms
			&& d->starts.ms >= r->given.from.ms
			&& d->starts.ms < r->given.to.ms
			&& date_days(grid_local(d->starts.ms).date)
					   - date_days(grid_local(d->published.ms).date)
				   < days;
	}
	assert_int_equal(n, late);
	working_time_breaches_fini(&b);
	return n;
}

/* A1, B1 and C1 look at one duty or shift at a time. */
static void single_duties_agree(void **state)
{
	static struct grid r;
	size_t told[4] = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= ROSTERS; seed++) {
		struct working_time_breaches b;
		struct prng p;
		int64_t want = 0;

		prng_init(&p, seed);
		grid_random(&r, &p);
		b = grid_judge(&r, WORKING_TIME_A1);
		for (int64_t i = 0; i < GRID_CELLS; i++) {
			const struct working_time_usual *u;
			bool is_told = false;

			if (!grid_touches(&r, i, i + 1))
				continue;
			u = grid_usual(&r, grid_day(i));
			for (size_t j = 0; j < b.n; j++)
				is_told |= b.item[j].from.ms <= grid_ms(i)
					   && b.item[j].until.ms > grid_ms(i);
			assert_int_equal(
				is_told, r.on_call[i] && u != NULL && u->under_18);
		}
		told[0] += b.n;
		working_time_breaches_fini(&b);

		b = grid_judge(&r, WORKING_TIME_B1_SHIFT);
		for (int64_t i = 0, end; i < GRID_CELLS; i = end) {
			for (end = i; end < GRID_CELLS && r.shift[end];)
				end++;
			want += end - i > 12 * GRID_HOUR && grid_touches(&r, i, end);
			end += end == i;
		}
		assert_int_equal(b.n, want);
		told[1] += b.n;
		working_time_breaches_fini(&b);

		told[2] += assert_known_ahead(&r, WORKING_TIME_C1, 28);
		told[3] += assert_known_ahead(&r, WORKING_TIME_C1_TIMES, 4);
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(told[i] > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(night_shifts_agree),
		cmocka_unit_test(single_duties_agree),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
