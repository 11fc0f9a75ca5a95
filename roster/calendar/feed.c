/* SPDX-License-Identifier: EUPL-1.2 */
/* When an event last changed is the last time that something was arranged, or ceased to
 * hold, in the time of what it follows from. */
#include "roster/calendar/feed.h"

#include "base/alloc.h"

#include <stdlib.h>

struct work {
	const struct feed_part *part;
	int64_t *change; /* when something was arranged or ceased to hold, ascending */
	size_t changes;
	struct feed_event *event;
	size_t n;
};

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_number(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return compare(*a, *b);
}

static int by_start(const void *pa, const void *pb)
{
	const struct feed_event *a = pa, *b = pb;

	if (a->starts.ms != b->starts.ms)
		return compare(a->starts.ms, b->starts.ms);
	if (a->rank != b->rank)
		return compare(a->rank, b->rank);
	if (a->kind != b->kind)
		return compare((int64_t)a->kind, (int64_t)b->kind);
	return a->id != b->id ? compare(a->id, b->id) : a->piece - b->piece;
}

static void take_changes(struct work *w)
{
	for (size_t i = 0; i < w->part->layers; i++) {
		const struct feed_layer *l = &w->part->layer[i];

		w->change[w->changes++] = l->known_from.ms;
		if (l->known_until.ms != 0)
			w->change[w->changes++] = l->known_until.ms;
	}
	if (w->changes > 0)
		qsort(w->change, w->changes, sizeof *w->change, by_number);
}

/* How many changes were known at t, the one that made the event not counted. */
static int64_t sequence_at(const struct work *w, struct instant t)
{
	size_t low = 0, high = w->changes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->change[middle] <= t.ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? (int64_t)low - 1 : 0;
}

/* Duties, overrides and swaps have numbers of their own. */
static int family(enum layer_kind kind)
{
	return kind < LAYER_OVERRIDE ? (int)LAYER_ROTATION : (int)kind;
}

static bool is_of(const struct feed_layer *l, const struct feed_event *v)
{
	return l->id == v->id && family(l->kind) == family(v->kind);
}

static void later(struct instant *t, struct instant other)
{
	if (instant_before(*t, other))
		*t = other;
}

/* The time in which a change touches the event: its own, and all of what it follows
 * from. */
static void date_event(const struct work *w, struct feed_event *v)
{
	struct instant starts = v->starts, ends = v->ends;

	for (size_t i = 0; i < w->part->layers; i++) {
		const struct feed_layer *l = &w->part->layer[i];

		if (!is_of(l, v) || l->known_until.ms != 0)
			continue;
		starts = instant_min(starts, l->starts);
		later(&ends, l->ends);
	}
	for (size_t i = 0; i < w->part->layers; i++) {
		const struct feed_layer *l = &w->part->layer[i];

		if (!is_of(l, v)
			&& (l->rank != v->rank || !instant_before(l->starts, ends)
				|| !instant_before(starts, l->ends)))
			continue;
		later(&v->modified, l->known_from);
		later(&v->modified, l->known_until);
	}
	v->sequence = sequence_at(w, v->modified);
}

static bool is_wanted(
	const struct feed_part *part, int64_t person_id, struct instant ends)
{
	return instant_before(part->from, ends)
	       && (part->person_id == 0 || part->person_id == person_id);
}

static int piece_of(const struct work *w, size_t span)
{
	const struct roster_span *s = &w->part->span[span];
	int piece = 1;

	for (size_t i = 0; i < span; i++) {
		const struct roster_span *o = &w->part->span[i];

		piece += o->why_id == s->why_id && family(o->why) == family(s->why);
	}
	return piece;
}

static void take_spans(struct work *w)
{
	for (size_t i = 0; i < w->part->spans; i++) {
		const struct roster_span *s = &w->part->span[i];
		struct feed_event v = { .kind = s->why,
			.id = s->why_id,
			.person_id = s->person_id,
			.rank = s->rank,
			.starts = s->starts,
			.ends = s->ends };

		if (!is_wanted(w->part, s->person_id, s->ends))
			continue;
		v.piece = piece_of(w, i);
		date_event(w, &v);
		w->event[w->n++] = v;
	}
}

static bool is_there(const struct work *w, const struct feed_layer *l)
{
	for (size_t i = 0; i < w->n; i++)
		if (is_of(l, &w->event[i]))
			return true;
	return false;
}

/* Layers stand by the time at which they were made: of one thing the last counts. */
static void take_cancelled(struct work *w)
{
	for (size_t i = w->part->layers; i-- > 0;) {
		const struct feed_layer *l = &w->part->layer[i];
		struct feed_event v = { .kind = l->kind,
			.id = l->id,
			.piece = 1,
			.person_id = l->person_id,
			.rank = l->rank,
			.starts = l->starts,
			.ends = l->ends,
			.is_cancelled = true };

		if (!is_wanted(w->part, l->person_id, l->ends) || is_there(w, l))
			continue;
		date_event(w, &v);
		if (instant_since(w->part->now, v.modified).ms
			<= FEED_CANCELLED_DAYS * INT64_C(86400000))
			w->event[w->n++] = v;
	}
}

enum err_code feed_events(
	const struct feed_part *part, struct feed_events *ret, struct err *e)
{
	struct work w = { .part = part };

	*ret = (struct feed_events){ .item = NULL };
	w.change = base_calloc(2 * part->layers + 1, sizeof *w.change);
	w.event = base_calloc(part->spans + part->layers + 1, sizeof *w.event);
	if (w.change == NULL || w.event == NULL) {
		base_free(w.change);
		base_free(w.event);
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	}
	take_changes(&w);
	take_spans(&w);
	take_cancelled(&w);
	if (w.n > 0)
		qsort(w.event, w.n, sizeof *w.event, by_start);
	base_free(w.change);
	ret->item = w.event;
	ret->n = w.n;
	return ERR_OK;
}

void feed_events_fini(struct feed_events *f)
{
	base_free(f->item);
	*f = (struct feed_events){ .item = NULL };
}
