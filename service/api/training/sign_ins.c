/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in on the day: the code and the poster for the door, the page behind its QR
 * code, and the organiser's confirmation. */
#include "roster/training/day/sign_in.h"

#include "alert/call/call.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/people/person.h"
#include "service/api/page.h"
#include "service/api/training/training.h"
#include "service/training/qr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { URL_MAX = 400, PAGE_MAX = 32 << 10, POSTER_MAX = 256 << 10 };

static void code_of(const struct api_call *c, int64_t activity_id,
	char code[SIGN_IN_CODE], char url[URL_MAX])
{
	const struct call_settings *s = c->context->calls;

	(void)sign_in_code(s->secret, s->secret_len, activity_id, code);
	(void)snprintf(url, URL_MAX, "%s/s/%" PRId64 "-%s", c->context->base_url,
		activity_id, code);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	char code[SIGN_IN_CODE], url[URL_MAX];
	struct activity a;
	json_t *o;

	if (activity_find(db, c->id, &a, e) != ERR_OK
		|| sign_in_list(db, c->id, &o, e) != ERR_OK)
		return e->code;
	code_of(c, c->id, code, url);
	fields_set_text(o, "code", code);
	fields_set_text(o, "url", url);
	fields_set_bool(o, "open", sign_in_open(&a, c->by.now));
	return api_reply_json(c, 200, o, e);
}

static const char poster_style[] =
	"body{font:24px/1.4 system-ui,sans-serif;text-align:center;margin:2rem auto;"
	"max-width:40rem;color:#111;background:#fff}h1{font-size:2.2rem;margin:0}"
	"svg{width:22rem;max-width:90%;height:auto}"
	".code{font:700 3rem/1.2 ui-monospace,monospace;letter-spacing:.15em}";

/* Prints on one sheet, for the door. */
static enum err_code poster(struct api_call *c, struct db *db, struct err *e)
{
	char code[SIGN_IN_CODE], url[URL_MAX], when[ZONE_TEXT];
	struct activity a;
	json_t *o = NULL;
	struct text t;

