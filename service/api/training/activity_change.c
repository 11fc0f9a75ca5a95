/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/training/activity_change.h"

#include "roster/training/record/activity.h"
#include "service/training/invite.h"

/* Who was invited hears of another time, of cancelling, and of a place. */
static enum err_code tell_changes(struct api_call *c, struct db *db, int64_t id,
	const json_t *before, const json_t *after, struct err *e)
{
	const struct call_settings *s = c->context->calls;
	bool was_off = json_is_true(json_object_get(before, "cancelled"));
	bool is_off = json_is_true(json_object_get(after, "cancelled"));
	struct invitation_change change;
	struct instant starts = { 0 };

	(void)fields_instant(before, "starts_at", FIELDS_REQUIRED, &starts, e);
	if (e->code != ERR_OK || starts.ms <= c->by.now.ms || (was_off && is_off))
		return e->code;
	if (is_off)
		return invite_tell_all(db, s, id, INVITE_CANCELLED, &c->by, e);
	if (!json_equal(json_object_get(before, "starts_at"),
		    json_object_get(after, "starts_at"))
		&& invite_tell_all(db, s, id, INVITE_CHANGED, &c->by, e) != ERR_OK)
		return e->code;
	if (invitation_make_room(db, id, &c->by, &change, e) != ERR_OK)
		return e->code;
	return invite_tell_promoted(db, s, &change, &c->by, e);
}

enum err_code activity_change(struct api_call *c, struct db *db,
	const struct activity_change *change, json_t **ret, struct err *e)
{
	json_t *before, *after = NULL;

	if (resource_get(db, &activity_resource, change->id, &before, e) != ERR_OK)
		return e->code;
	if (resource_update(db, &activity_resource, change->id, change->body,
		    change->replace, change->expected_version, &c->by, &after,
		    e) == ERR_OK
		&& tell_changes(c, db, change->id, before, after, e) == ERR_OK)
		*ret = json_incref(after);
	json_decref(before);
	json_decref(after);
	return e->code;
}
