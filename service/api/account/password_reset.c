/* SPDX-License-Identifier: EUPL-1.2 */
/* Who forgot a password asks for a link by mail: POST /password-reset {username}.
 *
 * Whoever asks, and whatever the name is, gets the same answer after the same work, and
 * is slowed down like who guesses passwords, but apart: people of one office who ask
 * keep nobody there from signing in. An account gets a mail in ten minutes at
 * most; what others ask for ends none of its links. The second factor stays. */
#include "service/api/api.h"

#include "alert/outbox/notice.h"
#include "service/api/planning/tell.h"

#include <stdio.h>

enum {
	LINK_MINUTES = 30,
	AGAIN_MINUTES = 10,
	MINUTE_MS = 60 * 1000,
	AGAIN_MS = AGAIN_MINUTES * MINUTE_MS
};

static enum err_code read_name(
	const struct api_call *c, const char **ret, struct err *e)
{
	static const char *const names[] = { "username", NULL };

	*ret = "";
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_line(
		c->body, "username", FIELDS_REQUIRED, ACCOUNT_NAME_MAX, ret, e);
	return e->code;
}

/* *ret_sent: not when one went out just before. */
static enum err_code send_link(struct api_call *c, struct db *db,
	const struct account *a, bool *ret_sent, struct err *e)
{
	char secret[ACCOUNT_TOKEN_TEXT], begin[64], key[96], link[NOTICE_LINK_MAX],
		text[800];
	struct tell_person p = { .id = a->person_id };
	struct notice n = { .kind = NOTICE_CODE,
		.person_id = a->person_id,
		.channels = 1u << CHANNEL_EMAIL,
		.text = text,
		.link = link,
		.key_or_null = key,
		.urgent = true };
	struct instant last;
	int64_t id = 0, ago;

	(void)snprintf(begin, sizeof begin, "password_reset/%" PRId64 "/", a->id);
	if (notice_last(db, begin, &last, e) != ERR_OK)
		return e->code;
	ago = instant_since(c->by.now, last).ms;
	if (ago >= 0 && ago < AGAIN_MS) /* < 0: the clock was set back */
		return ERR_OK;
	if (tell_person_find(db, a->person_id, &p, e) != ERR_OK)
		return e->code;
	account_secret_new(c->context->random, 'i', secret);
	(void)snprintf(key, sizeof key, "%s%" PRId64, begin, c->by.now.ms);
	(void)snprintf(
		link, sizeof link, "%s/invitation#%s", c->context->base_url, secret);
	(void)snprintf(text, sizeof text,
		p.english ? "Somebody, probably you, asked for a new password for "
			    "'%s'. Choose it within %d minutes: %s\n\nWas it not you? "
			    "Then you need not do anything."
			  : "Iemand, waarschijnlijk uzelf, heeft een nieuw wachtwoord "
			    "gevraagd voor '%s'. Kies het binnen %d minuten: "
			    "%s\n\nWas u het niet? Dan hoeft u niets te doen.",
		a->name, LINK_MINUTES, link);
	n.subject =
		p.english ? "Paraat: a new password" : "Paraat: een nieuw wachtwoord";
	if (notice_add(db, c->context->calls, &n, &c->by, &id, e) != ERR_OK)
		return e->code;
	*ret_sent = id != 0;
	return id == 0 ? ERR_OK
		       : account_secret_add(db, a->id, ACCOUNT_INVITATION, secret,
			       instant_add(c->by.now,
				       (struct duration){
					       (int64_t)LINK_MINUTES * MINUTE_MS }),
			       e);
}

static enum err_code ask(struct api_call *c, struct db *db, struct err *e)
{
	struct audit_record record = { .at = c->by.now, .action = "password_reset" };
	const char *name;
	struct account a;
	char object[48];
	bool sent = false, served;

	if (read_name(c, &name, e) != ERR_OK)
		return e->code;
	if (c->step == 0) {
		(void)snprintf(c->word, sizeof c->word, "password_reset:%s", name);
		c->password.account = c->word;
		c->password.given = name;
		c->password.apart = true;
		(void)snprintf(c->password.hash, sizeof c->password.hash, "%s",
			password_of_nobody);
		return ERR_OK;
	}
	if (account_find(db, name, &a, e) != ERR_OK)
		return e->code;
	served = a.active && a.person_id != 0 && !a.break_glass;
	if (served && send_link(c, db, &a, &sent, e) != ERR_OK)
		return e->code;
	(void)snprintf(object, sizeof object, "account/%" PRId64, a.id);
	record.actor = c->by.actor;
	record.object = object;
	record.result = sent     ? "a link goes by mail"
			: served ? "refused: a link went out just before"
				 : "refused: no such account, or nobody to mail";
	if (audit_write(db, &record, e) != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

extern const struct api_route password_reset_routes[];
const struct api_route password_reset_routes[] = {
	{ HTTP_POST, "/password-reset", MAY(PUBLIC), API_PASSWORD, ask, 0 },
	{ 0 },
};
