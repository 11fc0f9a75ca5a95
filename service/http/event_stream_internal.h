/* SPDX-License-Identifier: EUPL-1.2 */
/* The hub and its streams, for the files of service/http/event_stream*. Loop thread,
 * but for the jobs. */
#pragma once

#include "base/list.h"
#include "base/text.h"
#include "service/http/event_ring.h"
#include "service/http/event_stream.h"

enum {
	RING_BYTES = 1024 * 1024,
	COMMENT_MS = 15000,
	RETRY_MS = 50,
	STREAMS_MAX = 3000,
	READ_BATCH = 512,
	CATCH_UP_BATCH = 256,
	CATCH_UP_BYTES = 64 * 1024,
	CATCH_UP_JOBS = 4
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
	enum err_code got_failed; /* not all of them could be kept */
	int64_t got_last;
	bool got_start; /* this job only looks where the table ends */
	int handles;
	void (*closed)(void *ctx);
	void *closed_ctx;
	bool closing;
};

/* --- what a stream sends (event_stream_pull.c) */
extern const struct http_stream_ops stream_ops;
void stream_free(struct stream *st);
void streams_wake(struct event_stream *s);

/* --- what the database has (event_stream_read.c) */
/* Reads what is new into the ring. */
void streams_read(struct event_stream *s);
/* Lets some of those that are behind the ring catch up. */
void streams_catch_up(struct event_stream *s);

/* Closing goes on when no job runs any more. */
void streams_close_when_idle(struct event_stream *s);
