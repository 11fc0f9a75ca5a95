/* SPDX-License-Identifier: EUPL-1.2 */
/* Placement: who fills which slot, so that most places are filled (rule 4).
 * Pure.
 *
 * A maximum bipartite matching of willing people to places, kept up step by
 * step: one more person or place means one search for an augmenting path, which
 * moves as few people as possible (breadth first, over slots). */
#pragma once

#include "alert/callout/callout.h"

/* Finds a place for the (unplaced) person, moving others between slots they
 * also may fill where that is the only way. People who are there, or were,
 * are not moved. Slots' need and placed counts say what is free. Returns true when
 * placed; calls moved(ctx, person, from, to) for each person moved (not for
 * `person`). Updates placed fields and counts. */
bool placement_add(struct callout *c, uint32_t person, uint64_t into,
	void (*moved)(void *ctx, uint32_t person, int from, int to), void *ctx);

/* A place in `slot` is free (someone left, need raised): may somebody placed
 * elsewhere move so that an unplaced willing person comes in? That is
 * placement_add of each unplaced one: callers do that. This one takes a person
 * out. */
void placement_remove(struct callout *c, uint32_t person);
