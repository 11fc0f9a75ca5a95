/* SPDX-License-Identifier: EUPL-1.2 */
/* Steering a call-out: stop, need, remind, message, and answers that came by telephone.
 */
#include "alert/report/call_view.h"
#include "alert/call/relief.h"
#include "alert/outbox/outbox.h"
#include "schema/event.h"
#include "service/api/api.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX = 500, MESSAGE_MAX = 1000, MINUTE_MS = 60000 };

static enum err_code step(struct api_call *c, struct db *db,
	const struct callout_event *event, struct err *e)
{
	struct call *call;
	json_t *o;

	if (call_step(db, c->context->calls, c->id, event, &c->by, e) != ERR_OK
		|| call_get(db, c->id, &call, e) != ERR_OK
		|| call_view_item(call, &o, e) != ERR_OK)
		return e->code;
	return api_reply_item(c, o, e);
}

/* The body is an object with nothing but these fields; faults go on in *e. */
static enum err_code only(struct api_call *c, const char *const names[], struct err *e)
{
	err_clear(e);
	if (fields_object(c->body, e) == ERR_OK)
		fields_only(c->body, names, e);
	return e->code;
}

/* Something for the timeline that is no step of the machine. */
static enum err_code tell_timeline(struct api_call *c, struct db *db, const char *kind,
	int64_t person_id, const json_t *data, struct err *e)
{
	char *text = json_dumps(data, JSON_COMPACT);
	struct event_record r = { .at = c->by.now,
		.kind = kind,
		.callout_id = c->id,
		.person_id = person_id,
		.actor = c->by.actor.name,
		.data = text };

	if (text == NULL)
		return err_set(e, ERR_NOMEM, "no memory for an event");
	e->code = event_write(db, &r, NULL, e);
	free(text);
	return e->code;
}

/* The slot that function_id names; CALLOUT_NOBODY when it may be left out and is. */
static enum err_code read_slot(struct api_call *c, const struct call *call,
	enum fields_need need, int *ret, struct err *e)
{
	int64_t function;

	*ret = CALLOUT_NOBODY;
	if (!fields_int(c->body, "function_id", need, 1, INT64_MAX, &function, e))
		return e->code;
	*ret = call_slot(call, function);
	if (*ret == CALLOUT_NOBODY)
		(void)err_fault(e, "function_id", "is not a function of this call-out");
	return e->code;
}

/* One of the people of the call-out; CALLOUT_NOBODY when it may be left out and is. */
static int64_t read_person(struct api_call *c, const struct call *call,
	enum fields_need need, struct err *e)
{
	int64_t person, at;

	if (!fields_int(c->body, "person_id", need, 1, INT64_MAX, &person, e))
		return CALLOUT_NOBODY;
	at = call_person(call, person);
	if (at < 0)
		(void)err_fault(
			e, "person_id", "is not one of the people of this call-out");
	return at;
}

/* When it happened, for what is noted later; left out: now. People note the minute: one
 * that began before `since` is meant to be after it. */
static void read_moment(struct api_call *c, struct instant since, const char *words,
	struct instant *ret, struct err *e)
{
	struct instant at;

	if (!fields_instant(c->body, "at", FIELDS_OPTIONAL, &at, e))
		return;
	if (at.ms > c->by.now.ms)
		(void)err_fault(e, "at", "lies in the future");
	else if (at.ms + MINUTE_MS <= since.ms)
		(void)err_fault(e, "at", "lies before %s", words);
	*ret = at.ms < since.ms ? since : at;
}

/* One person, one slot, or everything. */
static enum err_code read_stop(struct api_call *c, const struct call *call,
	struct callout_event *event, struct err *e)
{
	int64_t person = read_person(c, call, FIELDS_OPTIONAL, e);
	bool given = person >= 0;

