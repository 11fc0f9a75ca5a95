/* SPDX-License-Identifier: EUPL-1.2 */
/* Learning points of activities and call-outs. Members see those that they own. */
#include "roster/training/record/learning_point.h"

#include "base/parse.h"
#include "base/zone.h"
#include "service/api/training/training.h"

API_ITEM(learning_point_resource, "/learning-points")

static enum err_code read_state(
	const struct api_call *c, const char **ret, struct err *e)
{
	char word[16];
	int state;

	if (!api_query_text(c, "state", word, sizeof word, e))
		return e->code;
	state = parse_word(word, learning_state_words, LEARNING_STATES_COUNT);
	if (state < 0)
		return err_fault(
			e, "state", "must be one of: open, started, done, dropped");
	*ret = learning_state_words[state];
	return ERR_OK;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct learning_filter f = { .state = "" };
	int64_t after, limit;
	bool overdue = false;
	json_t *o;

	(void)api_query_int(c, "activity_id", 1, INT64_MAX, &f.activity_id, e);
	(void)api_query_int(c, "callout_id", 1, INT64_MAX, &f.callout_id, e);
	(void)api_query_int(c, "owner_person_id", 1, INT64_MAX, &f.owner_person_id, e);
	(void)read_state(c, &f.state, e);
	if (api_query_bool(c, "overdue", &overdue, e) && overdue)
		f.due_before = date_days(zone_to_civil(c->by.now).date);
	if (e->code != ERR_OK || training_own(c, db, &f.owner_person_id, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK
		|| learning_point_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route learning_points_routes[];
const struct api_route learning_points_routes[] = {
	{ HTTP_GET, "/learning-points", MAY(TRAINING_OWN), API_READ, list, 0 },
	API_ITEM_ROUTES("/learning-points", MAY(TRAINING), MAY(PLAN)),
	{ 0 },
};
