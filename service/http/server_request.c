/* SPDX-License-Identifier: EUPL-1.2 */
/* One request: from its first byte to its answer or stream.
 *
 * The library calls on_target, then on_request when the headers are there, for each
 * piece of the body, and at its end; a suspended one again after it was resumed; and
 * on_completed exactly once. */
#include "service/http/server_internal.h"

#include "base/alloc.h"
#include "service/http/forwarded.h"
#include "service/http/target.h"

#include <stdio.h>
#include <string.h>

static void resume(struct exchange *x)
{
	MHD_resume_connection(x->c);
	x->s->want_pump = true;
}

void *server_on_target(void *cls, const char *target, struct MHD_Connection *c)
{
	struct server *s = cls;
	struct exchange *x = base_calloc(1, sizeof *x);
	struct connection *n = server_connection_of(c);
	size_t len = strlen(target);

	if (n != NULL) { /* the request line is there: now the headers have a deadline
			  */
		n->served = n->at_line = false;
		n->idle_since = uv_now(s->config.loop);
	}
	if (x == NULL)
		return NULL;
	list_init(&x->link);
	list_init(&x->body_link);
	x->s = s;
	x->c = c;
	x->version_at = target + len + 1;
	x->target = base_alloc(2 * (len + 1));
	if (x->target != NULL)
		memcpy(x->target, target, len + 1);
	return x;
}

void server_on_completed(void *cls, struct MHD_Connection *c, void **ctx,
	enum MHD_RequestTerminationCode why)
{
	struct server *s = cls;
	struct exchange *x = *ctx;
	struct connection *n = server_connection_of(c);

	if (n != NULL) {
		n->in_request = false;
		n->served = true;
		n->at_line = x != NULL && x->goes_on
			     && why == MHD_REQUEST_TERMINATED_COMPLETED_OK;
		n->uploading_since = 0;
		n->idle_since = uv_now(s->config.loop);
	}
	*ctx = NULL;
	if (x == NULL)
		return;
	if (x->stream != NULL) {
		list_remove(&x->link);
		s->figures.streams--;
		x->stream->closed(x->stream_ctx);
	}
	http_response_unref(x->reply);
	server_body_free(x);
	base_free(x->target);
	base_free(x);
}

/* --- answering */

static enum MHD_Result queue(struct exchange *x)
{
	struct http_response *r = x->reply;

	x->s->moved++;
	if (x->s->draining && !r->closes) {
		r->closes = true;
		(void)http_response_header(r, "Connection", "close");
	}
	server_say_strict(x->s, r);
	x->goes_on = !x->last && !r->closes;
	return server_queue(x->c, (unsigned)r->status, r->mhd);
}

static enum MHD_Result refuse(struct exchange *x, int status, const char *why)
{
	x->s->figures.refused++;
	x->reply = server_refusal(x->s, status, why);
	return x->reply != NULL ? queue(x) : MHD_NO;
}

static const char out_of_memory[] =
	"{\"type\":\"about:blank\",\"title\":\"Try again later\",\"status\":503}";

void http_reply(struct http_request *q, struct http_response *r)
{
	struct exchange *x = container_of(q, struct exchange, q);

	REQUIRE(x->reply == NULL && x->stream == NULL);
	if (r == NULL) {
		r = http_response_static(503, "application/problem+json", out_of_memory,
			sizeof out_of_memory - 1);
		if (r != NULL)
			(void)http_response_header(r, "Retry-After", "1");
	}
	x->reply = r; /* still NULL: the connection is closed */
	if (x->suspended) {
		x->suspended = false;
		x->s->figures.waiting--;
		resume(x);
	}
}

/* --- streams */

