/* SPDX-License-Identifier: EUPL-1.2 */
/* The hub of live events: one ring, many cursors.
 *
 * One job at a time reads what is new into the ring ("reading"); a few at a time let
 * single streams catch up ("behind"). Without streams nothing is read. */
#include "service/http/event_stream_internal.h"

#include "base/alloc.h"
#include "service/http/event_text.h"

#include <string.h>

void event_stream_kick(struct event_stream *s)
{
	if (s->count > 0 && !s->closing)
		streams_read(s);
}

static void refuse(struct http_request *q)
{
	static const char body[] =
		"{\"type\":\"about:blank\",\"title\":\"Try again later\","
		"\"status\":503,\"detail\":\"too many live streams are open\"}";
	struct http_response *r = http_response_static(
		503, "application/problem+json", body, sizeof body - 1);

	if (r != NULL)
		(void)http_response_header(r, "Retry-After", "5");
	http_reply(q, r);
}

static void on_comment(uv_timer_t *t)
{
	struct event_stream *s = container_of(t, struct event_stream, timer);

	for (struct list *l = s->streams.next; l != &s->streams; l = l->next)
		container_of(l, struct stream, link)->comment = true;
	streams_wake(s);
}

void event_stream_accept(struct event_stream *s, struct http_request *q, int64_t after,
	int64_t callout_id)
{
	struct stream *st = NULL;
	bool open = !s->draining && s->count < s->config.streams;

	if (open)
		st = base_calloc(1, sizeof *st);
	if (st == NULL) {
		refuse(q);
		return;
	}
	st->hub = s;
	st->q = q;
	st->callout_id = callout_id;
	st->cursor = after >= 0 ? after : s->started ? s->ring.last : -1;
	st->comment = true; /* a first byte at once: the client knows that it is open */
	list_init(&st->behind);
	text_init(&st->backlog, CATCH_UP_BYTES + EVENT_BYTES);
	text_init(&st->got, CATCH_UP_BYTES + EVENT_BYTES);
	list_push(&s->streams, &st->link);
	if (s->count++ == 0)
		(void)uv_timer_start(&s->timer, on_comment,
			(uint64_t)s->config.comment_ms, (uint64_t)s->config.comment_ms);
	if (!http_stream_start(q, "text/event-stream", &stream_ops, st)) {
		stream_ops.closed(st);
		return;
	}
	if (!s->started)
		streams_read(s);
}

enum err_code event_stream_open(const struct event_stream_config *config,
	struct event_stream **ret, struct err *e)
{
	struct event_stream *s = base_calloc(1, sizeof *s);

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for live events");
	s->config = *config;
	if (s->config.ring_bytes == 0)
		s->config.ring_bytes = RING_BYTES;
	if (s->config.comment_ms == 0)
		s->config.comment_ms = COMMENT_MS;
	if (s->config.streams == 0)
		s->config.streams = STREAMS_MAX;
	event_ring_init(&s->ring, s->config.ring_bytes);
	list_init(&s->streams);
	list_init(&s->behind);
	REQUIRE(uv_timer_init(config->loop, &s->timer) == 0);
	REQUIRE(uv_timer_init(config->loop, &s->retry) == 0);

	*ret = s;
	return ERR_OK;
}

size_t event_stream_count(const struct event_stream *s)
{
	return s->count;
}

void event_stream_drain(struct event_stream *s)
{
	s->draining = true;
}

static void on_handle_closed(uv_handle_t *h)
{
	struct event_stream *s = h->data;
	void (*closed)(void *ctx) = s->closed;
	void *ctx = s->closed_ctx;

	if (--s->handles > 0)
		return;
	event_ring_fini(&s->ring);
	base_free(s);
	closed(ctx);
}

void streams_close_when_idle(struct event_stream *s)
{
	if (s->reading || s->catching_up > 0 || s->handles > 0)
		return;
	s->handles = 2;
	s->timer.data = s->retry.data = s;
	uv_close((uv_handle_t *)&s->timer, on_handle_closed);
	uv_close((uv_handle_t *)&s->retry, on_handle_closed);
}

void event_stream_close(struct event_stream *s, void (*closed)(void *ctx), void *ctx)
{
	REQUIRE(s->count == 0 && !s->closing);
	s->closing = true;
	s->closed = closed;
	s->closed_ctx = ctx;
	streams_close_when_idle(s);
}
