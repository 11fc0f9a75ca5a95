/* SPDX-License-Identifier: EUPL-1.2 */
/* Checked parsing. */
#include "base/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool parse_int(const char *s, int64_t min, int64_t max, int64_t *ret)
{
	char *end;
	long long v;

	if (*s != '-' && (*s < '0' || *s > '9'))
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || v < min || v > max)
		return false;
	*ret = v;
	return true;
}

bool parse_bool(const char *s, bool *ret)
{
	static const char *const words[] = { "true", "false", "yes", "no", "ja", "nee",
		"1", "0" };
	int i = parse_word(s, words, sizeof words / sizeof *words);

	if (i < 0)
		return false;
	*ret = i % 2 == 0;
	return true;
}

int parse_word(const char *s, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(s, words[i]) == 0)
			return (int)i;
	return -1;
}

/* Length of the sequence that begins with this byte, and the smallest code point it may
 * hold. */
static size_t sequence(unsigned char c, uint32_t *ret_least)
{
	if (c < 0x80) {
		*ret_least = 1;
		return 1;
	}
	*ret_least = c < 0xe0 ? 0x80 : c < 0xf0 ? 0x800 : 0x10000;
	return c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
}

bool parse_is_utf8(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)s[i];
		uint32_t least, point;
		size_t len = sequence(c, &least);

		if (len == 0 || len > n - i)
			return false;
		point = len == 1 ? c : c & (0x7fu >> len);
		for (size_t k = 1; k < len; k++) {
			unsigned char more = (unsigned char)s[i + k];

			if ((more & 0xc0) != 0x80)
				return false;
			point = point << 6 | (more & 0x3fu);
		}
		if (point < least || point > 0x10ffff
			|| (point >= 0xd800 && point < 0xe000))
			return false;
		i += len;
	}
	return true;
}

bool parse_is_line(const char *s, size_t max)
{
	size_t n = strlen(s);

	if (n > max || !parse_is_utf8(s, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return false;
	return true;
}

size_t parse_utf8_fit(const char *s, size_t max)
{
	size_t n = strnlen(s, max + 1);

	if (n <= max)
		return n;
	n = max;
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}
