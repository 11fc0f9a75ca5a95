/* SPDX-License-Identifier: EUPL-1.2 */
/* The page behind the link in a reminder: small, without script, in the person's
 * language. GET changes nothing. */
#include "base/parse.h"
#include "base/zone.h"
#include "roster/handover/acknowledge.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "service/api/page.h"
#include "service/api/roster/handovers.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 64 << 10 };

static void head(struct text *t, bool english, const char *title)
{
	page_head(t, english ? LANGUAGE_EN : LANGUAGE_NL, title);
	text_addf(t, "<h1>%s</h1>", title);
}

/* The last note for this function that came to this person. */
static enum err_code put_note(struct db *db, const struct stretch *s, bool english,
	struct text *t, struct err *e)
{
	json_t *all, *o;
	size_t i;

	if (handover_list(db, s->function_id, s->person_id, 0, 5, &all, e) != ERR_OK)
		return e->code;
	json_array_foreach(json_object_get(all, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "to_person_id"))
			!= s->person_id)
			continue;
		text_addf(t, "<p>%s:</p><p class=q>",
			english ? "Note from before you"
				: "Overdracht van uw voorganger");
		text_add_html(t, json_string_value(json_object_get(o, "text")));
		text_add(t, "</p>");
		break;
	}
	json_decref(all);
	return e->code;
}

static void put_forms(
	struct text *t, const struct duty_ack *ack, bool english, struct instant now)
{
	if (ack->acknowledged_at.ms != 0)
		text_addf(t, "<p class=s role=status>%s</p>",
			english ? "You confirmed this." : "U heeft dit bevestigd.");
	else
		text_addf(t,
			"<form method=post><button class=y name=do "
			"value=acknowledge>%s</button>"
			"</form>",
			english ? "I know" : "Ik weet het");
	if (!instant_before(ack->stretch.starts, now))
		return;
	text_addf(t,
		"<form method=post><label>%s<textarea name=note rows=4 maxlength=%d "
		"required></textarea></label><button class=y name=do "
		"value=note>%s</button>"
		"</form>",
		english ? "For who follows you" : "Voor wie na u komt",
		(int)HANDOVER_TEXT_MAX, english ? "Send" : "Stuur");
}

static enum err_code put_page(struct api_call *c, struct db *db,
	const struct duty_ack *ack, struct text *t, struct err *e)
{
	const struct stretch *s = &ack->stretch;
	char starts[ZONE_TEXT], ends[ZONE_TEXT];
	struct function f;
	json_t *person;
	bool english;

	if (function_find(db, s->function_id, &f, e) != ERR_OK
		|| resource_get(db, &person_resource, s->person_id, &person, e)
			   != ERR_OK)
		return e->code;
	english = strcmp(json_string_value(json_object_get(person, "language")), "en")
		  == 0;
	head(t, english, english ? "You are on duty" : "U heeft piket");
	text_add(t, "<p>");
	text_add_html(t, json_string_value(json_object_get(person, "display_name")));
	text_add(t, "</p><p><b>");
	text_add_html(t, f.name);
	text_addf(t, "</b></p><p>%s – %s</p>", zone_format(s->starts, starts),
		zone_format(s->ends, ends));
	json_decref(person);
	if (put_note(db, s, english, t, e) != ERR_OK)
		return e->code;
	put_forms(t, ack, english, c->by.now);
	text_add(t, "</html>");
	return e->code;
}

/* Links that are wrong or over get a page too. */
static enum err_code sorry(struct api_call *c, struct err *e)
{
	bool english = strcmp(api_language(c), "en") == 0;
	int status = e->code == ERR_GONE ? 410 : 404;
	TEXT_AUTO t = { 0 };

	if (e->code != ERR_GONE && e->code != ERR_NOTFOUND)
		return e->code;
	text_init(&t, 8192);
	if (status == 410)
		head(&t, english,
			english ? "This duty is over" : "Dit piket is voorbij");
	else
		head(&t, english,
			english ? "This link is not right" : "Deze link klopt niet");
	text_add(&t, "</html>");
	err_clear(e);
	return api_reply_text(c, status, "text/html; charset=utf-8", &t, e);
}

static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	TEXT_AUTO t = { 0 };
	struct duty_ack ack;

	if (duty_ack_by_token(db, c->word, c->by.now, &ack, e) != ERR_OK)
		return sorry(c, e);
	text_init(&t, PAGE_MAX);
	if (put_page(c, db, &ack, &t, e) != ERR_OK)
		return e->code;
	return api_reply_text(c, 200, "text/html; charset=utf-8", &t, e);
}

/* Something, without control characters but for line breaks and tabs. */
static bool is_text(const char *s)
{
	if (s[0] == '\0' || !parse_is_utf8(s, strlen(s)))
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' && strchr("\n\r\t", *s) == NULL)
			return false;
	return true;
}

static enum err_code take_note(
	struct api_call *c, struct db *db, const struct stretch *s, struct err *e)
{
	char note[HANDOVER_TEXT_MAX + 1];
	struct handover h = { .function_id = s->function_id,
		.from_person_id = s->person_id,
		.text = note };
	int64_t id;

	if (!api_form_text(c, "note", note, sizeof note) || !is_text(note))
		return err_fault(e, "note", "must be given, at most %d bytes",
			(int)HANDOVER_TEXT_MAX);
	return handover_send(c, db, &h, &id, e);
}

static enum err_code take(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_ack ack, now;
	TEXT_AUTO empty = { 0 };
	char what[16];

	if (duty_ack_by_token(db, c->word, c->by.now, &ack, e) != ERR_OK)
		return sorry(c, e);
	if (c->step == 0)
		return ERR_OK;
	/* whoever holds the link is taken for its owner */
	(void)snprintf(c->actor_name, sizeof c->actor_name, "link:person/%" PRId64,
		ack.stretch.person_id);
	if (!api_form_text(c, "do", what, sizeof what))
		return err_fault(e, "do", "must be one of: acknowledge, note");
	if (strcmp(what, "acknowledge") == 0)
		e->code = duty_ack_take(db, &ack.stretch, "link", &c->by, &now, e);
	else if (strcmp(what, "note") == 0)
		(void)take_note(c, db, &ack.stretch, e);
	else
		(void)err_fault(e, "do", "must be one of: acknowledge, note");
	if (e->code != ERR_OK)
		return e->code;
	(void)snprintf(c->location, sizeof c->location, "/d/%s", c->word);
	text_init(&empty, 16);
	return api_reply_text(c, 303, "text/html; charset=utf-8", &empty, e);
}

extern const struct api_route duty_page_routes[];
const struct api_route duty_page_routes[] = {
	{ HTTP_GET, "/d/{token}", MAY(PUBLIC), API_READ, show, API_ROOT | API_LINK },
	{ HTTP_POST, "/d/{token}", MAY(PUBLIC), API_WRITE, take,
		API_ROOT | API_ANY_BODY | API_LOOK_FIRST | API_LINK },
	{ 0 },
};
