/* SPDX-License-Identifier: EUPL-1.2 */
/* What a step of the machine means outside it: rows, messages, events, audit. */
#include "alert/call/call_store.h"

#include "alert/outbox/outbox.h"
#include "alert/call/coordinators.h"
#include "schema/event.h"

#include <stdlib.h>
#include <string.h>

enum {
	NAMED_MAX = 200, /* people named one by one in an event */
	COORDINATORS_MAX = 32
};

/* One step being written down. */
struct writing {
	struct db *db;
	const struct call_settings *settings;
	struct call *call;
	const struct callout_event *event;
	const struct change *by;
	struct err *e;
	struct stmt *asks_or_null; /* asks that are not written yet */
	json_t *asked;             /* person ids */
	int64_t asked_count;
};

static enum err_code write_event(
	struct writing *w, const char *kind, int64_t person_id, json_t *data)
{
	char *text = json_dumps(data, JSON_COMPACT);
	struct event_record r = { .at = w->by->now,
		.kind = kind,
		.callout_id = w->call->c.id,
		.person_id = person_id,
		.actor = w->by->actor.name,
		.data = text };
	enum err_code rc;

	json_decref(data);
	if (text == NULL)
		return err_set(w->e, ERR_NOMEM, "no memory for an event");
	rc = event_write(w->db, &r, NULL, w->e);
	free(text);
	return rc;
}

static json_t *what(const char *word)
{
	json_t *o = json_object();

	fields_set_text(o, "what", word);
	return o;
}

static void set_function(const struct writing *w, json_t *o, int slot)
{
	if (slot == CALLOUT_NOBODY)
		return;
	fields_set_int(o, "function_id", w->call->c.slots[slot].function_id);
	fields_set_text(o, "function", w->call->functions[slot].code);
}

static enum err_code on_callout(struct writing *w)
{
	json_t *o = what(w->event->kind == CALLOUT_START  ? "started"
			 : w->event->kind == CALLOUT_STOP ? "stopped"
							  : "state");

	fields_set_text(o, "state", callout_state_words[w->call->c.state]);
	return write_event(w, "callout", 0, o);
}

static enum err_code on_slot(struct writing *w, int slot)
{
	const struct callout_slot *s = &w->call->c.slots[slot];
	json_t *o;

	if (w->event->kind == CALLOUT_START)
		return ERR_OK; /* its row is new */
	if (call_slot_save(w->db, w->call, slot, w->e) != ERR_OK)
		return w->e->code;
	o = what(w->event->kind == CALLOUT_STOP_SLOT && w->event->slot == slot
			 ? "stopped"
			 : "slot");
	set_function(w, o, slot);
	fields_set_text(o, "state", slot_state_words[s->state]);
	fields_set_int(o, "need", s->need);
	fields_set_int(o, "accepted", s->placed);
	return write_event(w, "slot", 0, o);
}

/* Is it something that a person said, or that was said of them? */
static bool is_of_person(enum callout_event_kind kind)
{
	return kind == CALLOUT_ANSWER || kind == CALLOUT_ARRIVED || kind == CALLOUT_LATE
	       || kind == CALLOUT_SEND_HOME;
}

static enum err_code on_person(struct writing *w, uint32_t person)
{
	const struct callout_recipient *r = &w->call->c.people[person];
	bool named = is_of_person(w->event->kind) && w->event->person == person;
	bool answered = named && w->event->kind != CALLOUT_SEND_HOME;
	json_t *o;

	if (w->event->kind == CALLOUT_SENT)
		return ERR_OK; /* stands with the attempt */
	if (w->event->kind != CALLOUT_START
		&& call_person_save(w->db, w->call, person, w->e) != ERR_OK)
		return w->e->code;
	if (!answered && (r->state == RECIPIENT_ASKED || r->state == RECIPIENT_WAITING))
		return ERR_OK; /* told in one event with all who are asked */
	o = what(!named                                ? "state"
		 : w->event->kind == CALLOUT_LATE      ? "late"
		 : w->event->kind == CALLOUT_SEND_HOME ? "sent_home"
						       : "answer");
	if (answered) {
		fields_set_text(o, "answer", answer_words[r->answer]);
		fields_set_text(o, "via", answer_via_words[r->via]);
		if (r->eta_minutes >= 0)
			fields_set_int(o, "eta_minutes", r->eta_minutes);
	}
	if (named && w->event->at.ms != 0)
		fields_set_instant(o, "happened_at", w->event->at);
	if (named && r->placed != CALLOUT_NOBODY)
		fields_set_bool(o, "on_time", callout_on_time(&w->call->c, r));
	fields_set_text(o, "state", recipient_state_words[r->state]);
	set_function(w, o, r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for);
	return write_event(w, "recipient", r->person_id, o);
}

