/* SPDX-License-Identifier: EUPL-1.2 */
/* The answer page: small, without script, in the person's language. GET changes
 * nothing. */
#include "alert/call/call.h"
#include "base/parse.h"
#include "roster/people/person.h"
#include "service/api/api.h"
#include "service/api/idempotency_store.h"
#include "service/api/page.h"

#include <stdio.h>
#include <string.h>

/* Whose page it is. */
struct page {
	bool wrong; /* what was sent is not an answer: say how to */
	const struct call *call;
	const struct callout_recipient *r;
	enum phrase_language language;
	char name[PERSON_NAME_MAX];
};

static enum err_code find(struct api_call *c, struct db *db, int64_t *callout,
	int64_t *recipient, struct err *e)
{
	uint8_t token[TOKEN_BYTES];

	if (!token_parse(c->word, token))
		return err_set(e, ERR_NOTFOUND, "this link is not right");
	return call_by_token(db, token, c->by.now, callout, recipient, e);
}

static enum err_code person_of(struct db *db, struct page *p, struct err *e)
{
	json_t *o = NULL;

	if (resource_get(db, &person_resource, p->r->person_id, &o, e) != ERR_OK)
		return e->code;
	p->language =
		phrase_language(json_string_value(json_object_get(o, "language")));
	(void)snprintf(p->name, sizeof p->name, "%s",
		json_string_value(json_object_get(o, "display_name")));
	json_decref(o);
	return ERR_OK;
}

static enum phrase status_of(const struct callout_recipient *r)
{
	switch (r->state) {
	case RECIPIENT_ACCEPTED:
		return PHRASE_PAGE_EXPECTED;
	case RECIPIENT_RESERVE:
		return PHRASE_PAGE_RESERVE;
	case RECIPIENT_LAST_RESORT:
		return PHRASE_PAGE_LAST;
	case RECIPIENT_DECLINED:
		return PHRASE_PAGE_DECLINED;
	case RECIPIENT_STOOD_DOWN:
		return r->arrived_at.ms != 0 ? PHRASE_PAGE_HOME
					     : PHRASE_PAGE_NOT_NEEDED;
	case RECIPIENT_ARRIVED:
		return PHRASE_PAGE_THERE;
	case RECIPIENT_WAITING:
	case RECIPIENT_ASKED:
	case RECIPIENT_SILENT:
	case RECIPIENT_UNREACHABLE:
	case RECIPIENT_STATES_COUNT:
		break;
	}
	return PHRASE_PAGE_QUESTION;
}

static void minutes_input(struct text *t, const struct page *p)
{
	text_addf(t,
		"<label>%s<input name=eta_minutes type=number min=0 "
		"max=1440 inputmode=numeric",
		phrase(PHRASE_PAGE_MINUTES, p->language));
	if (p->r->eta_minutes >= 0)
		text_addf(t, " value=%d", p->r->eta_minutes);
	text_add(t, "></label>");
}

/* The hours of a shift are known: nobody is asked in how many minutes. */
static void form(struct text *t, const struct page *p)
{
	enum phrase_language l = p->language;
	bool shift = p->call->relief_of != 0;

	text_add(t, "<form method=post>");
	if (!shift)
		minutes_input(t, p);
	if (p->r->state == RECIPIENT_ACCEPTED) {
		page_button(
			t, "y", "answer", "arrived", phrase(PHRASE_PAGE_ARRIVED, l));
		if (!shift)
			page_button(
				t, "l", "answer", "late", phrase(PHRASE_PAGE_LATE, l));
	} else {
		page_button(t, "y", "answer", "yes", phrase(PHRASE_PAGE_YES, l));
	}
	page_button(
		t, "l", "answer", "last_resort", phrase(PHRASE_PAGE_LAST_RESORT, l));
	page_button(t, "n", "answer", "no", phrase(PHRASE_PAGE_NO, l));
	text_add(t, "</form>");
}

