/* SPDX-License-Identifier: EUPL-1.2 */
/* Simulated people: the same every time, and like people.
 *
 * Mutations: leave the person out of the seed; swap the odds of duty and pool. */
#include "alert/carrier/simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 20000 };

static void they_do_the_same_again(void **state)
{
	int other = 0;

	(void)state;
	for (int64_t p = 1; p <= 100; p++) {
		struct simulator_reaction a = simulator_react(1, 1, 7, p, false);
		struct simulator_reaction b = simulator_react(1, 1, 7, p, false);
		struct simulator_reaction c = simulator_react(1, 1, 8, p, false);

		assert_int_equal(a.answer, b.answer);
		assert_int_equal(a.eta_minutes, b.eta_minutes);
		assert_int_equal(a.delay_ms, b.delay_ms);
		other += a.delay_ms != c.delay_ms;
	}
	assert_in_range(other, 90, 100); /* another call-out, other people's mood */
}

static int count(bool on_duty, enum answer answer)
{
	int n = 0;

	for (int64_t p = 1; p <= PEOPLE; p++)
		n += simulator_react(3, 1, 1, p, on_duty).answer == answer;
	return n * 100 / PEOPLE;
}

/* Of those on duty nearly all come; of the pool about half, and some only if it must
 * be. */
static void they_answer_like_people(void **state)
{
	(void)state;
	assert_in_range(count(true, ANSWER_YES), 85, 91);
	assert_in_range(count(true, ANSWER_LAST_RESORT), 0, 0);
	assert_in_range(count(false, ANSWER_YES), 47, 53);
	assert_in_range(count(false, ANSWER_LAST_RESORT), 4, 7);
	assert_in_range(count(false, ANSWER_NONE), 12, 16);
	assert_in_range(count(false, ANSWER_NO), 28, 32);
}

/* Who comes says when; who does not, does not. At twenty times the pace all is twenty
 * times as fast. */
static void minutes_and_pace_are_plausible(void **state)
{
	(void)state;
	for (int64_t p = 1; p <= PEOPLE; p++) {
		struct simulator_reaction slow =
			simulator_react(3, 1, 1, p, p % 2 == 0);
		struct simulator_reaction fast =
			simulator_react(3, 20, 1, p, p % 2 == 0);
		bool comes =
			slow.answer == ANSWER_YES || slow.answer == ANSWER_LAST_RESORT;

		assert_in_range(slow.delay_ms, 10000, 180000);
		assert_in_range(
			fast.delay_ms, slow.delay_ms / 20, slow.delay_ms / 20 + 1);
		assert_int_equal(fast.answer, slow.answer);
		if (comes)
			assert_in_range(slow.eta_minutes, 10, 90);
		else
			assert_int_equal(slow.eta_minutes, -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_do_the_same_again),
		cmocka_unit_test(they_answer_like_people),
		cmocka_unit_test(minutes_and_pace_are_plausible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
