/* SPDX-License-Identifier: EUPL-1.2 */
/* Who signed in of late, and which links had their page shown: their changes go to the
 * store thread at once. Of all others, sign-in and link are looked at on a reader
 * thread first, so that made-up tokens, cookies and links take no place among the
 * writes. Nobody gets in by it: each change looks at its sign-in or link itself. Loop
 * thread. */
#include "service/api/api_internal.h"

#include "base/digest.h"

#include <string.h>

static uint64_t mark_of(
	const struct api *a, const char *kind, const char *first, const char *second)
{
	struct digest_state s;
	struct digest d;
	uint64_t mark;

	digest_start(&s);
	digest_add_bytes(&s, &a->known.seed, sizeof a->known.seed);
	digest_add_field(&s, kind);
	digest_add_field(&s, first);
	digest_add_field(&s, second);
	d = digest_finish(&s);
	memcpy(&mark, d.bytes, sizeof mark);
	return mark;
}

static uint64_t mark_of_sign_in(const struct api *a, const struct http_request *q)
{
	return mark_of(
		a, "sign-in", q->header[HTTP_AUTHORIZATION], q->header[HTTP_COOKIE]);
}

static uint64_t mark_of_link(const struct api *a, const struct api_call *c)
{
	return mark_of(a, "link", c->route->pattern, c->word);
}

static bool is_marked(const struct api *a, uint64_t mark)
{
	return a->known.mark[mark % KNOWN_MAX] == mark;
}

bool api_is_known(const struct api *a, const struct http_request *q)
{
	return is_marked(a, mark_of_sign_in(a, q));
}

void api_know(struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of_sign_in(a, q);

	a->known.mark[mark % KNOWN_MAX] = mark;
}

void api_forget(struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of_sign_in(a, q);

	if (is_marked(a, mark))
		a->known.mark[mark % KNOWN_MAX] = 0;
}

bool api_is_known_link(const struct api *a, const struct api_call *c)
{
	return is_marked(a, mark_of_link(a, c));
}

void api_know_link(struct api *a, const struct api_call *c)
{
	const uint64_t mark = mark_of_link(a, c);

	a->known.mark[mark % KNOWN_MAX] = mark;
}
