/* SPDX-License-Identifier: EUPL-1.2 */
/* What gateways tell us: receipts and inbound texts, signed with the gateway's secret.
 */
#include "alert/inbound.h"
#include "base/log.h"
#include "service/api/api.h"

#include <stdio.h>

static enum err_code check_signature(struct api_call *c, struct err *e)
{
	const char *secret = c->context->gateway_secret(c->context->app, c->word);
	const char *signature = c->http->header[HTTP_PARAAT_SIGNATURE];
	const char *body = c->http->body != NULL ? c->http->body : "";

	if (secret == NULL
		|| !carrier_signed(signature, secret, body, c->http->body_len))
		return err_set(e, ERR_UNAUTHENTICATED, "the signature is not right");
	(void)snprintf(c->actor_name, sizeof c->actor_name, "gateway:%s", c->word);
	return ERR_OK;
}

static enum err_code reply(struct api_call *c, const char *word, struct err *e)
{
	json_t *o = json_object();

	fields_set_text(o, "result", word);
	return api_reply_json(c, 200, o, e);
}

static enum err_code receipt(struct api_call *c, struct db *db, struct err *e)
{
	struct carrier_receipt r;
	bool known;

	if (check_signature(c, e) != ERR_OK
		|| carrier_receipt_read(c->http->body, c->http->body_len, &r, e)
			   != ERR_OK
		|| outbox_receipt(db, c->context->calls, c->word, &r, &c->by, &known, e)
			   != ERR_OK)
		return e->code;
	if (!known)
		log_event(LOG_WARN, "gateway.unknown", "gateway=%s what=receipt",
			c->word);
	return reply(c, known ? "taken" : "unknown", e);
}

static enum err_code inbound(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const words[] = { "answer", "not_understood",
		"unknown_sender", "nothing_open", "repeated" };
	struct carrier_inbound in;
	enum inbound_result result;

	if (check_signature(c, e) != ERR_OK
		|| carrier_inbound_read(c->http->body, c->http->body_len, &in, e)
			   != ERR_OK
		|| inbound_take(db, c->context->calls, c->word, &in, &c->by, &result, e)
			   != ERR_OK)
		return e->code;
	if (result == INBOUND_UNKNOWN_SENDER)
		log_event(LOG_WARN, "gateway.unknown", "gateway=%s what=inbound",
			c->word);
	return reply(c, words[result], e);
}

extern const struct api_route gateway_routes[];
const struct api_route gateway_routes[] = {
	{ HTTP_POST, "/gateway/{name}/receipt", ROLES_PUBLIC, API_CALL, receipt,
		API_ROOT | API_ANY_BODY },
	{ HTTP_POST, "/gateway/{name}/inbound", ROLES_PUBLIC, API_CALL, inbound,
		API_ROOT | API_ANY_BODY },
	{ 0 },
};
