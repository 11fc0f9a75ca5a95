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

static bool has_link(const struct api_call *c)
{
	return (c->route->flags & API_LINK) != 0;
}

static uint64_t mark_of_link(const struct api *a, const struct api_call *c)
{
	return mark_of(a, "link", c->route->pattern, c->word);
}

/* Each has two places, so that few are pushed out before the table is nearly full. */
static size_t place(uint64_t mark, int which)
{
	return (which == 0 ? mark : mark >> 32) % KNOWN_MAX;
}

static bool is_marked(const struct api *a, uint64_t mark)
{
	return a->known.mark[place(mark, 0)] == mark
	       || a->known.mark[place(mark, 1)] == mark;
}

static void put_mark(struct api *a, uint64_t mark)
{
	const bool taken = a->known.mark[place(mark, 0)] != 0;

	if (!is_marked(a, mark))
		a->known.mark[place(mark, taken)] = mark;
}

bool api_is_known(const struct api *a, const struct http_request *q)
{
	return is_marked(a, mark_of_sign_in(a, q));
}

void api_know(struct api *a, const struct http_request *q)
{
	put_mark(a, mark_of_sign_in(a, q));
}

void api_forget(struct api *a, const struct http_request *q)
{
	const uint64_t mark = mark_of_sign_in(a, q);

	for (int which = 0; which < 2; which++)
		if (a->known.mark[place(mark, which)] == mark)
			a->known.mark[place(mark, which)] = 0;
}

bool api_is_known_link(const struct api *a, const struct api_call *c)
{
	return has_link(c) && is_marked(a, mark_of_link(a, c));
}

void api_know_link(struct api *a, const struct api_call *c)
{
	if (has_link(c))
		put_mark(a, mark_of_link(a, c));
}
