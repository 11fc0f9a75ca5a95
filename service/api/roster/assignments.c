/* SPDX-License-Identifier: EUPL-1.2 */
/* Assignments: who holds which function. */
#include "roster/people/function.h"
#include "service/api/api.h"

API_ITEM(assignment_resource, "/assignments")

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, person_id = 0, function_id = 0;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| assignment_list(db, person_id, function_id, after, limit, &o, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route assignments_routes[];
const struct api_route assignments_routes[] = {
	{ HTTP_GET, "/assignments", MAY(READ), API_READ, list, 0 },
	API_ITEM_ROUTES("/assignments", MAY(READ), MAY(PEOPLE)),
	{ 0 },
};
