/* SPDX-License-Identifier: EUPL-1.2 */
/* Account, replies and signature of Twilio's REST API (2010-04-01). */
#include "alert/carrier/twilio.h"

#include "base/alloc.h"
#include "base/fields.h"
#include "base/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 128 };

bool twilio_address(
	const struct carrier_account *a, const char *what, struct carrier_request *ret)
{
	TEXT_AUTO login = { 0 };
	TEXT_AUTO coded = { 0 };

	text_init(&login, 256);
	text_init(&coded, sizeof ret->authorization - 16);
	text_addf(&login, "%s:%s", a->user, a->token);
	if (!text_ok(&login) || !form_base64(&coded, text_str(&login), login.len))
		return false;
	(void)snprintf(ret->authorization, sizeof ret->authorization, "Basic %s",
		text_str(&coded));
	ret->method = CARRIER_POST;
	ret->content_type = "application/x-www-form-urlencoded";
	text_addf(&ret->url, "%s/Accounts/", a->url);
	form_escape(&ret->url, a->user);
	return text_addf(&ret->url, "/%s.json", what);
}

void twilio_decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	struct err e = { 0 };

	e.code = fields_read(reply->body, reply->len, &o, &e);
	carrier_decode_json(reply, o, "sid", json_object_get(o, "code"), "Twilio", ret);
	json_decref(o);
}

/* --- the signature --- */

struct pair {
	const char *name, *value;
};

static int by_name(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->value, y->value);
}

/* Decodes the form into pairs whose texts lie in memory (strlen(form) * 2 + 2 bytes).
 */
static bool read_pairs(
	const char *form, char *memory, size_t size, struct pair *pairs, size_t *ret_n)
{
	struct form_field f;
	size_t n = 0, used = 0, len;

	while (form_next(&form, &f)) {
		if (n == FIELDS_MAX)
			return false;
		pairs[n].name = memory + used;
		if (!form_decode(
			    f.name, f.name_len, true, memory + used, size - used, &len))
			return false;
		used += len + 1;
		pairs[n].value = memory + used;
		if (!form_decode(f.value, f.value_len, true, memory + used, size - used,
			    &len))
			return false;
		used += len + 1;
		n++;
	}
	*ret_n = n;
	return true;
}

bool twilio_signature(
	struct text *out, const char *token, const char *url, const char *form)
{
	const size_t size = 2 * strlen(form) + 2;
	struct pair pairs[FIELDS_MAX];
	uint8_t mac[DIGEST_SHA1_BYTES];
	char *memory = base_alloc(size);
	TEXT_AUTO all = { 0 };
	size_t n = 0;
	bool ok;

	if (memory == NULL)
		return false;
	ok = read_pairs(form, memory, size, pairs, &n);
	if (ok) {
		qsort(pairs, n, sizeof *pairs, by_name);
		text_init(&all, (size_t)2 * 1024 * 1024);
		text_add(&all, url);
		for (size_t i = 0; i < n; i++) {
			text_add(&all, pairs[i].name);
			text_add(&all, pairs[i].value);
		}
		ok = text_ok(&all);
	}
	if (ok) {
		digest_hmac_sha1(token, strlen(token), text_str(&all), all.len, mac);
		ok = form_base64(out, mac, sizeof mac);
	}
	base_free(memory);
	return ok;
}

bool twilio_is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	TEXT_AUTO right = { 0 };

	text_init(&right, 64);
	return a->token[0] != '\0' && c->twilio_signature[0] != '\0'
	       && twilio_signature(&right, a->token, c->url, c->body)
	       && digest_text_equal(text_str(&right), c->twilio_signature);
}
