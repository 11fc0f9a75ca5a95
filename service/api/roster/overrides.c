/* SPDX-License-Identifier: EUPL-1.2 */
/* Overrides: this person instead of whoever stands there. */
#include "roster/duty/override.h"
#include "service/api/api.h"

API_ITEM(override_resource, "/overrides")

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
	{ HTTP_GET, "/overrides", ROLES_STAFF, API_READ, list, 0 },
	API_ITEM_ROUTES("/overrides", ROLES_STAFF, ROLES_PLAN),
	{ 0 },
};
