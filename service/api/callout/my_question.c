/* SPDX-License-Identifier: EUPL-1.2 */
/* The question that a call-out has for whoever is signed in: the answer page, for the
 * app. Details are given to those who are expected only. */
#include "alert/call/call.h"
#include "service/api/api.h"

static const char *const answers[] = { "yes", "last_resort", "no", "arrived" };
static const enum answer values[] = { ANSWER_YES, ANSWER_LAST_RESORT, ANSWER_NO,
	ANSWER_YES };

static json_t *question_json(const struct call *call, const struct callout_recipient *r)
{
	int slot = r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
	json_t *o = json_object();

	if (slot == CALLOUT_NOBODY)
		slot = __builtin_ctzll(r->slots);
	fields_set_int(o, "callout_id", call->c.id);
	fields_set_text(o, "kind", callout_kind_words[call->c.kind]);
	fields_set_text(o, "incident", call->incident);
	fields_set_text(o, "location", call->location);
	fields_set_text(o, "function", call->functions[slot].name);
	if (call->c.slots[slot].norm_minutes > 0)
		fields_set_int(o, "norm_minutes", call->c.slots[slot].norm_minutes);
	else
		fields_set_text(o, "norm_minutes", NULL);
	fields_set_instant(o, "asked_at", r->asked_at);
	fields_set_text(o, "state", recipient_state_words[r->state]);
	fields_set_text(o, "answer", answer_words[r->answer]);
	if (r->eta_minutes >= 0)
		fields_set_int(o, "eta_minutes", r->eta_minutes);
	else
		fields_set_text(o, "eta_minutes", NULL);
	fields_set_text(
		o, "details", r->placed != CALLOUT_NOBODY ? call->details : NULL);
	return o;
}

static enum err_code reply(struct api_call *c, const struct call *call,
	const struct callout_recipient *r, struct err *e)
{
	json_t *o = json_object();

	json_object_set_new(
		o, "question", r != NULL ? question_json(call, r) : json_null());
	return api_reply_json(c, 200, o, e);
}

/* The newest one that may still be answered. */
static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	int64_t callout = 0, recipient = 0;
	struct call *call;
	int64_t at;

	if (c->person_id != 0
		&& call_of_person(db, c->person_id, 0, false, c->by.now, &callout,
			   &recipient, e)
			   != ERR_OK)
		return e->code;
	if (callout == 0)
		return reply(c, NULL, NULL, e);
	if (call_load_one(db, callout, recipient, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, recipient);
	(void)reply(c, call, at >= 0 ? &call->c.people[at] : NULL, e);
	call_free(call);
	return e->code;
}

static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "answer", "eta_minutes", NULL };
	struct callout_event event = { .via = VIA_LINK };
	int64_t callout = 0, recipient = 0, eta = -1, at;
	struct call *call;
	int which = 0;

	if (c->person_id != 0
		&& call_of_person(db, c->person_id, c->id, false, c->by.now, &callout,
			   &recipient, e)
			   != ERR_OK)
		return e->code;
	if (callout == 0)
		return err_set(e, ERR_NOTFOUND, "this call-out does not ask you");
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_word(c->body, "answer", FIELDS_REQUIRED, answers, 4, &which, e);
	(void)fields_int(c->body, "eta_minutes", FIELDS_OPTIONAL, 0, 1440, &eta, e);
	if (e->code != ERR_OK)
		return e->code;
	if (call_get(db, callout, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, recipient);
	if (FAILS(at >= 0))
		return err_set(e, ERR_BUG, "a recipient that is in no call-out");
	event.kind = which == 3 ? CALLOUT_ARRIVED : CALLOUT_ANSWER;
	event.person = (uint32_t)at;
	event.answer = values[which];
	event.eta_minutes = (int)eta;
	if (call_step(db, c->context->calls, callout, &event, &c->by, e) != ERR_OK
		|| call_get(db, callout, &call, e) != ERR_OK)
		return e->code;
	return reply(c, call, &call->c.people[at], e);
}

extern const struct api_route my_question_routes[];
const struct api_route my_question_routes[] = {
	{ HTTP_GET, "/me/question", MAY(OWN), API_READ, show, 0 },
	{ HTTP_POST, "/me/question/{id}", MAY(OWN), API_CALL, answer, 0 },
	{ 0 },
};
