/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures, receipts and inbound texts, the same for all generic gateways. */
#include "alert/carrier/carrier.h"

#include "base/fields.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const channel_words[] = { CHANNELS(X) };
#undef X

bool carrier_signed(
	const char *header, const char *secret, const char *body, size_t len)
{
	struct digest right, given;

	if (header == NULL || secret[0] == '\0' || strncmp(header, "sha256=", 7) != 0
		|| !digest_from_hex(header + 7, &given))
		return false;
	right = digest_hmac(secret, strlen(secret), body, len);
	return digest_equal(&right, &given);
}

enum err_code carrier_receipt_read(
	const char *body, size_t len, struct carrier_receipt *ret, struct err *e)
{
	static const char *const words[] = { "delivered", "failed" };
	const char *id = "", *reason = "";
	json_t *o = NULL;
	int status = 0;

	err_clear(e);
	if (fields_read(body, len, &o, e) != ERR_OK)
		return e->code;
	if (fields_object(o, e) == ERR_OK) {
		(void)fields_line(o, "id", FIELDS_REQUIRED, sizeof ret->id - 1, &id, e);
		(void)fields_word(o, "status", FIELDS_REQUIRED, words, 2, &status, e);
		(void)fields_line(o, "reason", FIELDS_OPTIONAL, 1000, &reason, e);
	}
	(void)snprintf(ret->id, sizeof ret->id, "%s", id);
	(void)snprintf(ret->reason, sizeof ret->reason, "%s", reason);
	ret->delivered = status == 0;
	json_decref(o);
	return e->code;
}

enum err_code carrier_inbound_read(
	const char *body, size_t len, struct carrier_inbound *ret, struct err *e)
{
	const char *from = "", *text = "", *at = "";
	json_t *o = NULL;

	err_clear(e);
	if (fields_read(body, len, &o, e) != ERR_OK)
		return e->code;
	if (fields_object(o, e) == ERR_OK) {
		(void)fields_line(
			o, "from", FIELDS_REQUIRED, sizeof ret->from - 1, &from, e);
		(void)fields_text(
			o, "text", FIELDS_OPTIONAL, sizeof ret->text - 1, &text, e);
		(void)fields_line(o, "at", FIELDS_OPTIONAL, sizeof ret->at - 1, &at, e);
	}
	(void)snprintf(ret->from, sizeof ret->from, "%s", from);
	(void)snprintf(ret->text, sizeof ret->text, "%s", text);
	(void)snprintf(ret->at, sizeof ret->at, "%s", at);
	json_decref(o);
	return e->code;
}

void carrier_no_reply(const char *why, struct carrier_outcome *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->result = CARRIER_RETRY;
	(void)snprintf(ret->reason, sizeof ret->reason, "%s", why);
}