	if (activity_find(db, c->id, &a, e) != ERR_OK
		|| resource_get(db, &activity_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	code_of(c, c->id, code, url);
	text_init(&t, POSTER_MAX);
	text_add(&t, "<!doctype html><html lang=nl><meta charset=utf-8><title>");
	text_add_html(&t, json_string_value(json_object_get(o, "title")));
	text_addf(&t, "</title><style>%s</style><h1>", poster_style);
	text_add_html(&t, json_string_value(json_object_get(o, "title")));
	text_addf(&t, "</h1><p>%s<p>", zone_format(a.starts, when));
	text_add_html(&t, json_string_value(json_object_get(o, "location")));
	text_add(&t, "<p><b>Meld u aan: scan de code</b><p>");
	(void)qr_svg(url, &t); /* without it, the code below is enough */
	text_addf(&t,
		"<p>of open de link in uw uitnodiging en vul in<p class=code>%.4s-%s"
		"</html>",
		code, code + 4);
	json_decref(o);
	return api_reply_text(c, 200, "text/html; charset=utf-8", &t, e);
}

/* A member says to be there. */
static enum err_code sign_in(struct api_call *c, struct db *db, struct err *e)
{
	char code[SIGN_IN_CODE], url[URL_MAX];
	int64_t person_id = 0;
	const char *given;

	err_clear(e);
	if (training_activity(c, db, e) != ERR_OK || fields_object(c->body, e) != ERR_OK
		|| !fields_line(c->body, "code", FIELDS_REQUIRED, 20, &given, e)
		|| training_own(c, db, &person_id, e) != ERR_OK)
		return e->code;
	code_of(c, c->id, code, url);
	if (!sign_in_code_is(code, given))
		return err_fault(e, "code", "is not the code of this activity");
	if (sign_in_add(db, c->id, person_id, "code", &c->by, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

static enum err_code confirm(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const only[] = { "person_ids", NULL };
	int64_t n = 0;

	err_clear(e);
	if (training_activity(c, db, e) != ERR_OK
		|| fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, only, e);
	if (e->code != ERR_OK
		|| sign_in_confirm(db, c->id, json_object_get(c->body, "person_ids"),
			   &c->by, &n, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(
		c, 200, json_pack("{s:I}", "confirmed", (json_int_t)n), e);
}

/* --- the page behind the QR code */

/* The activity of "12-ABCD2345", when the code is right. */
static enum err_code find(struct api_call *c, struct db *db, int64_t *ret_id,
	struct activity *ret, struct err *e)
{
	char code[SIGN_IN_CODE], url[URL_MAX], number[20];
	const char *dash = strchr(c->word, '-');

	if (dash != NULL && (size_t)(dash - c->word) < sizeof number) {
		(void)snprintf(
			number, sizeof number, "%.*s", (int)(dash - c->word), c->word);
		if (parse_int(number, 1, INT64_MAX, ret_id)) {
			code_of(c, *ret_id, code, url);
			if (sign_in_code_is(code, dash + 1))
				return activity_find(db, *ret_id, ret, e);
		}
	}
	return err_set(e, ERR_NOTFOUND, "this code is not right");
}

static const char *const texts[][LANGUAGES] = {
	{ "Vul in wie u bent: personeelsnummer, e-mailadres of mobiel nummer.",
		"Say who you are: staff number, e-mail address or mobile number." },
	{ "Ik ben er", "I am here" },
	{ "Dank u. De organisator bevestigt het.",
		"Thank you. The organiser will confirm it." },
	{ "Dat kennen we niet. Probeer iets anders, of meld u bij de organisator.",
		"We do not know that. Try something else, or see the organiser." },
	{ "Aanmelden kan alleen op de dag zelf.",
		"Signing in is possible on the day itself only." },
	{ "Deze code klopt niet.", "This code is not right." },
	{ "Of meld u aan in de app", "Or sign in with the app" },
};
enum { ASK, HERE, THANKS, UNKNOWN, CLOSED, WRONG, APP };

static enum err_code page(struct api_call *c, struct db *db, int64_t id, int says,
	bool form, int status, struct err *e)
{
	enum phrase_language l = phrase_language(api_language(c));
	const char *title = texts[says][l];
	json_t *o = NULL;
	struct text t;

	if (id != 0 && resource_get(db, &activity_resource, id, &o, e) != ERR_OK)
		return e->code;
	if (o != NULL)
		title = json_string_value(json_object_get(o, "title"));
	text_init(&t, PAGE_MAX);
	page_head(&t, l, title);
	text_add(&t, "<h1>");
	text_add_html(&t, title);
	text_add(&t, "</h1>");
	if (o != NULL)
		text_addf(&t, "<p class=s role=status>%s</p>", texts[says][l]);
	if (form) {
		text_addf(&t,
			"<form method=post><label>%s<input name=who maxlength=120 "
			"required></label>",
			texts[ASK][l]);
		page_button(&t, "y", "here", "yes", texts[HERE][l]);
		text_add(&t, "</form><p><a href=\"/mine?here=");
		text_add_html(&t, c->word);
		text_addf(&t, "\">%s</a></p>", texts[APP][l]);
	}
	text_add(&t, "</html>");
	json_decref(o);
	return api_reply_text(c, status, "text/html; charset=utf-8", &t, e);
}

static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	struct activity a;
	int64_t id = 0;
	bool open;

	if (find(c, db, &id, &a, e) != ERR_OK) {
		if (e->code != ERR_NOTFOUND)
			return e->code;
		err_clear(e);
		return page(c, db, 0, WRONG, false, 404, e);
	}
	open = sign_in_open(&a, c->by.now);
	return page(c, db, id, open ? HERE : CLOSED, open, open ? 200 : 410, e);
}

/* Whom these words mean; 0: nobody, or more than one. */
static enum err_code person_of(
	struct db *db, const char *who, int64_t *ret, struct err *e)
{
	enum contact_kind kind =
		strchr(who, '@') != NULL ? CONTACT_EMAIL : CONTACT_MOBILE;
	struct err not_one = { 0 };
	char address[256];
	int64_t ids[2];
	size_t n = 0;

	if (person_by_external_id(db, who, ret, e) != ERR_OK || *ret != 0)
		return e->code;
	if (contact_normalise(kind, who, address, sizeof address, &not_one) != ERR_OK)
		return ERR_OK;
	if (person_by_address(db, address, ids, 2, &n, e) != ERR_OK)
		return e->code;
	*ret = n == 1 ? ids[0] : 0;
	return ERR_OK;
}

static enum err_code enter(struct api_call *c, struct db *db, struct err *e)
{
	struct activity a;
	int64_t id = 0, person_id = 0;
	char who[121] = "";

	if (find(c, db, &id, &a, e) != ERR_OK) {
		if (e->code != ERR_NOTFOUND)
			return e->code;
		err_clear(e);
		return page(c, db, 0, WRONG, false, 404, e);
	}
	if (!sign_in_open(&a, c->by.now))
		return page(c, db, id, CLOSED, false, 410, e);
	(void)api_form_text(c, "who", who, sizeof who);
	if (person_of(db, who, &person_id, e) != ERR_OK)
		return e->code;
	if (person_id == 0)
		return page(c, db, id, UNKNOWN, true, 422, e);
	if (c->step == 0)
		return ERR_OK;
	(void)snprintf(
		c->actor_name, sizeof c->actor_name, "qr:person/%" PRId64, person_id);
	if (sign_in_add(db, id, person_id, "qr", &c->by, e) != ERR_OK)
		return e->code;
	return page(c, db, id, THANKS, false, 200, e);
}

extern const struct api_route sign_ins_routes[];
const struct api_route sign_ins_routes[] = {
	{ HTTP_GET, "/activities/{id}/sign-in", MAY(PLAN), API_READ, list, 0 },
	{ HTTP_POST, "/activities/{id}/sign-in", MAY(PRESENT), API_WRITE, sign_in, 0 },
	{ HTTP_GET, "/activities/{id}/sign-in/poster", MAY(PLAN), API_READ, poster, 0 },
	{ HTTP_POST, "/activities/{id}/sign-in/confirm", MAY(PLAN), API_WRITE, confirm,
		0 },
	{ HTTP_GET, "/s/{token}", MAY(PUBLIC), API_READ, show, API_ROOT },
	{ HTTP_POST, "/s/{token}", MAY(PUBLIC), API_WRITE, enter,
		API_ROOT | API_ANY_BODY | API_LOOK_FIRST },
	{ 0 },
};
