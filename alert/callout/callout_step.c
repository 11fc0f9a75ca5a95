/* SPDX-License-Identifier: EUPL-1.2 */
/* One step of a call-out: what an event changes, then refill, ask, tell,
 * settle. */
#include "alert/callout/callout_ask.h"
#include "alert/callout/callout_census.h"
#include "alert/callout/callout_leave.h"
#include "alert/callout/callout_place.h"
#include "alert/callout/callout_settle.h"
#include "alert/callout/recipient.h"

/* --- events */

static void on_tick(struct step *st)
{
	for (uint32_t i = 0; i < st->c->people_count; i++) {
		struct callout_recipient *r = &st->c->people[i];

		if (r->state == RECIPIENT_ASKED && r->path_state == PATH_SENT
			&& !instant_before(st->now, r->path_deadline))
			ask_next_path(st, i);
	}
}

/* Is this what became of the ask under way? A gateway that took it may still report a
 * failure. */
static bool is_present_ask(
	const struct callout_recipient *r, const struct callout_event *event)
{
	bool open =
		r->path_state == PATH_SENDING
		|| (event->kind == CALLOUT_PATH_FAILED && r->path_state == PATH_SENT);

	return r->state == RECIPIENT_ASKED && open && r->path == event->path
	       && r->round == event->round;
}

/* eta: minutes from `since`. */
static void eta_note(struct callout_recipient *r, struct instant since, int eta)
{
	r->eta_minutes = eta;
	r->expected_at =
		eta < 0 ? (struct instant){ 0 } : instant_add(since, minutes(eta));
}

static void answer_note(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];
	bool comes = r->state == RECIPIENT_ACCEPTED || r->state == RECIPIENT_RESERVE
		     || r->state == RECIPIENT_ARRIVED;
	bool repeats = comes && r->answer == event->answer;

	if (!repeats) { /* else their place in the order of answers stays */
		r->answer = event->answer;
		r->answered_at = step_moment(st, event);
	}
	r->via = event->via;
	if (!repeats || event->eta_minutes >= 0)
		eta_note(r, step_moment(st, event),
			event->answer == ANSWER_NO ? -1 : event->eta_minutes);
	if (r->path_state == PATH_SENDING)
		step_effect(st, EFFECT_CANCEL, event->person, CALLOUT_NOBODY);
	r->path_state = PATH_IDLE;
	step_person(st, event->person);
}

/* Somebody who was sent home wants to come back: only the coordinator decides that. */
static bool stays_home(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];
	bool answers = event->kind == CALLOUT_ANSWER;
	bool over = st->c->state == CALLOUT_STOPPED && answers && has_served(r);
	bool declines = answers && event->answer == ANSWER_NO && !has_served(r);

	if (r->left_at.ms == 0)
		return false;
	if (declines || (event->via == VIA_COORDINATOR && !over)) {
		leave_undo(st, event->person);
		return false;
	}
	step_effect(st, EFFECT_STAND_DOWN, event->person, CALLOUT_NOBODY);
	return true;
}

static void on_answer(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];
	bool told_otherwise = r->state == RECIPIENT_RESERVE;

	if (stays_home(st, event))
		return;
	if (r->state == RECIPIENT_ASKED && event->answer == ANSWER_NO)
		ask_lost(st, r);
	answer_note(st, event);
	if (event->answer == ANSWER_NO) {
		ask_place_lost(st, r);
		r->arrived_at = (struct instant){ 0 };
		r->state = RECIPIENT_DECLINED;
		place_remove(st, event->person);
		return;
	}
	if (r->state == RECIPIENT_ARRIVED)
		return;
	if (st->c->state == CALLOUT_STOPPED) {
		r->state = RECIPIENT_STOOD_DOWN;
		step_effect(st, EFFECT_STAND_DOWN, event->person, CALLOUT_NOBODY);
		return;
	}
	if (event->answer == ANSWER_YES) {
		place_willing(st, event->person, told_otherwise);
		return;
	}
	if (r->state == RECIPIENT_LAST_RESORT)
		return;
	ask_place_lost(st, r);
	place_remove(st, event->person);
	r->state = RECIPIENT_LAST_RESORT;
	step_effect(st, EFFECT_RESERVE, event->person, CALLOUT_NOBODY);
}

