/* SPDX-License-Identifier: EUPL-1.2 */
/* Overrides: this person instead of whoever stands there. */
#include "roster/duty/override.h"
#include "service/api/planning/tell.h"

API_ITEM(override_resource, "/overrides")

/* Whose coming duties change by it hears so. */
static enum err_code create_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &override_resource, create, e);
}

static enum err_code update_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &override_resource, update, e);
}

static enum err_code delete_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &override_resource, delete_item, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	struct override_filter f = { 0 };
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &f.person_id, e);
	(void)api_query_instant(c, "from", &f.from, e);
	(void)api_query_instant(c, "to", &f.to, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| override_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route overrides_routes[];
const struct api_route overrides_routes[] = {
	{ HTTP_GET, "/overrides", MAY(READ), API_READ, list, 0 },
	{ HTTP_GET, "/overrides/{id}", MAY(READ), API_READ, get, 0 },
	{ HTTP_POST, "/overrides", MAY(ROSTER), API_WRITE, create_and_tell, 0 },
	{ HTTP_PUT, "/overrides/{id}", MAY(ROSTER), API_WRITE, update_and_tell,
		API_IF_MATCH },
	{ HTTP_PATCH, "/overrides/{id}", MAY(ROSTER), API_WRITE, update_and_tell,
		API_IF_MATCH },
	{ HTTP_DELETE, "/overrides/{id}", MAY(ROSTER), API_WRITE, delete_and_tell,
		API_IF_MATCH },
	{ 0 },
};
