/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions about one recipient and one slot: what the other files of the machine
 * decide with. Not for others: they use callout.h. */
#pragma once

#include "alert/callout/callout.h"

static inline uint64_t slot_bit(int slot)
{
	return UINT64_C(1) << slot;
}

static inline bool slot_full(const struct callout_slot *s)
{
	return s->ended || s->placed >= s->need;
}

/* Was there, and is gone: keeps the place, for the record. */
static inline bool has_served(const struct callout_recipient *r)
{
	return r->arrived_at.ms != 0 && r->left_at.ms != 0;
}

/* How much of the queue of a slot may be asked: all, or those on duty only. */
uint32_t slot_limit(const struct callout_slot *s);

/* Slots that take only who is on duty, because they have not fallen back on the pool:
 * bit mask. */
uint64_t callout_closed_slots(const struct callout *c);
/* Slots in which the person may be placed now: bit mask. */
uint64_t recipient_slots(const struct callout *c, const struct callout_recipient *r);
/* Is there a slot of this person that was not stopped? */
bool recipient_any_left(const struct callout *c, const struct callout_recipient *r);
/* Not asked yet, or told off (but not sent home): may be asked. */
bool recipient_possible(const struct callout *c, const struct callout_recipient *r);
/* The person's silence in this slot is not over yet. */
bool recipient_current(const struct callout_slot *s, const struct callout_recipient *r,
	struct instant now);
