/* SPDX-License-Identifier: EUPL-1.2 */
/* Activities. Members see those that they attended. */
#include "roster/training/record/activity.h"

#include "base/parse.h"
#include "service/api/training/training.h"
#include "service/training/invite.h"

static enum err_code read_kind(
	const struct api_call *c, const char **ret, struct err *e)
{
	char word[16];
	int kind;

	if (!api_query_text(c, "kind", word, sizeof word, e))
		return e->code;
	kind = parse_word(word, activity_kind_words, ACTIVITY_KINDS_COUNT);
	if (kind < 0)
		return err_fault(e, "kind",
			"must be one of: course, training, exercise, system_test, "
			"deployment");
	*ret = activity_kind_words[kind];
	return ERR_OK;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct activity_filter f = { .kind = "" };
	int64_t after, limit;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_instant(c, "from", &f.from, e);
	(void)api_query_instant(c, "to", &f.to, e);
	(void)read_kind(c, &f.kind, e);
	if (training_person(c, &f.person_id, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK
		|| activity_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	bool theirs = true;

	if (c->role == ROLE_MEMBER
		&& activity_has_person(db, c->id, c->person_id, &theirs, e) != ERR_OK)
		return e->code;
	if (!theirs)
		return err_set(
			e, ERR_FORBIDDEN, "members see the activities they attended");
	return api_get(c, db, &activity_resource, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	return api_create(c, db, &activity_resource, "/activities", e);
}

/* Who was invited hears of another time, of cancelling, and of a place. */
static enum err_code tell_changes(struct api_call *c, struct db *db,
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
		return invite_tell_all(db, s, c->id, INVITE_CANCELLED, &c->by, e);
	if (!json_equal(json_object_get(before, "starts_at"),
		    json_object_get(after, "starts_at"))
		&& invite_tell_all(db, s, c->id, INVITE_CHANGED, &c->by, e) != ERR_OK)
		return e->code;
	if (invitation_make_room(db, c->id, &c->by, &change, e) != ERR_OK)
		return e->code;
	return invite_tell_promoted(db, s, &change, &c->by, e);
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	json_t *before, *after = NULL;

	if (resource_get(db, &activity_resource, c->id, &before, e) != ERR_OK)
		return e->code;
	if (resource_update(db, &activity_resource, c->id, c->body,
		    c->route->method == HTTP_PUT, c->expected_version, &c->by, &after,
		    e) == ERR_OK
		&& tell_changes(c, db, before, after, e) == ERR_OK)
		(void)api_reply_item(c, json_incref(after), e);
	json_decref(before);
	json_decref(after);
	return e->code;
}

static enum err_code delete_item(struct api_call *c, struct db *db, struct err *e)
{
	return api_delete(c, db, &activity_resource, e);
}

extern const struct api_route activities_routes[];
const struct api_route activities_routes[] = {
	{ HTTP_GET, "/activities", MAY(TRAINING_OWN), API_READ, list, 0 },
	API_ITEM_ROUTES("/activities", MAY(TRAINING_OWN), MAY(PLAN)),
	{ 0 },
};
