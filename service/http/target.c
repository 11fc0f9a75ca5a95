/* SPDX-License-Identifier: EUPL-1.2 */
/* Percent-decoding. */
#include "service/http/target.h"

#include "base/parse.h"

#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes n bytes; false when an escape is broken or the buffer too small. */
static bool decode(
	const char *s, size_t n, bool plus, char *buffer, size_t size, size_t *ret_len)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '%') {
			int high = n - i > 2 ? hex(s[i + 1]) : -1;
			int low = n - i > 2 ? hex(s[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		if (out + 1 >= size)
			return false;
		buffer[out++] = c;
	}
	buffer[out] = '\0';
	*ret_len = out;
	return true;
}

bool target_is_clean(const char *target)
{
	if (target[0] != '/')
		return false;
	for (const char *c = target; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
			return false;
	return strstr(target, "%00") == NULL;
}

bool target_path(const char *target, char *buffer)
{
	size_t n = strcspn(target, "?#"), len;

	if (!decode(target, n, false, buffer, n + 1, &len)
		|| !parse_is_utf8(buffer, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)buffer[i] < 0x20 || buffer[i] == 0x7f)
			return false;
	return true;
}

const char *target_query(const char *target)
{
	const char *q = strchr(target, '?');

	return q != NULL ? q + 1 : "";
}

bool target_value(
	const char *query, const char *name, char *buffer, size_t size, bool *ret_bad)
{
	size_t name_len = strlen(name), len;

	*ret_bad = false;
	while (*query != '\0') {
		size_t n = strcspn(query, "&");

		if (n >= name_len && memcmp(query, name, name_len) == 0
			&& (n == name_len || query[name_len] == '=')) {
			const char *value = query + name_len + (n > name_len);

			if (!decode(value, (size_t)(query + n - value), true, buffer,
				    size, &len)
				|| !parse_is_utf8(buffer, len)) {
				*ret_bad = true;
				buffer[0] = '\0';
			}
			return true;
		}
		query += n + (query[n] == '&');
	}
	return false;
}
