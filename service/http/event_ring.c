/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/event_ring.h"

#include "base/alloc.h"
#include "service/http/event_text.h"

enum err_code ring_event_make(
	const struct event_entry *entry, struct ring_event *ret, struct err *e)
{
	struct text t;

	err_clear(e);
	text_init(&t, EVENT_BYTES);
	if (!event_text_fits(entry))
		return err_set(
			e, ERR_TOO_LARGE, "event %" PRId64 " is too large", entry->seq);
	if (!event_text(entry, &t))
		return err_set(e, ERR_NOMEM, "no memory for an event");
	*ret = (struct ring_event){
		.seq = entry->seq, .callout_id = entry->r.callout_id, .len = t.len
	};
	ret->text = text_take(&t);
	return ERR_OK;
}

void event_ring_init(struct event_ring *r, size_t max_bytes)
{
	r->max = max_bytes;
	r->first = r->count = r->bytes = 0;
	r->from = r->last = 0;
}

static struct ring_event *at(struct event_ring *r, size_t i)
{
	return &r->events[(r->first + i) % EVENT_RING_ENTRIES];
}

static void drop_first(struct event_ring *r)
{
	struct ring_event *e = at(r, 0);

	r->from = e->seq;
	r->bytes -= e->len;
	base_free(e->text);
	r->first = (r->first + 1) % EVENT_RING_ENTRIES;
	r->count--;
}

void event_ring_fini(struct event_ring *r)
{
	while (r->count > 0)
		drop_first(r);
}

void event_ring_reset(struct event_ring *r, int64_t last)
{
	event_ring_fini(r);
	r->from = r->last = last;
}

void event_ring_push(struct event_ring *r, const struct ring_event *e)
{
	REQUIRE(e->seq > r->last);
	while (r->count > 0
		&& (r->count == EVENT_RING_ENTRIES || r->bytes + e->len > r->max))
		drop_first(r);
	*at(r, r->count++) = *e;
	r->bytes += e->len;
	r->last = e->seq;
}

const struct ring_event *event_ring_next(
	const struct event_ring *r, int64_t seq, int64_t callout_id)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->events[(r->first + middle) % EVENT_RING_ENTRIES].seq <= seq)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->count; low++) {
		const struct ring_event *e =
			&r->events[(r->first + low) % EVENT_RING_ENTRIES];

		if (callout_id == 0 || e->callout_id == callout_id)
			return e;
	}
	return NULL;
}
