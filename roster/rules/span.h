/* SPDX-License-Identifier: EUPL-1.2 */
/* Spans of time [starts, ends), and unions of them. Pure.
 *
 * Not here: who or what they belong to. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

#include <stddef.h>

struct span {
	struct instant starts, ends;
};

/* In order of time, apart from each other: neighbours neither overlap nor touch. */
struct spans {
	struct span *item; /* belongs to this struct */
	size_t n;
};

/* The union; the input may overlap and stand in any order, and empty spans (ends <=
 * starts) count for nothing. *ret is empty before and, on error, after (ERR_NOMEM);
 * spans_fini frees it. */
MUST_USE enum err_code spans_union(
	const struct span *span, size_t n, struct spans *ret, struct err *e);
/* The union of two unions. */
MUST_USE enum err_code spans_join(
	const struct spans *a, const struct spans *b, struct spans *ret, struct err *e);
void spans_fini(struct spans *s);

/* The first span that ends after t; s->n when there is none. */
size_t spans_after(const struct spans *s, struct instant t);
/* How many ms of [from, to) are in the union. */
int64_t spans_within(const struct spans *s, struct instant from, struct instant to);

/* Going through a union once: how many ms of it lie before t, for t that never go back.
 */
struct spans_walk {
	const struct spans *spans;
	/* private */
	size_t at;
	int64_t passed;
};
int64_t spans_before(struct spans_walk *w, struct instant t);
