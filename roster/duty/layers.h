/* SPDX-License-Identifier: EUPL-1.2 */
/* Layers: from everything that was arranged to who is on duty, and why.
 *
 * Pure. One place of one function: a function and a rank hold one person at a time; two
 * people on duty at once have two ranks. Nothing is ever cut out of a layer: what lies
 * below stays, so taking an override away restores it.
 *
 * The order, from the bottom up:
 *   1. rotation  2. planner  3. import
 *      Each lies over the ones before it. Within one of them what was made later
 * (`seq`, then `id`) lies on top.
 *   4. overrides and swaps, one upon the other in the order in which they were made:
 *      an override puts its person in the place of whoever stands there;
 *      a swap puts its person in the place of `from_person_id`, only where that person
 *      stands at that point. So a swap never undoes an override of someone else's, who
 *      took over a duty can swap it on, and a swap never makes a hole.
 *
 *   Who has left (`gone`) stands nowhere: what lies below shows, so that this opens
 * only what nobody else was ever planned for. What they gave away before stays given.
 *
 * Not here: which duties exist (roster/duty/rotation.h), who is called
 * (roster/duty/duty.h). */
#pragma once

#include "base/clock.h"
#include "base/err.h"

#include <stddef.h>

enum layer_kind {
	LAYER_ROTATION,
	LAYER_PLANNER,
	LAYER_IMPORT,
	LAYER_OVERRIDE,
	LAYER_SWAP,
	LAYER_NONE, /* of a result: nobody */
	LAYER_KINDS
};

enum { LAYERS_MAX = 50000 };

struct layer {
	enum layer_kind kind;
	int64_t id;
	int64_t seq; /* order in which they were made */
	int64_t person_id;
	int64_t from_person_id; /* of a swap: who gives the duty away */
	struct instant starts, ends;
	struct instant known_from; /* since when it holds; handed on */
	bool gone;                 /* person_id has left */
};

/* [starts, ends): who, and which layer says so. */
struct layer_span {
	struct instant starts, ends;
	int64_t person_id; /* 0: nobody */
	enum layer_kind why;
	int64_t why_id;
	struct instant known_from; /* of that layer */
};

struct layer_spans {
	struct layer_span *item; /* by time; belongs to this struct */
	size_t n;
};

/* Cuts [from, to) into spans that touch, without gap or overlap: the first begins at
 * `from`, the last ends at `to`, and neighbours differ. Layers may stand in any order;
 * an empty one (ends <= starts) counts for nothing. An empty window gives no spans.
 * *ret is empty before and, on error, after; layer_spans_fini frees it. ERR_TOO_LARGE
 * beyond LAYERS_MAX. */
MUST_USE enum err_code layers_resolve(const struct layer *layer, size_t n,
	struct instant from, struct instant to, struct layer_spans *ret, struct err *e);
void layer_spans_fini(struct layer_spans *s);
