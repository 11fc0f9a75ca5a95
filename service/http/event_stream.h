/* SPDX-License-Identifier: EUPL-1.2 */
/* Live events: text/event-stream to many readers at once.
 *
 * Recent events stand formatted in one ring that all streams share; a stream is a
 * cursor. A stream that is behind the ring, or comes back with Last-Event-ID, catches
 * up from the database with reader jobs. The table `event` is the only source, so
 * nothing is lost and nothing is sent that was not committed. Loop thread only. */
#pragma once

#include "base/clock.h"
#include "schema/store.h"
#include "service/http/server.h"

struct event_stream;

struct event_stream_config {
	uv_loop_t *loop;
	struct executor *executor;
	size_t ring_bytes;  /* 0: 1 MiB */
	int64_t comment_ms; /* 0: 15 s */
	unsigned streams;   /* at most; 0: 3,000 */
};

MUST_USE enum err_code event_stream_open(const struct event_stream_config *config,
	struct event_stream **ret, struct err *e);
/* Something was committed: events may have come. Cheap; call it after every commit. */
void event_stream_kick(struct event_stream *s);
/* Answers the request with the events after `after`; -1: from now on. callout_id 0: of
 * everything. The request has been authorised already. Always answers. */
void event_stream_accept(struct event_stream *s, struct http_request *q, int64_t after,
	int64_t callout_id);
size_t event_stream_count(const struct event_stream *s);
/* Ends all streams; new ones are refused with 503. */
void event_stream_drain(struct event_stream *s);
/* All streams must be closed (the server has stopped). `closed` is called from the loop
 * when its timers are closed and its jobs delivered; then it is freed. */
void event_stream_close(struct event_stream *s, void (*closed)(void *ctx), void *ctx);
