/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules, checked from outside. */
#include "tests/support/call_world_internal.h"

#include <string.h>

/* Kuhn's algorithm over single places: slow, plain, another method than the machine's.
 */
struct oracle {
	const struct callout *c;
	int place_slot[SLOTS_MAX * 8];
	int places;
	int taken_by[SLOTS_MAX * 8];
	bool seen[SLOTS_MAX * 8];
};

/* Places of a slot on duty are for those on duty, until it has fallen back on the pool.
 */
static bool may_fill(
	const struct callout *c, const struct callout_recipient *r, int slot)
{
	const struct callout_slot *s = &c->slots[slot];

	if ((r->slots >> slot & 1) == 0)
		return false;
	return s->mode != MODE_ON_DUTY || s->fallback_used
	       || (r->duty >> slot & 1) != 0;
}

static bool oracle_try(struct oracle *o, uint32_t person)
{
	const struct callout_recipient *r = &o->c->people[person];

	for (int p = 0; p < o->places; p++) {
		bool fixed = r->state == RECIPIENT_ARRIVED
			     || r->state == RECIPIENT_STOOD_DOWN;
		bool fits = fixed ? r->placed == o->place_slot[p]
				  : may_fill(o->c, r, o->place_slot[p]);

		if (!fits || o->seen[p])
			continue;
		o->seen[p] = true;
		if (o->taken_by[p] < 0 || oracle_try(o, (uint32_t)o->taken_by[p])) {
			o->taken_by[p] = (int)person;
			return true;
		}
	}
	return false;
}

static bool willing(const struct callout_recipient *r)
{
	if (r->state == RECIPIENT_ARRIVED)
		return r->placed != CALLOUT_NOBODY;
	if (r->state == RECIPIENT_STOOD_DOWN) /* sent home, or their slot stopped */
		return r->placed != CALLOUT_NOBODY;
	return r->answer == ANSWER_YES
	       || (r->answer == ANSWER_LAST_RESORT && r->placed != CALLOUT_NOBODY);
}

static int most_places(const struct callout *c)
{
	struct oracle o = { .c = c };
	int filled = 0;

	for (int s = 0; s < c->slots_count; s++)
		for (int n = 0; n < c->slots[s].need; n++)
			o.place_slot[o.places++] = s;
	for (int p = 0; p < o.places; p++)
		o.taken_by[p] = -1;
	for (uint32_t i = 0; i < c->people_count; i++) {
		memset(o.seen, 0, sizeof o.seen);
		filled += willing(&c->people[i]) && oracle_try(&o, i);
	}
	return filled;
}

static void check_places(struct world *w)
{
	int filled = 0;

	for (int s = 0; s < w->c.slots_count; s++) {
		const struct callout_slot *slot = &w->c.slots[s];
		int arrived = 0;

		filled += slot->placed < slot->need ? slot->placed : slot->need;
		for (uint32_t i = 0; i < w->c.people_count; i++)
			arrived += w->c.people[i].placed == s
				   && w->c.people[i].arrived_at.ms != 0;
		if (slot->placed > slot->need && slot->mode != MODE_ALL
			&& arrived < slot->placed)
			world_broken(w, "more people are kept than needed");
	}
	if (filled != most_places(&w->c))
		world_broken(w, "the placement fills fewer places than possible");
}

static void check_person(struct world *w, uint32_t i)
{
	const struct callout_recipient *r = &w->c.people[i];
	int told = w->who[i].told_slot;

	if (r->state == RECIPIENT_ACCEPTED && told != r->placed)
		world_broken(w, "somebody who comes was not told where");
	if (r->state == RECIPIENT_RESERVE && told != BELIEVES_RESERVE)
		world_broken(w, "a reserve was not told so");
	if (r->state == RECIPIENT_STOOD_DOWN && told != BELIEVES_NOT_NEEDED)
		world_broken(w, "somebody who is not needed was not told so");
	if (w->who[i].served != CALLOUT_NOBODY && r->placed != w->who[i].served)
		world_broken(w, "somebody who was there is no longer on record");
	if (w->who[i].sent_home && r->state != RECIPIENT_STOOD_DOWN)
		world_broken(w, "somebody comes back unasked");
	if (r->state == RECIPIENT_WAITING && r->asked_at.ms != 0)
		world_broken(w, "somebody who was asked waits");
}

/* A step of the order on duty ends early only through its own addressee's decline. */
static void check_duty_turns(struct world *w, int s)
{
	const struct callout_slot *slot = &w->c.slots[s];
	int current = 0;

	if (slot->mode != MODE_ON_DUTY || slot->fallback_used || w->lowered[s])
		return;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *r = &w->c.people[i];

		current += r->asked_for == s && r->state == RECIPIENT_ASKED
			   && r->reason != REASON_AGAIN
			   && w->now < r->asked_at.ms + slot->wave_time.ms;
	}
	if (current > slot->need)
		world_broken(
			w, "more people on duty are asked at once than are needed");
}

/* A slot that is exhausted was told to be, to a human. */
static void check_short(struct world *w)
{
	for (int s = 0; s < w->c.slots_count; s++) {
		bool is_short = w->c.slots[s].state == SLOT_EXHAUSTED;

		if (is_short && !w->told_short[s])
			world_broken(w, "a slot is short and nobody was told");
		w->told_short[s] = is_short;
	}
}

void world_check(struct world *w, enum callout_event_kind after)
{
	const char *why;

	if (!callout_holds(&w->c, &why))
		world_broken(w, why);
	for (uint32_t i = 0; i < w->c.people_count; i++)
		check_person(w, i);
	if (w->c.state == CALLOUT_STOPPED)
		return;
	check_places(w);
	check_short(w);
	for (int s = 0; s < w->c.slots_count; s++)
		check_duty_turns(w, s);
	if (after == CALLOUT_TICK && callout_next_deadline(&w->c).ms <= w->now)
		world_broken(w, "a deadline stays behind: the clock would spin");
}
