/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests on a schedule, who did not react to them, and numbers that are proved with a
 * code. */
#include "roster/people/reachability.h"

#include "alert/outbox/notice.h"
#include "alert/test/test_schedule.h"
#include "base/parse.h"
#include "service/api/api.h"
#include "service/api/roster/address_hint.h"

#include <stdio.h>
#include <string.h>

enum { PEOPLE_MAX = 20000 };

API_ITEM(test_schedule_resource, "/test-schedules")

static enum err_code list_schedules(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| test_schedule_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code missed(struct api_call *c, struct db *db, struct err *e)
{
	int64_t n = REACHABILITY_MISSED;
	json_t *o;

	err_clear(e);
	(void)api_query_int(c, "missed", 0, 1000, &n, e);
	if (e->code != ERR_OK || reachability_list(db, n, PEOPLE_MAX, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

/* Whoever looks after the people, and oneself. */
static enum err_code may(const struct api_call *c, struct db *db, struct err *e)
{
	bool holds;

	err_clear(e);
	if (c->person_id != 0 && c->person_id == c->id)
		return ERR_OK;
	if (scope_holds_person(db, &c->scope, c->id, &holds, e) != ERR_OK)
		return e->code;
	if (api_may(c, MAY(PEOPLE)) && holds)
		return ERR_OK;
	return err_set(e, ERR_FORBIDDEN, "these are not your numbers");
}

/* Addresses become hints, unless this caller may see them. */
static enum err_code shade(
	struct api_call *c, struct db *db, json_t *list, struct err *e)
{
	bool holds;
	char hint[300];
	json_t *o;
	size_t i;

	if (scope_holds_person(db, &c->scope, c->id, &holds, e) != ERR_OK)
		return e->code;
	if ((api_may(c, MAY(ADDRESSES)) && holds)
		|| (c->person_id != 0 && c->person_id == c->id))
		return ERR_OK;
	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		address_hint(json_string_value(json_object_get(o, "kind")),
			json_string_value(json_object_get(o, "address")), hint,
			sizeof hint);
		(void)json_object_del(o, "address");
		fields_set_text(o, "address_hint", hint);
	}
	return ERR_OK;
}

static enum err_code contacts(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (!api_may(c, MAY(READ)) && may(c, db, e) != ERR_OK)
		return e->code;
	if (contact_list_proved(db, c->id, &o, e) != ERR_OK)
		return e->code;
	if (shade(c, db, o, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_page(c, o, e);
}

static enum err_code find(
	struct api_call *c, struct db *db, struct contact *ret, struct err *e)
{
	int64_t n;

	if (may(c, db, e) != ERR_OK)
		return e->code;
	if (!parse_int(c->word, 1, PERSON_CONTACTS_MAX, &n))
		return err_set(e, ERR_NOTFOUND, "there is no such contact");
	return contact_nth(db, c->id, n, ret, e);
}

/* The code is made of the person, the address and the digits, so that it fits nothing
 * else. */
static struct digest code_digest(
	const struct api_call *c, const struct contact *contact, const char *digits)
{
	char id[24];
	struct digest_state s;

	(void)snprintf(id, sizeof id, "%" PRId64, c->id);
	digest_start(&s);
	digest_add(&s, c->context->calls->secret, c->context->calls->secret_len);
	digest_add_field(&s, id);
	digest_add_field(&s, contact->address);
	digest_add_field(&s, digits);
	return digest_finish(&s);
}

/* Over which channel a message proves that a contact is somebody's; -1: none. */
static int channel_of(const struct api_call *c, enum contact_kind kind)
{
	static const int of_kind[CONTACT_KINDS_COUNT] = { [CONTACT_MOBILE] =
								  CHANNEL_SMS,
		[CONTACT_LANDLINE] = -1,
		[CONTACT_EMAIL] = CHANNEL_EMAIL,
		[CONTACT_PUSH] = CHANNEL_PUSH };
	int channel = of_kind[kind];

	return channel >= 0 && (c->context->calls->channels >> channel & 1) != 0
		       ? channel
		       : -1;
}

static enum err_code send_code(struct api_call *c, struct db *db,
	const struct contact *contact, int channel, const char *digits, struct err *e)
{
	char text[200];
	struct notice n = { .kind = NOTICE_CODE,
		.person_id = c->id,
		.channels = 1u << channel,
		.address_or_null = contact->address,
		.subject = "Uw code / your code",
		.text = text,
		.link = "",
		.urgent = true };
	int64_t id;

	(void)snprintf(text, sizeof text,
		"%s is uw code voor Paraat. Geef hem aan niemand anders door. "
		"(Your code, 15 min.)",
		digits);
	return notice_add(db, c->context->calls, &n, &c->by, &id, e);
}

static enum err_code verify(struct api_call *c, struct db *db, struct err *e)
{
	struct contact contact = { 0 };
	struct digest code;
	char digits[16];
	uint64_t chance;
	int channel;
	json_t *o;

	if (find(c, db, &contact, e) != ERR_OK)
		return e->code;
	channel = channel_of(c, contact.kind);
	if (channel < 0) {
		err_clear(e);
		return err_fault(e, "kind",
			"no text can be sent to a %s here: ring it to check",
			contact_kind_words[contact.kind]);
	}
	c->context->random->fill(c->context->random, &chance, sizeof chance);
	(void)snprintf(digits, sizeof digits, "%06d", (int)(chance % 1000000));
	code = code_digest(c, &contact, digits);
	if (contact_proof_begin(db, c->id, &contact, &code, &c->by, e) != ERR_OK
		|| send_code(c, db, &contact, channel, digits, e) != ERR_OK)
		return e->code;
	o = json_object();
	fields_set_int(o, "valid_seconds", PROOF_SECONDS);
	return api_reply_json(c, 200, o, e);
}

/* A wrong code is an answer, not an error: the try must count. */
static enum err_code confirm(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "code", NULL };
	struct contact contact;
	const char *digits = "";
	struct digest code;
	bool right;
	int left;
	json_t *o;

	if (find(c, db, &contact, e) != ERR_OK)
		return e->code;
	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	if (fields_line(c->body, "code", FIELDS_REQUIRED, 16, &digits, e)
		&& (strlen(digits) != PROOF_DIGITS
			|| strspn(digits, "0123456789") != PROOF_DIGITS))
		(void)err_fault(e, "code", "must be the six digits of the message");
	if (e->code != ERR_OK)
		return e->code;
	code = code_digest(c, &contact, digits);
	if (contact_proof_check(db, c->id, &contact, &code, &c->by, &right, &left, e)
		!= ERR_OK)
		return e->code;
	o = json_object();
	fields_set_bool(o, "verified", right);
	if (!right)
		fields_set_int(o, "tries_left", left);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route reachability_routes[];
const struct api_route reachability_routes[] = {
	{ HTTP_GET, "/test-schedules", MAY(READ), API_READ, list_schedules, 0 },
	API_ITEM_ROUTES("/test-schedules", MAY(READ), MAY(PLAN)),
	{ HTTP_GET, "/reachability", MAY(READ), API_READ, missed, 0 },
	{ HTTP_GET, "/people/{id}/contacts", MAY(OWN), API_READ, contacts, 0 },
	{ HTTP_POST, "/people/{id}/contacts/{n}/verify", MAY(NUMBERS), API_WRITE,
		verify, 0 },
	{ HTTP_POST, "/people/{id}/contacts/{n}/confirm", MAY(NUMBERS), API_WRITE,
		confirm, 0 },
	{ 0 },
};
