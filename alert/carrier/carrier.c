/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures, receipts and inbound texts, the same for all generic gateways. */
#include "alert/carrier/carrier.h"

#include "base/fields.h"
#include "base/form.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const channel_words[] = { CHANNELS(X) };
#undef X

/* Reasons come from outside and may be long: cut between letters. */
static void set_reason(char *to, size_t size, const char *reason)
{
	(void)snprintf(to, size, "%.*s", (int)parse_utf8_fit(reason, size - 1), reason);
}

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
	set_reason(ret->reason, sizeof ret->reason, reason);
	ret->delivered = status == 0;
	ret->progress = status == 0 ? CARRIER_DELIVERED : CARRIER_UNDELIVERED;
	json_decref(o);
	return e->code;
}

enum err_code carrier_inbound_read(
	const char *body, size_t len, struct carrier_inbound *ret, struct err *e)
{
	const char *from = "", *text = "", *at = "";
	json_t *o = NULL;

	err_clear(e);
	ret->id[0] = '\0';
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

void carrier_request_init(struct carrier_request *r)
{
	memset(r, 0, sizeof *r);
	text_init(&r->url, 8192);
	text_init(&r->body, (size_t)256 * 1024);
}

void carrier_request_fini(struct carrier_request *r)
{
	text_fini(&r->url);
	text_fini(&r->body);
}

enum carrier_progress carrier_progress_after(
	enum carrier_progress known, enum carrier_progress told)
{
	return carrier_is_final(known) || told < known ? known : told;
}

void carrier_accepted(struct carrier_outcome *ret, const char *id)
{
	memset(ret, 0, sizeof *ret);
	ret->result = CARRIER_SENT;
	(void)snprintf(ret->provider_id, sizeof ret->provider_id, "%s", id);
}

void carrier_not_understood(struct carrier_outcome *ret)
{
	carrier_no_reply("the gateway's answer is not understood", ret);
}

/* What the owner of the gateway can do about it. */
static const char *advice(int status)
{
	return status == 401 || status == 403 ? ": check its token_file" : "";
}

void carrier_decode_refusal(
	const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	static const int of_the_message[] = { 400, 406, 409, 410, 413, 414, 415, 422 };

	carrier_no_reply("", ret);
	ret->retry_after_seconds = reply->retry_after_seconds;
	(void)snprintf(ret->reason, sizeof ret->reason, "the gateway answered %d%s",
		reply->status, advice(reply->status));
	for (size_t i = 0; i < sizeof of_the_message / sizeof *of_the_message; i++)
		if (reply->status == of_the_message[i])
			ret->result = CARRIER_FAILED;
}

void carrier_decode_json(const struct carrier_reply *reply, const json_t *o,
	const char *id_field, const json_t *code, const char *provider,
	struct carrier_outcome *ret)
{
	const bool taken = reply->status >= 200 && reply->status < 300;
	const json_t *id = json_object_get(o, id_field);

	if (taken && json_is_string(id) && json_string_length(id) > 0)
		carrier_accepted(ret, json_string_value(id));
	else if (taken)
		carrier_not_understood(ret);
	else
		carrier_decode_refusal(reply, ret);
	if (!taken && json_is_integer(code))
		(void)snprintf(ret->reason, sizeof ret->reason,
			"%s refuses: status %d, code %" PRId64 "%s", provider,
			reply->status, (int64_t)json_integer_value(code),
			advice(reply->status));
}

bool carrier_secret_given(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	char given[256];

	return a->secret[0] != '\0'
	       && form_text(c->query, "secret", given, sizeof given)
	       && digest_text_equal(given, a->secret);
}

bool carrier_callback_url(struct text *out, const struct carrier_account *a,
	const char *what, int64_t attempt_id)
{
	return a->callback[0] != '\0'
	       && text_addf(out, "%s/%s?id=%" PRId64, a->callback, what, attempt_id);
}

void carrier_receipt_set(struct carrier_receipt *ret, const char *id,
	enum carrier_progress progress, const char *reason)
{
	(void)snprintf(ret->id, sizeof ret->id, "%s", id);
	set_reason(ret->reason, sizeof ret->reason, reason);
	ret->progress = progress;
	ret->delivered = progress == CARRIER_DELIVERED;
}

void carrier_inbound_set(struct carrier_inbound *ret, const char *from,
	const char *text, const char *at, const char *id)
{
	size_t n = strlen(text);

	memset(ret, 0, sizeof *ret);
	if (n > sizeof ret->text - 1)
		n = sizeof ret->text - 1;
	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	memcpy(ret->text, text, n);
	(void)snprintf(ret->from, sizeof ret->from, "%s", from);
	(void)snprintf(ret->at, sizeof ret->at, "%s", at);
	(void)snprintf(ret->id, sizeof ret->id, "%s", id);
}

bool carrier_inbound_form(struct carrier_inbound *ret, const char *form,
	const char *from, const char *text, const char *at, const char *id)
{
	char sender[32], body[8192], sent[40] = "", own[80] = "";

	if (!form_text(form, from, sender, sizeof sender))
		return false;
	(void)form_text(form, text, body, sizeof body);
	if (at != NULL)
		(void)form_text(form, at, sent, sizeof sent);
	if (id != NULL)
		(void)form_text(form, id, own, sizeof own);
	carrier_inbound_set(ret, sender, body, sent, own);
	return true;
}
