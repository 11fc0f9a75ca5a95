/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /me: who is signed in, and what is known about this person. */
#include "roster/people/person.h"
#include "service/api/api.h"

static enum err_code me(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o, *person = NULL;

	if (c->person_id != 0
		&& resource_get(db, &person_resource, c->person_id, &person, e)
			   != ERR_OK)
		return e->code;
	o = json_object();
	fields_set_text(o, "actor", c->by.actor.name);
	fields_set_text(o, "role", role_words[c->role]);
	if (c->person_id != 0)
		fields_set_int(o, "person_id", c->person_id);
	else
		fields_set_text(o, "person_id", NULL);
	json_object_set_new(o, "person", person != NULL ? person : json_null());
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route me_routes[];
const struct api_route me_routes[] = {
	{ HTTP_GET, "/me", ROLES_ALL, API_READ, me, API_HALF },
	{ 0 },
};
