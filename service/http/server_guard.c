/* SPDX-License-Identifier: EUPL-1.2 */
/* The guard: requests that two programs could read differently are refused before
 * anything else. */
#include "service/http/server_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct headers {
	int lengths, encodings, hosts;
	bool bad;
	const char *encoding;
};

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

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
	size_t name_len, const char *value, size_t value_len)
{
	struct headers *h = cls;

	(void)kind;
	if (!is_token(name, name_len) || (value != NULL && !is_clean(value, value_len)))
		h->bad = true;
	if (strcasecmp(name, "content-length") == 0) {
		h->lengths++;
		if (value == NULL || value_len == 0
			|| strspn(value, "0123456789") != value_len)
			h->bad = true;
	} else if (strcasecmp(name, "transfer-encoding") == 0) {
		h->encodings++;
		h->encoding = value;
	} else if (strncasecmp(name, "content-length", 14) == 0
		   || strncasecmp(name, "transfer-encoding", 17) == 0) {
		h->bad = true; /* a folded line glued to it */
	} else if (strcasecmp(name, "host") == 0) {
		h->hosts++;
	}
	return MHD_YES;
}

static bool is_method(const char *method)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH",
		"DELETE", "OPTIONS" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(method, known[i]) == 0)
			return true;
	return false;
}

bool http_guard_target(const char *target)
{
	for (const char *c = target; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
			return false;
	return strstr(target, "%00") == NULL;
}

int http_guard(struct MHD_Connection *c, const char *method, const char *version,
	const char **ret_why)
{
	struct headers h = { 0 };
	bool old = strcmp(version, "HTTP/1.0") == 0;
	const char *length;

	if (!old && strcmp(version, "HTTP/1.1") != 0) {
		*ret_why = "only HTTP/1.0 and HTTP/1.1 are spoken here";
		return 505;
	}
	(void)MHD_get_connection_values_n(c, MHD_HEADER_KIND, on_header, &h);
	*ret_why = "the headers are malformed or contradict each other";
	if (h.bad || h.lengths > 1 || h.encodings > 1
		|| (h.lengths > 0 && h.encodings > 0)
		|| (h.encodings > 0
			&& (old || h.encoding == NULL
				|| strcmp(h.encoding, "chunked") != 0))
		|| h.hosts > 1 || (!old && h.hosts != 1))
		return 400;
	if (!is_method(method)) {
		*ret_why = "this method is not known here";
		return 501;
	}
	length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
	if (length != NULL
		&& (strlen(length) > 9 || strtol(length, NULL, 10) > HTTP_BODY_MAX)) {
		*ret_why = "the body is larger than 1 MiB";
		return 413;
	}
	return 0;
}
