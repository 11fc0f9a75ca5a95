/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions about a call-out: norm times, counts, invariants. */
#include "alert/callout/recipient.h"

bool callout_may_be_late(const struct callout_recipient *r)
{
	return r->state == RECIPIENT_ACCEPTED || r->state == RECIPIENT_RESERVE
	       || r->state == RECIPIENT_LAST_RESORT;
}

bool callout_on_time(const struct callout *c, const struct callout_recipient *r)
{
	const struct callout_slot *s;
	struct instant limit, at = r->arrived_at;

	if (r->placed == CALLOUT_NOBODY)
		return false;
	s = &c->slots[r->placed];
	if (s->norm_minutes == 0)
		return true;
	limit = instant_add(c->t0, minutes(s->norm_minutes));
	if (at.ms == 0)
		at = r->expected_at;
	if (at.ms == 0) /* a yes without minutes promises to be there within the norm */
		at = r->answered_at;
	return !instant_before(limit, at);
}

int callout_slot_on_time(const struct callout *c, int slot)
{
	int n = 0;

	for (uint32_t i = 0; i < c->people_count; i++)
		n += c->people[i].placed == slot && callout_on_time(c, &c->people[i]);
	return n;
}

int callout_slot_asked(const struct callout *c, int slot)
{
	int n = 0;

	for (uint32_t i = 0; i < c->people_count; i++)
		n += (recipient_slots(c, &c->people[i]) & slot_bit(slot)) != 0
		     && c->people[i].asked_at.ms != 0
		     && c->people[i].reason != REASON_NO_CONTACT;
	return n;
}

int callout_slot_present(const struct callout *c, int slot)
{
	int n = 0;

	for (uint32_t i = 0; i < c->people_count; i++)
		n += c->people[i].placed == slot
		     && c->people[i].state == RECIPIENT_ARRIVED;
	return n;
}

int callout_slot_reserve(const struct callout *c, int slot)
{
	int n = 0;

	for (uint32_t i = 0; i < c->people_count; i++)
		n += (recipient_slots(c, &c->people[i]) & slot_bit(slot)) != 0
		     && c->people[i].state == RECIPIENT_RESERVE;
	return n;
}

static const char *person_wrong(
	const struct callout *c, const struct callout_recipient *r)
{
	bool comes = r->state == RECIPIENT_ACCEPTED || r->state == RECIPIENT_ARRIVED;

	if (r->placed != CALLOUT_NOBODY
		&& (r->placed >= c->slots_count
			|| (r->slots & slot_bit(r->placed)) == 0))
		return "somebody is placed where they cannot be";
	if (r->placed != CALLOUT_NOBODY && r->answer != ANSWER_YES
		&& r->answer != ANSWER_LAST_RESORT)
		return "somebody is placed without having said yes";
	if (r->placed != CALLOUT_NOBODY && !comes && !has_served(r)
		&& !(c->state == CALLOUT_STOPPED && r->state == RECIPIENT_STOOD_DOWN))
		return "somebody is placed who does not come";
	if (r->state == RECIPIENT_ACCEPTED && r->placed == CALLOUT_NOBODY)
		return "somebody accepted without a place";
	if ((r->state == RECIPIENT_ARRIVED || has_served(r)) != (r->arrived_at.ms != 0))
		return "arrival and its time do not agree";
	if (r->left_at.ms != 0 && r->state != RECIPIENT_STOOD_DOWN)
		return "somebody was sent home, yet is wanted";
	if ((r->state == RECIPIENT_DECLINED) != (r->answer == ANSWER_NO))
		return "a no and the state do not agree";
	if (r->state == RECIPIENT_ASKED && (r->asked_at.ms == 0 || r->path >= r->paths))
		return "somebody is asked on no path";
	if (r->state == RECIPIENT_ASKED && r->path_state == PATH_IDLE)
		return "somebody is asked, but nothing is under way";
	if (r->state != RECIPIENT_ASKED && r->path_state == PATH_SENDING)
		return "a question is under way to somebody who is not asked";
	if (c->state == CALLOUT_STOPPED && r->state == RECIPIENT_ASKED)
		return "somebody is asked after the stop";
	if (r->dirty)
		return "a change was not named";
	return NULL;
}

bool callout_holds(const struct callout *c, const char **why)
{
	int placed[CALLOUT_SLOTS_MAX] = { 0 };

	*why = NULL;
	for (uint32_t i = 0; i < c->people_count && *why == NULL; i++) {
		*why = person_wrong(c, &c->people[i]);
		if (*why == NULL && c->people[i].placed != CALLOUT_NOBODY)
			placed[c->people[i].placed]++;
	}
	for (int slot = 0; slot < c->slots_count && *why == NULL; slot++) {
		const struct callout_slot *s = &c->slots[slot];

		if (s->placed != placed[slot])
			*why = "the count of a slot is wrong";
		else if (c->state != CALLOUT_STOPPED
			 && (s->state == SLOT_FILLED) != slot_full(s))
			*why = "a slot's state and its count do not agree";
	}
	if (*why == NULL && (c->state == CALLOUT_ACTIVE) != (c->closed_at.ms == 0))
		*why = "active and closed";
	return *why == NULL;
}
