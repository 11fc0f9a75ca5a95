/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/training/activity_change.h"

#include "roster/training/record/activity.h"

static bool differs(const json_t *before, const json_t *after, const char *field)
{
	return !json_equal(
		json_object_get(before, field), json_object_get(after, field));
}

/* Who was invited hears of another time or place, of cancelling and the opposite, and
 * of a place that came free. */
static enum err_code find_news(struct api_call *c, struct db *db, int64_t id,
	const json_t *before, const json_t *after, struct invite_news *news,
	struct err *e)
{
	const bool was_off = json_is_true(json_object_get(before, "cancelled"));
	const bool is_off = json_is_true(json_object_get(after, "cancelled"));
	struct invitation_change change;
	struct instant starts = { 0 };

	(void)fields_instant(before, "starts_at", FIELDS_REQUIRED, &starts, e);
	if (e->code != ERR_OK || starts.ms <= c->by.now.ms || (was_off && is_off))
		return e->code;
	if (is_off)
		return invite_news_all(db, news, id, INVITE_CANCELLED, e);
	if (was_off && invite_news_all(db, news, id, INVITE_RESUMED, e) != ERR_OK)
		return e->code;
	if (!was_off
		&& (differs(before, after, "starts_at")
			|| differs(before, after, "ends_at")
			|| differs(before, after, "location"))
		&& invite_news_all(db, news, id, INVITE_CHANGED, e) != ERR_OK)
		return e->code;
	if (invitation_make_room(db, id, &c->by, &change, e) != ERR_OK)
		return e->code;
	return invite_news_promoted(db, news, &change, e);
}

enum err_code activity_change(struct api_call *c, struct db *db,
	const struct activity_change *change, struct invite_news *news, json_t **ret,
	struct err *e)
{
	json_t *before, *after = NULL;

	if (resource_get(db, &activity_resource, change->id, &before, e) != ERR_OK)
		return e->code;
	if (resource_update(db, &activity_resource, change->id, change->body,
		    change->replace, change->expected_version, &c->by, &after,
		    e) == ERR_OK
		&& find_news(c, db, change->id, before, after, news, e) == ERR_OK)
		*ret = json_incref(after);
	json_decref(before);
	json_decref(after);
	return e->code;
}
