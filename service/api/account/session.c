/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in with a password and, for roles that steer others, a second factor. A wrong
 * name and a wrong password get the same answer after the same work.
 */
#include "alert/call/call.h"
#include "service/accounts/place_store.h"
#include "service/api/account/break_glass.h"
#include "service/api/account/session_begin.h"
#include "service/api/problem.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

struct sign_in {
	const char *username, *password, *code;
	bool remember;
};

static enum err_code read_sign_in(
	const struct api_call *c, struct sign_in *in, struct err *e)
{
	static const char *const names[] = { "username", "password", "code", "remember",
		NULL };

	*in = (struct sign_in){ "", "", "", false };
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_line(c->body, "username", FIELDS_REQUIRED, ACCOUNT_NAME_MAX,
		&in->username, e);
	(void)fields_line(
		c->body, "password", FIELDS_REQUIRED, PASSWORD_MAX, &in->password, e);
	(void)fields_line(c->body, "code", FIELDS_OPTIONAL, 32, &in->code, e);
	(void)fields_bool(c->body, "remember", FIELDS_OPTIONAL, &in->remember, e);
	return e->code;
}

static enum err_code note(struct api_call *c, struct db *db, const struct account *a,
	const char *result, struct err *e)
{
	struct audit_record record = { .at = c->by.now,
		.actor = c->by.actor,
		.action = "session.start",
		.result = result };
	char object[48];

	(void)snprintf(object, sizeof object, "account/%" PRId64, a->id);
	record.object = object;
	return audit_write(db, &record, e);
}

/* What is wrong stays vague, and stands in the audit log; the transaction is kept.
 * half: the password was right, and the code is to come. */
static enum err_code refuse(struct api_call *c, struct db *db, const struct account *a,
	bool half, const char *why, struct err *e)
{
	struct err refusal = { 0 };
	struct text t;

	if (note(c, db, a, why, e) != ERR_OK)
		return e->code;
	c->password.half = half && !c->password.slowed;
	c->password.refused = !c->password.half;
	if (c->password.slowed) {
		api_slow_down(c, &refusal);
		(void)err_fault(&refusal, "code",
			"who gives a code of the second factor as well need not wait");
	} else if (half) {
		(void)err_fault(
			&refusal, "code", "a code of the second factor is needed");
		refusal.code = ERR_UNAUTHENTICATED;
	} else {
		(void)err_set(&refusal, ERR_UNAUTHENTICATED,
			"the name, the password or the code is not right");
	}
	text_init(&t, 4096);
	(void)problem_render(&refusal, &t);
	return api_reply_text(
		c, problem_status(refusal.code), "application/problem+json", &t, e);
}

enum err_code session_check_code(struct api_call *c, struct db *db,
	const struct account *a, const char *code, bool *ret, struct err *e)
{
	uint8_t secret[TOTP_SECRET];
	int64_t step = a->totp_step, owner = 0;

	*ret = false;
	if (totp_unseal(c->context->calls->secret, c->context->calls->secret_len,
		    a->totp, a->totp_len, secret)
		&& totp_check(secret, code, c->by.now, &step)) {
		*ret = true;
		return account_used_totp(db, a->id, step, e);
	}
	if (account_secret_use(db, ACCOUNT_RECOVERY, code, true, c->by.now, &owner, e)
		!= ERR_OK)
		return e->code;
	*ret = owner == a->id;
	return ERR_OK;
}

/* Has this browser been remembered for the account? */
static enum err_code is_remembered(struct api_call *c, struct db *db,
	const struct account *a, bool *ret, struct err *e)
{
	char device[ACCOUNT_TOKEN_TEXT];
	int64_t owner = 0;

	*ret = false;
	if (c->context->policy->device_days == 0
		|| !api_cookie(c, "device", device, sizeof device))
		return ERR_OK;
	if (account_secret_use(db, ACCOUNT_DEVICE, device, false, c->by.now, &owner, e)
		!= ERR_OK)
		return e->code;
	*ret = owner != 0 && owner == a->id;
	return ERR_OK;
}

/* From where, and with what: whom do wrong ones of others not hold up? */
static enum err_code recognize(struct api_call *c, struct db *db,
	const struct account *a, bool with_code, struct err *e)
{
	const struct call_settings *calls = c->context->calls;
	const struct digest place =
		place_of(calls->secret, calls->secret_len, a->id, c->http->site);
	enum place known = PLACE_UNKNOWN;
	bool remembered = false;

	if (is_remembered(c, db, a, &remembered, e) != ERR_OK
		|| place_knows(db, a->id, &place, c->by.now, &known, e) != ERR_OK)
		return e->code;
	c->password.anywhere = !remembered && known == PLACE_UNKNOWN;
	if (with_code && a->totp_confirmed && !remembered
		&& known != PLACE_SECOND_FACTOR)
		c->password.code_of = a->id;
	return ERR_OK;
}

static enum err_code remember(
	struct api_call *c, struct db *db, int64_t account_id, struct err *e)
{
	char device[ACCOUNT_TOKEN_TEXT];
	struct instant until = instant_add(
		c->by.now, (struct duration){ (int64_t)c->context->policy->device_days
					      * DAY_SECONDS * 1000 });

	account_secret_new(c->context->random, 'd', device);
	api_set_cookie(c, 1, "device", device,
		(int64_t)c->context->policy->device_days * DAY_SECONDS);
	return device_add(db, account_id, device, until, &c->by, e);
}

