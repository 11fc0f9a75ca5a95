/* SPDX-License-Identifier: EUPL-1.2 */
/* Augmenting paths over slots: nodes are slots, an edge s -> t is a person
 * placed in s who may also fill t. At most 62 nodes, however many people. */
#include "alert/callout/placement.h"

#include "alert/callout/recipient.h"

#include <string.h>

enum { SLOTS = CALLOUT_SLOTS_MAX };

/* For each pair of slots somebody placed in the first who may move to the
 * second. */
struct moves {
	uint64_t to[SLOTS];
	uint32_t who[SLOTS][SLOTS];
};

/* Without slots that were stopped: nobody comes in there, nor passes. */
static uint64_t open_slots(const struct callout *c, const struct callout_recipient *r)
{
	uint64_t ended = 0;

	for (int s = 0; s < c->slots_count; s++)
		if (c->slots[s].ended)
			ended |= slot_bit(s);
	return recipient_slots(c, r) & ~ended;
}

static uint64_t free_slots(const struct callout *c)
{
	uint64_t free = 0;

	for (int s = 0; s < c->slots_count; s++)
		if (!slot_full(&c->slots[s]))
			free |= slot_bit(s);
	return free;
}

static void moves_find(const struct callout *c, struct moves *m)
{
	memset(m->to, 0, sizeof m->to);
	for (uint32_t i = 0; i < c->people_count; i++) {
		const struct callout_recipient *r = &c->people[i];

		if (r->placed == CALLOUT_NOBODY || r->state != RECIPIENT_ACCEPTED)
			continue;
		for (uint64_t new = open_slots(c, r) & ~m->to[r->placed]
				    & ~slot_bit(r->placed);
			new != 0; new &= new - 1) {
			int t = __builtin_ctzll(new);

			m->to[r->placed] |= slot_bit(t);
			m->who[r->placed][t] = i;
		}
	}
}

/* How many others may still come for each slot: the fewer, the more this person
 * is wanted there. */
static void others_count(
	const struct callout *c, uint32_t person, uint32_t count[SLOTS])
{
	memset(count, 0, SLOTS * sizeof *count);
	for (uint32_t i = 0; i < c->people_count; i++) {
		const struct callout_recipient *r = &c->people[i];

		if (i == person
			|| (r->state != RECIPIENT_ASKED && !recipient_possible(c, r)))
			continue;
		for (uint64_t rest = recipient_slots(c, r); rest != 0; rest &= rest - 1)
			count[__builtin_ctzll(rest)]++;
	}
}

/* Of several free slots: where they have duty, else where the fewest others can
 * come. */
static int scarcest(const struct callout *c, uint32_t person, uint64_t free)
{
	uint32_t others[SLOTS];
	int best;

	if ((free & c->people[person].duty) != 0)
		free &= c->people[person].duty;
	best = __builtin_ctzll(free);
	if ((free & (free - 1)) == 0)
		return best;
	others_count(c, person, others);
	for (uint64_t rest = free; rest != 0; rest &= rest - 1) {
		int s = __builtin_ctzll(rest);

		if (others[s] < others[best])
			best = s;
	}
	return best;
}

static void put(struct callout *c, uint32_t person, int slot)
{
	REQUIRE(c->people[person].placed == CALLOUT_NOBODY);
	c->people[person].placed = slot;
	c->slots[slot].placed++;
}

void placement_remove(struct callout *c, uint32_t person)
{
	struct callout_recipient *r = &c->people[person];

	if (r->placed == CALLOUT_NOBODY)
		return;
	c->slots[r->placed].placed--;
	r->placed = CALLOUT_NOBODY;
}

/* Breadth first from the person's slots to a free one; *from[s] is the slot
 * before s. */
static int search(uint64_t start, uint64_t free, const struct moves *m, int from[SLOTS])
{
	int queue[SLOTS], head = 0, tail = 0;
	uint64_t seen = start;

	for (uint64_t rest = start; rest != 0; rest &= rest - 1) {
		int s = __builtin_ctzll(rest);

		from[s] = CALLOUT_NOBODY;
		queue[tail++] = s;
	}
	while (head < tail) {
		int s = queue[head++];

		for (uint64_t rest = m->to[s] & ~seen; rest != 0; rest &= rest - 1) {
			int t = __builtin_ctzll(rest);

			from[t] = s;
			if ((free & slot_bit(t)) != 0)
				return t;
			queue[tail++] = t;
		}
		seen |= m->to[s];
	}
	return CALLOUT_NOBODY;
}

bool placement_add(struct callout *c, uint32_t person, uint64_t into,
	void (*moved)(void *ctx, uint32_t person, int from, int to), void *ctx)
{
	struct callout_recipient *r = &c->people[person];
	uint64_t free = free_slots(c) & into, slots = open_slots(c, r);
	int from[SLOTS], at;
	struct moves m;

	REQUIRE(r->placed == CALLOUT_NOBODY);
	if (free == 0)
		return false;
	if ((free & slots) != 0) {
		put(c, person, scarcest(c, person, free & slots));
		return true;
	}
	moves_find(c, &m);
	at = search(slots, free, &m, from);
	if (at == CALLOUT_NOBODY)
		return false;
	while (from[at] != CALLOUT_NOBODY) {
		uint32_t mover = m.who[from[at]][at];

		placement_remove(c, mover);
		put(c, mover, at);
		moved(ctx, mover, from[at], at);
		at = from[at];
	}
	put(c, person, at);
	return true;
}
