/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules of a call-out in ten thousand simulated worlds. PARAAT_SEED=n repeats one
 * world, PARAAT_SEEDS=n sets how many are run. */
#include "tests/support/call_world.h"
#include "tests/support/seeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* Mutations tried: without the test of the path and round in is_present_ask, without
 * ask_lost, without refill_reserves, with a greedy placement_add: each is found within
 * 200 seeds. */
static void the_rules_hold_in_every_world(void **state)
{
	const struct seeds seeds = seeds_asked(10000);
	long steps = 0;

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
		struct call_world_result r = call_world_run((uint64_t)seed);

		if (r.broken != NULL)
			fail_msg("seed %ld, step %ld: %s", seed, r.steps, r.broken);
		steps += r.steps;
	}
	assert_true(steps > seeds.count);
	print_message("%ld worlds, %ld steps\n", seeds.count, steps);
}

static void the_same_seed_gives_the_same_trace(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++)
		assert_true(call_world_run(seed).trace == call_world_run(seed).trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rules_hold_in_every_world),
		cmocka_unit_test(the_same_seed_gives_the_same_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
