/* SPDX-License-Identifier: EUPL-1.2 */
/* Folding by utf8proc. */
#include "base/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool fold(const char *s, char *buffer, size_t max)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, 0, &out,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT
			| UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
	size_t len;

	if (n < 0 || out == NULL)
		return false;
	len = (size_t)n < max - 1 ? (size_t)n : max - 1;
	while (len > 0 && len < (size_t)n && (out[len] & 0xc0) == 0x80)
		len--; /* cut on a character border */
	memcpy(buffer, out, len);
	buffer[len] = '\0';
	free(out);
	return true;
}
