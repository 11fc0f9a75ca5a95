/* SPDX-License-Identifier: EUPL-1.2 */
/* Refusals, all in one shape: also those that the library decides by itself. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <dlfcn.h>
#include <string.h>

struct http_response *server_refusal(
	const struct server *s, int status, const char *why)
{
	struct http_response *r;
	struct text t;
	size_t len;

	text_init(&t, 1024);
	text_addf(&t, SERVER_PROBLEM("%d", "%s"), status, why);
	len = t.len;
	r = http_response_new(status, "application/problem+json", text_take(&t), len);
	if (r == NULL)
		return NULL;
	r->closes = true;
	(void)http_response_header(r, "Connection", "close");
	(void)http_response_header(r, "Cache-Control", "no-store");
	if (status == 503 || status == 429)
		(void)http_response_header(r, "Retry-After", "2");
	server_say_strict(s, r);
	return r;
}

void server_say_strict(const struct server *s, struct http_response *r)
{
	if (!s->config.https || r->strict)
		return;
	r->strict = true;
	(void)http_response_header(
		r, "Strict-Transport-Security", SERVER_STRICT_TRANSPORT);
}

/* --- what the library says by itself */

typedef enum MHD_Result queue_function(
	struct MHD_Connection *c, unsigned status, struct MHD_Response *r);

enum MHD_Result server_queue(
	struct MHD_Connection *c, unsigned status, struct MHD_Response *r)
{
	static queue_function *queue;

	if (queue == NULL) {
		void *found = dlsym(RTLD_NEXT, "MHD_queue_response");

		REQUIRE(found != NULL);
		memcpy(&queue, &found, sizeof queue);
	}
	return queue(c, status, r);
}

static const char *words_of(unsigned status)
{
	switch (status) {
	case 413:
		return "the body is larger than 1 MiB";
	case 414:
		return "the address is longer than 16 KiB";
	case 431:
		return "the headers are larger than 16 KiB";
	case 505:
		return "only HTTP/1.0 and HTTP/1.1 are spoken here";
	default:
		return status < 500 ? "the request is malformed"
				    : "the request cannot be answered";
	}
}

/* The library has no hook for its own answers, which are HTML, but it gives them
 * through this public function of its own; a function of the program stands before
 * one of the same name in a shared library. Ours go by server_queue(): what comes by
 * here is the library's. It closes the connection afterwards. */
enum MHD_Result MHD_queue_response(
	struct MHD_Connection *c, unsigned status, struct MHD_Response *theirs)
{
	struct connection *n = server_connection_of(c);
	struct http_response *ours =
		n != NULL ? server_refusal(n->server, (int)status, words_of(status))
			  : NULL;
	enum MHD_Result queued;

	if (n != NULL) {
		n->server->figures.refused++;
		n->at_line = false; /* nothing is to be said behind it */
	}
	queued = server_queue(c, status, ours != NULL ? ours->mhd : theirs);
	http_response_unref(ours);
	return queued;
}
