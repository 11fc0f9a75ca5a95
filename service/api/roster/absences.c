/* SPDX-License-Identifier: EUPL-1.2 */
/* Absences. Members see, make and change their own. */
#include "roster/duty/duty.h"
#include "service/api/roster/absence_hits.h"

static enum err_code not_yours(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN, "members see and change their own absences");
}

/* A member may touch the absence only when it is of this person. */
static enum err_code check_owner(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;
	int64_t person_id;

	if (c->role != ROLE_MEMBER)
		return ERR_OK;
	if (resource_get(db, &absence_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	person_id = json_integer_value(json_object_get(o, "person_id"));
	json_decref(o);
	return person_id == c->person_id ? ERR_OK : not_yours(e);
}

/* Nor may a member write down the absence of somebody else. */
static enum err_code check_body(struct api_call *c, struct err *e)
{
	const json_t *person = json_object_get(c->body, "person_id");

	if (c->role != ROLE_MEMBER || (person == NULL && c->route->method == HTTP_PATCH)
		|| (json_is_integer(person)
			&& json_integer_value(person) == c->person_id))
		return ERR_OK;
	return not_yours(e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (c->role == ROLE_MEMBER) {
		if (c->person_id == 0)
			return not_yours(e);
		person_id = c->person_id;
	}
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| absence_list(db, person_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_list(c, o, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_owner(c, db, e) != ERR_OK
		|| resource_get(db, &absence_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	if (absence_hits_add(c, db, o, false, e) == ERR_OK)
		return api_reply_item(c, o, e);
	json_decref(o);
	return e->code;
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_body(c, e) != ERR_OK
		|| resource_create(db, &absence_resource, c->body, &c->by, &o, e)
			   != ERR_OK)
		return e->code;
	if (absence_hits_add(c, db, o, true, e) == ERR_OK)
		return api_reply_created(c, "/absences", o, e);
	json_decref(o);
	return e->code;
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_owner(c, db, e) != ERR_OK || check_body(c, e) != ERR_OK
		|| resource_update(db, &absence_resource, c->id, c->body,
			   c->route->method == HTTP_PUT, c->expected_version, &c->by,
			   &o, e)
			   != ERR_OK)
		return e->code;
	if (absence_hits_add(c, db, o, true, e) == ERR_OK)
		return api_reply_item(c, o, e);
	json_decref(o);
	return e->code;
}

static enum err_code delete_item(struct api_call *c, struct db *db, struct err *e)
{
	if (check_owner(c, db, e) != ERR_OK)
		return e->code;
	return api_delete(c, db, &absence_resource, e);
}

extern const struct api_route absences_routes[];
const struct api_route absences_routes[] = {
	{ HTTP_GET, "/absences", MAY(OWN), API_READ, list, 0 },
	API_ITEM_ROUTES("/absences", MAY(OWN), MAY(ABSENCES)),
	{ 0 },
};
