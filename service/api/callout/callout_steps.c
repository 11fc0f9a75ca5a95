/* SPDX-License-Identifier: EUPL-1.2 */
/* Steering a call-out: stop, need, remind, message, and answers that came by telephone.
 */
#include "alert/report/call_view.h"
#include "alert/outbox/outbox.h"
#include "schema/event.h"
#include "service/api/api.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX = 500, MESSAGE_MAX = 1000 };

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

static enum err_code stop(struct api_call *c, struct db *db, struct err *e)
{
	static const struct callout_event event = { .kind = CALLOUT_STOP };
	static const char *const names[] = { NULL };
	struct call *call;

	if (call_get(db, c->id, &call, e) != ERR_OK || only(c, names, e) != ERR_OK)
		return e->code;
	return step(c, db, &event, e);
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
		"note", NULL };
	static const char *const answers[] = { "yes", "last_resort", "no", "arrived" };
	static const enum answer values[] = { ANSWER_YES, ANSWER_LAST_RESORT, ANSWER_NO,
		ANSWER_YES };
	int64_t person = 0, eta = -1, at;
	int answer = 0;

	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	(void)fields_int(
		c->body, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &person, e);
	(void)fields_word(c->body, "answer", FIELDS_REQUIRED, answers, 4, &answer, e);
	(void)fields_int(c->body, "eta_minutes", FIELDS_OPTIONAL, 0, 1440, &eta, e);
	(void)fields_text(c->body, "note", FIELDS_OPTIONAL, NOTE_MAX, ret_note, e);
	at = call_person(call, person);
	if (e->code == ERR_OK && at < 0)
		(void)err_fault(
			e, "person_id", "is not one of the people of this call-out");
	*event = (struct callout_event){ .kind = answer == 3 ? CALLOUT_ARRIVED
							     : CALLOUT_ANSWER,
		.answer = values[answer],
		.eta_minutes = (int)eta,
		.via = VIA_COORDINATOR };
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

static bool wants_message(const struct callout_recipient *r, bool all)
{
	bool comes = r->state == RECIPIENT_ACCEPTED || r->state == RECIPIENT_ARRIVED;

	return comes || (all && r->asked_at.ms != 0 && r->state != RECIPIENT_DECLINED);
}

static enum err_code tell(struct api_call *c, struct db *db, const struct call *call,
	const char *text, bool all, json_t *result, struct err *e)
{
	int64_t told = 0;
	json_t *data;

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		if (!wants_message(&call->c.people[i], all))
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
	static const char *const names[] = { "text", "to", NULL };
	static const char *const whom[] = { "accepted", "all" };
	const char *text = "";
	struct call *call;
	json_t *result;
	int to = 0;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	if (only(c, names, e) == ERR_MALFORMED)
		return e->code;
	(void)fields_text(c->body, "text", FIELDS_REQUIRED, MESSAGE_MAX, &text, e);
	(void)fields_word(c->body, "to", FIELDS_OPTIONAL, whom, 2, &to, e);
	if (e->code != ERR_OK)
		return e->code;
	result = json_object();
	if (tell(c, db, call, text, to == 1, result, e) != ERR_OK) {
		json_decref(result);
		return e->code;
	}
	return api_reply_json(c, 200, result, e);
}

extern const struct api_route callout_steps_routes[];
const struct api_route callout_steps_routes[] = {
	{ HTTP_POST, "/callouts/{id}/stop", ROLES_CALL, API_CALL, stop, 0 },
	{ HTTP_POST, "/callouts/{id}/need", ROLES_CALL, API_CALL, need, 0 },
	{ HTTP_POST, "/callouts/{id}/remind", ROLES_CALL, API_CALL, remind, 0 },
	{ HTTP_POST, "/callouts/{id}/message", ROLES_CALL, API_CALL, message, 0 },
	{ HTTP_POST, "/callouts/{id}/answer", ROLES_CALL, API_CALL, answer, 0 },
	{ 0 },
};
