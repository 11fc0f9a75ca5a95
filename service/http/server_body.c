/* SPDX-License-Identifier: EUPL-1.2 */
/* The body of a request, and the memory of all of them together.
 *
 * A body that is too large, or for which there is no room, cannot be answered through
 * the library before its end: it is read and forgotten. The first bytes of each are
 * always kept, so that nobody's large bodies keep a small one out: an answer to a call,
 * or somebody who signs in. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALL = 16 * 1024, TOGETHER = 64 * 1024 * 1024 };

static void forget(struct exchange *x)
{
	text_fini(&x->body);
	x->s->figures.body_bytes -= x->held;
	x->held = 0;
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
	const size_t together =
		x->s->config.bodies > 0 ? x->s->config.bodies : TOGETHER;
	size_t held;

	x->received += n;
	if (x->received > x->body_max || x->crowded) {
		forget(x);
		return;
	}
	(void)text_addn(&x->body, data, n);
	held = text_memory(&x->body);
	x->s->figures.body_bytes += held - x->held;
	x->held = held;
	if (x->received > SMALL && x->s->figures.body_bytes > together) {
		x->crowded = true;
		forget(x);
	}
}

int server_body_finish(struct exchange *x)
{
	if (x->received > x->body_max)
		return 413;
	if (x->crowded) {
		x->s->figures.crowded++;
		return 503;
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
	if (x->body_max == HTTP_BODY_MAX)
		return "the body is larger than 1 MiB";
	(void)snprintf(why, SERVER_WHY,
		"the body is larger than %zu KiB, which is what is taken here",
		x->body_max / 1024);
	return why;
}
