/* SPDX-License-Identifier: EUPL-1.2 */
/* The page behind the link of an invitation: what, when, where; yes or no; and on the
 * day signing in with the code on the door. Without script; GET changes nothing. */
#include "base/zone.h"
#include "roster/people/person.h"
#include "roster/training/day/sign_in.h"
#include "service/api/page.h"
#include "service/api/training/training.h"
#include "service/training/invite.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 64 << 10 };

enum says {
	SAYS_INVITED,
	SAYS_ACCEPTED,
	SAYS_WAITING,
	SAYS_DECLINED,
	SAYS_CANCELLED,
	SAYS_OVER,
	SAYS_SIGNED,
	SAYS_WRONG_CODE,
	SAYS_WRONG_LINK,
	SAYS_WHEN,
	SAYS_WHERE,
	SAYS_WHO,
	SAYS_GOALS,
	SAYS_YES,
	SAYS_NO,
	SAYS_CODE,
	SAYS_HERE,
	SAYS_COUNT
};

static const char *const words[SAYS_COUNT][LANGUAGES] = {
	[SAYS_INVITED] = { "Komt u?", "Will you come?" },
	[SAYS_ACCEPTED] = { "U doet mee. U kunt dit nog wijzigen.",
		"You take part. You can still change this." },
	[SAYS_WAITING] = { "Het is vol. U staat op de wachtlijst en hoort het als er "
			   "plaats is.",
		"It is full. You are on the waiting list and will hear when there is a "
		"place." },
	[SAYS_DECLINED] = { "U komt niet. U kunt dit nog wijzigen.",
		"You do not come. You can still change this." },
	[SAYS_CANCELLED] = { "Dit gaat niet door.", "This is cancelled." },
	[SAYS_OVER] = { "Dit is geweest.", "This is over." },
	[SAYS_SIGNED] = { "U bent aangemeld. De organisator bevestigt het.",
		"You are signed in. The organiser will confirm it." },
	[SAYS_WRONG_CODE] = { "Die code klopt niet. Kijk nog eens op de deur.",
		"That code is not right. Please look on the door again." },
	[SAYS_WRONG_LINK] = { "Deze link klopt niet.", "This link is not right." },
	[SAYS_WHEN] = { "Wanneer", "When" },
	[SAYS_WHERE] = { "Waar", "Where" },
	[SAYS_WHO] = { "Organisator", "Organiser" },
	[SAYS_GOALS] = { "Doelen", "Goals" },
	[SAYS_YES] = { "Ik kom", "I will come" },
	[SAYS_NO] = { "Ik kom niet", "I will not come" },
	[SAYS_CODE] = { "Code op de deur", "Code on the door" },
	[SAYS_HERE] = { "Ik ben er", "I am here" },
};

struct page {
	struct invitation i;
	struct activity a;
	json_t *item; /* of the activity */
	enum phrase_language language;
	char name[PERSON_NAME_MAX];
	bool signed_in, wrong;
};

static const char *say(const struct page *p, enum says what)
{
	return words[what][p->language];
}

static void page_fini(struct page *p)
{
	json_decref(p->item);
	p->item = NULL;
}

static enum err_code load(
	struct api_call *c, struct db *db, struct page *p, struct err *e)
{
	uint8_t token[TOKEN_BYTES];
	json_t *person = NULL;

	*p = (struct page){ .item = NULL };
	if (!token_parse(c->word, token))
		return err_set(e, ERR_NOTFOUND, "this link is not right");
	if (invitation_by_token(db, token, &p->i, e) != ERR_OK
		|| activity_find(db, p->i.activity_id, &p->a, e) != ERR_OK
		|| resource_get(db, &activity_resource, p->i.activity_id, &p->item, e)
			   != ERR_OK
		|| sign_in_is(db, p->i.activity_id, p->i.person_id, &p->signed_in, e)
			   != ERR_OK
		|| resource_get(db, &person_resource, p->i.person_id, &person, e)
			   != ERR_OK) {
		page_fini(p);
		return e->code;
	}
	p->language =
		phrase_language(json_string_value(json_object_get(person, "language")));
	(void)snprintf(p->name, sizeof p->name, "%s",
		json_string_value(json_object_get(person, "display_name")));
	json_decref(person);
	return ERR_OK;
}

