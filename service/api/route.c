/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/route.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

/* One segment against one of the pattern; both end at '/', or at their end. */
static bool take(const char *pattern, size_t n, const char *path, size_t len,
	struct route_match *m)
{
	char number[24];

	if (pattern[0] != '{')
		return n == len && memcmp(pattern, path, n) == 0;
	if (len == 0)
		return false;
	if (n == 4 && memcmp(pattern, "{id}", 4) == 0) {
		if (len >= sizeof number || path[0] < '1' || path[0] > '9')
			return false;
		(void)snprintf(number, sizeof number, "%.*s", (int)len, path);
		return parse_int(number, 1, INT64_MAX, &m->id);
	}
	/* "{token}.ics": what follows the brace must be the end of the segment */
	for (size_t i = 0; i < n; i++) {
		size_t tail = n - i - 1;

		if (pattern[i] != '}')
			continue;
		if (len <= tail || len - tail >= sizeof m->word
			|| memcmp(pattern + i + 1, path + len - tail, tail) != 0)
			return false;
		(void)snprintf(
			m->word, sizeof m->word, "%.*s", (int)(len - tail), path);
		return true;
	}
	return false;
}

static bool matches(const char *pattern, const char *path, struct route_match *m)
{
	for (;;) {
		size_t n = strcspn(pattern, "/"), len = strcspn(path, "/");

		if (!take(pattern, n, path, len, m))
			return false;
		pattern += n;
		path += len;
		if (*pattern != *path)
			return false;
		if (*pattern == '\0')
			return true;
		pattern++;
		path++;
	}
}

struct route_match route_find(const struct api_route *const tables[],
	enum http_method method, const char *path)
{
	size_t prefix = strlen(API_PREFIX);
	bool below = strncmp(path, API_PREFIX "/", prefix + 1) == 0;
	struct route_match m = { 0 };

	if (method == HTTP_HEAD)
		method = HTTP_GET;
	for (; *tables != NULL; tables++) {
		for (const struct api_route *r = *tables; r->handler != NULL; r++) {
			bool root = (r->flags & API_ROOT) != 0;

			if (root == below
				|| !matches(
					r->pattern, root ? path : path + prefix, &m))
				continue;
			m.allowed |=
				r->method | (r->method == HTTP_GET ? HTTP_HEAD : 0);
			if (r->method == method) {
				m.route = r;
				return m;
			}
		}
	}
	return m;
}

void route_allow(unsigned methods, char *buffer, size_t size)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = { { HTTP_GET, "GET" }, { HTTP_HEAD, "HEAD" }, { HTTP_POST, "POST" },
		{ HTTP_PUT, "PUT" }, { HTTP_PATCH, "PATCH" }, { HTTP_DELETE, "DELETE" },
		{ HTTP_OPTIONS, "OPTIONS" } };
	size_t len = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if ((methods & names[i].bit) == 0 || len + 12 > size)
			continue;
		len += (size_t)snprintf(buffer + len, size - len, "%s%s",
			len > 0 ? ", " : "", names[i].name);
	}
}
