/* SPDX-License-Identifier: EUPL-1.2 */
/* Scenarios. */
#include "alert/scenario/scenario.h"
#include "service/api/api.h"

API_ITEM(scenario_resource, "/scenarios")

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| scenario_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route scenarios_routes[];
const struct api_route scenarios_routes[] = {
	{ HTTP_GET, "/scenarios", MAY(READ), API_READ, list, API_PLAIN },
	API_ITEM_ROUTES("/scenarios", MAY(READ), MAY(PLAN)),
	{ 0 },
};
