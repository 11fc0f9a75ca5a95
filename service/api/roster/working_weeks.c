/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks: what the rules of working time know of ordinary work. Planners and
 * auditors see them all, everybody else their own. */
#include "roster/people/working_week_store.h"
#include "service/api/api.h"

API_ITEM(working_week_resource, "/working-weeks")

static enum err_code get_own(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (api_may(c, MAY(HOURS)))
		return get(c, db, e);
	if (resource_get(db, &working_week_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	if (c->person_id != 0
		&& json_integer_value(json_object_get(o, "person_id")) == c->person_id)
		return api_reply_item(c, o, e);
	json_decref(o);
	return err_set(e, ERR_FORBIDDEN, "you may see your own working weeks only");
}

/* As it was known then, of one person. */
static enum err_code list_known(struct api_call *c, struct db *db, int64_t person_id,
	struct instant known_at, struct err *e)
{
	json_t *o;

	if (person_id == 0)
		return err_fault(e, "person_id", "goes with known_at");
	if (known_at.ms > c->by.now.ms)
		return err_fault(e, "known_at", "lies in the future");
	if (working_week_known(db, person_id, known_at, &o, e) != ERR_OK)
		return e->code;
	fields_set_instant(o, "known_at", known_at);
	return api_reply_json(c, 200, o, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct instant known_at = { 0 };
	int64_t after, limit, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	(void)api_query_instant(c, "known_at", &known_at, e);
	if (!api_may(c, MAY(HOURS)))
		person_id = c->person_id != 0 ? c->person_id : -1;
	if (known_at.ms != 0 && e->code == ERR_OK)
		return list_known(c, db, person_id, known_at, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| working_week_list(db, person_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route working_weeks_routes[];
const struct api_route working_weeks_routes[] = {
	{ HTTP_GET, "/working-weeks", MAY(OWN), API_READ, list, 0 },
	{ HTTP_POST, "/working-weeks", MAY(PEOPLE), API_WRITE, create, 0 },
	{ HTTP_GET, "/working-weeks/{id}", MAY(OWN), API_READ, get_own, 0 },
	{ HTTP_PUT, "/working-weeks/{id}", MAY(PEOPLE), API_WRITE, update,
		API_IF_MATCH },
	{ HTTP_PATCH, "/working-weeks/{id}", MAY(PEOPLE), API_WRITE, update,
		API_IF_MATCH },
	{ HTTP_DELETE, "/working-weeks/{id}", MAY(PEOPLE), API_WRITE, delete_item,
		API_IF_MATCH },
	{ 0 },
};
