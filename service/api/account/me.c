/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /me: who is signed in, and what is known about this person. */
#include "alert/voice/voice_call.h"
#include "roster/people/person.h"
#include "service/accounts/account.h"
#include "service/api/api.h"

/* The personal code is shown to who is wholly signed in. */
static const char *code_of(const struct api_call *c, char buffer[VOICE_CODE_TEXT])
{
	const bool half = c->account_id != 0 && !c->second_factor
			  && account_needs_second_factor(c->role);

	return c->person_id != 0 && !half
		       ? voice_code(c->context->calls, c->person_id, buffer)
		       : NULL;
}

static enum err_code me(struct api_call *c, struct db *db, struct err *e)
{
	char code[VOICE_CODE_TEXT];
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
	fields_set_text(o, "voice_code", code_of(c, code));
	json_object_set_new(o, "person", person != NULL ? person : json_null());
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route me_routes[];
const struct api_route me_routes[] = {
	{ HTTP_GET, "/me", MAY(OWN), API_READ, me, API_HALF | API_PLAIN },
	{ 0 },
};
