/* SPDX-License-Identifier: EUPL-1.2 */
/* What whoever runs a test asks of it: which worlds, how many. */
#pragma once

/* A number in the environment; else `otherwise`. */
long number_asked(const char *name, long otherwise);

struct seeds {
	long first, count;
};

/* PARAAT_SEED in the environment: that one; else PARAAT_SEEDS, or `usual`, from 1;
 * three times the usual under `scripts/test --thorough`. Fails the test when that is
 * none. */
struct seeds seeds_asked(long usual);