static enum err_code on_ask(struct writing *w, const struct callout_effect *f)
{
	if (w->call->origin == CALL_MANUAL)
		return ERR_OK;
	w->asked_count++;
	if (w->asked_count <= NAMED_MAX)
		json_array_append_new(
			w->asked, json_integer(w->call->c.people[f->person].person_id));
	if (w->asks_or_null == NULL
		&& outbox_asks(w->db, &w->asks_or_null, w->e) != ERR_OK)
		return w->e->code;
	return outbox_ask(w->db, w->settings, w->asks_or_null, w->call, f->person,
		f->path, f->again, w->by->now, w->e);
}

static enum err_code write_asks(struct writing *w)
{
	return w->asks_or_null == NULL ? ERR_OK : stmt_run(w->asks_or_null, w->e);
}

static enum err_code on_cancel(struct writing *w, uint32_t person)
{
	if (write_asks(w) != ERR_OK) /* one of them may be meant */
		return w->e->code;
	return outbox_cancel(w->db, w->call->c.people[person].id, w->e);
}

/* The answer page itself tells the one who pressed the button. */
static bool told_on_page(const struct writing *w, uint32_t person)
{
	return w->event->kind == CALLOUT_ANSWER && w->event->person == person
	       && (w->event->via == VIA_LINK);
}

static enum err_code on_tell(
	struct writing *w, const struct callout_effect *f, enum call_purpose purpose)
{
	if (w->call->origin == CALL_MANUAL || told_on_page(w, f->person)
		|| w->event->kind == CALLOUT_ARRIVED)
		return ERR_OK;
	return outbox_tell(w->db, w->settings, w->call, f->person, purpose, NULL,
		w->by->now, w->e);
}

/* Nobody is told that they are not needed who never heard that they were: their
 * question was taken back before any gateway had it. */
static enum err_code on_stand_down(struct writing *w, const struct callout_effect *f)
{
	const struct callout_recipient *r = &w->call->c.people[f->person];
	bool knows = r->answer != ANSWER_NONE || r->path_deadline.ms != 0;

	if (!knows && call_ask_left(w->db, r->id, &knows, w->e) != ERR_OK)
		return w->e->code;
	return knows ? on_tell(w, f, PURPOSE_STAND_DOWN) : ERR_OK;
}

/* Rule 8: an event, and a message to the coordinator on duty. */
static enum err_code on_short(struct writing *w, int slot)
{
	int64_t people[COORDINATORS_MAX];
	size_t n;
	json_t *o;

	if (w->call->origin == CALL_MANUAL)
		return ERR_OK;
	if (coordinators_to_tell(w->db, w->by->now, people, COORDINATORS_MAX, &n, w->e)
		!= ERR_OK)
		return w->e->code;
	for (size_t i = 0; i < n; i++)
		if (outbox_notify(w->db, w->settings, w->call, people[i],
			    w->call->functions[slot].name, w->by->now, w->e)
			!= ERR_OK)
			return w->e->code;
	o = what("short");
	set_function(w, o, slot);
	fields_set_int(o, "need", w->call->c.slots[slot].need);
	fields_set_int(o, "accepted", w->call->c.slots[slot].placed);
	fields_set_int(o, "coordinators_told", (int64_t)n);
	return write_event(w, "slot", 0, o);
}

static enum err_code on_no_duty(struct writing *w, int slot)
{
	json_t *o = what("nobody_on_duty");

	set_function(w, o, slot);
	return write_event(w, "slot", 0, o);
}

