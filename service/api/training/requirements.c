/* SPDX-License-Identifier: EUPL-1.2 */
/* Requirements: what functions and persons must have done. */
#include "roster/training/competence/requirement.h"

#include "service/api/training/training.h"

API_ITEM(requirement_resource, "/requirements")

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, function_id = 0, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| requirement_list(db, function_id, person_id, after, limit, &o, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route requirements_routes[];
const struct api_route requirements_routes[] = {
	{ HTTP_GET, "/requirements", MAY(TRAINING), API_READ, list, 0 },
	API_ITEM_ROUTES("/requirements", MAY(TRAINING), MAY(PLAN)),
	{ 0 },
};
