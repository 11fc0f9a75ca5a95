/* SPDX-License-Identifier: EUPL-1.2 */
/* The hub of live events: one ring, many cursors.
 *
 * One job at a time reads what is new into the ring ("reading"); a few at a time let
 * single streams catch up ("behind"). Without streams nothing is read. */
#include "service/http/event_stream.h"

#include "base/alloc.h"
#include "service/http/event_ring.h"
#include "service/http/event_text.h"

#include <string.h>

enum {
	RING_BYTES = 1024 * 1024,
	COMMENT_MS = 15000,
	RETRY_MS = 50,
	STREAMS_MAX = 3000,
	READ_BATCH = 512,
	CATCH_UP_BATCH = 256,
	CATCH_UP_BYTES = 64 * 1024,
	CATCH_UP_JOBS = 4,
	EVENT_BYTES = 128 * 1024 /* of one event */
};

struct stream {
	struct list link;   /* event_stream::streams */
	struct list behind; /* event_stream::behind, while it waits to catch up */
	struct event_stream *hub;
	struct http_request *q; /* NULL: gone, and the job is still running */
	int64_t cursor;         /* the last one sent; -1: from now, not known yet */
	int64_t callout_id;
	struct text backlog; /* what comes before the ring */
	size_t sent;         /* of backlog */
	bool comment, catching_up;
	/* the job */
	struct job job;
	struct text got;
	int64_t got_last, known;
	size_t got_count;
};

struct event_stream {
	struct event_stream_config config;
	struct event_ring ring;
	struct list streams, behind;
	size_t count;
	uv_timer_t timer, retry;
	bool draining, started; /* started: the ring knows where the table ends */
	bool reading, again;    /* again: commits came while it was reading */
	unsigned catching_up;
	struct job job;
	struct ring_event got[READ_BATCH];
	size_t got_count;
	int64_t got_last;
	bool got_start; /* this job only looks where the table ends */
	int handles;
	void (*closed)(void *ctx);
	void *closed_ctx;
	bool closing;
};

static void on_retry(uv_timer_t *t);
static void read_more(struct event_stream *s);
static void catch_up(struct event_stream *s);
static void close_when_idle(struct event_stream *s);