static enum err_code on_effect(struct writing *w, const struct callout_effect *f)
{
	switch (f->kind) {
	case EFFECT_ASK:
		return on_ask(w, f);
	case EFFECT_CANCEL:
		return on_cancel(w, f->person);
	case EFFECT_CONFIRM:
		return on_tell(w, f, PURPOSE_CONFIRM);
	case EFFECT_RESERVE:
		return on_tell(w, f, PURPOSE_RESERVE);
	case EFFECT_MOVED:
		return on_tell(w, f, PURPOSE_MOVED);
	case EFFECT_STAND_DOWN:
		return on_stand_down(w, f);
	case EFFECT_PERSON:
		return on_person(w, f->person);
	case EFFECT_SLOT:
		return on_slot(w, f->slot);
	case EFFECT_CALLOUT:
		return on_callout(w);
	case EFFECT_NO_DUTY:
		return on_no_duty(w, f->slot);
	case EFFECT_SHORT:
		return on_short(w, f->slot);
	}
	return ERR_OK;
}

/* The row of the call-out: its state, and a new version when anything that its item
 * shows may have changed, so that nobody takes what they hold for current. A start
 * wrote the row itself; that a message was sent is not part of the item. */
static enum err_code save_row(struct writing *w)
{
	if (w->event->kind == CALLOUT_START || w->event->kind == CALLOUT_SENT)
		return ERR_OK;
	return call_row_save(w->db, w->call, w->e);
}

static enum err_code write_asked(struct writing *w)
{
	json_t *o;

	if (w->asked_count == 0)
		return ERR_OK;
	o = what("asked");
	fields_set_int(o, "count", w->asked_count);
	json_object_set(o, "person_ids", w->asked);
	return write_event(w, "recipient", 0, o);
}

/* Decisions of people go to the audit log; outcomes of messages and time do not: they
 * are in the timeline. */
static enum err_code write_audit(struct writing *w)
{
	static const char *const verbs[] = { [CALLOUT_ANSWER] = "answer",
		[CALLOUT_ARRIVED] = "arrived",
		[CALLOUT_LATE] = "late",
		[CALLOUT_SEND_HOME] = "send_home",
		[CALLOUT_STOP_SLOT] = "stop_slot",
		[CALLOUT_NEED] = "need",
		[CALLOUT_REMIND] = "remind",
		[CALLOUT_STOP] = "stop" };
	const struct callout_event *event = w->event;
	json_t *after;
	enum err_code rc;

	if (event->kind > CALLOUT_STOP || verbs[event->kind] == NULL)
		return ERR_OK;
	after = json_object();
	if (is_of_person(event->kind)) {
		const struct callout_recipient *r = &w->call->c.people[event->person];

		fields_set_int(after, "person_id", r->person_id);
		if (r->eta_minutes >= 0)
			fields_set_int(after, "eta_minutes", r->eta_minutes);
		fields_set_text(after, "answer", answer_words[r->answer]);
		fields_set_text(after, "via", answer_via_words[r->via]);
	}
	if (event->kind == CALLOUT_NEED) {
		set_function(w, after, event->slot);
		fields_set_int(after, "need", event->need);
	}
	if (event->kind == CALLOUT_STOP_SLOT)
		set_function(w, after, event->slot);
	if (event->kind == CALLOUT_STOP_SLOT || event->kind == CALLOUT_STOP)
		fields_set_bool(after, "send_home", event->send_home);
	if (event->kind == CALLOUT_SEND_HOME)
		fields_set_bool(after, "refill", event->refill);
	rc = resource_audit(w->db, w->by, verbs[event->kind], "callout", w->call->c.id,
		NULL, after, w->e);
	json_decref(after);
	return rc;
}

enum err_code call_effects(struct db *db, const struct call_settings *settings,
	struct call *call, const struct callout_event *event,
	const struct effects *effects, const struct change *by, struct err *e)
{
	struct writing w = { .db = db,
		.settings = settings,
		.call = call,
		.event = event,
		.by = by,
		.e = e,
		.asked = json_array() };

	enum err_code rc = ERR_OK;

	err_clear(e);
	for (size_t i = 0; i < effects->count && rc == ERR_OK; i++)
		rc = on_effect(&w, &effects->items[i]);
	if (rc == ERR_OK)
		rc = write_asks(&w);
	stmt_done(&w.asks_or_null);
	if (rc == ERR_OK)
		rc = write_asked(&w);
	json_decref(w.asked);
	if (rc != ERR_OK || save_row(&w) != ERR_OK)
		return e->code;
	return write_audit(&w);
}
