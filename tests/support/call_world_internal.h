/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the simulated world share. Private to call_world*.c. */
#pragma once

#include "alert/callout/callout.h"
#include "base/random.h"

enum { PEOPLE_MAX = 24, SLOTS_MAX = 5, FUTURE_MAX = 4096 };

/* Something that will happen. */
struct future {
	int64_t at;
	uint64_t order; /* ties are broken by chance: reordering */
	struct callout_event event;
	uint64_t cycle; /* the ask it belongs to; 0: of no ask */
};

/* What the world knows of a person, apart from the machine. */
struct witness {
	uint64_t cycle;  /* counts asks that began anew */
	int path, round; /* the last one asked on; -1: none in this cycle */
	bool cancelled;
	bool said_no;
	bool sent_home; /* and not asked back by the coordinator */
	int served;     /* slot where they were when sent home; -1: none */
	int told_slot;  /* what the person believes: slot, or one of the below */
};

enum { BELIEVES_NOTHING = -1, BELIEVES_RESERVE = -2, BELIEVES_NOT_NEEDED = -3 };

struct world {
	struct prng chance;
	struct callout c;
	struct effects effects;
	struct witness who[PEOPLE_MAX];
	struct future future[FUTURE_MAX];
	size_t futures;
	int64_t now;
	uint64_t trace;
	long steps;
	const char *broken;
	bool quiet; /* no more surprises: let it end */
	bool told_short[SLOTS_MAX];
	bool stopped[SLOTS_MAX]; /* and not wanted again since */
	bool lowered[SLOTS_MAX]; /* the coordinator lowered the need after people were
				    asked */
};

uint64_t world_below(struct world *w, uint64_t n);
bool world_one_in(struct world *w, uint64_t n);
/* The first rule that did not hold is kept. */
void world_broken(struct world *w, const char *rule);
/* Will happen. cycle: the ask it belongs to; 0: of no ask. */
void world_plan(struct world *w, int64_t delay_ms, const struct callout_event *event,
	uint64_t cycle);

/* --- what effects do in the world (call_world_react.c) */

void world_effect(struct world *w, const struct callout_effect *f);

/* --- the rules, checked from outside (call_world_rules.c) */

void world_check(struct world *w, enum callout_event_kind after);

/* --- what a step may change (call_world_witness.c); before, was: the call-out and the
 * person of the event as they were */

void world_witness(struct world *w, const struct callout_event *event,
	const struct callout *before, const struct callout_recipient *was);
/* Is that what became of a question before the present one? */
bool world_is_late(const struct world *w, const struct callout_event *event);
void world_check_late(
	struct world *w, uint32_t person, const struct callout_recipient *before);
