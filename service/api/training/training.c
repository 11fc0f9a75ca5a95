/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/training/training.h"

#include "roster/training/record/activity.h"

enum err_code training_own(const struct api_call *c, int64_t *person_id, struct err *e)
{
	if (c->role != ROLE_MEMBER)
		return ERR_OK;
	if (c->person_id == 0 || (*person_id != 0 && *person_id != c->person_id))
		return err_set(e, ERR_FORBIDDEN,
			"members see their own training records only");
	*person_id = c->person_id;
	return ERR_OK;
}

enum err_code training_person(const struct api_call *c, int64_t *ret, struct err *e)
{
	*ret = 0;
	(void)api_query_int(c, "person_id", 1, INT64_MAX, ret, e);
	return e->code == ERR_OK ? training_own(c, ret, e) : e->code;
}

enum err_code training_activity(const struct api_call *c, struct db *db, struct err *e)
{
	json_t *o = NULL;

	if (resource_get(db, &activity_resource, c->id, &o, e) == ERR_OK)
		json_decref(o);
	return e->code;
}
