/* SPDX-License-Identifier: EUPL-1.2 */
/* Privacy: one's own data, erasure, and what is kept how long. */
#include "service/api/api.h"
#include "service/privacy/erase.h"
#include "service/privacy/own_data.h"
#include "service/privacy/retention.h"

#include <stdio.h>

static enum err_code reply_data(
	struct api_call *c, struct db *db, int64_t person_id, struct err *e)
{
	static const char *const types[] = { "application/json", "text/html", NULL };
	int type = api_accepts(c, types);
	char object[48];
	struct text page;
	json_t *o;

	if (type < 0)
		return err_set(e, ERR_UNSUPPORTED,
			"this is to be had as application/json or text/html");
	if (own_data(db, person_id, c->by.now, &o, e) != ERR_OK)
		return e->code;
	(void)snprintf(object, sizeof object, "person/%" PRId64, person_id);
	api_note(c, "person.export", object);
	if (type == 0)
		return api_reply_json(c, 200, o, e);
	text_init(&page, API_REPLY_MAX);
	own_data_html(o, &page);
	json_decref(o);
	return api_reply_text(c, 200, "text/html; charset=utf-8", &page, e);
}

static enum err_code mine(struct api_call *c, struct db *db, struct err *e)
{
	if (c->person_id == 0)
		return err_set(
			e, ERR_NOTFOUND, "this account or token belongs to no person");
	return reply_data(c, db, c->person_id, e);
}

static enum err_code of_person(struct api_call *c, struct db *db, struct err *e)
{
	return reply_data(c, db, c->id, e);
}

static enum err_code erase(struct api_call *c, struct db *db, struct err *e)
{
	if (privacy_erase_person(db, c->id, &c->by, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

static enum err_code retention(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (retention_report(db, c->context->policy, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

extern const struct api_route privacy_routes[];
const struct api_route privacy_routes[] = {
	{ HTTP_GET, "/me/data", MAY(OWN), API_READ, mine, API_PLAIN },
	{ HTTP_GET, "/people/{id}/data", MAY(ADMIN), API_READ, of_person, 0 },
	{ HTTP_POST, "/people/{id}/erase", MAY(ADMIN), API_WRITE, erase, 0 },
	{ HTTP_GET, "/retention", MAY(REVIEW), API_READ, retention, 0 },
	{ 0 },
};
