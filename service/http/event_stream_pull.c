/* SPDX-License-Identifier: EUPL-1.2 */
/* What a stream sends: first what it has to catch up with, then from the ring. */
#include "service/http/event_stream_internal.h"

#include "base/alloc.h"

#include <string.h>

static size_t take_backlog(struct stream *st, char *buffer, size_t max)
{
	size_t left = st->backlog.len - st->sent;
	size_t n = left < max ? left : max;

	memcpy(buffer, st->backlog.data + st->sent, n);
	st->sent += n;
	if (st->sent == st->backlog.len) {
		text_fini(&st->backlog);
		st->sent = 0;
	}
	return n;
}

static size_t take_ring(struct stream *st, char *buffer, size_t max)
{
	const struct ring_event *e;
	size_t n = 0;

	for (;;) {
		e = event_ring_next(&st->hub->ring, st->cursor, st->callout_id);
		if (e == NULL) {
			st->cursor = st->hub->ring.last;
			return n;
		}
		if (e->len > max - n)
			break;
		memcpy(buffer + n, e->text, e->len);
		n += e->len;
		st->cursor = e->seq;
	}
	if (n > 0)
		return n;
	if (!text_addn(&st->backlog, e->text, e->len))
		return 0; /* tried again when something is new */
	st->cursor = e->seq;
	return take_backlog(st, buffer, max);
}

static ptrdiff_t on_pull(void *ctx, char *buffer, size_t max)
{
	/* browsers do not show a comment to a script: the event is for those */
	static const char comment[] = ": still here\nevent: alive\ndata: {}\n\n";
	struct stream *st = ctx;
	size_t n = 0;

	if (st->backlog.len > 0)
		return (ptrdiff_t)take_backlog(st, buffer, max);
	if (st->cursor >= 0 && st->hub->started && !st->catching_up) {
		if (st->cursor >= st->hub->ring.from) {
			n = take_ring(st, buffer, max);
		} else if (list_empty(&st->behind)) {
			list_push(&st->hub->behind, &st->behind);
			streams_catch_up(st->hub);
		}
	}
	if (n == 0 && st->comment && max >= sizeof comment) {
		n = sizeof comment - 1;
		memcpy(buffer, comment, n);
	}
	if (n > 0)
		st->comment = false;
	return (ptrdiff_t)n;
}

void stream_free(struct stream *st)
{
	text_fini(&st->backlog);
	text_fini(&st->got);
	base_free(st);
}

static void on_closed_stream(void *ctx)
{
	struct stream *st = ctx;
	struct event_stream *s = st->hub;

	list_remove(&st->link);
	list_remove(&st->behind);
	s->count--;
	st->q = NULL;
	if (!st->catching_up)
		stream_free(st);
	if (s->count == 0) {
		(void)uv_timer_stop(&s->timer);
		s->started = false; /* the ring is not kept up without readers */
	}
}

const struct http_stream_ops stream_ops = { on_pull, on_closed_stream };

void streams_wake(struct event_stream *s)
{
	for (struct list *l = s->streams.next, *next; l != &s->streams; l = next) {
		struct stream *st = container_of(l, struct stream, link);

		next = l->next;
		if (st->cursor < 0 && s->started)
			st->cursor = s->ring.last;
		if (st->comment || st->cursor < s->ring.from
			|| event_ring_next(&s->ring, st->cursor, st->callout_id)
				   != NULL)
			http_stream_wake(st->q);
	}
}
