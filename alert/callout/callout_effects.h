/* SPDX-License-Identifier: EUPL-1.2 */
/* One step under way, and what comes out of it. Not for others: they use callout.h. */
#pragma once

#include "alert/callout/callout.h"

struct step {
	struct callout *c;
	struct instant now;
	struct effects *out;
	uint64_t slots_dirty;        /* to be named by EFFECT_SLOT at the end */
	int lost[CALLOUT_SLOTS_MAX]; /* people of the present wave who said no or
					cannot be reached */
	bool refill; /* a place came free, or somebody willing was set aside */
	bool starting;
};

void step_effect(
	struct step *st, enum callout_effect_kind kind, uint32_t person, int slot);
void step_person(struct step *st, uint32_t person); /* marks the row as changed */
void step_slot(struct step *st, int slot);
/* When what the event says happened. */
struct instant step_moment(const struct step *st, const struct callout_event *event);
/* Whatever the person was: is told that they are not needed, and not asked on. */
void step_stand_down(struct step *st, uint32_t person);
