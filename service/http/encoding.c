/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/encoding.h"

#include "base/alloc.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
	GZIP_WINDOW = 15 + 16, /* the largest, with the frame of gzip */
	GZIP_MEMORY = 8,
	GZIP_LEVEL = 3, /* most of the gain for little of the time */
	BLOCK = 16 * 1024
};

static bool is_zero(const char *weight, size_t n)
{
	return n >= 3 && strncasecmp(weight, "q=0", 3) == 0
	       && strspn(weight + 3, ".0") >= n - 3;
}

bool encoding_accepted(const char *accept_or_null, const char *coding)
{
	static const char space[] = " \t";
	const char *at = accept_or_null;
	const size_t want = strlen(coding);

	while (at != NULL && *at != '\0') {
		size_t name, weight;

		at += strspn(at, " \t,");
		name = strcspn(at, ",; \t");
		if (name == want && strncasecmp(at, coding, want) == 0) {
			at += name + strspn(at + name, space);
			if (*at != ';')
				return true;
			at += 1 + strspn(at + 1, space);
			weight = strcspn(at, ", \t");
			return !is_zero(at, weight);
		}
		at += strcspn(at, ",");
	}
	return false;
}

static void *take(void *ctx, unsigned count, unsigned size)
{
	(void)ctx;
	return base_calloc(count, size);
}

static void give_back(void *ctx, void *p)
{
	(void)ctx;
	base_free(p);
}

/* All of it, block by block; false: it grew too large, or memory is out. */
static bool deflate_all(z_stream *z, struct text *out)
{
	unsigned char block[BLOCK];
	int rc;

	do {
		z->next_out = block;
		z->avail_out = sizeof block;
		rc = deflate(z, Z_FINISH);
		if ((rc != Z_OK && rc != Z_STREAM_END)
			|| !text_addn(
				out, (const char *)block, sizeof block - z->avail_out))
			return false;
	} while (rc != Z_STREAM_END);
	return true;
}

bool encoding_gzip(const struct text *plain, struct text *ret)
{
	z_stream z = { .zalloc = take, .zfree = give_back };
	struct text out;
	bool ok;

	if (plain->len == 0 || plain->len > UINT32_MAX
		|| deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
			   Z_DEFAULT_STRATEGY)
			   != Z_OK)
		return false;
	text_init(&out, plain->len);
	z.next_in = (z_const Bytef *)(uintptr_t)text_str(plain);
	z.avail_in = (uInt)plain->len;
	ok = deflate_all(&z, &out) && text_ok(&out);
	(void)deflateEnd(&z);
	if (!ok) {
		text_fini(&out);
		return false;
	}
	*ret = out;
	return true;
}
