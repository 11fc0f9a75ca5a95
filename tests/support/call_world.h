/* SPDX-License-Identifier: EUPL-1.2 */
/* A simulated world for the call-out machine: seeded people and gateways around a
 * virtual clock.
 *
 * Gateways lose, fail, delay, repeat and reorder; people answer, change their mind,
 * answer twice, arrive, or say nothing; the coordinator changes need, reminds, stops;
 * now and then the call-out is taken apart and loaded again. After every step the rules
 * are checked. The same seed gives the same world, and the same trace. */
#pragma once

#include <stdint.h>

struct call_world_result {
	uint64_t trace; /* a hash of all effects in order */
	long steps;
	const char *broken; /* the rule that did not hold, or NULL */
};

struct call_world_result call_world_run(uint64_t seed);
