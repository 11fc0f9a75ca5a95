/* SPDX-License-Identifier: EUPL-1.2 */
/* http-sms: the plain JSON gateway of the contract. */
#include "alert/carrier/carrier.h"
#include "base/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool http_sms_encode(const struct carrier_message *m, struct text *body)
{
	text_addf(body, "{\"id\":\"%" PRId64 "\",\"to\":", m->attempt_id);
	text_add_json(body, m->to);
	text_add(body, ",\"from\":");
	text_add_json(body, m->from);
	text_add(body, ",\"text\":");
	text_add_json(body, m->text);
	return text_addf(body, ",\"callout\":%" PRId64 "}", m->callout_id);
}

/* The provider's id in {"id": "…"}; a reply that is no JSON is a reply all the same. */
static void provider_id(const char *body, size_t len, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	struct err e = { 0 };
	const char *id = "";

	if (len == 0 || fields_read(body, len, &o, &e) != ERR_OK)
		return;
	(void)fields_line(
		o, "id", FIELDS_OPTIONAL, sizeof ret->provider_id - 1, &id, &e);
	(void)snprintf(ret->provider_id, sizeof ret->provider_id, "%s", id);
	json_decref(o);
}

void http_sms_decode(int status, const char *body, size_t len, int retry_after_seconds,
	struct carrier_outcome *ret)
{
	memset(ret, 0, sizeof *ret);
	if (status >= 200 && status < 300) {
		ret->result = CARRIER_SENT;
		provider_id(body, len, ret);
		return;
	}
	ret->result = status == 429 || status >= 500 || status < 400 ? CARRIER_RETRY
								     : CARRIER_FAILED;
	ret->retry_after_seconds = retry_after_seconds;
	(void)snprintf(
		ret->reason, sizeof ret->reason, "the gateway answered %d", status);
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	if (a->token[0] != '\0')
		(void)snprintf(ret->authorization, sizeof ret->authorization,
			"Bearer %s", a->token);
	return text_add(&ret->url, a->url) && http_sms_encode(m, &ret->body);
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	http_sms_decode(reply->status, reply->body, reply->len,
		reply->retry_after_seconds, ret);
}

static bool is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	return carrier_signed(c->signature, a->secret, c->body, c->len);
}

/* Its receipts and texts are read by carrier_receipt_read and carrier_inbound_read,
 * which say what is wrong with them. */
const struct carrier carrier_http_sms = { .kind = "http-sms",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = decode,
	.is_genuine = is_genuine };
