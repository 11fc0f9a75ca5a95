/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers: bytes with headers, counted references. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <string.h>

/* Bodies from this size on go out through a reader, so that the pump sees them move. */
enum { READER_FROM = 64 * 1024, READER_BLOCK = 32 * 1024 };

struct bytes {
	const char *data;
	size_t len;
	char *owned;
};

static ssize_t read_bytes(void *cls, uint64_t position, char *buffer, size_t max)
{
	struct bytes *b = cls;
	size_t left = b->len - (size_t)position;
	size_t n = left < max ? left : max;

	if (n == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	memcpy(buffer, b->data + position, n);
	return (ssize_t)n;
}

static void free_bytes(void *cls)
{
	struct bytes *b = cls;

	base_free(b->owned);
	base_free(b);
}

static struct MHD_Response *make(const char *data, size_t len, char *owned)
{
	struct MHD_Response *r;
	struct bytes *b;

	if (len < READER_FROM) {
		if (owned == NULL)
			return MHD_create_response_from_buffer(len,
				(void *)(uintptr_t)(len > 0 ? data : ""),
				MHD_RESPMEM_PERSISTENT);
		r = MHD_create_response_from_buffer_with_free_callback(
			len, owned, base_free);
		if (r == NULL)
			base_free(owned);
		return r;
	}
	b = base_alloc(sizeof *b);
	if (b == NULL) {
		base_free(owned);
		return NULL;
	}
	*b = (struct bytes){ .data = data, .len = len, .owned = owned };
	r = MHD_create_response_from_callback(
		len, READER_BLOCK, read_bytes, b, free_bytes);
	if (r == NULL)
		free_bytes(b);
	return r;
}

static struct http_response *wrap(
	int status, const char *content_type, struct MHD_Response *mhd)
{
	struct http_response *r = mhd != NULL ? base_calloc(1, sizeof *r) : NULL;

	if (r == NULL) {
		if (mhd != NULL)
			MHD_destroy_response(mhd);
		return NULL;
	}
	r->mhd = mhd;
	r->status = status;
	r->references = 1;
	if ((content_type != NULL
		    && !http_response_header(r, "Content-Type", content_type))
		|| !http_response_header(r, "X-Content-Type-Options", "nosniff")
		|| !http_response_header(r, "X-Frame-Options", "DENY")
		|| !http_response_header(
			r, "Cross-Origin-Resource-Policy", "same-origin")
		|| !http_response_header(r, "Referrer-Policy", "no-referrer")) {
		http_response_unref(r);
		return NULL;
	}
	return r;
}

struct http_response *http_response_new(
	int status, const char *content_type_or_null, char *body, size_t len)
{
	return wrap(status, content_type_or_null, make(body, len, body));
}

struct http_response *http_response_static(
	int status, const char *content_type_or_null, const char *body, size_t len)
{
	return wrap(status, content_type_or_null, make(body, len, NULL));
}

bool http_response_header(struct http_response *r, const char *name, const char *value)
{
	return MHD_add_response_header(r->mhd, name, value) == MHD_YES;
}

int http_response_status(const struct http_response *r)
{
	return r->status;
}

struct http_response *http_response_ref(struct http_response *r)
{
	r->references++;
	return r;
}

void http_response_unref(struct http_response *r)
{
	if (r == NULL || --r->references > 0)
		return;
	MHD_destroy_response(r->mhd);
	base_free(r);
}
