/* SPDX-License-Identifier: EUPL-1.2 */
/* From the table `event` into the ring, and to single streams that are behind it. */
#include "service/http/event_stream_internal.h"

#include "base/alloc.h"
#include "service/http/event_text.h"

static void on_retry(uv_timer_t *t)
{
	struct event_stream *s = container_of(t, struct event_stream, retry);

	if (s->closing)
		return;
	event_stream_kick(s);
	streams_catch_up(s);
}

/* --- reading what is new */

static void keep_event(void *ctx, const struct event_entry *entry)
{
	struct event_stream *s = ctx;
	struct err e;

	if (s->got_failed != ERR_OK)
		return;
	if (ring_event_make(entry, &s->got[s->got_count], &e) == ERR_OK)
		s->got_count++;
	else if (e.code != ERR_TOO_LARGE)
		s->got_failed = e.code;
}

static enum err_code read_work(struct job *j, struct db *db, struct err *e)
{
	struct event_stream *s = container_of(j, struct event_stream, job);

	s->got_count = 0;
	s->got_failed = ERR_OK;
	if (s->got_start)
		return event_last(db, &s->got_last, e);
	if (event_each(db, s->got_last, 0, READ_BATCH, keep_event, s, e) == ERR_OK
		&& s->got_failed != ERR_OK)
		return err_set(e, s->got_failed, "not every event could be kept");
	return e->code;
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
		streams_close_when_idle(s);
		return;
	}
	streams_wake(s);
	if (s->count > 0 && (more || !ok || !s->started)) {
		if (ok)
			streams_read(s);
		else
			(void)uv_timer_start(&s->retry, on_retry, RETRY_MS, 0);
	}
}

void streams_read(struct event_stream *s)
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

/* --- catching up */

static void catch_event(void *ctx, const struct event_entry *entry)
{
	struct stream *st = ctx;

	if (st->got.len > CATCH_UP_BYTES)
		return;
	if (!event_text_fits(entry) || event_text(entry, &st->got))
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
		stream_free(st);
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
		streams_close_when_idle(s);
	else
		streams_catch_up(s);
}

/* Starts jobs for streams that are behind, a few at a time. */
void streams_catch_up(struct event_stream *s)
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