static enum says status(const struct page *p, bool begun, bool open)
{
	if (p->a.cancelled)
		return SAYS_CANCELLED;
	if (p->signed_in)
		return SAYS_SIGNED;
	if (begun && !open)
		return SAYS_OVER;
	switch (p->i.state) {
	case INVITATION_ACCEPTED:
		return SAYS_ACCEPTED;
	case INVITATION_WAITING:
		return SAYS_WAITING;
	case INVITATION_DECLINED:
		return SAYS_DECLINED;
	case INVITATION_INVITED:
	case INVITATION_STATES_COUNT:
		break;
	}
	return SAYS_INVITED;
}

static void put_facts(struct text *t, const struct page *p)
{
	char when[ZONE_TEXT];
	const char *goals = json_string_value(json_object_get(p->item, "goals"));

	text_add(t, "<p>");
	text_add_html(t, p->name);
	text_add(t, "</p>");
	page_row(t, say(p, SAYS_WHEN), zone_format(p->a.starts, when));
	page_row(t, say(p, SAYS_WHERE),
		json_string_value(json_object_get(p->item, "location")));
	page_row(t, say(p, SAYS_WHO),
		json_string_value(json_object_get(p->item, "organiser")));
	page_row(t, say(p, SAYS_GOALS), goals);
}

static void put_html(struct text *t, const struct page *p, struct instant now)
{
	bool begun = p->a.starts.ms <= now.ms, open = sign_in_open(&p->a, now);
	const char *title = json_string_value(json_object_get(p->item, "title"));

	page_head(t, p->language, title);
	text_add(t, "<h1>");
	text_add_html(t, title);
	text_add(t, "</h1>");
	put_facts(t, p);
	text_addf(t, "<p class=s role=status>%s</p>", say(p, status(p, begun, open)));
	if (p->wrong)
		text_addf(t, "<p class=s role=alert>%s</p>", say(p, SAYS_WRONG_CODE));
	if (open && !p->signed_in) {
		text_addf(t,
			"<form method=post><label>%s<input name=code maxlength=20 "
			"autocomplete=off autocapitalize=characters></label>",
			say(p, SAYS_CODE));
		page_button(t, "y", "here", "yes", say(p, SAYS_HERE));
		text_add(t, "</form>");
	}
	if (!begun && !p->a.cancelled) {
		text_add(t, "<form method=post>");
		page_button(t, "y", "answer", "yes", say(p, SAYS_YES));
		page_button(t, "n", "answer", "no", say(p, SAYS_NO));
		text_add(t, "</form>");
	}
	text_add(t, "</html>");
}

static enum err_code sorry(struct api_call *c, struct err *e)
{
	enum phrase_language l = phrase_language(api_language(c));
	struct text t;

	if (e->code != ERR_NOTFOUND)
		return e->code;
	err_clear(e);
	text_init(&t, 8192);
	page_head(&t, l, words[SAYS_WRONG_LINK][l]);
	text_addf(&t, "<h1>%s</h1></html>", words[SAYS_WRONG_LINK][l]);
	return api_reply_text(c, 404, "text/html; charset=utf-8", &t, e);
}

static enum err_code reply(
	struct api_call *c, const struct page *p, int status_code, struct err *e)
{
	struct text t;

	text_init(&t, PAGE_MAX);
	put_html(&t, p, c->by.now);
	return api_reply_text(c, status_code, "text/html; charset=utf-8", &t, e);
}

static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	struct page p;

	if (load(c, db, &p, e) != ERR_OK)
		return sorry(c, e);
	(void)reply(c, &p, 200, e);
	page_fini(&p);
	return e->code;
}