static json_t *session_json(const char *name, enum role role, int64_t person_id,
	bool second_factor, bool needed, const char *csrf)
{
	json_t *o = json_object();

	fields_set_text(o, "csrf", csrf);
	fields_set_text(o, "username", name);
	fields_set_text(o, "role", role_words[role]);
	if (person_id != 0)
		fields_set_int(o, "person_id", person_id);
	else
		fields_set_text(o, "person_id", NULL);
	fields_set_bool(o, "second_factor", second_factor);
	fields_set_bool(o, "second_factor_needed", needed);
	return o;
}

enum err_code session_note_place(struct api_call *c, struct db *db, int64_t account_id,
	bool second_factor, struct err *e)
{
	const struct call_settings *calls = c->context->calls;
	const struct digest place =
		place_of(calls->secret, calls->secret_len, account_id, c->http->site);

	return place_note(db, account_id, &place, second_factor, c->by.now, e);
}

enum err_code session_begin(struct api_call *c, struct db *db, const struct account *a,
	bool second_factor, struct err *e)
{
	char token[ACCOUNT_TOKEN_TEXT];
	int64_t id = 0;

	account_secret_new(c->context->random, 's', token);
	if (session_note_place(c, db, a->id, second_factor, e) != ERR_OK)
		return e->code;
	(void)snprintf(c->actor_name, sizeof c->actor_name, "account:%s", a->name);
	if (session_add(db, a->id, second_factor, token, &c->by, &id, e) != ERR_OK
		|| resource_audit(db, &c->by, a->break_glass ? "break_glass" : "start",
			   "session", id, NULL, NULL, e)
			   != ERR_OK
		|| (a->break_glass && break_glass_alarm(c, db, a, id, e) != ERR_OK))
		return e->code;
	api_set_cookie(c, 0, "session", token,
		(int64_t)c->context->policy->session_idle_minutes * 60);
	(void)session_csrf(c->context->calls->secret, c->context->calls->secret_len, id,
		c->by.now, c->csrf);
	(void)snprintf(c->location, sizeof c->location, "/api/v1/session");
	return api_reply_json(c, 201,
		session_json(a->name, a->role, a->person_id, second_factor,
			account_lacks_second_factor(a, second_factor), c->csrf),
		e);
}

static enum err_code prepare(struct api_call *c, struct db *db, struct err *e)
{
	struct sign_in in;
	struct account a;

	if (read_sign_in(c, &in, e) != ERR_OK
		|| account_find(db, in.username, &a, e) != ERR_OK
		|| recognize(c, db, &a, in.code[0] != '\0', e) != ERR_OK)
		return e->code;
	c->password.account = in.username;
	c->password.account_id = a.id;
	c->password.given = in.password;
	(void)snprintf(c->password.hash, sizeof c->password.hash, "%s",
		a.active && a.password[0] != '\0' ? a.password : password_of_nobody);
	return ERR_OK;
}

static enum err_code start(struct api_call *c, struct db *db, struct err *e)
{
	bool second = false;
	struct sign_in in;
	struct account a;

	if (c->step == 0)
		return prepare(c, db, e);
	if (read_sign_in(c, &in, e) != ERR_OK
		|| account_find(db, in.username, &a, e) != ERR_OK)
		return e->code;
	if (!c->password.right || !a.active)
		return refuse(c, db, &a, false, "refused: name or password", e);
	if (a.totp_confirmed) {
		if (is_remembered(c, db, &a, &second, e) != ERR_OK)
			return e->code;
		if (!second && in.code[0] == '\0')
			return refuse(c, db, &a, true, "refused: no code", e);
		if (!second
			&& session_check_code(c, db, &a, in.code, &second, e) != ERR_OK)
			return e->code;
		if (!second)
			return refuse(c, db, &a, false, "refused: wrong code", e);
	}
	/* strangers guess: then a password alone is not enough from a new place, but
	 * for the account that is for when nothing else works */
	if (c->password.slowed && !second && !a.break_glass)
		return refuse(c, db, &a, false,
			"refused: right, but from a new place while others guess", e);
	if (in.remember && second && c->context->policy->device_days > 0
		&& remember(c, db, a.id, e) != ERR_OK)
		return e->code;
	return session_begin(c, db, &a, second, e);
}

static enum err_code show(struct api_call *c, struct db *db, struct err *e)
{
	(void)db;
	if (c->session_id == 0)
		return err_set(
			e, ERR_NOTFOUND, "this is not a session but an API token");
	return api_reply_json(c, 200,
		session_json(c->by.actor.name + strlen("account:"), c->role,
			c->person_id, c->second_factor,
			account_needs_second_factor(c->role) && !c->second_factor
				&& !c->break_glass,
			c->csrf),
		e);
}

static enum err_code end(struct api_call *c, struct db *db, struct err *e)
{
	if (c->session_id == 0)
		return err_set(
			e, ERR_NOTFOUND, "this is not a session but an API token");
	if (session_end(db, c->session_id, c->account_id, e) != ERR_OK
		|| resource_audit(
			   db, &c->by, "end", "session", c->session_id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	api_set_cookie(c, 0, "session", "", 0);
	return api_reply_none(c);
}

extern const struct api_route session_routes[];
const struct api_route session_routes[] = {
	{ HTTP_POST, "/session", MAY(PUBLIC), API_PASSWORD, start, 0 },
	{ HTTP_GET, "/session", MAY(OWN), API_READ, show, API_HALF | API_PLAIN },
	{ HTTP_DELETE, "/session", MAY(OWN), API_WRITE, end, API_HALF },
	{ 0 },
};
