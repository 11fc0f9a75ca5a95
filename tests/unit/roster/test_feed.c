/* SPDX-License-Identifier: EUPL-1.2 */
/* Feeds over random histories: duties, overrides and swaps are made, changed and taken
 * away one after the other, and after each change the feed is made anew. Mutations:
 * make sequence_at return 0; let piece_of always say 1; leave take_cancelled out: each
 * fails. */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/calendar/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR = 3600000, LAYERS = 60, PEOPLE = 3, STEPS = 40, WINDOW = 400 };

/* All that was arranged in one place; what was taken away has known_until. */
struct world {
	struct prng p;
	struct feed_layer layer[LAYERS];
	int64_t from_person[LAYERS]; /* of swaps */
	size_t n;
	int64_t now, next_id;
};

static void add(struct world *w, enum layer_kind kind, int64_t id)
{
	struct feed_layer *l = &w->layer[w->n];
	int64_t starts = (int64_t)prng_below(&w->p, WINDOW);

	*l = (struct feed_layer){ .kind = kind,
		.id = id,
		.person_id = 1 + (int64_t)prng_below(&w->p, PEOPLE),
		.rank = 1,
		.starts = { starts * HOUR },
		.ends = { (starts + 1 + (int64_t)prng_below(&w->p, 150)) * HOUR },
		.known_from = { w->now } };
	w->from_person[w->n++] = 1 + (int64_t)prng_below(&w->p, PEOPLE);
}

/* Something new, or something that holds is changed or taken away. */
static void change(struct world *w)
{
	static const enum layer_kind kinds[] = { LAYER_ROTATION, LAYER_PLANNER,
		LAYER_OVERRIDE, LAYER_SWAP };
	struct feed_layer *l =
		w->n > 0 ? &w->layer[prng_below(&w->p, w->n)] : &w->layer[0];
	bool holds = w->n > 0 && l->known_until.ms == 0;

	w->now += 1 + (int64_t)prng_below(&w->p, 5000);
	if (holds && prng_below(&w->p, 2) == 0) {
		l->known_until.ms = w->now;
		if (prng_below(&w->p, 2) == 0 && w->n < LAYERS)
			add(w, l->kind, l->id);
	} else if (w->n < LAYERS) {
		add(w, kinds[prng_below(&w->p, 4)], ++w->next_id);
	}
}

static struct layer_spans resolve(const struct world *w)
{
	struct layer layer[LAYERS];
	struct layer_spans spans;
	struct err e;
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct feed_layer *l = &w->layer[i];

		if (l->known_until.ms == 0)
			layer[n++] = (struct layer){ .kind = l->kind,
				.id = l->id,
				.seq = l->id,
				.person_id = l->person_id,
				.from_person_id = w->from_person[i],
				.starts = l->starts,
				.ends = l->ends };
	}
	assert_int_equal(
		layers_resolve(layer, n, (struct instant){ 0 },
			(struct instant){ 2 * WINDOW * (int64_t)HOUR }, &spans, &e),
		ERR_OK);
	return spans;
}

static struct feed_events feed_of(const struct world *w, int64_t person)
{
	struct layer_spans s = resolve(w);
	struct roster_span *spans = base_calloc(s.n + 1, sizeof *spans);
	struct feed_part part = { .span = spans,
		.layer = w->layer,
		.layers = w->n,
		.person_id = person,
		.now = { w->now } };
	struct feed_events events;
	struct err e;

	assert_non_null(spans);
	for (size_t i = 0; i < s.n; i++)
		if (s.item[i].person_id != 0)
			spans[part.spans++] =
				(struct roster_span){ .person_id = s.item[i].person_id,
					.rank = 1,
					.starts = s.item[i].starts,
					.ends = s.item[i].ends,
					.why = s.item[i].why,
					.why_id = s.item[i].why_id };
	assert_int_equal(feed_events(&part, &events, &e), ERR_OK);
	layer_spans_fini(&s);
	base_free(spans);
	return events;
}

static const struct feed_event *find(
	const struct feed_events *f, const struct feed_event *like)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->item[i].id == like->id && f->item[i].piece == like->piece)
			return &f->item[i];
	return NULL;
}

