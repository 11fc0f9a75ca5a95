/* SPDX-License-Identifier: EUPL-1.2 */
/* The window is cut at every edge of a layer; the layers are then painted over the
 * cells from the bottom up, and neighbours that came out alike are joined. */
#include "roster/duty/layers.h"

#include "base/alloc.h"

#include <stdlib.h>

static int level(enum layer_kind kind)
{
	return kind >= LAYER_OVERRIDE ? (int)LAYER_OVERRIDE : (int)kind;
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_layer(const void *pa, const void *pb)
{
	const struct layer *a = pa, *b = pb;

	if (level(a->kind) != level(b->kind))
		return level(a->kind) - level(b->kind);
	if (a->seq != b->seq)
		return compare(a->seq, b->seq);
	if (a->id != b->id)
		return compare(a->id, b->id);
	return (int)a->kind - (int)b->kind;
}

static int by_time(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return compare(*a, *b);
}

/* The layers that touch the window, from the bottom up. */
static size_t pick(const struct layer *layer, size_t n, struct instant from,
	struct instant to, struct layer *ret)
{
	size_t picked = 0;

	for (size_t i = 0; i < n; i++) {
		const struct layer *l = &layer[i];

		REQUIRE(l->kind < LAYER_NONE && l->person_id > 0);
		if (instant_before(l->starts, l->ends) && instant_before(l->starts, to)
			&& instant_before(from, l->ends))
			ret[picked++] = *l;
	}
	if (picked > 0)
		qsort(ret, picked, sizeof *ret, by_layer);
	return picked;
}

/* A piece of time between two edges. */
struct cell {
	struct layer_span top;
	bool gone;               /* whoever is on top has left; then … */
	struct layer_span below; /* … this holds */
};

/* The cells between all edges, empty; returns how many. */
static size_t cut(const struct layer *layer, size_t n, struct instant from,
	struct instant to, int64_t *edge, struct cell *cell)
{
	size_t edges = 0, cells = 0;

	edge[edges++] = from.ms;
	edge[edges++] = to.ms;
	for (size_t i = 0; i < n; i++) {
		if (instant_before(from, layer[i].starts))
			edge[edges++] = layer[i].starts.ms;
		if (instant_before(layer[i].ends, to))
			edge[edges++] = layer[i].ends.ms;
	}
	qsort(edge, edges, sizeof *edge, by_time);
	for (size_t i = 1; i < edges; i++) {
		if (edge[i] == edge[i - 1])
			continue;
		cell[cells++].top = (struct layer_span){ .starts = { edge[i - 1] },
			.ends = { edge[i] },
			.why = LAYER_NONE };
	}
	return cells;
}

/* Does the swap find who gives there? */
static bool finds(const struct layer *l, const struct cell *c)
{
	return c->top.person_id == l->from_person_id
	       || (c->gone && c->below.person_id == l->from_person_id);
}

static void put(const struct layer *l, struct cell *c)
{
	if (l->gone && !c->gone)
		c->below = c->top;
	c->gone = l->gone;
	c->top.person_id = l->person_id;
	c->top.why = l->kind;
	c->top.why_id = l->id;
	c->top.known_from = l->known_from;
}

static void paint(const struct layer *l, struct cell *cell, size_t cells)
{
	size_t low = 0, high = cells;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (instant_before(cell[middle].top.starts, l->starts))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < cells && instant_before(cell[low].top.starts, l->ends); low++)
		if (l->kind != LAYER_SWAP || finds(l, &cell[low]))
			put(l, &cell[low]);
}

/* What the cells came out as, neighbours that are alike joined. */
static size_t join(const struct cell *cell, size_t cells, struct layer_span *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < cells; i++) {
		struct layer_span s = cell[i].gone ? cell[i].below : cell[i].top;

		if (n > 0 && ret[n - 1].person_id == s.person_id
			&& ret[n - 1].why == s.why && ret[n - 1].why_id == s.why_id)
			ret[n - 1].ends = s.ends;
		else
			ret[n++] = s;
	}
	return n;
}

enum err_code layers_resolve(const struct layer *layer, size_t n, struct instant from,
	struct instant to, struct layer_spans *ret, struct err *e)
{
	struct layer *picked;
	int64_t *edge;
	struct cell *cell;
	struct layer_span *span;

	*ret = (struct layer_spans){ .item = NULL };
	if (!instant_before(from, to))
		return ERR_OK;
	if (n > LAYERS_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d duties in this period",
			(int)LAYERS_MAX);
	picked = base_calloc(n + 1, sizeof *picked);
	edge = base_calloc(2 * n + 2, sizeof *edge);
	cell = base_calloc(2 * n + 1, sizeof *cell);
	span = base_calloc(2 * n + 1, sizeof *span);
	if (picked == NULL || edge == NULL || cell == NULL || span == NULL) {
		base_free(span);
		(void)err_set(e, ERR_NOMEM, "no memory to lay duties over each other");
	} else {
		size_t cells;

		n = pick(layer, n, from, to, picked);
		cells = cut(picked, n, from, to, edge, cell);
		for (size_t i = 0; i < n; i++)
			paint(&picked[i], cell, cells);
		ret->item = span;
		ret->n = join(cell, cells, span);
	}
	base_free(cell);
	base_free(edge);
	base_free(picked);
	return ret->item == NULL ? e->code : ERR_OK;
}

void layer_spans_fini(struct layer_spans *s)
{
	base_free(s->item);
	*s = (struct layer_spans){ .item = NULL };
}