static void on_arrived(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];

	if (r->state == RECIPIENT_ARRIVED && event->at.ms != 0) {
		r->arrived_at = event->at; /* corrected */
		step_person(st, event->person);
	}
	if (r->state == RECIPIENT_ARRIVED || stays_home(st, event))
		return;
	if (r->answer != ANSWER_YES) {
		struct callout_event yes = *event;

		yes.answer = ANSWER_YES;
		yes.eta_minutes = 0;
		answer_note(st, &yes);
	}
	if (st->c->state != CALLOUT_STOPPED)
		place_willing(st, event->person, true);
	r->state = RECIPIENT_ARRIVED;
	r->path_state = PATH_IDLE;
	r->arrived_at = step_moment(st, event);
	step_person(st, event->person);
}

static void on_need(struct step *st, const struct callout_event *event)
{
	struct callout_slot *s = &st->c->slots[event->slot];

	st->refill = true; /* a place more, or people to spare */
	s->need = event->need;
	if (s->ended && s->need > s->placed) {
		s->ended = false;
		s->waves = s->mode == MODE_ALL ? 0 : s->waves; /* ask all anew */
	}
	step_slot(st, event->slot);
	place_lower(st, event->slot);
}

static void on_remind(struct step *st, const struct callout_event *event)
{
	uint64_t wanted = place_wanted(st);

	if (event->slot != CALLOUT_NOBODY)
		wanted &= slot_bit(event->slot);
	for (uint32_t i = 0; i < st->c->people_count; i++) {
		const struct callout_recipient *r = &st->c->people[i];
		bool silent = r->state == RECIPIENT_SILENT
			      || r->state == RECIPIENT_UNREACHABLE
			      || (r->state == RECIPIENT_ASKED
				      && r->path_state != PATH_SENDING);

		if (silent && (recipient_slots(st->c, r) & wanted) != 0)
			ask_again(st, i, REASON_AGAIN);
	}
}

static void on_late(struct step *st, const struct callout_event *event)
{
	struct callout_recipient *r = &st->c->people[event->person];

	eta_note(r, st->now, event->eta_minutes);
	r->via = event->via;
	step_person(st, event->person);
}

/* --- the step */

static void finish(struct step *st)
{
	for (uint64_t rest = st->slots_dirty; rest != 0; rest &= rest - 1)
		step_effect(st, EFFECT_SLOT, 0, __builtin_ctzll(rest));
	for (size_t i = 0; i < st->out->count; i++)
		if (st->out->items[i].kind == EFFECT_PERSON)
			st->c->people[st->out->items[i].person].dirty = false;
	census_follow(st);
}

static bool of_person(enum callout_event_kind kind)
{
	return kind == CALLOUT_SENT || kind == CALLOUT_PATH_FAILED
	       || kind == CALLOUT_ANSWER || kind == CALLOUT_ARRIVED
	       || kind == CALLOUT_LATE || kind == CALLOUT_SEND_HOME;
}

static bool is_steering(enum callout_event_kind kind)
{
	return kind == CALLOUT_NEED || kind == CALLOUT_REMIND
	       || kind == CALLOUT_STOP_SLOT || kind == CALLOUT_STOP;
}

/* What a person is told or says must fit how they stand. */
static enum err_code refuse_person(const struct callout_recipient *r,
	const struct callout_event *event, struct err *e)
{
	if (event->kind == CALLOUT_LATE && !callout_may_be_late(r))
		return err_set(e, ERR_CONFLICT,
			"only who said to come, and is not there yet, can be late");
	if (event->kind == CALLOUT_SEND_HOME
		&& (r->state == RECIPIENT_WAITING || r->state == RECIPIENT_DECLINED
			|| r->state == RECIPIENT_UNREACHABLE))
		return err_set(e, ERR_CONFLICT,
			"this person does not come: there is nobody to send home");
	if (event->kind == CALLOUT_SEND_HOME && event->at.ms != 0
		&& instant_before(event->at, r->arrived_at))
		return err_set(
			e, ERR_CONFLICT, "this person was not there yet at that time");
	if (event->kind == CALLOUT_ANSWER && event->via == VIA_COORDINATOR
		&& event->answer == ANSWER_NO && has_served(r))
		return err_set(e, ERR_CONFLICT,
			"this person was there and was sent home: that stays on "
			"record");
	return ERR_OK;
}

