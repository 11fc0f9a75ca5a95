/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions that one person may hold at the same time. */
#include "roster/planning/pair.h"
#include "service/api/api.h"

API_ITEM(function_pair_resource, "/function-pairs")

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, function_id = 0;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| function_pair_list(db, function_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route function_pairs_routes[];
const struct api_route function_pairs_routes[] = {
	{ HTTP_GET, "/function-pairs", MAY(READ), API_READ, list, API_PLAIN },
	API_ITEM_ROUTES("/function-pairs", MAY(READ), MAY(PLAN)),
	{ 0 },
};
