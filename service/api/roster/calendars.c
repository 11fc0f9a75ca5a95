/* SPDX-License-Identifier: EUPL-1.2 */
/* Secret links to calendars, and the calendars behind them. Planners make links to any;
 * everybody else but auditors to their own. */
#include "roster/calendar/feed.h"
#include "service/api/api.h"

#include <stdio.h>

enum { NOBODY = -1 };

static bool may_all(const struct api_call *c)
{
	return api_may(c, MAY(PLAN))
	       || (c->route->method == HTTP_GET && c->role == ROLE_AUDITOR);
}

static enum err_code not_yours(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN,
		"only planners may do this for another person or a function");
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct calendar_owner of = { 0 };
	int64_t after, limit;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &of.person_id, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &of.function_id, e);
	if (!may_all(c))
		of.person_id = c->person_id != 0 ? c->person_id : NOBODY;
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| calendar_token_list(db, &of, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code check_owner(struct api_call *c, struct db *db, struct err *e)
{
	int64_t person_id;
	json_t *o;

	if (may_all(c))
		return ERR_OK;
	if (resource_get(db, &calendar_token_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	person_id = json_integer_value(json_object_get(o, "person_id"));
	json_decref(o);
	return person_id != 0 && person_id == c->person_id ? ERR_OK : not_yours(e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	if (check_owner(c, db, e) != ERR_OK)
		return e->code;
	return api_get(c, db, &calendar_token_resource, e);
}

/* Without person and function: one's own. */
static enum err_code read_owner(
	struct api_call *c, struct calendar_owner *of, const char **name, struct err *e)
{
	static const char *const names[] = { "person_id", "function_id", "name", NULL };

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_int(
		c->body, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX, &of->person_id, e);
	(void)fields_int(c->body, "function_id", FIELDS_OPTIONAL, 1, INT64_MAX,
		&of->function_id, e);
	(void)fields_line(c->body, "name", FIELDS_OPTIONAL, 120, name, e);
	if (of->person_id != 0 && of->function_id != 0)
		(void)err_fault(
			e, "function_id", "give a person or a function, not both");
	if (of->person_id == 0 && of->function_id == 0)
		of->person_id = c->person_id;
	if (of->person_id == 0 && of->function_id == 0)
		(void)err_fault(
			e, "person_id", "must say whose calendar, or give function_id");
	return e->code;
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	struct calendar_owner of = { 0 };
	const char *name = "";
	char url[API_WORD_MAX + 512];
	int64_t id;
	json_t *o;

	if (read_owner(c, &of, &name, e) != ERR_OK)
		return e->code;
	if (!may_all(c) && (of.function_id != 0 || of.person_id != c->person_id))
		return not_yours(e);
	if (calendar_token_add(db, &of, name, c->context->random, &c->by, c->once, &id,
		    e) != ERR_OK
		|| resource_get(db, &calendar_token_resource, id, &o, e) != ERR_OK)
		return e->code;
	(void)snprintf(url, sizeof url, "%s/api/v1/calendar/" API_ONCE ".ics",
		c->context->base_url);
	fields_set_text(o, "token", API_ONCE);
	fields_set_text(o, "url", url);
	return api_reply_created(c, "/calendar-tokens", o, e);
}

static enum err_code revoke_link(struct api_call *c, struct db *db, struct err *e)
{
	if (check_owner(c, db, e) != ERR_OK)
		return e->code;
	return api_delete(c, db, &calendar_token_resource, e);
}

/* Whoever holds the link may read; the same roster gives the same bytes. */
static enum err_code feed(struct api_call *c, struct db *db, struct err *e)
{
	struct calendar_owner owner;
	TEXT_AUTO t = { 0 };

	text_init(&t, FEED_TEXT_MAX);
	if (calendar_token_find(db, c->word, &owner, e) != ERR_OK
		|| feed_render(db, &owner, c->context->base_url, c->by.now, &t, e)
			   != ERR_OK)
		return e->code;
	if (api_reply_text(c, 200, "text/calendar; charset=utf-8", &t, e) == ERR_OK)
		api_tag_content(c);
	return e->code;
}

extern const struct api_route calendars_routes[];
const struct api_route calendars_routes[] = {
	{ HTTP_GET, "/calendar-tokens", MAY(OWN), API_READ, list, API_PLAIN },
	{ HTTP_POST, "/calendar-tokens", MAY(OWN_LINKS), API_WRITE, create, 0 },
	{ HTTP_GET, "/calendar-tokens/{id}", MAY(OWN), API_READ, get, 0 },
	{ HTTP_DELETE, "/calendar-tokens/{id}", MAY(OWN_LINKS), API_WRITE, revoke_link,
		API_IF_MATCH },
	{ HTTP_GET, "/calendar/{token}.ics", MAY(PUBLIC), API_READ, feed, 0 },
	{ 0 },
};
