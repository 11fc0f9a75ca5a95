/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions: what people can be called for. */
#include "roster/people/function.h"
#include "service/api/api.h"

API_ITEM(function_resource, "/functions")

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| function_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route functions_routes[];
const struct api_route functions_routes[] = {
	{ HTTP_GET, "/functions", MAY(COLLEAGUES), API_READ, list, API_PLAIN },
	API_ITEM_ROUTES("/functions", MAY(COLLEAGUES), MAY(PLAN)),
	{ 0 },
};
