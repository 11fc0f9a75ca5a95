/* SPDX-License-Identifier: EUPL-1.2 */
/* Placing willing people, reserves, last resorts, and telling who is not needed
 * (rules 3, 4). */
#include "alert/callout/callout_place.h"

#include "alert/callout/callout_ask.h"
#include "alert/callout/callout_census.h"
#include "alert/callout/placement.h"
#include "alert/callout/recipient.h"

static void on_moved(void *ctx, uint32_t person, int from, int to)
{
	struct step *st = ctx;

	(void)from;
	step_person(st, person);
	step_effect(st, EFFECT_MOVED, person, to);
}

/* Who has no place (any more): a last resort waits until it must be again. */
static enum recipient_state spare_state(const struct callout_recipient *r)
{
	return r->answer == ANSWER_LAST_RESORT ? RECIPIENT_LAST_RESORT
					       : RECIPIENT_RESERVE;
}

void place_willing(struct step *st, uint32_t person, bool told_otherwise)
{
	struct callout_recipient *r = &st->c->people[person];
	int slot = 0;

	step_person(st, person);
	if (r->placed != CALLOUT_NOBODY)
		return;
	if (placement_add(st->c, person, UINT64_MAX, on_moved, st)) {
		if (r->state != RECIPIENT_ARRIVED)
			r->state = RECIPIENT_ACCEPTED;
		step_effect(st, told_otherwise ? EFFECT_MOVED : EFFECT_CONFIRM, person,
			r->placed);
		return;
	}
	while (slot < st->c->slots_count
		&& !((r->slots & slot_bit(slot)) != 0
			&& st->c->slots[slot].mode == MODE_ALL
			&& !st->c->slots[slot].ended))
		slot++;
	if (slot < st->c->slots_count) { /* a slot that asks all takes all */
		r->placed = slot;
		st->c->slots[slot].placed++;
		if (r->state != RECIPIENT_ARRIVED)
			r->state = RECIPIENT_ACCEPTED;
		step_effect(st, EFFECT_CONFIRM, person, slot);
		return;
	}
	if (r->state == RECIPIENT_ARRIVED)
		return;
	if (!recipient_any_left(st->c, r)) {
		step_stand_down(st, person);
	} else if (r->state != spare_state(r)) {
		r->state = spare_state(r);
		step_effect(st, EFFECT_RESERVE, person, CALLOUT_NOBODY);
	}
}

void place_remove(struct step *st, uint32_t person)
{
	int slot = st->c->people[person].placed;

	if (slot == CALLOUT_NOBODY)
		return;
	placement_remove(st->c, person);
	if (st->c->slots[slot].ended) { /* a place less, not a place to fill */
		st->c->slots[slot].need = st->c->slots[slot].placed;
		step_slot(st, slot);
	}
	step_person(st, person);
	st->refill = true;
}

/* The first of the reserves, by the time of their answer, that come after (at,
 * person). */
static uint32_t next_reserve(
	const struct callout *c, struct instant *at, uint32_t after)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < c->people_count; i++) {
		const struct callout_recipient *r = &c->people[i];

		bool spare = r->state == RECIPIENT_RESERVE
			     || (r->state == RECIPIENT_ARRIVED
				     && r->placed == CALLOUT_NOBODY);

		if (!spare || instant_before(r->answered_at, *at)
			|| (r->answered_at.ms == at->ms && after != UINT32_MAX
				&& i <= after))
			continue;
		if (best == UINT32_MAX
			|| instant_before(r->answered_at, c->people[best].answered_at))
			best = i;
	}
	if (best != UINT32_MAX)
		*at = c->people[best].answered_at;
	return best;
}

static bool any_open(const struct callout *c)
{
	for (int slot = 0; slot < c->slots_count; slot++)
		if (!slot_full(&c->slots[slot]))
			return true;
	return false;
}

/* A slot that asks all may hold more people than it needs: they can fill other slots.
 */
static bool refill_surplus_once(struct step *st)
{
	bool moved = false;

	for (uint32_t i = 0; any_open(st->c) && i < st->c->people_count; i++) {
		struct callout_recipient *r = &st->c->people[i];
		int old = r->placed;

		if (r->state != RECIPIENT_ACCEPTED
			|| st->c->slots[old].placed <= st->c->slots[old].need)
			continue;
		placement_remove(st->c, i);
		if (!placement_add(st->c, i, UINT64_MAX, on_moved, st)) {
			r->placed = old;
			st->c->slots[old].placed++;
			continue;
		}
		moved = true;
		if (r->placed != old)
			on_moved(st, i, old, r->placed);
	}
	return moved;
}

