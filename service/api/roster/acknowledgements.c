/* SPDX-License-Identifier: EUPL-1.2 */
/* Who knows of a duty that begins, by the link in the reminder or through the API; and
 * what who had duty tells who has it next. */
#include "alert/outbox/notice.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/handover/acknowledge.h"
#include "roster/handover/note.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "service/api/api.h"

#include <stdio.h>
#include <string.h>

enum { KNOWERS = ROLES_PLAN | 1 << ROLE_MEMBER, LIST_DAYS_MAX = 100 };

/* --- acknowledgements */

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_ack_filter f = { .from = c->by.now };
	json_t *o;

	if (!api_query_instant(c, "from", &f.from, e) && e->code != ERR_OK)
		return e->code;
	f.to = instant_add(f.from, minutes(INT64_C(7) * 1440));
	(void)api_query_instant(c, "to", &f.to, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &f.person_id, e);
	(void)api_query_bool(c, "open", &f.open, e);
	if (e->code == ERR_OK
		&& (f.to.ms <= f.from.ms
			|| f.to.ms - f.from.ms > LIST_DAYS_MAX * INT64_C(86400000)))
		(void)err_fault(e, "to", "must be later than from, at most %d days",
			(int)LIST_DAYS_MAX);
	if (c->role == ROLE_MEMBER)
		f.person_id = c->person_id != 0 ? c->person_id : -1;
	if (e->code != ERR_OK || duty_ack_list(db, &f, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

/* The stretch that a duty is in, of the person who stands there. */
static enum err_code stretch_of(struct api_call *c, struct db *db, const json_t *duty,
	struct stretch *ret, struct err *e)
{
	int64_t function_id = json_integer_value(json_object_get(duty, "function_id"));
	int64_t rank = json_integer_value(json_object_get(duty, "rank"));
	struct instant starts, ends;
	struct stretches all;

	if (instant_parse(json_string_value(json_object_get(duty, "starts_at")),
		    &starts,
		    e) != ERR_OK
		|| instant_parse(json_string_value(json_object_get(duty, "ends_at")),
			   &ends, e)
			   != ERR_OK
		|| stretches_beginning(db, function_id, starts, ends, &all, e)
			   != ERR_OK)
		return e->code;
	*ret = (struct stretch){ 0 };
	for (size_t i = 0; i < all.n && ret->person_id == 0; i++)
		if (all.item[i].rank == rank
			&& (c->role != ROLE_MEMBER
				|| all.item[i].person_id == c->person_id))
			*ret = all.item[i];
	stretches_fini(&all);
	if (ret->person_id != 0)
		return ERR_OK;
	if (c->role == ROLE_MEMBER)
		return err_set(e, ERR_FORBIDDEN, "this duty is not yours");
	return err_set(e, ERR_CONFLICT, "nobody begins to be on duty by this one");
}

static enum err_code acknowledge(struct api_call *c, struct db *db, struct err *e)
{
	struct stretch s;
	struct duty_ack ack;
	json_t *duty;

	if (resource_get(db, &duty_resource, c->id, &duty, e) != ERR_OK)
		return e->code;
	if (strcmp(json_string_value(json_object_get(duty, "state")), "published") != 0)
		(void)err_set(e, ERR_CONFLICT, "a draft is not acknowledged");
	else
		(void)stretch_of(c, db, duty, &s, e);
	json_decref(duty);
	if (e->code != ERR_OK
		|| duty_ack_take(db, &s, "api", &c->by, &ack, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, duty_ack_json(&ack), e);
}

/* --- handover notes */

static enum err_code list_handovers(struct api_call *c, struct db *db, struct err *e)
{
	int64_t before, limit, function_id = 0, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (c->role == ROLE_MEMBER)
		person_id = c->person_id != 0 ? c->person_id : -1;
	if (api_page(c, &before, &limit, e) != ERR_OK
		|| handover_list(db, function_id, person_id, before, limit, &o, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code tell(struct api_call *c, struct db *db, const struct handover *h,
	int64_t id, struct err *e)
{
	char subject[NOTICE_SUBJECT_MAX], key[48];
	struct notice n = { .kind = NOTICE_REMINDER,
		.person_id = h->to_person_id,
		.subject = subject,
		.text = h->text,
		.link = "",
		.key_or_null = key };
	struct function f;
	int64_t ignored;

	if (h->to_person_id == 0)
		return ERR_OK;
	if (function_find(db, h->function_id, &f, e) != ERR_OK)
		return e->code;
	(void)snprintf(key, sizeof key, "handover/%" PRId64, id);
	(void)snprintf(subject, sizeof subject, "Overdracht piket %s", f.code);
	return notice_add(db, c->context->calls, &n, &c->by, &ignored, e);
}

/* Stores the note and sends it to who follows. */
static enum err_code hand_over(struct api_call *c, struct db *db, struct handover *h,
	int64_t *ret_id, struct err *e)
{
	if (handover_to(db, h->function_id, h->from_person_id, c->by.now,
		    &h->to_person_id,
		    e) != ERR_OK
		|| handover_add(db, h, &c->by, ret_id, e) != ERR_OK)
		return e->code;
	return tell(c, db, h, *ret_id, e);
}

static enum err_code create_handover(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", "text", NULL };
	struct handover h = { .from_person_id =
				      c->role == ROLE_MEMBER ? c->person_id : 0 };
	struct function f;
	json_t *o;
	int64_t id;

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_int(c->body, "function_id", FIELDS_REQUIRED, 1, INT64_MAX,
		&h.function_id, e);
	(void)fields_text(
		c->body, "text", FIELDS_REQUIRED, HANDOVER_TEXT_MAX, &h.text, e);
	if (e->code != ERR_OK)
		return e->code;
	if (function_find(db, h.function_id, &f, e) == ERR_NOTFOUND) {
		err_clear(e);
		return err_fault(e, "function_id", "does not exist");
	}
	if (e->code != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER && c->person_id == 0)
		return err_set(e, ERR_FORBIDDEN, "this account is nobody's");
	if (hand_over(c, db, &h, &id, e) != ERR_OK
		|| resource_get(db, &handover_resource, id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/handovers", o, e);
}

static enum err_code get_handover(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (resource_get(db, &handover_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER
		&& json_integer_value(json_object_get(o, "from_person_id"))
			   != c->person_id
		&& json_integer_value(json_object_get(o, "to_person_id"))
			   != c->person_id) {
		json_decref(o);
		return err_set(e, ERR_FORBIDDEN, "this note is not to or from you");
	}
	return api_reply_item(c, o, e);
}

/* --- the page behind the link */

static const char style[] =
	"body{font:20px/1.4 system-ui,sans-serif;margin:0 auto;max-width:30rem;"
	"padding:1rem;color:#111;background:#fff}h1{font-size:1.4rem;margin:.3rem 0}"
	"button,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.8rem;"
	"margin:.3rem 0;border:2px solid #111;border-radius:.5rem}"
	"button{font-weight:700;background:#0b6b2e;color:#fff;cursor:pointer}"
	".s{border:3px solid #111;border-radius:.5rem;padding:.6rem;font-weight:700}"
	".q{white-space:pre-wrap;border-left:4px solid #888;padding-left:.6rem}"
	"@media(prefers-color-scheme:dark){body{background:#111;color:#eee}"
	".s,button,textarea{border-color:#eee}}";

static void head(struct text *t, bool english, const char *title)
{
	text_addf(t,
		"<!doctype html><html lang=%s><meta charset=utf-8>"
		"<meta name=viewport content=\"width=device-width,initial-scale=1\">"
		"<title>%s</title><style>%s</style><h1>%s</h1>",
		english ? "en" : "nl", title, style, title);
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
			"<form method=post><button name=do "
			"value=acknowledge>%s</button>"
			"</form>",
			english ? "I know" : "Ik weet het");
	if (!instant_before(ack->stretch.starts, now))
		return;
	text_addf(t,
		"<form method=post><label>%s<textarea name=note rows=4 maxlength=%d "
		"required></textarea></label><button name=do value=note>%s</button>"
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
	text_init(&t, 64 * 1024);
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
	return hand_over(c, db, &h, &id, e);
}

static enum err_code take(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_ack ack, now;
	TEXT_AUTO empty = { 0 };
	char what[16];

	if (duty_ack_by_token(db, c->word, c->by.now, &ack, e) != ERR_OK)
		return sorry(c, e);
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

extern const struct api_route acknowledgements_routes[];
const struct api_route acknowledgements_routes[] = {
	{ HTTP_GET, "/acknowledgements", ROLES_ALL, API_READ, list, 0 },
	{ HTTP_POST, "/duties/{id}/acknowledge", KNOWERS, API_WRITE, acknowledge, 0 },
	{ HTTP_GET, "/handovers", ROLES_ALL, API_READ, list_handovers, 0 },
	{ HTTP_POST, "/handovers", KNOWERS, API_WRITE, create_handover, 0 },
	{ HTTP_GET, "/handovers/{id}", ROLES_ALL, API_READ, get_handover, 0 },
	{ HTTP_GET, "/d/{token}", ROLES_PUBLIC, API_READ, show, API_ROOT },
	{ HTTP_POST, "/d/{token}", ROLES_PUBLIC, API_WRITE, take,
		API_ROOT | API_ANY_BODY },
	{ 0 },
};
