/* SPDX-License-Identifier: EUPL-1.2 */
/* Sort, then sweep. */
#include "roster/rules/span.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static int by_start(const void *pa, const void *pb)
{
	const struct span *a = pa, *b = pb;

	return (a->starts.ms > b->starts.ms) - (a->starts.ms < b->starts.ms);
}

static bool is_sorted(const struct span *s, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (instant_before(s[i].starts, s[i - 1].starts))
			return false;
	return true;
}

/* The next in order of start, after s[last]; returns where the last one is now. */
static size_t put(struct span *s, size_t last, struct span next)
{
	if (instant_before(s[last].ends, next.starts))
		s[++last] = next;
	else if (instant_before(s[last].ends, next.ends))
		s[last].ends = next.ends;
	return last;
}

/* Sorts and joins in place; returns how many are left. */
static size_t normalise(struct span *s, size_t n)
{
	size_t kept = 0, joined = 0;

	for (size_t i = 0; i < n; i++)
		if (instant_before(s[i].starts, s[i].ends))
			s[kept++] = s[i];
	if (kept == 0)
		return 0;
	if (!is_sorted(s, kept))
		qsort(s, kept, sizeof *s, by_start);
	for (size_t i = 1; i < kept; i++)
		joined = put(s, joined, s[i]);
	return joined + 1;
}

enum err_code spans_union(
	const struct span *span, size_t n, struct spans *ret, struct err *e)
{
	*ret = (struct spans){ .item = NULL };
	if (n == 0)
		return ERR_OK;
	ret->item = base_calloc(n, sizeof *ret->item);
	if (ret->item == NULL)
		return err_set(e, ERR_NOMEM, "no memory for spans of time");
	memcpy(ret->item, span, n * sizeof *span);
	ret->n = normalise(ret->item, n);
	return ERR_OK;
}

enum err_code spans_join(
	const struct spans *a, const struct spans *b, struct spans *ret, struct err *e)
{
	size_t i = 0, k = 0;

	*ret = (struct spans){ .item = NULL };
	if (a->n + b->n == 0)
		return ERR_OK;
	ret->item = base_calloc(a->n + b->n, sizeof *ret->item);
	if (ret->item == NULL)
		return err_set(e, ERR_NOMEM, "no memory for spans of time");
	while (i < a->n || k < b->n) {
		bool first = k == b->n
			     || (i < a->n
				     && !instant_before(
					     b->item[k].starts, a->item[i].starts));
		struct span next = first ? a->item[i++] : b->item[k++];

		if (ret->n == 0)
			ret->item[ret->n++] = next;
		else
			ret->n = put(ret->item, ret->n - 1, next) + 1;
	}
	return ERR_OK;
}

void spans_fini(struct spans *s)
{
	base_free(s->item);
	*s = (struct spans){ .item = NULL };
}

size_t spans_after(const struct spans *s, struct instant t)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (instant_before(t, s->item[middle].ends))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

int64_t spans_within(const struct spans *s, struct instant from, struct instant to)
{
	int64_t ms = 0;

	for (size_t i = spans_after(s, from);
		i < s->n && instant_before(s->item[i].starts, to); i++) {
		int64_t a = s->item[i].starts.ms, b = s->item[i].ends.ms;

		ms += (b < to.ms ? b : to.ms) - (a > from.ms ? a : from.ms);
	}
	return ms;
}

int64_t spans_before(struct spans_walk *w, struct instant t)
{
	const struct spans *s = w->spans;

	while (w->at < s->n && !instant_before(t, s->item[w->at].ends)) {
		w->passed += s->item[w->at].ends.ms - s->item[w->at].starts.ms;
		w->at++;
	}
	if (w->at < s->n && instant_before(s->item[w->at].starts, t))
		return w->passed + t.ms - s->item[w->at].starts.ms;
	return w->passed;
}
