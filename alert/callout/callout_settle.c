/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/callout/callout_settle.h"

#include "alert/callout/callout_census.h"
#include "alert/callout/callout_place.h"
#include "alert/callout/recipient.h"

/* Can the slot still be filled by those who have not answered, or wait as last resort?
 */
static bool can_fill(struct step *st, int slot)
{
	const struct callout *c = st->c;
	const struct callout_slot *s = &c->slots[slot];
	const struct census *n = census_of(st);
	bool everyone = slot_limit(s) == s->queue_len;
	int missing = s->need - s->placed;
	uint64_t chain;

	missing -= n->people[CENSUS_ASKED][slot];
	missing -= (everyone ? n->people : n->on_duty)[CENSUS_POSSIBLE][slot];
	missing -= (everyone ? n->people : n->on_duty)[CENSUS_LAST_RESORT][slot];
	if (missing <= 0)
		return true;
	/* somebody asked for another slot may free a person who can move here */
	chain = census_chain(c, slot_bit(slot), UINT64_MAX >> (64 - c->slots_count));
	if (chain == slot_bit(slot))
		return false;
	for (uint32_t i = 0; i < c->people_count && missing > 0; i++)
		missing -= c->people[i].state == RECIPIENT_ASKED
			   && (c->people[i].slots & slot_bit(slot)) == 0
			   && (recipient_slots(c, &c->people[i]) & chain) != 0;
	return missing <= 0;
}

static void slot_settle(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];
	enum slot_state next = SLOT_FILLED;

	if (!slot_full(s))
		next = can_fill(st, slot) ? SLOT_OPEN : SLOT_EXHAUSTED;
	if (next == s->state)
		return;
	s->state = next;
	step_slot(st, slot);
	if (next == SLOT_EXHAUSTED)
		step_effect(st, EFFECT_SHORT, 0, slot);
}

/* Does the call-out still wait for somebody? */
static bool anybody_awaited(struct step *st)
{
	const struct callout *c = st->c;
	uint64_t wanted = place_wanted(st);

	for (uint32_t i = 0; i < c->people_count; i++)
		if (c->people[i].state == RECIPIENT_ASKED
			&& (c->people[i].slots & wanted) != 0)
			return true;
	return false;
}

void callout_settle(struct step *st)
{
	struct callout *c = st->c;
	enum callout_state next = CALLOUT_FILLED;

	for (int slot = 0; slot < c->slots_count; slot++) {
		slot_settle(st, slot);
		if (c->slots[slot].state == SLOT_OPEN)
			next = CALLOUT_ACTIVE;
		else if (c->slots[slot].state == SLOT_EXHAUSTED
			 && next == CALLOUT_FILLED)
			next = CALLOUT_EXHAUSTED;
	}
	if (next != CALLOUT_ACTIVE && anybody_awaited(st))
		next = CALLOUT_ACTIVE;
	if (next == c->state && !st->starting)
		return;
	c->state = next;
	c->closed_at = next == CALLOUT_ACTIVE ? (struct instant){ 0 } : st->now;
	step_effect(st, EFFECT_CALLOUT, 0, CALLOUT_NOBODY);
}
