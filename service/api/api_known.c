/* SPDX-License-Identifier: EUPL-1.2 */
/* Who signed in of late: their changes go to the store thread at once. Of all others,
 * sign-in is looked at on a reader thread first, so that made-up tokens and cookies
 * take no place among the writes. Nobody gets in by it: each change looks at its
 * sign-in itself. Loop thread. */
#include "service/api/api_internal.h"

#include "base/digest.h"

#include <string.h>

static uint64_t mark_of(const struct api *a, const struct http_request *q)
{
	struct digest_state s;
	struct digest d;
	uint64_t mark;

	digest_start(&s);
	digest_add_bytes(&s, &a->known.seed, sizeof a->known.seed);
	digest_add_field(&s, q->header[HTTP_AUTHORIZATION]);
	digest_add_field(&s, q->header[HTTP_COOKIE]);
	d = digest_finish(&s);
	memcpy(&mark, d.bytes, sizeof mark);
	return mark;
}

bool api_is_known(const struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of(a, q);

	return a->known.mark[mark % KNOWN_MAX] == mark;
}

void api_know(struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of(a, q);

	a->known.mark[mark % KNOWN_MAX] = mark;
}

void api_forget(struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of(a, q);

	if (a->known.mark[mark % KNOWN_MAX] == mark)
		a->known.mark[mark % KNOWN_MAX] = 0;
}