static void refill_surplus(struct step *st)
{
	while (refill_surplus_once(st)) /* who took another's place may move on */
		;
}

static void refill_reserves(struct step *st)
{
	struct instant at = INSTANT_MIN;
	uint32_t person = UINT32_MAX;

	while (any_open(st->c)) {
		person = next_reserve(st->c, &at, person);
		if (person == UINT32_MAX)
			return;
		place_willing(st, person, true);
	}
}

/* Rule 3: those who come only when it must be, once everyone was asked and had
 * their time. */
static void refill_last_resort(struct step *st)
{
	uint64_t desperate = 0;

	if (census_of(st)->last_resort == 0)
		return;
	for (int slot = 0; slot < st->c->slots_count; slot++)
		if (!slot_full(&st->c->slots[slot])
			&& ask_waited_out(st->c, slot, st->now))
			desperate |= slot_bit(slot);
	for (uint32_t i = 0; desperate != 0 && i < st->c->people_count; i++) {
		struct callout_recipient *r = &st->c->people[i];

		if (r->state != RECIPIENT_LAST_RESORT
			|| (recipient_slots(st->c, r) & desperate) == 0)
			continue;
		if (placement_add(st->c, i, desperate, on_moved, st)) {
			r->state = RECIPIENT_ACCEPTED;
			step_person(st, i);
			step_effect(st, EFFECT_MOVED, i, r->placed);
		}
	}
}

void place_refill(struct step *st)
{
	if (st->refill) {
		st->refill = false;
		refill_reserves(st);
		refill_surplus(st);
	}
}

void place_last_resort(struct step *st)
{
	if (any_open(st->c))
		refill_last_resort(st);
}

/* Need was lowered: who answered last and is not there yet becomes reserve, or
 * moves. */
void place_lower(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];

	while (s->placed > s->need && s->mode != MODE_ALL) {
		uint32_t last = UINT32_MAX;

		for (uint32_t i = 0; i < st->c->people_count; i++) {
			const struct callout_recipient *r = &st->c->people[i];

			if (r->placed != slot || r->state != RECIPIENT_ACCEPTED)
				continue;
			if (last == UINT32_MAX
				|| !instant_before(r->answered_at,
					st->c->people[last].answered_at))
				last = i;
		}
		if (last == UINT32_MAX)
			return; /* all are there already: they stay */
		placement_remove(st->c, last);
		place_willing(st, last, true);
	}
}

uint64_t place_wanted(struct step *st)
{
	const struct callout *c = st->c;
	uint64_t wanted = 0, others = 0;

	for (int slot = 0; slot < c->slots_count; slot++) {
		if (!slot_full(&c->slots[slot])
			|| (c->slots[slot].mode == MODE_ALL && !c->slots[slot].ended))
			wanted |= slot_bit(slot);
		else
			others |= slot_bit(slot);
	}
	if (wanted == 0 || others == 0)
		return wanted;
	(void)census_of(st);
	return census_chain(c, wanted, others);
}

static bool is_unwanted(
	const struct callout *c, const struct callout_recipient *r, uint64_t wanted)
{
	return (r->state == RECIPIENT_ASKED || r->state == RECIPIENT_SILENT)
	       && (recipient_slots(c, r) & wanted) == 0;
}

/* May anybody have become unwanted since the last look? Only when a slot closed, or
 * among those who changed in this step. */
static bool any_unwanted(const struct step *st, uint64_t wanted)
{
	const struct census *n = &st->c->census;

	if (!n->known || !n->settled || (n->wanted & ~wanted) != 0)
		return true;
	for (size_t i = 0; i < st->out->count; i++)
		if (st->out->items[i].kind == EFFECT_PERSON
			&& is_unwanted(st->c, &st->c->people[st->out->items[i].person],
				wanted))
			return true;
	return false;
}

bool place_holds(const struct callout *c, uint64_t wanted)
{
	for (uint32_t i = 0; i < c->people_count; i++)
		if (is_unwanted(c, &c->people[i], wanted))
			return false;
	return true;
}

void place_stand_down(struct step *st)
{
	uint64_t wanted = place_wanted(st);
	bool any = any_unwanted(st, wanted);

	st->c->census.settled = true;
	st->c->census.wanted = wanted;
	if (!any) {
		ENSURE(place_holds(st->c, wanted));
		return;
	}
	for (uint32_t i = 0; i < st->c->people_count; i++) {
		struct callout_recipient *r = &st->c->people[i];

		if (!is_unwanted(st->c, r, wanted))
			continue;
		step_stand_down(st, i);
	}
}
