/* SPDX-License-Identifier: EUPL-1.2 */
/* What call-outs ask whoever is signed in: the answer page, for the
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
	fields_set_instant_or_null(o, "expected_at", r->expected_at);
	fields_set_text(
		o, "details", r->placed != CALLOUT_NOBODY ? call->details : NULL);
	return o;
}

static enum err_code reply(struct api_call *c, const struct call *call,
	const struct callout_recipient *r, struct err *e)
{
	return api_reply_json(
		c, 200, json_pack("{s:o}", "question", question_json(call, r)), e);
}

static void add_question(
	struct db *db, const struct call_question *q, json_t *list, struct err *e)
{
	struct call *call;
	int64_t at;

	if (call_load_one(db, q->callout, q->recipient, &call, e) != ERR_OK)
		return;
	at = call_recipient(call, q->recipient);
	if (at >= 0)
		json_array_append_new(list, question_json(call, &call->c.people[at]));
	call_free(call);
}

/* All that may still be answered, and the newest of them by itself. */
static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	struct call_question found[CALL_QUESTIONS_MAX];
	json_t *list = json_array(), *newest;
	size_t n = 0;

	if (c->person_id == 0
		|| call_questions(db, c->person_id, c->by.now, found, &n, e) == ERR_OK)
		for (size_t i = 0; i < n && e->code == ERR_OK; i++)
			add_question(db, &found[i], list, e);
	if (e->code != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	newest = json_array_get(list, 0);
	return api_reply_json(c, 200,
		json_pack("{s:O, s:o}", "question",
			newest != NULL ? newest : json_null(), "questions", list),
		e);
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
	{ HTTP_GET, "/me/question", MAY(OWN), API_READ, show, API_PLAIN },
	{ HTTP_POST, "/me/question/{id}", MAY(OWN), API_CALL, answer, 0 },
	{ 0 },
};
