/* SPDX-License-Identifier: EUPL-1.2 */
/* spryng: the REST API of Spryng (POST /v1/messages, JSON).
 *
 * Reports and inbound texts are GET requests to an address with ?secret=…, which the
 * customer sets in Spryng's portal. */
#include "alert/carrier/carrier.h"

#include "base/fields.h"
#include "base/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	char reference[24];
	json_t *o;
	char *json;
	bool ok;

	(void)snprintf(reference, sizeof reference, "%" PRId64, m->attempt_id);
	o = json_pack("{s:s, s:s, s:s, s:s, s:[s], s:s}", "encoding", "auto", "body",
		m->text, "route", "business", "originator", m->from, "recipients",
		m->to + (m->to[0] == '+'), "reference", reference);
	json = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
	ok = json != NULL && text_add(&ret->url, a->url) && text_add(&ret->body, json);
	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	(void)snprintf(
		ret->authorization, sizeof ret->authorization, "Bearer %s", a->token);
	free(json);
	json_decref(o);
	return ok;
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	const json_t *id;
	struct err e = { 0 };
	char number[24];

	if (reply->status < 200 || reply->status >= 300) {
		carrier_decode_refusal(reply, ret);
		return;
	}
	e.code = fields_read(reply->body, reply->len, &o, &e);
	id = json_object_get(o, "id");
	if (json_is_string(id) && json_string_length(id) > 0) {
		carrier_accepted(ret, json_string_value(id));
	} else if (json_is_integer(id)) {
		(void)snprintf(number, sizeof number, "%" PRId64,
			(int64_t)json_integer_value(id));
		carrier_accepted(ret, number);
	} else {
		carrier_not_understood(ret);
	}
	json_decref(o);
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const struct {
		const char *code, *reason;
	} reasons[] = { { "20", "unreachable" }, { "21", "the number is not right" },
		{ "22", "could not be delivered" }, { "31", "blacklisted" },
		{ "32", "the sender is not registered" } };
	char id[80], status[16], code[16];
	const char *reason = "";
	enum carrier_progress progress = CARRIER_UNKNOWN;

	if (!form_text(c->query, "REFERENCE", id, sizeof id))
		return false;
	(void)form_text(c->query, "STATUS", status, sizeof status);
	(void)form_text(c->query, "REASONCODE", code, sizeof code);
	if (strcmp(status, "10") == 0)
		progress = CARRIER_DELIVERED;
	else if (strcmp(status, "20") == 0)
		progress = CARRIER_UNDELIVERED;
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(code, reasons[i].code) == 0)
			reason = reasons[i].reason;
	carrier_receipt_set(ret, id, progress, reason);
	return true;
}

static bool inbound(const struct carrier_callback *c, struct carrier_inbound *ret)
{
	return carrier_inbound_form(ret, c->query, "ORIGINATOR", "BODY", NULL, "ID");
}

const struct carrier carrier_spryng = { .kind = "spryng",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = decode,
	.is_genuine = carrier_secret_given,
	.receipt = receipt,
	.inbound = inbound };