/* What was sent: an answer, or a code; a form or JSON. */
static void read_post(struct api_call *c, char answer[8], char code[24])
{
	struct err ignored = { 0 };
	json_t *o = NULL;
	const char *s;

	answer[0] = code[0] = '\0';
	if (!api_content_is(c, "application/json")) {
		(void)api_form_text(c, "answer", answer, 8);
		(void)api_form_text(c, "code", code, 24);
		return;
	}
	if (c->http->body != NULL
		&& fields_read(c->http->body, c->http->body_len, &o, &ignored)
			   == ERR_OK) {
		s = json_string_value(json_object_get(o, "answer"));
		(void)snprintf(answer, 8, "%s", s != NULL ? s : "");
		s = json_string_value(json_object_get(o, "code"));
		(void)snprintf(code, 24, "%s", s != NULL ? s : "");
	}
	json_decref(o);
}

static enum err_code take(struct api_call *c, struct db *db, struct page *p,
	const char *answer, const char *given, struct err *e)
{
	const struct call_settings *s = c->context->calls;
	struct invitation_change change;
	char code[SIGN_IN_CODE];

	if (given[0] != '\0') {
		(void)sign_in_code(s->secret, s->secret_len, p->i.activity_id, code);
		p->wrong = !sign_in_code_is(code, given);
		return p->wrong ? ERR_OK
				: sign_in_add(db, p->i.activity_id, p->i.person_id,
					"link", &c->by, e);
	}
	if (strcmp(answer, "yes") != 0 && strcmp(answer, "no") != 0)
		return err_fault(e, "answer", "must be one of: yes, no");
	if (invitation_answer(
		    db, p->i.id, strcmp(answer, "yes") == 0, "link", &c->by, &change, e)
		!= ERR_OK)
		return e->code;
	return invite_tell_promoted(db, s, &change, &c->by, e);
}

/* After a form the page is shown again by its address. */
static enum err_code see_again(struct api_call *c, struct err *e)
{
	struct text empty;

	(void)snprintf(c->location, sizeof c->location, "/u/%s", c->word);
	text_init(&empty, 16);
	return api_reply_text(c, 303, "text/html; charset=utf-8", &empty, e);
}

static enum err_code reply_json(
	struct api_call *c, struct db *db, const struct page *p, struct err *e)
{
	struct invitation now;

	if (invitation_find(db, p->i.id, &now, e) != ERR_OK)
		return e->code;
	if (p->wrong)
		return err_fault(e, "code", "is not the code of this activity");
	return api_reply_json(c, 200,
		json_pack("{s:s}", "state", invitation_state_words[now.state]), e);
}

static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	char word[8], code[24];
	struct page p;
	bool json;

	if (api_form_or_json(c, &json, e) != ERR_OK)
		return e->code;
	if (load(c, db, &p, e) != ERR_OK)
		return json ? e->code : sorry(c, e);
	if (c->step == 0) {
		page_fini(&p);
		return e->code;
	}
	/* whoever holds the link is taken for its owner */
	(void)snprintf(c->actor_name, sizeof c->actor_name, "link:person/%" PRId64,
		p.i.person_id);
	err_clear(e);
	read_post(c, word, code);
	(void)take(c, db, &p, word, code, e);
	if (!json && (e->code == ERR_GONE || e->code == ERR_INVALID)) {
		int status_code = e->code == ERR_GONE ? 410 : 422;

		err_clear(e);
		(void)reply(c, &p, status_code, e);
	} else if (e->code == ERR_OK && json) {
		(void)reply_json(c, db, &p, e);
	} else if (e->code == ERR_OK && p.wrong) {
		(void)reply(c, &p, 422, e);
	} else if (e->code == ERR_OK) {
		(void)see_again(c, e);
	}
	page_fini(&p);
	return e->code;
}

extern const struct api_route invitation_page_routes[];
const struct api_route invitation_page_routes[] = {
	{ HTTP_GET, "/u/{token}", MAY(PUBLIC), API_READ, show, API_ROOT | API_LINK },
	{ HTTP_POST, "/u/{token}", MAY(PUBLIC), API_WRITE, answer,
		API_ROOT | API_ANY_BODY | API_LOOK_FIRST | API_LINK },
	{ 0 },
};