static enum err_code refuse(
	const struct callout *c, const struct callout_event *event, struct err *e)
{
	bool started = c->started_at.ms != 0;

	if (started == (event->kind == CALLOUT_START))
		return err_set(e, ERR_CONFLICT,
			started ? "the call-out has started already"
				: "the call-out has not started");
	if (of_person(event->kind) && event->person >= c->people_count)
		return err_set(e, ERR_BUG, "no recipient %u", event->person);
	if (event->kind == CALLOUT_ANSWER
		&& (event->answer == ANSWER_NONE || event->answer >= ANSWERS_COUNT))
		return err_set(e, ERR_BUG, "an answer must be yes, no or last resort");
	if (event->kind == CALLOUT_LATE && event->eta_minutes < 0)
		return err_set(e, ERR_BUG, "late by how much is not known");
	if ((event->kind == CALLOUT_NEED || event->kind == CALLOUT_STOP_SLOT)
		&& (event->slot < 0 || event->slot >= c->slots_count
			|| event->need < 0))
		return err_set(e, ERR_BUG, "no slot %d", event->slot);
	if (c->state == CALLOUT_STOPPED && is_steering(event->kind))
		return err_set(e, ERR_CONFLICT, "the call-out was stopped");
	return of_person(event->kind)
		       ? refuse_person(&c->people[event->person], event, e)
		       : ERR_OK;
}

/* Returns whether the rest of the step has to run. */
static bool apply(struct step *st, const struct callout_event *event)
{
	struct callout *c = st->c;

	switch (event->kind) {
	case CALLOUT_START:
		c->started_at = st->now;
		if (c->t0.ms == 0)
			c->t0 = st->now;
		c->state = CALLOUT_ACTIVE;
		st->starting = true;
		return true;
	case CALLOUT_TICK:
		on_tick(st);
		return c->state != CALLOUT_STOPPED;
	case CALLOUT_SENT:
		if (is_present_ask(&c->people[event->person], event))
			ask_sent(st, event->person);
		return false;
	case CALLOUT_PATH_FAILED:
		if (!is_present_ask(&c->people[event->person], event))
			return false;
		ask_next_path(st, event->person);
		return c->people[event->person].state != RECIPIENT_ASKED;
	case CALLOUT_ANSWER:
		on_answer(st, event);
		return c->state != CALLOUT_STOPPED;
	case CALLOUT_ARRIVED:
		on_arrived(st, event);
		return c->state != CALLOUT_STOPPED;
	case CALLOUT_NEED:
		on_need(st, event);
		return true;
	case CALLOUT_REMIND:
		on_remind(st, event);
		return true;
	case CALLOUT_LATE:
		on_late(st, event);
		return false;
	case CALLOUT_SEND_HOME:
		leave_person(st, event);
		return c->state != CALLOUT_STOPPED;
	case CALLOUT_STOP_SLOT:
		leave_slot(st, event);
		return true;
	case CALLOUT_STOP:
		leave_all(st, event);
		return false;
	}
	return false;
}

enum err_code callout_step(struct callout *c, const struct callout_event *event,
	struct instant now, struct effects *out, struct err *e)
{
	struct step st = { .c = c, .now = now, .out = out };

	effects_clear(out);
	if (refuse(c, event, e) != ERR_OK)
		return e->code;
	if (apply(&st, event)) {
		do { /* falling back on the pool lets reserves in: see again who fits */
			place_refill(&st);
			ask_slots(&st);
		} while (st.refill);
		place_last_resort(&st);
		place_stand_down(&st);
		callout_settle(&st);
	}
	finish(&st);
	if (out->failed)
		return err_set(e, ERR_NOMEM, "no memory for the effects of a step");
	return ERR_OK;
}