static void page_html(struct text *t, const struct page *p)
{
	enum phrase_language l = p->language;
	const struct callout *c = &p->call->c;
	int slot = p->r->placed != CALLOUT_NOBODY ? p->r->placed : p->r->asked_for;
	char norm[32] = "", shift[CALL_SHIFT_TEXT];

	if (slot == CALLOUT_NOBODY)
		slot = __builtin_ctzll(p->r->slots);
	page_head(t, l, phrase(PHRASE_PAGE_TITLE, l));
	text_addf(t, "<h1>%s", phrase_prefix(c->kind, l));
	text_add_html(t, p->call->incident[0] != '\0' ? p->call->incident
						      : phrase(PHRASE_PAGE_TITLE, l));
	text_add(t, "</h1><p>");
	text_add_html(t, p->name);
	text_add(t, "</p>");
	page_row(t, phrase(PHRASE_PAGE_FUNCTION, l), p->call->functions[slot].name);
	page_row(t, phrase(PHRASE_PAGE_WHERE, l), p->call->location);
	page_row(t, phrase(PHRASE_PAGE_SHIFT, l), call_shift(p->call, l, shift));
	if (c->slots[slot].norm_minutes > 0)
		(void)snprintf(
			norm, sizeof norm, "%d min", c->slots[slot].norm_minutes);
	page_row(t, phrase(PHRASE_PAGE_WITHIN, l), norm);
	text_addf(t, "<p class=s role=status>%s</p>", phrase(status_of(p->r), l));
	if (p->r->placed != CALLOUT_NOBODY && p->call->details[0] != '\0') {
		text_add(t, "<p>");
		text_add_html(t, p->call->details);
		text_add(t, "</p>");
	}
	if (p->wrong)
		text_addf(t, "<p class=s role=alert>%s</p>",
			phrase(PHRASE_PAGE_WRONG, l));
	else if (p->r->answer != ANSWER_NONE)
		text_addf(t, "<p>%s</p>", phrase(PHRASE_PAGE_CHANGE, l));
	form(t, p);
	text_add(t, "</html>");
}

/* Links that are wrong or over get a page too: people press them. */
static enum err_code sorry(struct api_call *c, struct err *e)
{
	enum phrase_language l = phrase_language(api_language(c));
	int status = e->code == ERR_GONE ? 410 : 404;
	struct text t;

	if (e->code != ERR_GONE && e->code != ERR_NOTFOUND)
		return e->code;
	text_init(&t, 8192);
	page_head(&t, l, phrase(PHRASE_PAGE_TITLE, l));
	text_addf(&t, "<h1>%s</h1></html>",
		phrase(status == 410 ? PHRASE_PAGE_GONE : PHRASE_PAGE_UNKNOWN, l));
	err_clear(e);
	return api_reply_text(c, status, "text/html; charset=utf-8", &t, e);
}

static enum err_code page(struct api_call *c, const struct call *call,
	int64_t recipient, struct db *db, bool wrong, struct err *e)
{
	int64_t at = call_recipient(call, recipient);
	struct page p = { .wrong = wrong, .call = call };
	struct text t;

	if (FAILS(at >= 0))
		return err_set(e, ERR_BUG, "a token without a recipient");
	p.r = &call->c.people[at];
	if (person_of(db, &p, e) != ERR_OK)
		return e->code;
	text_init(&t, 32768);
	page_html(&t, &p);
	return api_reply_text(c, wrong ? 422 : 200, "text/html; charset=utf-8", &t, e);
}

static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	int64_t callout = 0, recipient = 0;
	struct call *call;

	if (find(c, db, &callout, &recipient, e) != ERR_OK)
		return sorry(c, e);
	if (call_load_one(db, callout, recipient, &call, e) != ERR_OK)
		return e->code;
	(void)page(c, call, recipient, db, false, e);
	call_free(call);
	return e->code;
}

/* What may be said on the page, and the event it is. */
enum page_answer { SAY_YES, SAY_LAST_RESORT, SAY_NO, SAY_ARRIVED, SAY_LATE, SAYINGS };
static const char *const answers[] = { "yes", "last_resort", "no", "arrived", "late" };
_Static_assert(sizeof answers / sizeof *answers == SAYINGS, "all");

static void need_minutes(int answer, int64_t eta, struct err *e)
{
	if (answer == SAY_LATE && eta < 0)
		(void)err_fault(e, "eta_minutes",
			"must be given: in how many minutes from now");
}

static void read_form(struct api_call *c, int *answer, int64_t *eta, struct err *e)
{
	char text[32];

	if (!api_form_text(c, "answer", text, sizeof text)
		|| (*answer = parse_word(text, answers, SAYINGS)) < 0)
		(void)err_fault(e, "answer",
			"must be one of: yes, last_resort, no, arrived, late");
	if (api_form_text(c, "eta_minutes", text, sizeof text) && text[0] != '\0'
		&& !parse_int(text, 0, 1440, eta))
		(void)err_fault(
			e, "eta_minutes", "must be a whole number from 0 to 1440");
	need_minutes(*answer, *eta, e);
}

