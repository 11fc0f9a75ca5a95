/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /activities/from-callout */
#include "alert/call/call_activity.h"
#include "service/api/training/training.h"

static enum err_code from_callout(struct api_call *c, struct db *db, struct err *e)
{
	json_t *activity = NULL;
	int64_t id = 0;

	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK
		|| !fields_int(
			c->body, "callout_id", FIELDS_REQUIRED, 1, INT64_MAX, &id, e)
		|| call_activity_make(db, id, c->body, &c->by, &activity, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/activities", activity, e);
}

extern const struct api_route from_callout_routes[];
const struct api_route from_callout_routes[] = {
	{ HTTP_POST, "/activities/from-callout", MAY(PLAN), API_WRITE, from_callout,
		0 },
	{ 0 },
};
