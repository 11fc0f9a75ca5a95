/* SPDX-License-Identifier: EUPL-1.2 */
/* kannel: the sendsms interface of Kannel's smsbox (GET; replies in words).
 *
 * Reports come to the dlr-url that goes with each message, which is signed for that
 * message. Inbound texts come from an sms-service with
 *   get-url = "<base_url>/gateway/NAME/inbound?secret=…&from=%p&text=%a&at=%t&id=%I".
 */
#include "alert/carrier/carrier.h"

#include "alert/carrier/gsm7.h"
#include "base/form.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

/* Bits of dlr-mask and of %d. */
enum {
	DELIVERED = 1,
	UNDELIVERED = 2,
	QUEUED = 4,
	AT_CENTRE = 8,
	REFUSED = 16,
	EXPIRED = 34,
	REPORTS = DELIVERED | UNDELIVERED | REFUSED
};

/* The signature of the dlr-url of one message, in hexadecimal. */
static const char *sign(
	const struct carrier_account *a, const char *id, char hex[DIGEST_HEX])
{
	char text[96];
	struct digest d;

	(void)snprintf(text, sizeof text, "receipt %s", id);
	d = digest_hmac(a->secret, strlen(a->secret), text, strlen(text));
	return digest_hex(&d, hex);
}

static void add_report_address(const struct carrier_account *a,
	const struct carrier_message *m, struct carrier_request *ret)
{
	TEXT_AUTO url = { 0 };
	char id[24], mask[8], hex[DIGEST_HEX];

	text_init(&url, 1024);
	(void)snprintf(id, sizeof id, "%" PRId64, m->attempt_id);
	(void)snprintf(mask, sizeof mask, "%d", REPORTS);
	if (a->secret[0] == '\0'
		|| !carrier_callback_url(&url, a, "receipt", m->attempt_id))
		return;
	/* %d stands for what happened: Kannel fills it in */
	text_addf(&url, "&sig=%s&status=%%d", sign(a, id, hex));
	form_add(&ret->url, "dlr-mask", mask);
	form_add(&ret->url, "dlr-url", text_str(&url));
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	ret->method = CARRIER_GET;
	text_addf(&ret->url, "%s?", a->url);
	form_add(&ret->url, "username", a->user);
	form_add(&ret->url, "password", a->token);
	form_add(&ret->url, "from", m->from);
	form_add(&ret->url, "to", m->to);
	form_add(&ret->url, "charset", "UTF-8");
	form_add(&ret->url, "coding", gsm7_fits(m->text) ? "0" : "2");
	form_add(&ret->url, "text", m->text);
	add_report_address(a, m, ret);
	return text_ok(&ret->url);
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	if (reply->status < 200 || reply->status >= 300)
		carrier_decode_refusal(reply, ret);
	else if (reply->len >= 2
		 && (strncmp(reply->body, "0:", 2) == 0
			 || strncmp(reply->body, "3:", 2) == 0))
		carrier_accepted(ret, "");
	else
		carrier_not_understood(ret);
}

static bool is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	char id[80], given[DIGEST_HEX], hex[DIGEST_HEX];

	if (carrier_secret_given(a, c))
		return true;
	return c->what == CARRIER_RECEIPT && a->secret[0] != '\0'
	       && form_text(c->query, "id", id, sizeof id)
	       && form_text(c->query, "sig", given, sizeof given)
	       && digest_text_equal(given, sign(a, id, hex));
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	char id[80], status[16];
	enum carrier_progress progress = CARRIER_UNKNOWN;
	const char *reason = "";
	int64_t bits = 0;

	if (!form_text(c->query, "id", id, sizeof id))
		return false;
	if (form_text(c->query, "status", status, sizeof status)
		&& !parse_int(status, 0, 255, &bits))
		bits = 0;
	if (bits == DELIVERED) {
		progress = CARRIER_DELIVERED;
	} else if (bits == UNDELIVERED || bits == REFUSED || bits == EXPIRED) {
		progress = CARRIER_UNDELIVERED;
		reason = bits == REFUSED ? "the SMS centre refuses it"
					 : "could not be delivered";
	} else if (bits == QUEUED) {
		progress = CARRIER_QUEUED;
	} else if (bits == AT_CENTRE) {
		progress = CARRIER_ON_ITS_WAY;
	}
	carrier_receipt_set(ret, id, progress, reason);
	return true;
}

static bool inbound(const struct carrier_callback *c, struct carrier_inbound *ret)
{
	return carrier_inbound_form(ret, c->query, "from", "text", "at", "id");
}

const struct carrier carrier_kannel = { .kind = "kannel",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = decode,
	.is_genuine = is_genuine,
	.receipt = receipt,
	.inbound = inbound,
	.content_type = "text/plain; charset=utf-8",
	.taken = "" }; /* anything else would go back as a text message */
