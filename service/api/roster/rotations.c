/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations, and the draft duties that are generated from them. */
#include "roster/duty/rotation_plan.h"
#include "service/api/api.h"

API_ITEM(rotation_resource, "/rotations")

/* Five years ahead is more than anybody plans. */
enum { GENERATE_DAYS_MAX = 5 * 366 };

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, function_id = 0;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| rotation_list(db, function_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code generate(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "from", "to", NULL };
	struct instant from, to;
	struct rotation_made made;
	json_t *o, *count, *items;

	if (resource_get(db, &rotation_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	json_decref(o);
	fields_only(c->body, names, e);
	if (e->code != ERR_OK
		|| api_body_period(c, GENERATE_DAYS_MAX, &from, &to, e) != ERR_OK
		|| rotation_make_drafts(db, c->id, from, to, &c->by, &made, e) != ERR_OK
		|| rotation_duties_list(db, c->id, from, to, &items, e) != ERR_OK)
		return e->code;
	o = json_object();
	count = json_object();
	fields_set_instant(count, "from", from);
	fields_set_instant(count, "to", to);
	fields_set_int(count, "made", made.made);
	fields_set_int(count, "removed", made.removed);
	fields_set_int(count, "kept", made.kept);
	if (resource_audit(db, &c->by, "generate", "rotation", c->id, NULL, count, e)
		!= ERR_OK) {
		json_decref(o);
		json_decref(count);
		json_decref(items);
		return e->code;
	}
	json_object_set_new(o, "items", items);
	fields_set_text(o, "next", NULL);
	json_object_update(o, count);
	json_decref(count);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route rotations_routes[];
const struct api_route rotations_routes[] = {
	{ HTTP_GET, "/rotations", MAY(READ), API_READ, list, 0 },
	API_ITEM_ROUTES("/rotations", MAY(READ), MAY(PLAN)),
	{ HTTP_POST, "/rotations/{id}/generate", MAY(PLAN), API_WRITE, generate, 0 },
	{ 0 },
};
