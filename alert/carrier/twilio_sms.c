/* SPDX-License-Identifier: EUPL-1.2 */
/* twilio-sms: Twilio's Messages resource. */
#include "alert/carrier/twilio.h"

#include "base/form.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	TEXT_AUTO callback = { 0 };
	const bool service = strncmp(m->from, "MG", 2) == 0 && strlen(m->from) == 34;

	text_init(&callback, 1024);
	if (!twilio_address(a, "Messages", ret))
		return false;
	form_add(&ret->body, "To", m->to);
	form_add(&ret->body, service ? "MessagingServiceSid" : "From", m->from);
	form_add(&ret->body, "Body", m->text);
	if (carrier_callback_url(&callback, a, "receipt", m->attempt_id))
		form_add(&ret->body, "StatusCallback", text_str(&callback));
	return text_ok(&ret->body) && text_ok(&callback);
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const struct {
		const char *word;
		enum carrier_progress progress;
	} words[] = { { "accepted", CARRIER_QUEUED }, { "scheduled", CARRIER_QUEUED },
		{ "queued", CARRIER_QUEUED }, { "sending", CARRIER_ON_ITS_WAY },
		{ "sent", CARRIER_ON_ITS_WAY }, { "delivered", CARRIER_DELIVERED },
		{ "read", CARRIER_DELIVERED }, { "undelivered", CARRIER_UNDELIVERED },
		{ "failed", CARRIER_UNDELIVERED },
		{ "canceled", CARRIER_UNDELIVERED } };
	char id[80], status[32], code[16], reason[64] = "";
	enum carrier_progress progress = CARRIER_UNKNOWN;

	if (!form_text(c->query, "id", id, sizeof id)
		&& !form_text(c->body, "MessageSid", id, sizeof id))
		return false;
	(void)form_text(c->body, "MessageStatus", status, sizeof status);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(status, words[i].word) == 0)
			progress = words[i].progress;
	if (form_text(c->body, "ErrorCode", code, sizeof code))
		(void)snprintf(reason, sizeof reason, "Twilio: code %s", code);
	carrier_receipt_set(ret, id, progress, reason);
	return true;
}

static bool inbound(const struct carrier_callback *c, struct carrier_inbound *ret)
{
	return carrier_inbound_form(ret, c->body, "From", "Body", NULL, "MessageSid");
}

const struct carrier carrier_twilio_sms = { .kind = "twilio-sms",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = twilio_decode,
	.is_genuine = twilio_is_genuine,
	.receipt = receipt,
	.inbound = inbound,
	.content_type = "text/xml; charset=utf-8",
	.taken = "<Response/>" };
