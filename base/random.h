/* SPDX-License-Identifier: EUPL-1.2 */
/* Random bytes come in through this port; the real one is in service/, tests give a
 * seeded one. Also a small seeded generator (xoshiro256**), for simulation and demo
 * data, never for secrets. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct random {
	void (*fill)(struct random *r, void *bytes, size_t n); /* any thread */
};

struct prng {
	uint64_t s[4];
};

void prng_init(struct prng *p, uint64_t seed);
uint64_t prng_next(struct prng *p);
uint64_t prng_below(struct prng *p, uint64_t n); /* 0..n-1, unbiased; n > 0 */
double prng_unit(struct prng *p);                /* [0, 1) */
uint64_t prng_mix(uint64_t a, uint64_t b);       /* a hash of both: stable forever */
