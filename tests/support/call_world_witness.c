/* SPDX-License-Identifier: EUPL-1.2 */
/* What a step may change, and what the world remembers of it. */
#include "tests/support/call_world_internal.h"

static int missing(const struct callout *c)
{
	int n = 0;

	for (int s = 0; s < c->slots_count; s++)
		if (c->slots[s].placed < c->slots[s].need)
			n += c->slots[s].need - c->slots[s].placed;
	return n;
}

/* Somebody was sent home: nobody is called because of that, unless it was asked. */
static void witness_home(struct world *w, const struct callout_event *event,
	const struct callout *before, const struct callout_recipient *was)
{
	const struct callout_recipient *r = &w->c.people[event->person];
	struct witness *who = &w->who[event->person];
	bool comes =
		was->state == RECIPIENT_ACCEPTED || was->state == RECIPIENT_ARRIVED;

	if (was->state == RECIPIENT_STOOD_DOWN)
		return;
	who->sent_home = true;
	if (r->left_at.ms != w->now)
		world_broken(w, "that somebody was sent home is not on record");
	if (was->state == RECIPIENT_ARRIVED && !event->refill)
		who->served = was->placed;
	if (comes && !event->refill && missing(&w->c) > missing(before))
		world_broken(w, "a place opens because somebody is sent home");
	if (event->refill && was->state == RECIPIENT_ARRIVED
		&& w->c.state != CALLOUT_STOPPED && r->placed != CALLOUT_NOBODY)
		world_broken(w, "a place stays taken that is to be filled again");
}

static void witness_slot(struct world *w, const struct callout_event *event)
{
	w->stopped[event->slot] = true;
	w->lowered[event->slot] = true;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *r = &w->c.people[i];

		if (r->placed != event->slot)
			continue;
		if (r->state == RECIPIENT_ACCEPTED)
			world_broken(w, "somebody comes for a slot that was stopped");
		if (event->send_home && r->state == RECIPIENT_ARRIVED)
			world_broken(w, "somebody stays in a slot that was sent home");
		w->who[i].sent_home |= r->left_at.ms != 0;
		if (r->left_at.ms != 0)
			w->who[i].served = r->placed;
	}
}

void world_witness(struct world *w, const struct callout_event *event,
	const struct callout *before, const struct callout_recipient *was)
{
	const struct callout_recipient *r = &w->c.people[event->person];
	struct witness *who = &w->who[event->person];
	bool speaks = event->kind == CALLOUT_ANSWER || event->kind == CALLOUT_ARRIVED;

	if (speaks && event->via == VIA_COORDINATOR && r->left_at.ms == 0) {
		who->sent_home = false;
		who->served = CALLOUT_NOBODY;
	}
	if (event->kind == CALLOUT_ANSWER && event->answer == ANSWER_NO
		&& r->state == RECIPIENT_DECLINED)
		who->sent_home = false;
	if (event->kind == CALLOUT_ANSWER && (r->left_at.ms == 0 || !who->sent_home))
		who->said_no = event->answer == ANSWER_NO;
	if (event->kind == CALLOUT_LATE
		&& (r->answered_at.ms != was->answered_at.ms || r->state != was->state
			|| r->placed != was->placed
			|| r->expected_at.ms != w->now + event->eta_minutes * 60000))
		world_broken(w, "running late changes more than the time");
	if (event->kind == CALLOUT_SEND_HOME)
		witness_home(w, event, before, was);
	if (event->kind == CALLOUT_STOP_SLOT)
		witness_slot(w, event);
	if (event->kind == CALLOUT_STOP && event->send_home)
		for (uint32_t i = 0; i < w->c.people_count; i++)
			if (w->c.people[i].state == RECIPIENT_ARRIVED)
				world_broken(
					w, "somebody stays after all were sent home");
	if (event->kind == CALLOUT_NEED && !w->c.slots[event->slot].ended)
		w->stopped[event->slot] = false;
}

bool world_is_late(const struct world *w, const struct callout_event *event)
{
	const struct witness *who = &w->who[event->person];

	return (event->kind == CALLOUT_SENT || event->kind == CALLOUT_PATH_FAILED)
	       && (event->round != who->round || event->path != who->path)
	       && callout_next_deadline(&w->c).ms > w->now;
}

void world_check_late(
	struct world *w, uint32_t person, const struct callout_recipient *before)
{
	const struct callout_recipient *r = &w->c.people[person];

	if (r->state != before->state || r->path != before->path
		|| r->round != before->round || r->path_state != before->path_state
		|| r->path_deadline.ms != before->path_deadline.ms)
		world_broken(
			w, "what came of an earlier question changes the present one");
}
