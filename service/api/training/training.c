/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/training/training.h"

#include "roster/training/record/activity.h"

enum err_code training_own(
	const struct api_call *c, struct db *db, int64_t *person_id, struct err *e)
{
	bool holds = true;

	if (c->role == ROLE_MEMBER) {
		if (c->person_id == 0
			|| (*person_id != 0 && *person_id != c->person_id))
			return err_set(e, ERR_FORBIDDEN,
				"members see their own training records only");
		*person_id = c->person_id;
		return ERR_OK;
	}
	if (*person_id != 0
		&& scope_holds_person(db, &c->scope, *person_id, &holds, e) != ERR_OK)
		return e->code;
	return holds ? ERR_OK
		     : err_set(e, ERR_FORBIDDEN,
			     "this account sees training records of its own"
			     " municipalities only");
}

enum err_code training_person(
	const struct api_call *c, struct db *db, int64_t *ret, struct err *e)
{
	*ret = 0;
	(void)api_query_int(c, "person_id", 1, INT64_MAX, ret, e);
	return e->code == ERR_OK ? training_own(c, db, ret, e) : e->code;
}

enum err_code training_people(const struct api_call *c, struct db *db, int64_t **ret,
	size_t *ret_n, struct err *e)
{
	*ret = NULL;
	*ret_n = 0;
	if (c->scope.count == 0 || c->role == ROLE_MEMBER)
		return ERR_OK;
	return scope_people(db, &c->scope, ret, ret_n, e);
}

enum err_code training_keep(
	const struct api_call *c, struct db *db, json_t **list, struct err *e)
{
	json_t *items = json_object_get(*list, "items");

	err_clear(e);
	for (size_t i = json_array_size(items); c->scope.count > 0 && i-- > 0;) {
		int64_t person_id = json_integer_value(
			json_object_get(json_array_get(items, i), "person_id"));
		bool holds = true;

		if (scope_holds_person(db, &c->scope, person_id, &holds, e) != ERR_OK)
			break;
		if (!holds)
			(void)json_array_remove(items, i);
	}
	if (e->code != ERR_OK)
		json_decref(*list);
	return e->code;
}

enum err_code training_activity(const struct api_call *c, struct db *db, struct err *e)
{
	json_t *o = NULL;

	if (resource_get(db, &activity_resource, c->id, &o, e) == ERR_OK)
		json_decref(o);
	return e->code;
}