/* --- pulling */

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
	static const char comment[] = ": still here\n\n";
	struct stream *st = ctx;
	size_t n = 0;

	if (st->backlog.len > 0)
		return (ptrdiff_t)take_backlog(st, buffer, max);
	if (st->cursor >= 0 && st->hub->started && !st->catching_up) {
		if (st->cursor >= st->hub->ring.from) {
			n = take_ring(st, buffer, max);
		} else if (list_empty(&st->behind)) {
			list_push(&st->hub->behind, &st->behind);
			catch_up(st->hub);
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

static void free_stream(struct stream *st)
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
		free_stream(st);
	if (s->count == 0) {
		(void)uv_timer_stop(&s->timer);
		s->started = false; /* the ring is not kept up without readers */
	}
}

static const struct http_stream_ops ops = { on_pull, on_closed_stream };

static void wake_all(struct event_stream *s)
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

/* --- reading what is new */

static void keep_event(void *ctx, const struct event_entry *entry)
{
	struct event_stream *s = ctx;
	struct ring_event *e = &s->got[s->got_count];
	struct text t;

	text_init(&t, EVENT_BYTES);
	s->got_last = entry->seq;
	if (!event_text(entry, &t))
		return; /* larger than any event of ours */
	e->seq = entry->seq;
	e->callout_id = entry->r.callout_id;
	e->len = t.len;
	e->text = text_take(&t);
	s->got_count++;
}

static enum err_code read_work(struct job *j, struct db *db, struct err *e)
{
	struct event_stream *s = container_of(j, struct event_stream, job);

	s->got_count = 0;
	if (s->got_start)
		return event_last(db, &s->got_last, e);
	return event_each(db, s->got_last, 0, READ_BATCH, keep_event, s, e);
}

static void read_done(struct job *j)
{
	struct event_stream *s = container_of(j, struct event_stream, job);
	bool ok = j->err.code == ERR_OK;
	bool more = s->again || (!s->got_start && s->got_count == READ_BATCH);

	s->reading = false;
	s->again = false;
	if (ok && s->got_start) {
		event_ring_reset(&s->ring, s->got_last);
		s->started = s->count > 0;
	}
	for (size_t i = 0; i < s->got_count && !s->got_start; i++) {
		if (ok && s->started && s->got[i].seq > s->ring.last)
			event_ring_push(&s->ring, &s->got[i]);
		else
			base_free(s->got[i].text);
	}
	s->got_count = 0;
	if (s->closing) {
		close_when_idle(s);
		return;
	}
	wake_all(s);
	if (s->count > 0 && (more || !ok || !s->started)) {
		if (ok)
			read_more(s);
		else
			(void)uv_timer_start(&s->retry, on_retry, RETRY_MS, 0);
	}
}

static void read_more(struct event_stream *s)
{
	struct err e;

	if (s->reading) {
		s->again = true;
		return;
	}
	s->job.work = read_work;
	s->job.done = read_done;
	s->got_start = !s->started;
	s->got_last = s->ring.last;
	s->reading =
		s->config.executor->read(s->config.executor, &s->job, &e) == ERR_OK;
	if (!s->reading)
		(void)uv_timer_start(&s->retry, on_retry, RETRY_MS, 0);
}

void event_stream_kick(struct event_stream *s)
{
	if (s->count > 0 && !s->closing)
		read_more(s);
}

/* --- catching up */

static void catch_event(void *ctx, const struct event_entry *entry)
{
	struct stream *st = ctx;

	if (st->got.len > CATCH_UP_BYTES)
		return;
	if (event_text(entry, &st->got))
		st->got_last = entry->seq;
	st->got_count++;
}

static enum err_code catch_work(struct job *j, struct db *db, struct err *e)
{
	struct stream *st = container_of(j, struct stream, job);

	return event_each(
		db, st->got_last, st->callout_id, CATCH_UP_BATCH, catch_event, st, e);
}

static void catch_done(struct job *j)
{
	struct stream *st = container_of(j, struct stream, job);
	struct event_stream *s = st->hub;

	s->catching_up--;
	st->catching_up = false;
	if (st->q == NULL) {
		free_stream(st);
	} else if (j->err.code == ERR_OK && text_ok(&st->got)) {
		bool all =
			st->got_count < CATCH_UP_BATCH && st->got.len <= CATCH_UP_BYTES;

		st->cursor = st->got_last;
		if (all && st->known > st->cursor)
			st->cursor = st->known;
		text_fini(&st->backlog);
		st->backlog = st->got;
		text_init(&st->got, CATCH_UP_BYTES + EVENT_BYTES);
		http_stream_wake(st->q);
	} else {
		text_clear(&st->got);
		list_push(&s->behind, &st->behind);
		(void)uv_timer_start(&s->retry, on_retry, RETRY_MS, 0);
	}
	if (s->closing)
		close_when_idle(s);
	else
		catch_up(s);
}

/* Starts jobs for streams that are behind, a few at a time. */
static void catch_up(struct event_stream *s)
{
	while (s->catching_up < CATCH_UP_JOBS && !list_empty(&s->behind)) {
		struct stream *st = container_of(s->behind.next, struct stream, behind);
		struct err e;

		st->job.work = catch_work;
		st->job.done = catch_done;
		st->got_last = st->cursor;
		st->got_count = 0;
		st->known = s->ring.last;
		if (s->config.executor->read(s->config.executor, &st->job, &e)
			!= ERR_OK) {
			(void)uv_timer_start(&s->retry, on_retry, RETRY_MS, 0);
			return;
		}
		list_remove(&st->behind);
		st->catching_up = true;
		s->catching_up++;
	}
}

/* --- coming and going */

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
	wake_all(s);
}

static void on_retry(uv_timer_t *t)
{
	struct event_stream *s = container_of(t, struct event_stream, retry);

	if (s->closing)
		return;
	event_stream_kick(s);
	catch_up(s);
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
	if (!http_stream_start(q, "text/event-stream", &ops, st)) {
		on_closed_stream(st);
		return;
	}
	if (!s->started)
		read_more(s);
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

static void close_when_idle(struct event_stream *s)
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
	close_when_idle(s);
}
