/* SPDX-License-Identifier: EUPL-1.2 */
/* Places and the waiting list: whatever people answer, in whatever order. */
#include "base/random.h"
#include "roster/training/day/invitation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 9 };

static int64_t count(const struct invitation_line *l, enum invitation_state state)
{
	int64_t n = 0;

	for (int i = 0; i < PEOPLE; i++)
		n += l[i].state == state;
	return n;
}

/* Full means full; nobody waits while there is room; a place that comes free goes to
 * who waited longest; a yes stands until a no. */
static void places_are_given_in_order(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct invitation_line l[PEOPLE] = { { .id = 0 } };
		bool said_yes[PEOPLE] = { false };
		int64_t capacity;
		struct prng p;

		prng_init(&p, seed);
		capacity = (int64_t)prng_below(&p, 5);
		for (int i = 0; i < PEOPLE; i++)
			l[i].id = 100 + i;
		for (int step = 0; step < 60; step++) {
			size_t at = prng_below(&p, PEOPLE + 1);
			bool yes = prng_below(&p, 3) != 0;
			struct invitation_line before[PEOPLE];
			int64_t longest = INT64_MAX, given = 0;

			memcpy(before, l, sizeof l);
			invitation_settle(l, PEOPLE, at, yes, capacity);
			if (at < PEOPLE)
				said_yes[at] = yes;
			for (int i = 0; i < PEOPLE; i++) {
				bool in = l[i].state == INVITATION_ACCEPTED
					  || l[i].state == INVITATION_WAITING;

				assert_int_equal(in, said_yes[i]);
				if (l[i].state == INVITATION_WAITING
					&& l[i].place < longest)
					longest = l[i].place;
				if ((size_t)i != at
					&& before[i].state == INVITATION_WAITING
					&& l[i].state == INVITATION_ACCEPTED)
					given = l[i].place > given ? l[i].place : given;
			}
			assert_true(given < longest);
			if (capacity == 0)
				assert_int_equal(count(l, INVITATION_WAITING), 0);
			else
				assert_true(count(l, INVITATION_ACCEPTED) <= capacity);
			if (count(l, INVITATION_WAITING) > 0)
				assert_int_equal(
					count(l, INVITATION_ACCEPTED), capacity);
			if (prng_below(&p, 10) == 0 && capacity > 0)
				capacity++;
		}
	}
}

/* Saying yes twice keeps one's place in the line. */
static void yes_twice_is_yes_once(void **state)
{
	struct invitation_line l[3] = { { .id = 1 }, { .id = 2 }, { .id = 3 } };

	(void)state;
	invitation_settle(l, 3, 0, true, 1);
	invitation_settle(l, 3, 1, true, 1);
	invitation_settle(l, 3, 2, true, 1);
	invitation_settle(l, 3, 1, true, 1);
	invitation_settle(l, 3, 0, false, 1);
	assert_int_equal(l[0].state, INVITATION_DECLINED);
	assert_int_equal(l[1].state, INVITATION_ACCEPTED);
	assert_int_equal(l[2].state, INVITATION_WAITING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_given_in_order),
		cmocka_unit_test(yes_twice_is_yes_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
