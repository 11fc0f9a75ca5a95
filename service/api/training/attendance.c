/* SPDX-License-Identifier: EUPL-1.2 */
/* Attendance: recorded one by one or as a list, corrected by a further record, never
 * changed. */
#include "roster/training/record/attendance.h"

#include "service/api/training/training.h"

static enum err_code list(
	struct api_call *c, struct db *db, struct attendance_filter *f, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	(void)api_query_bool(c, "latest", &f->latest, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| attendance_list(db, f, after, limit, &o, e) != ERR_OK
		|| training_keep(c, db, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code of_activity(struct api_call *c, struct db *db, struct err *e)
{
	struct attendance_filter f = { .activity_id = c->id };

	if (training_activity(c, db, e) != ERR_OK
		|| training_person(c, db, &f.person_id, e) != ERR_OK)
		return e->code;
	return list(c, db, &f, e);
}

static enum err_code of_person(struct api_call *c, struct db *db, struct err *e)
{
	struct attendance_filter f = { 0 };

	if (training_person(c, db, &f.person_id, e) != ERR_OK)
		return e->code;
	if (f.person_id == 0)
		return err_fault(e, "person_id", "must be given");
	return list(c, db, &f, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	int64_t person_id;
	json_t *o;

	if (resource_get(db, &attendance_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	person_id = json_integer_value(json_object_get(o, "person_id"));
	if (training_own(c, db, &person_id, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_item(c, o, e);
}

static enum err_code record_all(
	struct api_call *c, struct db *db, const json_t *items, struct err *e)
{
	json_t *list = NULL;

	if (attendance_record_list(db, c->id, items, "list", &c->by, &list, e)
		!= ERR_OK)
		return e->code;
	return api_reply_json(c, 201, json_pack("{s:o}", "items", list), e);
}

static enum err_code record(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const only[] = { "items", NULL };
	const json_t *items = json_object_get(c->body, "items");
	json_t *o;

	if (json_is_array(c->body))
		return record_all(c, db, c->body, e);
	if (items != NULL) {
		fields_only(c->body, only, e);
		return e->code == ERR_OK ? record_all(c, db, items, e) : e->code;
	}
	if (attendance_record(db, c->id, c->body, "list", &c->by, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/attendance", o, e);
}

extern const struct api_route attendance_routes[];
const struct api_route attendance_routes[] = {
	{ HTTP_GET, "/activities/{id}/attendance", MAY(TRAINING_OWN), API_READ,
		of_activity, 0 },
	{ HTTP_POST, "/activities/{id}/attendance", MAY(PLAN), API_WRITE, record, 0 },
	{ HTTP_GET, "/attendance", MAY(TRAINING_OWN), API_READ, of_person, 0 },
	{ HTTP_GET, "/attendance/{id}", MAY(TRAINING_OWN), API_READ, get, 0 },
	{ 0 },
};