	(void)fields_bool(c->body, "send_home", FIELDS_OPTIONAL, &event->send_home, e);
	(void)fields_bool(c->body, "refill", FIELDS_OPTIONAL, &event->refill, e);
	(void)read_slot(c, call, FIELDS_OPTIONAL, &event->slot, e);
	if (given && call->c.people[person].arrived_at.ms != 0)
		read_moment(c, call->c.people[person].arrived_at, "arrived_at",
			&event->at, e);
	else
		read_moment(c, call->c.started_at, "started_at", &event->at, e);
	if (event->refill && !given)
		(void)err_fault(e, "refill", "goes with a person_id");
	if (event->at.ms != 0 && !given)
		(void)err_fault(e, "at", "goes with a person_id");
	if (given && event->slot != CALLOUT_NOBODY)
		(void)err_fault(
			e, "function_id", "give a person or a function, not both");
	if (given)
		event->person = (uint32_t)person;
	event->kind = given                           ? CALLOUT_SEND_HOME
		      : event->slot != CALLOUT_NOBODY ? CALLOUT_STOP_SLOT
						      : CALLOUT_STOP;
	return e->code;
}

static enum err_code stop(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", "person_id", "send_home",
		"refill", "at", NULL };
	struct callout_event event = { .kind = CALLOUT_STOP };
	struct call *call;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	if (read_stop(c, call, &event, e) != ERR_OK
		|| (event.kind == CALLOUT_STOP
			&& relief_stop_all(db, c->context->calls, c->id, &c->by, e)
				   != ERR_OK))
		return e->code;
	return step(c, db, &event, e);
}

static enum err_code need(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", "need", NULL };
	struct callout_event event = { .kind = CALLOUT_NEED };
	struct call *call;
	int64_t n = 0;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	(void)fields_int(c->body, "need", FIELDS_REQUIRED, 0, 10000, &n, e);
	event.need = (int)n;
	if (read_slot(c, call, FIELDS_REQUIRED, &event.slot, e) != ERR_OK)
		return e->code;
	return step(c, db, &event, e);
}

static enum err_code remind(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", NULL };
	struct callout_event event = { .kind = CALLOUT_REMIND };
	struct call *call;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	if (only(c, names, e) != ERR_OK
		|| read_slot(c, call, FIELDS_OPTIONAL, &event.slot, e) != ERR_OK)
		return e->code;
	return step(c, db, &event, e);
}

static enum err_code read_answer(struct api_call *c, const struct call *call,
	struct callout_event *event, const char **ret_note, struct err *e)
{
	static const char *const names[] = { "person_id", "answer", "eta_minutes",
		"note", "at", NULL };
	enum { SAY_ARRIVED = 3, SAY_LATE = 4, SAYINGS };
	static const char *const answers[] = { "yes", "last_resort", "no", "arrived",
		"late" };
	static const enum answer values[] = { ANSWER_YES, ANSWER_LAST_RESORT, ANSWER_NO,
		ANSWER_YES, ANSWER_YES };
	int64_t eta = -1, at;
	int answer = 0;

	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	at = read_person(c, call, FIELDS_REQUIRED, e);
	(void)fields_word(
		c->body, "answer", FIELDS_REQUIRED, answers, SAYINGS, &answer, e);
	(void)fields_int(c->body, "eta_minutes", FIELDS_OPTIONAL, 0, 1440, &eta, e);
	(void)fields_text(c->body, "note", FIELDS_OPTIONAL, NOTE_MAX, ret_note, e);
	if (answer == SAY_LATE && eta < 0)
		(void)err_fault(e, "eta_minutes",
			"must be given: in how many minutes from now");
	*event = (struct callout_event){ .kind = answer == SAY_ARRIVED ? CALLOUT_ARRIVED
						 : answer == SAY_LATE  ? CALLOUT_LATE
								       : CALLOUT_ANSWER,
		.answer = values[answer],
		.eta_minutes = (int)eta,
		.via = VIA_COORDINATOR };
	read_moment(c, call->c.started_at, "started_at", &event->at, e);
	if (answer == SAY_LATE && event->at.ms != 0)
		(void)err_fault(e, "at", "does not go with late");
	if (at >= 0)
		event->person = (uint32_t)at;
	return e->code;
}

