/* SPDX-License-Identifier: EUPL-1.2 */
/* The most recent events, formatted, within a number of bytes. It holds every event
 * after `from`, up to and including `last`. Pure. */
#pragma once

#include "schema/event.h"

struct ring_event {
	int64_t seq, callout_id;
	char *text; /* base_free */
	size_t len;
};

enum { EVENT_RING_ENTRIES = 4096 };

struct event_ring {
	int64_t from, last;
	/* private */
	struct ring_event events[EVENT_RING_ENTRIES];
	size_t first, count, bytes, max;
};

/* As a stream sends it. ERR_TOO_LARGE: larger than any event of ours; ERR_NOMEM: it is
 * to be made again, for a stream that skips one shows a picture that is wrong. */
MUST_USE enum err_code ring_event_make(
	const struct event_entry *entry, struct ring_event *ret, struct err *e);

void event_ring_init(struct event_ring *r, size_t max_bytes);
void event_ring_fini(struct event_ring *r);
/* Forgets all; the next event comes after `last`. */
void event_ring_reset(struct event_ring *r, int64_t last);
/* Takes e->text. Sequence numbers must grow. Old ones go when there is no room. */
void event_ring_push(struct event_ring *r, const struct ring_event *e);
/* The first event after seq (of a call-out; 0: of all), or NULL. */
const struct ring_event *event_ring_next(
	const struct event_ring *r, int64_t seq, int64_t callout_id);
