/* SPDX-License-Identifier: EUPL-1.2 */
/* API tokens: listed, made (shown once) and revoked by administrators. */
#include "service/api/api.h"

#include <stdio.h>

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| token_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	return api_get(c, db, &token_resource, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "name", "role", "person_id",
		"municipality_ids", NULL };
	const char *name = "";
	int role = 0;
	int64_t person_id = 0, id;
	json_t *o;

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_line(c->body, "name", FIELDS_REQUIRED, 64, &name, e);
	(void)fields_word(
		c->body, "role", FIELDS_REQUIRED, role_words, ROLES_COUNT, &role, e);
	(void)fields_int(
		c->body, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX, &person_id, e);
	if (e->code == ERR_OK && role == ROLE_MEMBER && person_id == 0)
		(void)err_fault(e, "person_id", "must say who the member is");
	if (e->code != ERR_OK
		|| token_add_for(db, name, (enum role)role, person_id,
			   c->context->random, &c->by, c->once, &id, e)
			   != ERR_OK
		|| scope_write(db, "token", id, c->body, e) != ERR_OK
		|| resource_get(db, &token_resource, id, &o, e) != ERR_OK)
		return e->code;
	fields_set_text(o, "token", API_ONCE);
	return api_reply_created(c, "/tokens", o, e);
}

static enum err_code revoke_token(struct api_call *c, struct db *db, struct err *e)
{
	if (token_revoke(db, c->id, &c->by, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

extern const struct api_route tokens_routes[];
const struct api_route tokens_routes[] = {
	{ HTTP_GET, "/tokens", MAY(ADMIN), API_READ, list, 0 },
	{ HTTP_POST, "/tokens", MAY(ADMIN), API_WRITE, create, 0 },
	{ HTTP_GET, "/tokens/{id}", MAY(ADMIN), API_READ, get, 0 },
	{ HTTP_DELETE, "/tokens/{id}", MAY(ADMIN), API_WRITE, revoke_token, 0 },
	{ 0 },
};
