/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /coverage: what is wrong with the roster of a period. */
#include "base/alloc.h"
#include "service/api/api.h"
#include "service/api/planning/worked.h"

enum { COVERAGE_DAYS_MAX = 5 * 366 };

static enum err_code coverage(struct api_call *c, struct db *db, struct err *e)
{
	struct problems_query q = { .now = c->by.now, .rules = c->context->rules };
	struct roster_problems found;
	struct roster_call *worked;
	enum err_code code;
	json_t *o, *list;

	if (api_period(c, COVERAGE_DAYS_MAX, &q.from, &q.to, e) != ERR_OK)
		return e->code;
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &q.function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &q.person_id, e);
	(void)api_query_bool(c, "drafts", &q.drafts, e);
	if (e->code != ERR_OK || worked_calls(db, &q, &worked, e) != ERR_OK)
		return e->code;
	code = roster_problems_find(db, &q, &found, e);
	base_free(worked);
	if (code != ERR_OK)
		return code;
	list = roster_problems_json(&found, api_language(c));
	roster_problems_fini(&found);
	o = json_object();
	fields_set_instant(o, "from", q.from);
	fields_set_instant(o, "to", q.to);
	if (list == NULL || json_object_set_new(o, "problems", list) != 0) {
		json_decref(o);
		return err_set(e, ERR_NOMEM, "no memory for the reply");
	}
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route coverage_routes[];
const struct api_route coverage_routes[] = {
	{ HTTP_GET, "/coverage", MAY(READ), API_READ, coverage, 0 },
	{ 0 },
};
