/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, as administrators see them; invitations, by which a person sets a password
 * (the first, or a new one); one's own password. */
#include "service/api/account/session_begin.h"

#include <stdio.h>
#include <string.h>

enum { INVITATION_DAYS = 7 };

/* Accounts are never deleted: records name them. */
static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	return api_get(c, db, &account_resource, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	return api_create(c, db, &account_resource, "/accounts", e);
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	return api_update(c, db, &account_resource, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| account_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* Shows the invitation once; an older one of the account works no more. */
static enum err_code invite(struct api_call *c, struct db *db, struct err *e)
{
	struct instant until = instant_add(
		c->by.now, (struct duration){ INT64_C(86400000) * INVITATION_DAYS });
	struct account a;
	json_t *o;

	if (account_get(db, c->id, &a, e) != ERR_OK
		|| account_secrets_drop(db, a.id, ACCOUNT_INVITATION, e) != ERR_OK)
		return e->code;
	account_secret_new(c->context->random, 'i', c->once);
	if (account_secret_add(db, a.id, ACCOUNT_INVITATION, c->once, until, e)
			!= ERR_OK
		|| resource_audit(db, &c->by, "invite", "account", a.id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	o = json_object();
	fields_set_text(o, "invitation", API_ONCE);
	fields_set_instant(o, "expires_at", until);
	return api_reply_json(c, 201, o, e);
}

/* Takes a second factor away that its owner has lost. */
static enum err_code reset_factor(struct api_call *c, struct db *db, struct err *e)
{
	if (account_remove_totp(db, c->id, &c->by, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

static enum err_code read_new(const struct api_call *c, const char *const *names,
	const char *first, const char **ret_first, const char **ret_password,
	struct err *e)
{
	*ret_first = *ret_password = "";
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_line(c->body, first, FIELDS_REQUIRED, PASSWORD_MAX, ret_first, e);
	(void)fields_line(
		c->body, "password", FIELDS_REQUIRED, PASSWORD_MAX, ret_password, e);
	return e->code;
}

/* POST /invitation {invitation, password}: sets the password. */
static enum err_code accept_invitation(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "invitation", "password", NULL };
	const char *invitation, *password;
	struct account a = { 0 };
	int64_t id = 0;

	if (read_new(c, names, "invitation", &invitation, &password, e) != ERR_OK
		|| account_secret_use(db, ACCOUNT_INVITATION, invitation, c->step == 1,
			   c->by.now, &id, e)
			   != ERR_OK)
		return e->code;
	if (id == 0)
		return err_set(e, ERR_GONE,
			"this invitation was used, has expired or is not known: ask "
			"for "
			"a new one");
	if (account_get(db, id, &a, e) != ERR_OK)
		return e->code;
	password_check(password, a.name, "password", e);
	if (e->code != ERR_OK)
		return e->code;
	c->password.wanted = password;
	if (c->step == 0)
		return ERR_OK;
	(void)snprintf(c->actor_name, sizeof c->actor_name, "account:%s", a.name);
	if (account_set_password(db, id, c->password.made, 0, &c->by, e) != ERR_OK
		|| session_note_place(c, db, id, false, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

/* POST /me/password {current, password}. The other sessions end. */
static enum err_code change(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "current", "password", NULL };
	const char *current, *password;
	struct account a = { 0 };

	if (c->account_id == 0)
		return err_set(e, ERR_NOTFOUND, "an API token has no password");
	if (read_new(c, names, "current", &current, &password, e) != ERR_OK
		|| account_get(db, c->account_id, &a, e) != ERR_OK)
		return e->code;
	password_check(password, a.name, "password", e);
	if (e->code != ERR_OK)
		return e->code;
	c->password.account = c->actor_name + strlen("account:");
	c->password.account_id = c->account_id;
	c->password.anywhere = true; /* a session that was stolen goes anywhere */
	c->password.given = current;
	c->password.wanted = password;
	(void)snprintf(c->password.hash, sizeof c->password.hash, "%s", a.password);
	if (c->step == 0)
		return ERR_OK;
	if (c->password.slowed) {
		api_slow_down(c, e);
		return e->code;
	}
	if (!c->password.right)
		return err_fault(e, "current", "is not the present password");
	if (account_set_password(db, a.id, c->password.made, c->session_id, &c->by, e)
		!= ERR_OK)
		return e->code;
	c->renew_session = true;
	return api_reply_none(c);
}

/* Where an account is signed in. */
static enum err_code sessions(struct api_call *c, struct db *db, struct err *e)
{
	struct account a;
	json_t *o;

	if (account_get(db, c->id, &a, e) != ERR_OK
		|| session_list(db, a.id, c->session_id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* Signs an account out everywhere; remembered devices are forgotten. */
static enum err_code end_sessions(struct api_call *c, struct db *db, struct err *e)
{
	struct account a;

	if (account_get(db, c->id, &a, e) != ERR_OK
		|| session_end_all(db, a.id, 0, e) != ERR_OK
		|| account_secrets_drop(db, a.id, ACCOUNT_DEVICE, e) != ERR_OK
		|| resource_audit(
			   db, &c->by, "sign_out", "account", a.id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

extern const struct api_route accounts_routes[];
const struct api_route accounts_routes[] = {
	{ HTTP_GET, "/accounts", MAY(ADMIN), API_READ, list, 0 },
	{ HTTP_POST, "/accounts", MAY(ADMIN), API_WRITE, create, 0 },
	{ HTTP_GET, "/accounts/{id}", MAY(ADMIN), API_READ, get, 0 },
	{ HTTP_PUT, "/accounts/{id}", MAY(ADMIN), API_WRITE, update, API_IF_MATCH },
	{ HTTP_PATCH, "/accounts/{id}", MAY(ADMIN), API_WRITE, update, API_IF_MATCH },
	{ HTTP_POST, "/accounts/{id}/invitation", MAY(ADMIN), API_WRITE, invite, 0 },
	{ HTTP_GET, "/accounts/{id}/sessions", MAY(ADMIN), API_READ, sessions, 0 },
	{ HTTP_DELETE, "/accounts/{id}/sessions", MAY(ADMIN), API_WRITE, end_sessions,
		0 },
	{ HTTP_DELETE, "/accounts/{id}/second-factor", MAY(ADMIN), API_WRITE,
		reset_factor, 0 },
	{ HTTP_POST, "/invitation", MAY(PUBLIC), API_PASSWORD, accept_invitation, 0 },
	{ HTTP_POST, "/me/password", MAY(OWN), API_PASSWORD, change, API_HALF },
	{ 0 },
};