/* What the coordinator wrote down beside the answer. */
static enum err_code keep_note(struct api_call *c, struct db *db, int64_t person_id,
	const char *note, struct err *e)
{
	json_t *data = json_object();

	fields_set_text(data, "what", "note");
	fields_set_text(data, "note", note);
	(void)tell_timeline(c, db, "recipient", person_id, data, e);
	json_decref(data);
	return e->code;
}

static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	struct callout_event event;
	const char *note = "";
	struct call *call;

	if (call_get(db, c->id, &call, e) != ERR_OK
		|| read_answer(c, call, &event, &note, e) != ERR_OK)
		return e->code;
	if (note[0] != '\0'
		&& keep_note(c, db, call->c.people[event.person].person_id, note, e)
			   != ERR_OK)
		return e->code;
	return step(c, db, &event, e);
}

/* slot: only who has a place there; CALLOUT_NOBODY: everywhere. */
static bool wants_message(const struct callout_recipient *r, bool all, int slot)
{
	bool comes = r->state == RECIPIENT_ACCEPTED || r->state == RECIPIENT_ARRIVED;

	if (slot != CALLOUT_NOBODY)
		return (r->slots >> slot & 1) != 0
		       && (comes ? r->placed == slot
				 : all && r->asked_at.ms != 0
					       && r->state != RECIPIENT_DECLINED);

	return comes || (all && r->asked_at.ms != 0 && r->state != RECIPIENT_DECLINED);
}

static enum err_code tell(struct api_call *c, struct db *db, const struct call *call,
	const char *text, bool all, int slot, json_t *result, struct err *e)
{
	int64_t told = 0;
	json_t *data;

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		if (!wants_message(&call->c.people[i], all, slot))
			continue;
		if (outbox_tell(db, c->context->calls, call, i, PURPOSE_MESSAGE, text,
			    c->by.now, e)
			!= ERR_OK)
			return e->code;
		told++;
	}
	fields_set_int(result, "told", told);
	data = json_pack("{s:s,s:s,s:s,s:I}", "what", "message", "to",
		all ? "all" : "accepted", "text", text, "told", (json_int_t)told);
	(void)tell_timeline(c, db, "callout", 0, data, e);
	json_decref(data);
	if (e->code != ERR_OK)
		return e->code;
	return resource_audit(db, &c->by, "message", "callout", c->id, NULL, result, e);
}

static enum err_code message(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "text", "to", "function_id", NULL };
	static const char *const whom[] = { "accepted", "all" };
	const char *text = "";
	struct call *call;
	json_t *result;
	int to = 0, slot;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	(void)fields_text(c->body, "text", FIELDS_REQUIRED, MESSAGE_MAX, &text, e);
	(void)fields_word(c->body, "to", FIELDS_OPTIONAL, whom, 2, &to, e);
	if (read_slot(c, call, FIELDS_OPTIONAL, &slot, e) != ERR_OK)
		return e->code;
	if (call->origin == CALL_MANUAL)
		return err_set(e, ERR_CONFLICT,
			"this call-out was entered afterwards: nobody is told");
	result = json_object();
	if (tell(c, db, call, text, to == 1, slot, result, e) != ERR_OK) {
		json_decref(result);
		return e->code;
	}
	return api_reply_json(c, 200, result, e);
}

extern const struct api_route callout_steps_routes[];
const struct api_route callout_steps_routes[] = {
	{ HTTP_POST, "/callouts/{id}/stop", MAY(CALL), API_CALL, stop, 0 },
	{ HTTP_POST, "/callouts/{id}/need", MAY(CALL), API_CALL, need, 0 },
	{ HTTP_POST, "/callouts/{id}/remind", MAY(CALL), API_CALL, remind, 0 },
	{ HTTP_POST, "/callouts/{id}/message", MAY(CALL), API_CALL, message, 0 },
	{ HTTP_POST, "/callouts/{id}/answer", MAY(CALL), API_CALL, answer, 0 },
	{ 0 },
};
