/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /notices: what was told to people outside call-outs, and whether it got there. */
#include "alert/outbox/notice.h"
#include "service/api/api.h"

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t cursor, limit, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (api_page(c, &cursor, &limit, e) != ERR_OK
		|| notice_list(db, person_id, cursor, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route notices_routes[];
const struct api_route notices_routes[] = {
	{ HTTP_GET, "/notices", MAY(READ), API_READ, list, 0 },
	{ 0 },
};
