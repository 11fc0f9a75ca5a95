/* SPDX-License-Identifier: EUPL-1.2 */
/* Activities. Members see those that they attended. */
#include "roster/training/record/activity.h"

#include "base/parse.h"
#include "service/api/training/activity_change.h"
#include "service/api/training/training.h"

static enum err_code read_kind(
	const struct api_call *c, const char **ret, struct err *e)
{
	char word[16];
	int kind;

	if (!api_query_text(c, "kind", word, sizeof word, e))
		return e->code;
	kind = parse_word(word, activity_kind_words, ACTIVITY_KINDS_COUNT);
	if (kind < 0)
		return err_fault(e, "kind",
			"must be one of: course, training, exercise, system_test, "
			"deployment");
	*ret = activity_kind_words[kind];
	return ERR_OK;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	char series[API_WORD_MAX * 4] = "";
	struct activity_filter f = { .kind = "", .series = series };
	int64_t after, limit;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_instant(c, "from", &f.from, e);
	(void)api_query_instant(c, "to", &f.to, e);
	(void)read_kind(c, &f.kind, e);
	(void)api_query_text(c, "series", series, sizeof series, e);
	if (training_person(c, db, &f.person_id, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK
		|| activity_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	bool theirs = true;

	if (c->role == ROLE_MEMBER
		&& activity_has_person(db, c->id, c->person_id, &theirs, e) != ERR_OK)
		return e->code;
	if (!theirs)
		return err_set(
			e, ERR_FORBIDDEN, "members see the activities they attended");
	return api_get(c, db, &activity_resource, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	return api_create(c, db, &activity_resource, "/activities", e);
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	const struct activity_change change = { .id = c->id,
		.body = c->body,
		.replace = c->route->method == HTTP_PUT,
		.expected_version = c->expected_version };
	struct invite_news news = { 0 };
	json_t *item = NULL;

	if (activity_change(c, db, &change, &news, &item, e) == ERR_OK
		&& invite_news_tell(db, c->context->calls, &news, &c->by, e) != ERR_OK)
		json_decref(item);
	invite_news_fini(&news);
	return e->code == ERR_OK ? api_reply_item(c, item, e) : e->code;
}

static enum err_code delete_item(struct api_call *c, struct db *db, struct err *e)
{
	return api_delete(c, db, &activity_resource, e);
}

extern const struct api_route activities_routes[];
const struct api_route activities_routes[] = {
	{ HTTP_GET, "/activities", MAY(TRAINING_OWN), API_READ, list, 0 },
	API_ITEM_ROUTES("/activities", MAY(TRAINING_OWN), MAY(PLAN)),
	{ 0 },
};
