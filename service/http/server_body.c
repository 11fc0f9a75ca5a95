/* SPDX-License-Identifier: EUPL-1.2 */
/* The body of a request, and the memory of all of them together.
 *
 * A body that is too large, or for which there is no room, cannot be answered through
 * the library before its end: it is read and forgotten. The first bytes of each are
 * always kept, so that nobody's large bodies keep a small one out: an answer to a call,
 * or somebody who signs in. One address has a share of the rest, so that it cannot keep
 * the large bodies of others out either: an import, or a certificate. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALL = 16 * 1024, TOGETHER = 64 * 1024 * 1024, SHARES = 4 };

static void hold(struct exchange *x, size_t held)
{
	x->s->figures.body_bytes += held - x->held;
	x->held = held;
	if (held == 0)
		list_remove(&x->body_link);
	else if (list_empty(&x->body_link))
		list_push(&x->s->bodies, &x->body_link);
}

static void forget(struct exchange *x)
{
	text_fini(&x->body);
	hold(x, 0);
}

static void crowd_out(struct exchange *x, int status)
{
	x->crowded = status;
	forget(x);
}

/* What the bodies of its address take, its own as well. */
static size_t held_by_site(const struct exchange *x)
{
	struct list *all = &x->s->bodies;
	size_t held = 0;

	for (struct list *l = all->next; l != all; l = l->next) {
		const struct exchange *other =
			container_of(l, struct exchange, body_link);

		if (other->has_share && network_same(&other->site, &x->site))
			held += other->held;
	}
	return held;
}

int server_body_begin(struct exchange *x)
{
	const struct server_config *config = &x->s->config;
	const char *length = MHD_lookup_connection_value(
		x->c, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	size_t max = config->body_max != NULL ? config->body_max(config->ctx, &x->q)
					      : HTTP_BODY_MAX;

	x->body_max = max < HTTP_BODY_MAX ? max : HTTP_BODY_MAX;
	text_init(&x->body, x->body_max);
	return length != NULL && strtoul(length, NULL, 10) > x->body_max ? 413 : 0;
}

void server_body_add(struct exchange *x, const char *data, size_t n)
{
	const struct server_config *config = &x->s->config;
	const size_t together = config->bodies > 0 ? config->bodies : TOGETHER;
	const size_t share =
		config->bodies_of_site > 0 ? config->bodies_of_site : together / SHARES;
	const size_t before = x->held;

	x->received += n;
	if (x->received > x->body_max || x->crowded != 0) {
		forget(x);
		return;
	}
	(void)text_addn(&x->body, data, n);
	hold(x, text_memory(&x->body));
	if (x->received <= SMALL)
		return;
	if (x->s->figures.body_bytes > together)
		crowd_out(x, 503);
	else if (x->held > before && x->has_share && held_by_site(x) > share)
		crowd_out(x, 429);
}

int server_body_finish(struct exchange *x)
{
	if (x->received > x->body_max)
		return 413;
	if (x->crowded != 0) {
		x->s->figures.crowded++;
		return x->crowded;
	}
	if (!text_ok(&x->body))
		http_reply(&x->q, NULL);
	x->q.body_len = x->body.len;
	x->q.body = text_take(&x->body);
	return 0;
}

void server_body_free(struct exchange *x)
{
	forget(x);
	base_free(x->q.body);
}

const char *server_body_why(const struct exchange *x, int status, char why[SERVER_WHY])
{
	if (status == 503)
		return "there are too many large requests at the moment";
	if (status == 429)
		return "there are too many large requests from your address at the "
		       "moment";
	if (x->body_max == HTTP_BODY_MAX)
		return "the body is larger than 1 MiB";
	(void)snprintf(why, SERVER_WHY,
		"the body is larger than %zu KiB, which is what is taken here",
		x->body_max / 1024);
	return why;
}
