/* SPDX-License-Identifier: EUPL-1.2 */
/* Setting up one's own second factor: ask for a secret, show that the telephone has it,
 * get recovery codes. One that there is stays until then. */
#include "alert/call/call.h"
#include "service/api/account/session_begin.h"

#include <stdio.h>
#include <string.h>

static enum err_code mine(
	struct api_call *c, struct db *db, struct account *a, struct err *e)
{
	if (c->account_id == 0)
		return err_set(e, ERR_NOTFOUND, "an API token has no second factor");
	if (account_get(db, c->account_id, a, e) == ERR_OK && a->totp_confirmed
		&& !c->second_factor)
		return err_set(e, ERR_FORBIDDEN,
			"sign in with the present second factor to change it");
	return e->code;
}

/* Who has a factor shows it, and the password: a browser that was left open, or a
 * password that was seen, sets up no other telephone. */
static enum err_code read_present(struct api_call *c, const struct account *a,
	const char **ret_code, struct err *e)
{
	static const char *const names[] = { "password", "code", NULL };
	struct api_password *p = &c->password;

	p->account = c->actor_name;
	p->account_id = c->account_id;
	p->code_of = a->id;
	(void)snprintf(p->hash, sizeof p->hash, "%s", a->password);
	fields_only(c->body, names, e);
	(void)fields_line(
		c->body, "password", FIELDS_REQUIRED, PASSWORD_MAX, &p->given, e);
	(void)fields_line(c->body, "code", FIELDS_REQUIRED, 32, ret_code, e);
	return e->code;
}

static enum err_code check_present(struct api_call *c, struct db *db,
	const struct account *a, const char *code, struct err *e)
{
	bool right = false;

	if (!c->password.right)
		return err_fault(e, "password", "is not the present password");
	if (session_check_code(c, db, a, code, &right, e) != ERR_OK)
		return e->code;
	c->password.refused = !right;
	return right ? ERR_OK
		     : err_fault(
			     e, "code", "is not a code of the present second factor");
}

static enum err_code begin(struct api_call *c, struct db *db, struct err *e)
{
	uint8_t secret[TOTP_SECRET], sealed[TOTP_SEALED];
	char text[TOTP_TEXT], uri[200];
	const char *code = "";
	struct account a;
	json_t *o;

	if (mine(c, db, &a, e) != ERR_OK || fields_object(c->body, e) != ERR_OK
		|| (a.totp_confirmed && read_present(c, &a, &code, e) != ERR_OK)
		|| c->step == 0)
		return e->code;
	if (a.totp_confirmed && check_present(c, db, &a, code, e) != ERR_OK)
		return e->code;
	totp_new(c->context->random, secret);
	totp_seal(c->context->calls->secret, c->context->calls->secret_len, secret,
		sealed);
	if (account_begin_totp(db, a.id, sealed, &c->by, e) != ERR_OK)
		return e->code;
	(void)totp_text(secret, text);
	(void)snprintf(uri, sizeof uri,
		"otpauth://totp/Paraat:%s?secret=%s&issuer=Paraat", a.name, text);
	o = json_object();
	fields_set_text(o, "secret", text);
	fields_set_text(o, "uri", uri);
	return api_reply_json(c, 201, o, e);
}

/* Ten codes that each work once, "abcd-efgh-ijkl". */
static enum err_code recovery_codes(struct api_call *c, struct db *db,
	int64_t account_id, json_t *codes, struct err *e)
{
	for (int i = 0; i < RECOVERY_CODES; i++) {
		uint8_t bytes[TOTP_SECRET];
		char text[TOTP_TEXT], code[16];

		totp_new(c->context->random, bytes);
		(void)totp_text(bytes, text);
		(void)snprintf(
			code, sizeof code, "%.4s-%.4s-%.4s", text, text + 4, text + 8);
		if (account_secret_add(
			    db, account_id, ACCOUNT_RECOVERY, code, INSTANT_NEVER, e)
			!= ERR_OK)
			return e->code;
		json_array_append_new(codes, json_string(code));
	}
	return ERR_OK;
}

static enum err_code confirm(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "code", NULL };
	uint8_t secret[TOTP_SECRET];
	const char *code = "";
	struct account a;
	int64_t step = 0;
	json_t *o, *codes;

	if (mine(c, db, &a, e) != ERR_OK || fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	if (!fields_line(c->body, "code", FIELDS_REQUIRED, 16, &code, e)
		|| e->code != ERR_OK)
		return e->code;
	if (!totp_unseal(c->context->calls->secret, c->context->calls->secret_len,
		    a.totp_pending, a.totp_pending_len, secret)
		|| !totp_check(secret, code, c->by.now, &step))
		return err_fault(e, "code",
			"is not the code of this moment: check the telephone's clock");
	if (account_confirm_totp(db, a.id, step, &c->by, e) != ERR_OK
		|| session_second_factor(db, c->session_id, e) != ERR_OK
		|| session_note_place(c, db, a.id, true, e) != ERR_OK)
		return e->code;
	c->renew_session = true;
	codes = json_array();
	o = json_object();
	json_object_set_new(o, "recovery_codes", codes);
	if (recovery_codes(c, db, a.id, codes, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route second_factor_routes[];
const struct api_route second_factor_routes[] = {
	{ HTTP_POST, "/me/second-factor", MAY(OWN), API_PASSWORD, begin, API_HALF },
	{ HTTP_POST, "/me/second-factor/confirm", MAY(OWN), API_WRITE, confirm,
		API_HALF },
	{ 0 },
};
