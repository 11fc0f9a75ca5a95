/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the call-out state machine share. Not for others: they use
 * callout.h. */
#pragma once

#include "alert/callout/callout.h"

/* One step under way. */
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

static inline uint64_t slot_bit(int slot)
{
	return UINT64_C(1) << slot;
}

static inline bool slot_full(const struct callout_slot *s)
{
	return s->placed >= s->need;
}

/* Effects. */
void step_effect(
	struct step *st, enum callout_effect_kind kind, uint32_t person, int slot);
void step_person(struct step *st, uint32_t person); /* marks the row as changed */
void step_slot(struct step *st, int slot);

/* Slots in which the person may be placed now: a slot that asks who is on duty takes
 * others only once it has fallen back on the pool. Bit mask. */
uint64_t recipient_slots(const struct callout *c, const struct callout_recipient *r);

/* Counting (callout_census.c). */
/* Up to date until somebody changes. */
const struct census *census_of(struct step *st);
/* Does it say of everybody what is true? For test builds. */
bool census_holds(const struct callout *c);
/* At the end of a step, before its effects are gone. */
void census_follow(struct step *st);
/* `into`, and the slots of `from` out of which people can move into it, one after the
 * other. After census_of(). */
uint64_t census_chain(const struct callout *c, uint64_t into, uint64_t from);

/* Asking (callout_ask.c). */
bool ask_possible(const struct callout *c, const struct callout_recipient *r);
/* How much of the queue of a slot may be asked: all, or those on duty only. */
uint32_t ask_limit(const struct callout_slot *s);
/* The person's silence in this slot is not over yet. */
bool ask_current(const struct callout_slot *s, const struct callout_recipient *r,
	struct instant now);
void ask_slots(struct step *st);
void ask_again(struct step *st, uint32_t person, enum recipient_reason reason);
void ask_sent(struct step *st, uint32_t person);
/* The present path gave nothing: the next one, the next round, or the end. */
void ask_next_path(struct step *st, uint32_t person);
/* Remembers for each open slot of the person that somebody must be asked
 * instead. */
void ask_lost(struct step *st, const struct callout_recipient *r);
/* Nobody further can be asked for the slot and nobody's silence runs. */
bool ask_waited_out(const struct callout *c, int slot, struct instant now);

/* Placing (callout_place.c). */
/* told_otherwise: they were told reserve or another place before. */
void place_willing(struct step *st, uint32_t person, bool told_otherwise);
void place_remove(struct step *st, uint32_t person);
void place_refill(struct step *st); /* reserves, when a place came free */
void place_last_resort(struct step *st);
void place_lower(struct step *st, int slot);
/* Slots that are open, or could give a person to an open one: bit mask. */
uint64_t place_wanted(struct step *st);
void place_stand_down(struct step *st);
/* Nobody is asked who is not wanted. For test builds. */
bool place_holds(const struct callout *c, uint64_t wanted);
