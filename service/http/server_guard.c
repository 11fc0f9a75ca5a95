/* SPDX-License-Identifier: EUPL-1.2 */
/* The guard: requests that two programs could read differently are refused before
 * anything else. */
#include "service/http/server_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_token(const char *s, size_t n)
{
	static const char extra[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
			      || (c >= 'a' && c <= 'z');

		if (!letter && (c == 0 || strchr(extra, c) == NULL))
			return false;
	}
	return n > 0;
}

static bool is_clean(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f)
			return false;
	return true;
}

static void keep(struct guard *g, const char *name, const char *value)
{
	static const char *const names[] = {
#define X(id, text) text,
		HTTP_HEADERS(X)
#undef X
	};

	for (int i = 0; i < HTTP_HEADERS_COUNT; i++) {
		if (strcasecmp(name, names[i]) != 0)
			continue;
		if (g->header[i] == NULL)
			g->header[i] = value;
		else if (i == HTTP_AUTHORIZATION || i == HTTP_FORWARDED
			 || i == HTTP_IDEMPOTENCY_KEY || i == HTTP_PARAAT_SIGNATURE)
			g->bad = true; /* two of them: which one counts? */
		return;
	}
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
	size_t name_len, const char *value, size_t value_len)
{
	struct guard *g = cls;

	(void)kind;
	if (value == NULL)
		value = "";
	if (!is_token(name, name_len) || !is_clean(value, value_len)
		|| strlen(value) != value_len)
		g->bad = true;
	if (strcasecmp(name, "content-length") == 0) {
		g->lengths++;
		g->length = value;
		if (value_len == 0 || strspn(value, "0123456789") != value_len)
			g->bad = true;
	} else if (strcasecmp(name, "transfer-encoding") == 0) {
		g->encodings++;
		g->encoding = value;
	} else if (strncasecmp(name, "content-length", 14) == 0
		   || strncasecmp(name, "transfer-encoding", 17) == 0) {
		g->bad = true; /* a folded line glued to it */
	} else if (strcasecmp(name, "host") == 0) {
		g->hosts++;
	} else if (strcasecmp(name, "connection") == 0) {
		g->closes |= strcasestr(value, "close") != NULL;
	} else {
		keep(g, name, value);
	}
	return MHD_YES;
}

static int method_of(const char *method)
{
	static const struct {
		const char *name;
		enum http_method method;
	} known[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST },
		{ "PUT", HTTP_PUT }, { "PATCH", HTTP_PATCH }, { "DELETE", HTTP_DELETE },
		{ "OPTIONS", HTTP_OPTIONS } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(method, known[i].name) == 0)
			return (int)known[i].method;
	return 0;
}

static bool is_ambiguous(const struct guard *g, bool old)
{
	if (g->bad || g->lengths > 1 || g->encodings > 1 || g->hosts > 1)
		return true;
	if (g->lengths > 0 && g->encodings > 0)
		return true;
	if (g->encodings > 0 && (old || strcasecmp(g->encoding, "chunked") != 0))
		return true;
	return !old && g->hosts != 1;
}

int server_guard(struct MHD_Connection *c, struct http_request *q, const char *method,
	const char *version, bool *ret_last, const char **ret_why)
{
	struct guard g = { .header = q->header };
	bool old = strcmp(version, "HTTP/1.0") == 0;
	int known = method_of(method);

	if (!old && strcmp(version, "HTTP/1.1") != 0) {
		*ret_why = "only HTTP/1.0 and HTTP/1.1 are spoken here";
		return 505;
	}
	(void)MHD_get_connection_values_n(c, MHD_HEADER_KIND, on_header, &g);
	*ret_last = old || g.closes;
	if (is_ambiguous(&g, old)) {
		*ret_why = "the headers are malformed or contradict each other";
		return 400;
	}
	if (known == 0) {
		*ret_why = "this method is not known here";
		return 501;
	}
	if (g.length != NULL
		&& (strlen(g.length) > 9
			|| strtol(g.length, NULL, 10) > HTTP_BODY_MAX)) {
		*ret_why = "the body is larger than 1 MiB";
		return 413;
	}
	q->method = (enum http_method)known;
	return 0;
}
