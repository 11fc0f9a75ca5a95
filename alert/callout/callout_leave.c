/* SPDX-License-Identifier: EUPL-1.2 */
/* Leaving a call-out: a person is sent home, a slot or the whole is stopped.
 *
 * Who was there keeps the place when they leave, so that the record stays and nobody is
 * called because somebody went home. Who was only on the way gives it up, and the need
 * shrinks with them, unless the coordinator wants somebody else (refill). */
#include "alert/callout/callout_leave.h"

#include "alert/callout/callout_ask.h"
#include "alert/callout/callout_place.h"
#include "alert/callout/recipient.h"

static void give_up_place(struct step *st, uint32_t person, bool refill)
{
	int slot = st->c->people[person].placed;
	struct callout_slot *s = &st->c->slots[slot];

	if (!refill && s->placed <= s->need) {
		s->need--;
		step_slot(st, slot);
	}
	if (refill)
		ask_place_lost(st, &st->c->people[person]);
	place_remove(st, person);
}

void leave_person(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];
	bool stopped = st->c->state == CALLOUT_STOPPED;

	if (r->state == RECIPIENT_STOOD_DOWN)
		return;
	if (r->state == RECIPIENT_ARRIVED && event->refill && !stopped
		&& r->placed != CALLOUT_NOBODY) {
		r->asked_for = r->placed;
		ask_place_lost(st, r);
		place_remove(st, event->person);
	}
	if (r->state == RECIPIENT_ACCEPTED)
		give_up_place(st, event->person, event->refill);
	r->left_at = step_moment(st, event);
	step_stand_down(st, event->person);
}

void leave_undo(struct step *st, uint32_t person)
{
	struct callout_recipient *r = &st->c->people[person];

	if (st->c->state != CALLOUT_STOPPED)
		place_remove(st, person);
	r->left_at = (struct instant){ 0 };
	r->arrived_at = (struct instant){ 0 };
	step_person(st, person);
}

static void leave_there(struct step *st, uint32_t person)
{
	st->c->people[person].left_at = st->now;
	step_stand_down(st, person);
}

void leave_slot(struct step *st, const struct callout_event *event)
{
	struct callout *c = st->c;
	struct callout_slot *s = &c->slots[event->slot];

	s->ended = true;
	step_slot(st, event->slot);
	for (uint32_t i = 0; i < c->people_count; i++) {
		struct callout_recipient *r = &c->people[i];
		bool comes = r->state == RECIPIENT_ACCEPTED && r->placed == event->slot;
		bool waits = r->state == RECIPIENT_RESERVE
			     || r->state == RECIPIENT_LAST_RESORT;

		if (r->state == RECIPIENT_ARRIVED && r->placed == event->slot
			&& event->send_home)
			leave_there(st, i);
		if (comes)
			place_remove(st, i);
		if ((comes || waits) && !recipient_any_left(c, r))
			step_stand_down(st, i);
		else if (comes)
			place_willing(st, i, true);
	}
	s->need = s->placed;
}

void leave_all(struct step *st, const struct callout_event *event)
{
	struct callout *c = st->c;

	for (uint32_t i = 0; i < c->people_count; i++) {
		switch (c->people[i].state) {
		case RECIPIENT_ASKED:
		case RECIPIENT_SILENT:
		case RECIPIENT_ACCEPTED:
		case RECIPIENT_RESERVE:
		case RECIPIENT_LAST_RESORT:
			step_stand_down(st, i);
			break;
		case RECIPIENT_ARRIVED:
			if (event->send_home)
				leave_there(st, i);
			break;
		case RECIPIENT_WAITING:
		case RECIPIENT_DECLINED:
		case RECIPIENT_UNREACHABLE:
		case RECIPIENT_STOOD_DOWN:
		case RECIPIENT_STATES_COUNT:
			break;
		}
	}
	for (int slot = 0; slot < c->slots_count; slot++) {
		c->slots[slot].wave_deadline = (struct instant){ 0 };
		step_slot(st, slot);
	}
	c->state = CALLOUT_STOPPED;
	c->closed_at = st->now;
	step_effect(st, EFFECT_CALLOUT, 0, CALLOUT_NOBODY);
}
