/* SPDX-License-Identifier: EUPL-1.2 */
/* Series of activities: making one in one go, and changing an activity together with
 * the later ones. All of it or nothing. */
#include "roster/training/record/series.h"

#include "base/zone.h"
#include "service/api/training/activity_change.h"

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	json_t *list;

	if (series_create(db, c->body, &c->by, &list, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 201, list, e);
}

/* Which of them it was. */
static enum err_code name_day(const json_t *other, struct err *e)
{
	struct instant starts = { 0 };
	struct err ignored = { 0 };
	char when[ZONE_TEXT];

	(void)fields_instant(other, "starts_at", FIELDS_REQUIRED, &starts, &ignored);
	return err_wrap(e, "%.10s", zone_format(starts, when));
}

/* One of them, and its part of the reply. */
static enum err_code change_one(struct api_call *c, struct db *db, int64_t id,
	const json_t *first, struct invite_news *news, json_t *items, struct err *e)
{
	struct activity_change change = { .id = id };
	json_t *other = NULL, *body = NULL, *item;

	if (id == c->id)
		change.expected_version = c->expected_version;
	if (resource_get(db, &activity_resource, id, &other, e) == ERR_OK
		&& series_change(c->body, first, other, &body, e) == ERR_OK) {
		change.body = body;
		if (activity_change(c, db, &change, news, &item, e) == ERR_OK
			&& json_array_append_new(items, item) != 0)
			(void)err_set(e, ERR_NOMEM, "no memory for a series");
		if (e->code != ERR_OK && id != c->id)
			(void)name_day(other, e);
	}
	json_decref(other);
	json_decref(body);
	return e->code;
}

/* All of them, and then who was invited hears of it once. */
static enum err_code change_all(struct api_call *c, struct db *db, const int64_t *ids,
	size_t n, const json_t *first, json_t *items, struct err *e)
{
	struct invite_news news = { 0 };

	for (size_t i = 0; i < n && e->code == ERR_OK; i++)
		(void)change_one(c, db, ids[i], first, &news, items, e);
	if (e->code == ERR_OK
		&& invite_news_tell(db, c->context->calls, &news, &c->by, e) != ERR_OK)
		(void)err_wrap(e, "telling those who were invited");
	invite_news_fini(&news);
	return e->code;
}

static enum err_code change_following(struct api_call *c, struct db *db, struct err *e)
{
	json_t *first, *items;
	int64_t ids[SERIES_MAX];
	size_t n;

	if (resource_get(db, &activity_resource, c->id, &first, e) != ERR_OK)
		return e->code;
	if (series_following(db, c->id, ids, &n, e) != ERR_OK) {
		json_decref(first);
		return e->code;
	}
	items = json_array();
	(void)change_all(c, db, ids, n, first, items, e);
	json_decref(first);
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	return api_reply_json(c, 200, json_pack("{s:o}", "items", items), e);
}

extern const struct api_route series_routes[];
const struct api_route series_routes[] = {
	{ HTTP_POST, "/activities/series", MAY(PLAN), API_WRITE, create, 0 },
	{ HTTP_PATCH, "/activities/{id}/following", MAY(PLAN), API_WRITE,
		change_following, API_IF_MATCH },
	{ 0 },
};
