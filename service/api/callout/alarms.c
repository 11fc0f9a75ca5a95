/* SPDX-License-Identifier: EUPL-1.2 */
/* Alarms of control rooms: the webhook, the rules that say what they mean, and what
 * came in. Nothing of an alarm is read before its signature was checked. */
#include "alert/alarm/alarm.h"
#include "alert/call/coordinators.h"
#include "alert/outbox/notice.h"
#include "service/api/api.h"
#include "service/config.h"
#include "service/api/planning/tell.h"

#include <stdio.h>
#include <string.h>

API_ITEM(alarm_rule_resource, "/alarm-rules")

static enum err_code list_rules(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| alarm_rule_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t before, limit;
	json_t *o;

	if (api_page(c, &before, &limit, e) != ERR_OK
		|| alarm_list(db, before, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* "sha256=<hex HMAC of the body>", as for gateways. */
static bool is_genuine(const struct api_call *c, const char *secret)
{
	const char *given = c->http->header[HTTP_PARAAT_SIGNATURE];
	char hex[DIGEST_HEX], want[DIGEST_HEX + 8];
	struct digest d;

	if (secret == NULL || given == NULL)
		return false;
	d = digest_hmac(secret, strlen(secret),
		c->http->body != NULL ? c->http->body : "", c->http->body_len);
	(void)snprintf(want, sizeof want, "sha256=%s", digest_hex(&d, hex));
	return digest_text_equal(want, given);
}

/* Whoever has duty to be told when something goes wrong; where no function is marked
 * for that, the coordinators. */
static enum err_code whom_to_warn(struct api_call *c, struct db *db,
	int64_t people[TELL_COORDINATORS_MAX], size_t *ret_n, struct err *e)
{
	*ret_n = 0;
	if (coordinators_to_tell(db, c->by.now, people, TELL_COORDINATORS_MAX, ret_n, e)
			!= ERR_OK
		|| *ret_n > 0)
		return e->code;
	return tell_coordinators_find(db, c->by.now, people, ret_n, e);
}

/* No rule said what this alarm means: somebody must look now, at night too, so that it
 * goes by text where people have one. */
static enum err_code warn(
	struct api_call *c, struct db *db, const char *source_id, struct err *e)
{
	int64_t people[TELL_COORDINATORS_MAX], id;
	char text[300], key[220];
	struct notice notice = { .kind = NOTICE_WARNING,
		.channels = c->context->calls->channels,
		.subject = "Alarm zonder regel",
		.text = text,
		.link = c->context->base_url,
		.key_or_null = key,
		.urgent = true };
	size_t n;

	if (whom_to_warn(c, db, people, &n, e) != ERR_OK)
		return e->code;
	(void)snprintf(text, sizeof text,
		"LET OP: de meldkamer (%.60s) stuurde alarm %.100s en geen regel past: "
		"er is niemand opgeroepen. Start zelf een oproep als dat nodig is.",
		c->word, source_id);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(key, sizeof key, "alarm/%.60s/%.100s/%" PRId64, c->word,
			source_id, people[i]);
		notice.person_id = people[i];
		if (notice_add(db, c->context->calls, &notice, &c->by, &id, e)
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code reply(
	struct api_call *c, enum alarm_result result, int64_t callout, struct err *e)
{
	json_t *o = json_object();

	fields_set_text(o, "result", alarm_result_words[result]);
	if (callout != 0)
		fields_set_int(o, "callout_id", callout);
	else
		fields_set_text(o, "callout_id", NULL);
	return api_reply_json(c, result == ALARM_STARTED ? 201 : 200, o, e);
}

static enum err_code take(struct api_call *c, struct db *db, struct err *e)
{
	const char *secret = config_control_room(c->context->config, c->word);
	uint8_t nonce[CALL_NONCE_BYTES];
	enum alarm_result result = ALARM_NO_RULE;
	int64_t callout = 0;
	json_t *o = NULL;

	if (!is_genuine(c, secret))
		return err_set(e, ERR_UNAUTHENTICATED, "the signature is not right");
	if (db == NULL)
		return ERR_OK; /* API_SIGNED */
	if (c->http->body_len > ALARM_BODY_MAX)
		return err_set(e, ERR_TOO_LARGE, "an alarm has at most %d bytes",
			ALARM_BODY_MAX);
	(void)snprintf(
		c->actor_name, sizeof c->actor_name, "control-room:%.60s", c->word);
	c->context->random->fill(c->context->random, nonce, sizeof nonce);
	if (fields_read(c->http->body != NULL ? c->http->body : "", c->http->body_len,
		    &o,
		    e) == ERR_OK
		&& alarm_take(db, c->context->calls, c->word, o, nonce, &c->by, &result,
			   &callout, e)
			   == ERR_OK
		&& (result != ALARM_NO_RULE
			|| warn(c, db, json_string_value(json_object_get(o, "id")), e)
				   == ERR_OK))
		(void)reply(c, result, callout, e);
	json_decref(o);
	return e->code;
}

extern const struct api_route alarms_routes[];
const struct api_route alarms_routes[] = {
	{ HTTP_GET, "/alarm-rules", MAY(READ), API_READ, list_rules, 0 },
	API_ITEM_ROUTES("/alarm-rules", MAY(READ), MAY(PLAN)),
	{ HTTP_GET, "/alarms", MAY(READ), API_READ, list, 0 },
	{ HTTP_POST, "/gateway/{name}/alarm", MAY(PUBLIC), API_CALL, take,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ 0 },
};
