/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/gunzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

enum { PLAIN_MAX = 32 * 1024 * 1024 };

char *gunzip(const char *bytes, size_t len, size_t *ret_len)
{
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)bytes,
		.avail_in = (uInt)len };
	char *plain = malloc((size_t)PLAIN_MAX + 1);
	int rc;

	if (plain == NULL || inflateInit2(&z, 15 + 16) != Z_OK) {
		free(plain);
		return NULL;
	}
	z.next_out = (Bytef *)plain;
	z.avail_out = PLAIN_MAX;
	rc = inflate(&z, Z_FINISH);
	*ret_len = PLAIN_MAX - z.avail_out;
	(void)inflateEnd(&z);
	if (rc != Z_STREAM_END || z.avail_in != 0) {
		free(plain);
		return NULL;
	}
	plain[*ret_len] = '\0';
	return plain;
}