static ssize_t on_pull(void *cls, uint64_t position, char *buffer, size_t max)
{
	struct exchange *x = cls;
	ptrdiff_t n;

	(void)position;
	x->s->moved++;
	if (x->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	n = x->stream->pull(x->stream_ctx, buffer, max);
	if (n > 0)
		return n;
	if (n < 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	x->asleep = true;
	MHD_suspend_connection(x->c);
	return 0;
}

static enum MHD_Result queue_stream(struct exchange *x)
{
	struct MHD_Response *r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 256, on_pull, x, NULL);
	enum MHD_Result ok;

	if (r == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(r, "Content-Type", x->stream_type);
	(void)MHD_add_response_header(r, "Cache-Control", "no-store");
	(void)MHD_add_response_header(r, "X-Accel-Buffering", "no");
	(void)MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	if (x->s->config.https)
		(void)MHD_add_response_header(
			r, "Strict-Transport-Security", SERVER_STRICT_TRANSPORT);
	ok = server_queue(x->c, 200, r);
	MHD_destroy_response(r);
	return ok;
}

bool http_stream_start(struct http_request *q, const char *content_type,
	const struct http_stream_ops *ops, void *ctx)
{
	struct exchange *x = container_of(q, struct exchange, q);

	REQUIRE(x->reply == NULL && x->stream == NULL);
	x->stream = ops;
	x->stream_ctx = ctx;
	x->stream_type = content_type;
	x->ended = x->s->draining;
	list_push(&x->s->streaming, &x->link);
	x->s->figures.streams++;
	if (x->suspended) {
		x->suspended = false;
		x->s->figures.waiting--;
		resume(x);
	}
	return true;
}

void http_stream_wake(struct http_request *q)
{
	struct exchange *x = container_of(q, struct exchange, q);

	if (!x->asleep)
		return;
	x->asleep = false;
	resume(x);
}

void http_stream_end(struct http_request *q)
{
	container_of(q, struct exchange, q)->ended = true;
	http_stream_wake(q);
}

/* --- the calls of the library */

/* Where it comes from; false: a proxy of ours says so in a way that cannot be read. */
static bool peer_of(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct network_set *proxies = &x->s->config.peers.proxies;
	const char *forwarded = x->q.header[HTTP_FORWARDED];
	struct network_address a;
	bool known = network_of(info != NULL ? info->client_addr : NULL, &a);

	if (forwarded != NULL && (!known || network_set_has(proxies, &a))
		&& !forwarded_client(forwarded, proxies, &a, &known))
		return false;
	(void)snprintf(x->q.peer, sizeof x->q.peer, "local");
	(void)snprintf(x->q.site, sizeof x->q.site, "local");
	if (known) {
		x->site = network_site(&a);
		x->has_share = !network_set_has(proxies, &a);
		network_text(&a, x->q.peer);
		network_text(&x->site, x->q.site);
	}
	return true;
}

static enum MHD_Result begin(
	struct exchange *x, const char *method, const char *version)
{
	struct connection *n = server_connection_of(x->c);
	const char *why = "";
	char words[SERVER_WHY];
	int status;

	x->begun = true;
	if (n != NULL)
		n->in_request = true;
	if (x->target == NULL)
		return MHD_NO;
	if (n != NULL && n->over)
		return refuse(x, 503, "there are too many connections at the moment");
	status = server_guard(x->c, &x->q, method, version, &x->last, &why);
	if (status != 0)
		return refuse(x, status, why);
	x->q.target = x->target;
	x->q.path = x->target + strlen(x->target) + 1;
	x->q.query = target_query(x->target);
	if (version != x->version_at /* else there is a NUL between */
		|| !target_is_clean(x->target) || !target_path(x->target, x->q.path))
		return refuse(x, 400, "the request target is malformed");
	if (!peer_of(x))
		return refuse(x, 400, "the header Forwarded is malformed");
	status = server_body_begin(x);
	if (status != 0)
		return refuse(x, status, server_body_why(x, status, words));
	if (n != NULL)
		n->uploading_since = uv_now(x->s->config.loop);
	return MHD_YES;
}

/* A body that grows too large is answered at its end. One that goes on is answered
 * beside the library, and read on for a while. */
static enum MHD_Result upload(struct exchange *x, const char *data, size_t *size)
{
	struct connection *n = server_connection_of(x->c);

	server_body_add(x, data, *size);
	*size = 0;
	if (x->received > 4 * (size_t)HTTP_BODY_MAX && !x->told && n != NULL) {
		x->told = true;
		server_say_large(x->s, n);
	}
	return x->received > 16 * (size_t)HTTP_BODY_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result finish(struct exchange *x)
{
	struct connection *n = server_connection_of(x->c);
	char words[SERVER_WHY];
	int status;

	x->handled = true;
	if (n != NULL)
		n->uploading_since = 0;
	if (x->told)
		return MHD_NO;
	status = server_body_finish(x);
	if (status != 0)
		return refuse(x, status, server_body_why(x, status, words));
	x->q.number = ++x->s->figures.requests;
	if (x->reply == NULL)
		x->s->config.handler(x->s->config.ctx, &x->q);
	if (x->reply != NULL)
		return queue(x);
	if (x->stream != NULL)
		return queue_stream(x);
	x->suspended = true;
	x->s->figures.waiting++;
	MHD_suspend_connection(x->c);
	return MHD_YES;
}

enum MHD_Result server_on_request(void *cls, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *size,
	void **ctx)
{
	struct server *s = cls;
	struct exchange *x = *ctx;

	(void)c;
	(void)url;
	s->moved++;
	if (x == NULL)
		return MHD_NO;
	if (!x->begun)
		return begin(x, method, version);
	if (*size > 0)
		return upload(x, data, size);
	if (!x->handled)
		return finish(x);
	if (x->reply != NULL)
		return queue(x);
	return x->stream != NULL ? queue_stream(x) : MHD_NO;
}
