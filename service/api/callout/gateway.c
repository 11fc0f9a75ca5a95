/* SPDX-License-Identifier: EUPL-1.2 */
/* What gateways tell us: receipts, inbound texts, and what happens in a call. Nothing
 * of it is read before its gateway was recognised (signature or secret, by its
 * dialect). */
#include "alert/answer/inbound.h"
#include "alert/voice/voice_call.h"
#include "base/log.h"
#include "service/api/api.h"
#include "service/dispatch/gateways.h"

#include <stdio.h>

/* The callback as a dialect sees it; *url holds its address. Handlers go no further
 * without a database: API_SIGNED. */
static enum err_code callback_of(struct api_call *c, enum carrier_what what,
	struct text *url, struct carrier_callback *ret,
	const struct gateway_entry **ret_g, struct err *e)
{
	const struct http_request *http = c->http;
	const struct gateway_entry *g = gateways_find(c->context->gateways, c->word);
	const char *signature = http->header[HTTP_PARAAT_SIGNATURE];
	const char *twilio = http->header[HTTP_TWILIO_SIGNATURE];
	const char *messagebird = http->header[HTTP_MESSAGEBIRD_SIGNATURE];

	text_addf(url, "%s%s", c->context->base_url, http->target);
	*ret = (struct carrier_callback){ .what = what,
		.url = text_str(url),
		.query = http->query,
		.body = http->body != NULL ? http->body : "",
		.len = http->body_len,
		.signature = signature != NULL ? signature : "",
		.twilio_signature = twilio != NULL ? twilio : "",
		.messagebird_signature = messagebird != NULL ? messagebird : "",
		.now = c->by.now };
	if (!text_ok(url) || g == NULL || g->carrier == NULL
		|| g->carrier->is_genuine == NULL
		|| !g->carrier->is_genuine(&g->account, ret))
		return err_set(e, ERR_UNAUTHENTICATED, "the signature is not right");
	(void)snprintf(c->actor_name, sizeof c->actor_name, "gateway:%s", c->word);
	*ret_g = g;
	return ERR_OK;
}

static enum err_code reply(struct api_call *c, const struct carrier *carrier,
	const char *word, struct err *e)
{
	struct text t;
	json_t *o;

	if (carrier->taken != NULL) {
		text_init(&t, 1024);
		text_add(&t, carrier->taken);
		return api_reply_text(c, 200, carrier->content_type, &t, e);
	}
	o = json_object();
	fields_set_text(o, "result", word);
	return api_reply_json(c, 200, o, e);
}

static enum err_code read_receipt(const struct carrier *carrier,
	const struct carrier_callback *call, struct carrier_receipt *ret, struct err *e)
{
	if (carrier == &carrier_http_sms)
		return carrier_receipt_read(call->body, call->len, ret, e);
	if (carrier->receipt == NULL || !carrier->receipt(call, ret))
		return err_set(e, ERR_INVALID, "this names no message");
	return ERR_OK;
}

static enum err_code receipt(struct api_call *c, struct db *db, struct err *e)
{
	TEXT_AUTO url = { 0 };
	const struct gateway_entry *g;
	struct carrier_callback call;
	struct carrier_receipt r;
	bool known = false;

	text_init(&url, 16384);
	if (callback_of(c, CARRIER_RECEIPT, &url, &call, &g, e) != ERR_OK || db == NULL
		|| read_receipt(g->carrier, &call, &r, e) != ERR_OK)
		return e->code;
	if (r.progress == CARRIER_CALL_OVER) {
		if (voice_call_over(
			    db, c->context->calls, c->word, &r, &c->by, &known, e)
			!= ERR_OK)
			return e->code;
	} else if (!carrier_is_final(r.progress)) {
		if (r.progress == CARRIER_UNKNOWN)
			log_event(LOG_WARN, "gateway.unknown", "gateway=%s what=status",
				c->word);
		return reply(c, g->carrier, "noted", e); /* nothing depends on it */
	} else if (outbox_receipt(db, c->context->calls, c->word, &r, &c->by, &known, e)
		   != ERR_OK) {
		return e->code;
	}
	if (!known)
		log_event(LOG_WARN, "gateway.unknown", "gateway=%s what=receipt",
			c->word);
	return reply(c, g->carrier, known ? "taken" : "unknown", e);
}

static enum err_code read_inbound(const struct carrier *carrier,
	const struct carrier_callback *call, struct carrier_inbound *ret, struct err *e)
{
	if (carrier == &carrier_http_sms)
		return carrier_inbound_read(call->body, call->len, ret, e);
	if (carrier->inbound == NULL || !carrier->inbound(call, ret))
		return err_set(e, ERR_INVALID, "this names no sender");
	return ERR_OK;
}

static enum err_code inbound(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const words[] = { "answer", "not_understood",
		"unknown_sender", "nothing_open", "repeated" };
	TEXT_AUTO url = { 0 };
	const struct gateway_entry *g;
	struct carrier_callback call;
	struct carrier_inbound in;
	enum inbound_result result;

	text_init(&url, 16384);
	if (callback_of(c, CARRIER_INBOUND, &url, &call, &g, e) != ERR_OK || db == NULL
		|| read_inbound(g->carrier, &call, &in, e) != ERR_OK
		|| inbound_take(db, c->context->calls, c->word, &in, &c->by, &result, e)
			   != ERR_OK)
		return e->code;
	if (result == INBOUND_UNKNOWN_SENDER)
		log_event(LOG_WARN, "gateway.unknown", "gateway=%s what=inbound",
			c->word);
	return reply(c, g->carrier, words[result], e);
}

static enum err_code voice(struct api_call *c, struct db *db, struct err *e)
{
	TEXT_AUTO url = { 0 };
	const struct gateway_entry *g;
	struct carrier_callback call;
	struct voice_event event;
	struct voice_turn turn;
	struct voice_script script;
	struct text body;
	bool ok;

	text_init(&url, 16384);
	if (callback_of(c, CARRIER_VOICE, &url, &call, &g, e) != ERR_OK || db == NULL)
		return e->code;
	if (g->carrier->voice_event == NULL || !g->carrier->voice_event(&call, &event))
		return err_set(e, ERR_INVALID, "this is no event of a call");
	if (voice_call_step(
		    db, c->context->calls, c->word, &event, &c->by, &turn, &script, e)
		!= ERR_OK)
		return e->code;
	text_init(&body, 65536);
	ok = g->carrier->voice_reply(&g->account, &turn, &body);
	voice_script_fini(&script);
	if (!ok) {
		text_fini(&body);
		return err_set(e, ERR_NOMEM, "no memory for a call");
	}
	return api_reply_text(c, 200,
		g->carrier->content_type != NULL ? g->carrier->content_type
						 : "application/json",
		&body, e);
}

extern const struct api_route gateway_routes[];
/* Some providers only know GET: for them it changes things, guarded as POST is. */
const struct api_route gateway_routes[] = {
	{ HTTP_POST, "/gateway/{name}/receipt", MAY(PUBLIC), API_CALL, receipt,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ HTTP_GET, "/gateway/{name}/receipt", MAY(PUBLIC), API_CALL, receipt,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ HTTP_POST, "/gateway/{name}/inbound", MAY(PUBLIC), API_CALL, inbound,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ HTTP_GET, "/gateway/{name}/inbound", MAY(PUBLIC), API_CALL, inbound,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ HTTP_POST, "/gateway/{name}/voice", MAY(PUBLIC), API_CALL, voice,
		API_ROOT | API_ANY_BODY | API_SIGNED },
	{ 0 },
};
