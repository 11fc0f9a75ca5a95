/* SPDX-License-Identifier: EUPL-1.2 */
/* messagebird: the REST API of Bird, formerly MessageBird (POST /messages, JSON).
 *
 * Reports are GET requests to the reportUrl that goes with each message; they and
 * inbound texts carry a token (RFC 7519) under the account's signing key, which holds
 * for a short time and for that address and body only. */
#include "alert/carrier/carrier.h"

#include "base/fields.h"
#include "base/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX = 4096, PART_MAX = 2048, CLOCKS_DIFFER_SECONDS = 5 };

/* A number or at most eleven letters and digits: what may stand as originator. */
static const char *originator(const char *from)
{
	return from[0] == '+' ? from + 1 : from;
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	TEXT_AUTO report = { 0 };
	char reference[24];
	json_t *o;
	char *json;
	bool ok;

	text_init(&report, 1024);
	(void)snprintf(reference, sizeof reference, "%" PRId64, m->attempt_id);
	o = json_pack("{s:s, s:s, s:[s], s:s, s:s, s:s}", "originator",
		originator(m->from), "body", m->text, "recipients",
		m->to + (m->to[0] == '+'), "reference", reference, "type", "sms",
		"datacoding", "auto");
	ok = o != NULL;
	if (ok && a->callback[0] != '\0' && a->secret[0] != '\0') {
		text_addf(&report, "%s/receipt", a->callback);
		ok = text_ok(&report)
		     && fields_set_text(o, "reportUrl", text_str(&report));
	}
	json = ok ? json_dumps(o, JSON_COMPACT) : NULL;
	ok = json != NULL && text_add(&ret->url, a->url) && text_add(&ret->body, json);
	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	(void)snprintf(ret->authorization, sizeof ret->authorization, "AccessKey %s",
		a->token);
	free(json);
	json_decref(o);
	return ok;
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	struct err e = { 0 };

	e.code = fields_read(reply->body, reply->len, &o, &e);
	carrier_decode_json(reply, o, "id",
		json_object_get(
			json_array_get(json_object_get(o, "errors"), 0), "code"),
		"MessageBird", ret);
	json_decref(o);
}

/* --- the signature --- */

/* The part of the token at *at as JSON; *at moves behind it and its dot. */
static json_t *token_part(const char **at)
{
	char bytes[PART_MAX];
	const size_t n = strcspn(*at, ".");
	struct err e = { 0 };
	json_t *o = NULL;
	size_t len;

	if ((*at)[n] != '.' || !form_base64url(*at, n, bytes, sizeof bytes, &len)
		|| fields_read(bytes, len, &o, &e) != ERR_OK)
		return NULL;
	*at += n + 1;
	return o;
}

static const char *word_of(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return json_is_string(v) ? json_string_value(v) : "";
}

/* The bits of an algorithm that we take; 0: none ("none" is no signature). */
static int bits_of(const json_t *header)
{
	static const struct {
		const char *word;
		int bits;
	} known[] = { { "HS256", 256 }, { "HS384", 384 }, { "HS512", 512 } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(word_of(header, "alg"), known[i].word) == 0)
			return known[i].bits;
	return 0;
}

/* Is what stands behind the last dot the signature of what stands before it? */
static bool is_signed(
	const char *token, const char *signature, int bits, const char *key)
{
	uint8_t right[DIGEST_SHA2_MAX], given[DIGEST_SHA2_MAX + 1];
	const size_t size = (size_t)bits / 8;
	size_t len;

	digest_hmac_sha2(
		bits, key, strlen(key), token, (size_t)(signature - 1 - token), right);
	return form_base64url(signature, strlen(signature), given, sizeof given, &len)
	       && len == size && digest_bytes_equal(right, given, size);
}

static bool is_hash_of(const json_t *claim, const char *bytes, size_t len)
{
	struct digest d = digest_sha256(bytes, len);
	char hex[DIGEST_HEX];

	return json_is_string(claim)
	       && digest_text_equal(json_string_value(claim), digest_hex(&d, hex));
}

/* Do the claims hold for this callback now? */
static bool claims_hold(const json_t *claims, const struct carrier_callback *c)
{
	const json_t *payload = json_object_get(claims, "payload_hash");
	const json_t *from = json_object_get(claims, "nbf");
	const json_t *until = json_object_get(claims, "exp");
	const int64_t now = c->now.ms / 1000;

	return strcmp(word_of(claims, "iss"), "MessageBird") == 0
	       && json_is_integer(from) && json_is_integer(until)
	       && json_integer_value(from) <= now + CLOCKS_DIFFER_SECONDS
	       && json_integer_value(until) >= now - CLOCKS_DIFFER_SECONDS
	       && is_hash_of(
		       json_object_get(claims, "url_hash"), c->url, strlen(c->url))
	       && ((payload == NULL && c->len == 0)
		       || is_hash_of(payload, c->body, c->len));
}

static bool is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	const char *token = c->messagebird_signature, *at = token;
	json_t *header, *claims = NULL;
	bool ok = false;

	if (a->secret[0] == '\0' || strlen(token) > TOKEN_MAX)
		return false;
	header = token_part(&at);
	if (header != NULL && bits_of(header) != 0)
		claims = token_part(&at);
	if (claims != NULL)
		ok = is_signed(token, at, bits_of(header), a->secret)
		     && claims_hold(claims, c);
	json_decref(header);
	json_decref(claims);
	return ok;
}

/* --- what comes back --- */

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const struct {
		const char *word;
		enum carrier_progress progress;
	} words[] = { { "scheduled", CARRIER_QUEUED },
		{ "buffered", CARRIER_ON_ITS_WAY }, { "sent", CARRIER_ON_ITS_WAY },
		{ "delivered", CARRIER_DELIVERED }, { "expired", CARRIER_UNDELIVERED },
		{ "delivery_failed", CARRIER_UNDELIVERED } };
	char id[80], status[32], why[80] = "", code[16];
	enum carrier_progress progress = CARRIER_UNKNOWN;

	if (!form_text(c->query, "reference", id, sizeof id)
		&& !form_text(c->query, "id", id, sizeof id))
		return false;
	(void)form_text(c->query, "status", status, sizeof status);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(status, words[i].word) == 0)
			progress = words[i].progress;
	if (progress == CARRIER_UNDELIVERED
		&& form_text(c->query, "statusErrorCode", code, sizeof code))
		(void)snprintf(why, sizeof why, "MessageBird: code %s", code);
	else if (progress == CARRIER_UNDELIVERED)
		(void)form_text(c->query, "statusReason", why, sizeof why);
	carrier_receipt_set(ret, id, progress, why);
	return true;
}

/* In the query, or as a form. */
static bool inbound(const struct carrier_callback *c, struct carrier_inbound *ret)
{
	char from[32];
	const char *form = form_text(c->query, "originator", from, sizeof from)
				   ? c->query
				   : c->body;

	return carrier_inbound_form(
		ret, form, "originator", "body", "createdDatetime", "id");
}

const struct carrier carrier_messagebird = { .kind = "messagebird",
	.channel = CHANNEL_SMS,
	.encode = encode,
	.decode = decode,
	.is_genuine = is_genuine,
	.receipt = receipt,
	.inbound = inbound,
	.content_type = "text/plain; charset=utf-8",
	.taken = "OK" };
