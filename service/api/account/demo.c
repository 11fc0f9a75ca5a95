/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in with one press, in a database that was made with --demo: elsewhere there
 * are no roles for it, and a press is 404. */
#include "service/accounts/demo_store.h"
#include "service/api/account/session_begin.h"

static enum err_code roles(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (demo_roles(db, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code start(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "role", NULL };
	struct account a;
	int role = ROLE_MEMBER;

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_word(
		c->body, "role", FIELDS_REQUIRED, role_words, ROLES_COUNT, &role, e);
	if (e->code != ERR_OK || demo_account(db, (enum role)role, &a, e) != ERR_OK)
		return e->code;
	if (!a.active)
		return err_set(e, ERR_NOTFOUND, "this account is not in use");
	if (c->step == 0)
		return ERR_OK;
	return session_begin(c, db, &a, true, e);
}

extern const struct api_route demo_routes[];
const struct api_route demo_routes[] = {
	{ HTTP_GET, "/demo", MAY(PUBLIC), API_READ, roles, 0 },
	{ HTTP_POST, "/demo/session", MAY(PUBLIC), API_WRITE, start, API_LOOK_FIRST },
	{ 0 },
};
