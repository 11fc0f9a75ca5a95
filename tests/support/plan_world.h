/* SPDX-License-Identifier: EUPL-1.2 */
/* A database in which rosters are planned at random: rotations, publishing, duties by
 * hand, overrides, swaps and exchanges, absences, people who leave. The same seed gives
 * the same world. */
#pragma once

#include "base/random.h"
#include "tests/support/roster_world.h"

enum {
	WORLD_PEOPLE = 6,
	WORLD_FUNCTIONS = 2,
	WORLD_RANKS = 2,
	WORLD_CELL = 1800000, /* times are whole half hours */
	WORLD_CELLS = 8 * 7 * 48,
	WORLD_OVERRIDES = 64
};

/* A Monday in March: the clock changes in the third week. */
static const int64_t WORLD_START = INT64_C(1804464000000);

enum plan_sort {
	PLAN_PUBLISH,
	PLAN_DUTY,
	PLAN_OVERRIDE,
	PLAN_BACK, /* an override, made and taken away */
	PLAN_TAKE_AWAY,
	PLAN_SWAP,
	PLAN_EXCHANGE,
	PLAN_ASK, /* and some further steps, not always to the end */
	PLAN_ABSENCE,
	PLAN_LEAVE, /* or come back */
	PLAN_SORTS
};

struct plan_world {
	struct roster_world r;
	struct prng chance;
	int64_t person[WORLD_PEOPLE], function[WORLD_FUNCTIONS],
		rotation[WORLD_FUNCTIONS];
	bool left[WORLD_PEOPLE];
	int64_t override[WORLD_OVERRIDES];
	int overrides;
};

/* Two months before WORLD_START; everybody holds every function. */
void plan_world_open(struct plan_world *w, uint64_t seed);
uint64_t plan_below(struct plan_world *w, uint64_t n);
/* A half hour of the world. */
struct instant plan_moment(struct plan_world *w);
/* False: it was refused, and is rolled back. */
bool plan_step(struct plan_world *w, enum plan_sort sort);