static void read_json(struct api_call *c, int *answer, int64_t *eta, struct err *e)
{
	json_t *o = NULL;

	if (fields_read(c->http->body != NULL ? c->http->body : "", c->http->body_len,
		    &o,
		    e) == ERR_OK
		&& fields_object(o, e) == ERR_OK) {
		(void)fields_word(
			o, "answer", FIELDS_REQUIRED, answers, SAYINGS, answer, e);
		(void)fields_int(o, "eta_minutes", FIELDS_OPTIONAL, 0, 1440, eta, e);
		need_minutes(*answer, *eta, e);
	}
	json_decref(o);
}

static enum err_code reply(struct api_call *c, const struct call *call, int64_t at,
	bool json, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[at];
	struct text empty;
	json_t *o;

	if (!json) {
		(void)snprintf(c->location, sizeof c->location, "/a/%s", c->word);
		text_init(&empty, 16);
		return api_reply_text(c, 303, "text/html; charset=utf-8", &empty, e);
	}
	o = json_object();
	fields_set_text(o, "state", recipient_state_words[r->state]);
	fields_set_text(o, "answer", answer_words[r->answer]);
	if (r->placed != CALLOUT_NOBODY) {
		fields_set_int(o, "function_id", call->c.slots[r->placed].function_id);
		fields_set_text(o, "details", call->details);
	}
	return api_reply_json(c, 200, o, e);
}

static enum err_code take(struct api_call *c, struct db *db, const struct call *call,
	int64_t at, int which, int64_t eta, struct err *e)
{
	static const enum answer values[] = { ANSWER_YES, ANSWER_LAST_RESORT, ANSWER_NO,
		ANSWER_YES, ANSWER_YES };
	struct callout_event event = { .kind = which == SAY_ARRIVED ? CALLOUT_ARRIVED
					       : which == SAY_LATE  ? CALLOUT_LATE
								    : CALLOUT_ANSWER,
		.person = (uint32_t)at,
		.answer = values[which],
		.eta_minutes = (int)eta,
		.via = VIA_LINK };

	return call_step(db, c->context->calls, call->c.id, &event, &c->by, e);
}

static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	bool json, found = false;
	bool keyed = c->http->header[HTTP_IDEMPOTENCY_KEY] != NULL;
	int64_t callout = 0, recipient = 0, at, eta = -1;
	struct call *call = NULL;
	int which = -1;

	if (api_form_or_json(c, &json, e) != ERR_OK)
		return e->code;
	if (find(c, db, &callout, &recipient, e) != ERR_OK)
		return json ? e->code : sorry(c, e);
	err_clear(e);
	if (json)
		read_json(c, &which, &eta, e);
	else
		read_form(c, &which, &eta, e);
	if ((e->code != ERR_OK && json) || (e->code == ERR_OK && c->step == 0))
		return e->code;
	if (e->code != ERR_OK) {
		err_clear(e);
		return call_get(db, callout, &call, e) == ERR_OK
			       ? page(c, call, recipient, db, true, e)
			       : e->code;
	}
	if (call_get(db, callout, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, recipient);
	if (FAILS(at >= 0))
		return err_set(e, ERR_BUG, "a token without a recipient");
	/* whoever holds the link is taken for its owner */
	(void)snprintf(c->actor_name, sizeof c->actor_name, "link:person/%" PRId64,
		call->c.people[at].person_id);
	if (keyed && (idempotency_find(db, c, &found, e) != ERR_OK || found))
		return e->code;
	if (take(c, db, call, at, which, eta, e) != ERR_OK
		|| reply(c, call, at, json, e) != ERR_OK)
		return e->code;
	return keyed ? idempotency_save(db, c, e) : ERR_OK;
}

extern const struct api_route answers_routes[];
const struct api_route answers_routes[] = {
	{ HTTP_GET, "/a/{token}", MAY(PUBLIC), API_READ, show, API_ROOT | API_LINK },
	{ HTTP_POST, "/a/{token}", MAY(PUBLIC), API_CALL, answer,
		API_ROOT | API_ANY_BODY | API_LOOK_FIRST | API_LINK },
	{ 0 },
};
