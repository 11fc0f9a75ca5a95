/* SPDX-License-Identifier: EUPL-1.2 */
/* cm: the Business Messaging API of CM.com (POST /v1.0/message, JSON).
 *
 * The reply gives no id: our reference comes back in status reports. Reports and
 * inbound texts are JSON to an address with ?secret=…, which the customer sets in CM's
 * portal. */
#include "alert/carrier/carrier.h"

#include "base/fields.h"
#include "base/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 8 };

/* +31612345678 as 0031612345678. */
static void number_of(const char *e164, char *buffer, size_t size)
{
	if (e164[0] == '+')
		(void)snprintf(buffer, size, "00%s", e164 + 1);
	else
		(void)snprintf(buffer, size, "%s", e164);
}

static json_t *message_of(const struct carrier_message *m)
{
	char number[64], reference[24];

	number_of(m->to, number, sizeof number);
	(void)snprintf(reference, sizeof reference, "%" PRId64, m->attempt_id);
	return json_pack("{s:s, s:[{s:s}], s:{s:s, s:s}, s:s, s:i, s:i, s:[s]}", "from",
		m->from, "to", "number", number, "body", "type", "AUTO", "content",
		m->text, "reference", reference, "minimumNumberOfMessageParts", 1,
		"maximumNumberOfMessageParts", PARTS_MAX, "allowedChannels", "SMS");
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	json_t *o = json_pack("{s:{s:{s:s}, s:[o]}}", "messages", "authentication",
		"producttoken", a->token, "msg", message_of(m));
	char *json = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
	bool ok = json != NULL && text_add(&ret->url, a->url)
		  && text_add(&ret->body, json);

	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	free(json);
	json_decref(o);
	return ok;
}

/* The code that says most: of the message when there is one. -1: none. */
static int64_t code_of(const json_t *o)
{
	const json_t *m = json_array_get(json_object_get(o, "messages"), 0);
	const json_t *code = json_object_get(m, "messageErrorCode");

	if (!json_is_integer(code) || json_integer_value(code) == 0)
		if (json_is_integer(json_object_get(o, "errorCode")))
			code = json_object_get(o, "errorCode");
	return json_is_integer(code) ? json_integer_value(code) : -1;
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	struct err e = { 0 };
	int64_t code = -1;

	if (fields_read(reply->body, reply->len, &o, &e) == ERR_OK)
		code = code_of(o);
	json_decref(o);
	if (reply->status >= 200 && reply->status < 300 && code == 0) {
		carrier_accepted(ret, "");
		return;
	}
	if (reply->status >= 200 && reply->status < 300 && code < 0) {
		carrier_not_understood(ret);
		return;
	}
	carrier_decode_refusal(reply, ret);
	if (code <= 0)
		return;
	(void)snprintf(
		ret->reason, sizeof ret->reason, "CM refuses: code %" PRId64, code);
	/* 1xx: the account; 5xx and 999: CM itself; the others: the message */
	if (reply->status != 429 && reply->status < 500)
		ret->result = code > 200 && code < 500 ? CARRIER_FAILED : CARRIER_RETRY;
}

static const char *line_of(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return json_is_string(v) ? json_string_value(v) : "";
}

/* A code that may stand between quotes. */
static int64_t number_in(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	const char *s = json_is_string(v) ? json_string_value(v) : "";

	if (json_is_integer(v))
		return json_integer_value(v);
	return s[0] >= '0' && s[0] <= '9' && s[1] == '\0' ? s[0] - '0' : -1;
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const enum carrier_progress codes[] = { CARRIER_QUEUED,
		CARRIER_UNDELIVERED, CARRIER_DELIVERED, CARRIER_UNDELIVERED };
	json_t *o = NULL;
	const json_t *m, *status;
	struct err e = { 0 };
	int64_t code;
	bool ok = false;

	if (fields_read(c->body, c->len, &o, &e) != ERR_OK)
		return false;
	m = json_object_get(json_object_get(o, "messages"), "msg");
	if (json_is_array(m))
		m = json_array_get(m, 0);
	status = json_object_get(m, "status");
	code = number_in(status, "code");
	ok = line_of(m, "reference")[0] != '\0';
	carrier_receipt_set(ret, line_of(m, "reference"),
		code >= 0 && code < 4 ? codes[code] : CARRIER_UNKNOWN,
		line_of(status, "errorDescription"));
	json_decref(o);
	return ok;
}

static bool inbound(const struct carrier_callback *c, struct carrier_inbound *ret)
{
	json_t *o = NULL;
	const json_t *from;
	struct err e = { 0 };
	bool ok;

	if (fields_read(c->body, c->len, &o, &e) != ERR_OK)
		return false;
	from = json_object_get(o, "from");
	ok = line_of(from, "number")[0] != '\0';
	carrier_inbound_set(ret, line_of(from, "number"),
		line_of(json_object_get(o, "message"), "text"), line_of(o, "timeUtc"),
		line_of(o, "reference"));
	json_decref(o);
	return ok;
}

const struct carrier carrier_cm = { .kind = "cm",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = decode,
	.is_genuine = carrier_secret_given,
	.receipt = receipt,
	.inbound = inbound };