/* The confirmed events are exactly the person's stretches of duty. */
static void assert_is_roster(
	const struct world *w, const struct feed_events *f, int64_t person)
{
	struct layer_spans s = resolve(w);
	size_t mine = 0, confirmed = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool found = false;

		if (s.item[i].person_id == 0
			|| (person != 0 && s.item[i].person_id != person))
			continue;
		mine++;
		for (size_t k = 0; k < f->n; k++)
			found = found
				|| (!f->item[k].is_cancelled
					&& f->item[k].starts.ms == s.item[i].starts.ms
					&& f->item[k].ends.ms == s.item[i].ends.ms
					&& f->item[k].person_id == s.item[i].person_id
					&& f->item[k].id == s.item[i].why_id);
		assert_true(found);
	}
	for (size_t k = 0; k < f->n; k++)
		confirmed += !f->item[k].is_cancelled;
	assert_int_equal(confirmed, mine);
	layer_spans_fini(&s);
}

static void assert_names_are_unique(const struct feed_events *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(f->item[i].id != f->item[k].id
				    || f->item[i].piece != f->item[k].piece);
}

/* What stood in the feed before is there still, or cancelled (only further pieces may
 * go); what differs has a higher number; what does not is the same to the bit. */
static void assert_follows(
	const struct feed_events *before, const struct feed_events *after)
{
	for (size_t i = 0; i < before->n; i++) {
		const struct feed_event *was = &before->item[i];
		const struct feed_event *is = find(after, was);

		if (is == NULL) {
			assert_true(was->piece > 1);
			continue;
		}
		assert_true(is->sequence >= was->sequence);
		assert_true(is->modified.ms >= was->modified.ms);
		if (is->starts.ms != was->starts.ms || is->ends.ms != was->ends.ms
			|| is->is_cancelled != was->is_cancelled
			|| is->person_id != was->person_id)
			assert_true(is->sequence > was->sequence);
		if (is->sequence == was->sequence)
			assert_memory_equal(is, was, sizeof *is);
	}
}

static void feeds_follow_every_change(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct world w = { .now = 1000 };
		struct feed_events before[PEOPLE + 1];

		prng_init(&w.p, seed);
		for (int person = 0; person <= PEOPLE; person++)
			before[person] = feed_of(&w, person);
		for (int step = 0; step < STEPS; step++) {
			change(&w);
			for (int person = 0; person <= PEOPLE; person++) {
				struct feed_events f = feed_of(&w, person);

				assert_is_roster(&w, &f, person);
				assert_names_are_unique(&f);
				assert_follows(&before[person], &f);
				feed_events_fini(&before[person]);
				before[person] = f;
			}
		}
		for (int person = 0; person <= PEOPLE; person++)
			feed_events_fini(&before[person]);
	}
}

/* A cancelled event goes when everybody has had the time to see it; what ended before
 * the window is left out. */
static void old_news_goes(void **state)
{
	struct feed_layer l = { .kind = LAYER_PLANNER,
		.id = 7,
		.person_id = 1,
		.rank = 1,
		.starts = { INT64_C(1000) * HOUR },
		.ends = { INT64_C(1100) * HOUR },
		.known_from = { HOUR },
		.known_until = { INT64_C(2) * HOUR } };
	struct feed_part part = { .layer = &l, .layers = 1, .person_id = 1 };
	struct feed_events f;
	struct err e;

	(void)state;
	part.now.ms = l.known_until.ms + FEED_CANCELLED_DAYS * INT64_C(86400000);
	assert_int_equal(feed_events(&part, &f, &e), ERR_OK);
	assert_int_equal(f.n, 1);
	assert_true(f.item[0].is_cancelled);
	assert_int_equal(f.item[0].sequence, 1);
	feed_events_fini(&f);
	part.now.ms++;
	assert_int_equal(feed_events(&part, &f, &e), ERR_OK);
	assert_int_equal(f.n, 0);
	feed_events_fini(&f);
	part.now.ms = l.known_until.ms;
	part.from = l.ends;
	assert_int_equal(feed_events(&part, &f, &e), ERR_OK);
	assert_int_equal(f.n, 0);
	feed_events_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(feeds_follow_every_change),
		cmocka_unit_test(old_news_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
