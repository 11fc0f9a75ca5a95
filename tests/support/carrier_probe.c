/* SPDX-License-Identifier: EUPL-1.2 */
/* Readers by libcurl and Jansson. */
#include "tests/support/carrier_probe.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct carrier_account probe_account = { .url = "https://provider.example/send",
	.user = "AC0123",
	.token = "s3cret&token",
	.callback = "https://paraat.example.nl/gateway/g",
	.secret = "geheim" };

struct carrier_message probe_message(const char *text)
{
	return (struct carrier_message){ .attempt_id = 4711,
		.callout_id = 12,
		.to = "+31612345678",
		.from = "VRIJssel",
		.text = text };
}

struct carrier_request probe_encode(const struct carrier *c,
	const struct carrier_account *a, const struct carrier_message *m)
{
	struct carrier_request r;

	carrier_request_init(&r);
	assert_true(c->encode(a, m, &r));
	assert_true(text_ok(&r.url) && text_ok(&r.body));
	return r;
}

json_t *probe_json(const struct carrier_request *r)
{
	json_error_t e;
	json_t *o = json_loads(text_str(&r->body), JSON_REJECT_DUPLICATES, &e);

	if (o == NULL)
		fail_msg("%s: %s", e.text, text_str(&r->body));
	return o;
}

const char *probe_at(json_t *o, const char *path)
{
	static char number[32];
	char name[64];

	while (*path != '\0' && o != NULL) {
		size_t n = strcspn(path, ".");

		assert_true(n < sizeof name);
		memcpy(name, path, n);
		name[n] = '\0';
		o = json_is_array(o) ? json_array_get(o, (size_t)atoi(name))
				     : json_object_get(o, name);
		path += n + (path[n] == '.');
	}
	if (json_is_integer(o)) {
		(void)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
			json_integer_value(o));
		return number;
	}
	return json_is_string(o) ? json_string_value(o) : "";
}

/* Walks the fields; the value of the last one of that name goes to buffer. */
static size_t walk(const char *form, const char *name, char *buffer, size_t size)
{
	size_t found = 0;

	for (const char *at = form; *at != '\0';) {
		size_t n = strcspn(at, "&"), eq = strcspn(at, "=&");
		int name_len = 0, value_len = 0;
		char *is = curl_easy_unescape(NULL, at, (int)eq, &name_len);

		if (strcmp(is, name) == 0) {
			char *value = curl_easy_unescape(NULL, at + eq + (eq < n),
				(int)(n - eq - (eq < n)), &value_len);

			assert_true((size_t)value_len < size);
			if (n - eq <= 1)
				value[0] = '\0';
			(void)snprintf(buffer, size, "%s", value);
			curl_free(value);
			found++;
		}
		curl_free(is);
		at += n + (at[n] == '&');
	}
	return found;
}

const char *probe_field(const char *form, const char *name)
{
	static char buffers[4][8192];
	static unsigned which;
	char *buffer = buffers[which++ % 4];

	if (walk(form, name, buffer, sizeof buffers[0]) != 1)
		fail_msg("not exactly one %s in %s", name, form);
	return buffer;
}

size_t probe_count(const char *form, const char *name)
{
	static char buffer[8192];

	return walk(form, name, buffer, sizeof buffer);
}

const char *probe_address(const char *url, const char **ret_query)
{
	static char before[2][8192], query[2][8192];
	static unsigned which;
	CURLU *u = curl_url();
	char *part = NULL;
	unsigned at = which++ % 2;

	assert_int_equal(curl_url_set(u, CURLUPART_URL, url, 0), CURLUE_OK);
	query[at][0] = '\0';
	if (curl_url_get(u, CURLUPART_QUERY, &part, 0) == CURLUE_OK)
		(void)snprintf(query[at], sizeof query[at], "%s", part);
	curl_free(part);
	assert_int_equal(curl_url_set(u, CURLUPART_QUERY, NULL, 0), CURLUE_OK);
	assert_int_equal(curl_url_get(u, CURLUPART_URL, &part, 0), CURLUE_OK);
	(void)snprintf(before[at], sizeof before[at], "%s", part);
	curl_free(part);
	curl_url_cleanup(u);
	*ret_query = query[at];
	return before[at];
}

struct carrier_outcome probe_decode(
	const struct carrier *c, int status, const char *body)
{
	struct carrier_reply reply = { .status = status,
		.body = body,
		.len = strlen(body),
		.retry_after_seconds = status == 429 ? 7 : 0 };
	struct carrier_outcome o;

	memset(&o, 0x5a, sizeof o);
	c->decode(&reply, &o);
	return o;
}

struct carrier_callback probe_callback(
	enum carrier_what what, const char *url, const char *body)
{
	const char *query = strchr(url, '?');

	return (struct carrier_callback){ .what = what,
		.url = url,
		.query = query != NULL ? query + 1 : "",
		.body = body,
		.len = strlen(body),
		.signature = "",
		.twilio_signature = "",
		.messagebird_signature = "" };
}
