/* SPDX-License-Identifier: EUPL-1.2 */
/* The census: how the people of a call-out stand, counted by slot, so that an answer of
 * one among ten thousand does not look at all the others.
 *
 * It decides nothing. It is made when first asked for, follows the people named by
 * EFFECT_PERSON, and is thrown away when a slot falls back on the pool. */
#include "alert/callout/callout_census.h"

#include "alert/callout/recipient.h"

#include <string.h>

static enum census_class class_of(
	const struct callout *c, const struct callout_recipient *r)
{
	if (r->state == RECIPIENT_ASKED)
		return CENSUS_ASKED;
	if (r->state == RECIPIENT_LAST_RESORT)
		return CENSUS_LAST_RESORT;
	return recipient_possible(c, r) ? CENSUS_POSSIBLE : CENSUS_NONE;
}

static int mover_from(const struct callout_recipient *r)
{
	return r->state == RECIPIENT_ACCEPTED ? r->placed : CALLOUT_NOBODY;
}

/* by: 1 or -1, as they were last counted. */
static void count(struct callout *c, const struct callout_recipient *r, int by)
{
	struct census *n = &c->census;
	uint64_t open = r->slots & (~n->closed | r->duty);

	for (uint64_t rest = r->slots; rest != 0; rest &= rest - 1) {
		int slot = __builtin_ctzll(rest);

		n->people[r->counted_class][slot] += by;
		if ((r->duty & slot_bit(slot)) != 0)
			n->on_duty[r->counted_class][slot] += by;
	}
	n->last_resort += r->counted_class == CENSUS_LAST_RESORT ? by : 0;
	if (r->counted_from == CALLOUT_NOBODY)
		return;
	for (uint64_t rest = open; rest != 0; rest &= rest - 1)
		n->movers[r->counted_from][__builtin_ctzll(rest)] += by;
}

static void note(struct callout *c, struct callout_recipient *r)
{
	r->counted_class = class_of(c, r);
	r->counted_from = mover_from(r);
	count(c, r, 1);
}

static void recount(struct callout *c, uint64_t closed)
{
	memset(&c->census, 0, sizeof c->census);
	c->census.known = true;
	c->census.closed = closed;
	for (uint32_t i = 0; i < c->people_count; i++)
		note(c, &c->people[i]);
}

void census_follow(struct step *st)
{
	struct callout *c = st->c;

	if (st->out->failed)
		c->census.known = false;
	if (!c->census.known)
		return;
	for (size_t i = 0; i < st->out->count; i++) {
		struct callout_recipient *r = &c->people[st->out->items[i].person];

		if (st->out->items[i].kind != EFFECT_PERSON
			|| (r->counted_class == class_of(c, r)
				&& r->counted_from == mover_from(r)))
			continue;
		count(c, r, -1);
		note(c, r);
	}
}

bool census_holds(const struct callout *c)
{
	for (uint32_t i = 0; i < c->people_count; i++)
		if (c->people[i].counted_class != class_of(c, &c->people[i])
			|| c->people[i].counted_from != mover_from(&c->people[i]))
			return false;
	return true;
}

const struct census *census_of(struct step *st)
{
	uint64_t closed = callout_closed_slots(st->c);

	if (st->c->census.known && st->c->census.closed == closed)
		census_follow(st);
	if (!st->c->census.known || st->c->census.closed != closed)
		recount(st->c, closed);
	ENSURE(census_holds(st->c));
	return &st->c->census;
}

uint64_t census_chain(const struct callout *c, uint64_t into, uint64_t from)
{
	uint64_t chain = into, before;

	do {
		before = chain;
		for (uint64_t rest = from & ~chain; rest != 0; rest &= rest - 1) {
			int slot = __builtin_ctzll(rest);
			const int32_t *movers = c->census.movers[slot];

			for (uint64_t to = chain; to != 0; to &= to - 1) {
				if (movers[__builtin_ctzll(to)] == 0)
					continue;
				chain |= slot_bit(slot);
				break;
			}
		}
	} while (chain != before);
	return chain;
}
