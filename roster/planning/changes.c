/* SPDX-License-Identifier: EUPL-1.2 */
/* One walk over both rosters, place by place, from edge to edge. */
#include "roster/planning/changes.h"

#include "base/alloc.h"

#include <string.h>

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const struct roster_span *a, const struct roster_span *b)
{
	if (a->function_id != b->function_id)
		return compare(a->function_id, b->function_id);
	return a->rank - b->rank;
}

/* One side of the walk: the span that comes next. */
struct side {
	const struct roster_spans *spans;
	size_t at;
};

static const struct roster_span *next(const struct side *s)
{
	return s->at < s->spans->n ? &s->spans->item[s->at] : NULL;
}

/* Is the next span of this side at the place? */
static const struct roster_span *here(
	const struct side *s, const struct roster_span *place)
{
	const struct roster_span *span = next(s);

	return span != NULL && by_place(span, place) == 0 ? span : NULL;
}

static enum err_code add(
	struct roster_changes *out, const struct roster_change *c, struct err *e)
{
	struct roster_change *last = out->n > 0 ? &out->item[out->n - 1] : NULL;
	struct roster_change *grown;

	if (c->from_person_id == c->to_person_id)
		return ERR_OK;
	if (last != NULL && last->function_id == c->function_id && last->rank == c->rank
		&& last->ends.ms == c->starts.ms
		&& last->from_person_id == c->from_person_id
		&& last->to_person_id == c->to_person_id) {
		last->ends = c->ends;
		return ERR_OK;
	}
	grown = base_room(out->item, out->n, &out->cap, sizeof *out->item);
	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory for what changes");
	out->item = grown;
	out->item[out->n++] = *c;
	return ERR_OK;
}

/* Who stands at `at`; the next edge after it goes into *edge when it is nearer. */
static int64_t person_at(
	const struct roster_span *s, struct instant at, struct instant *edge)
{
	if (s == NULL)
		return 0;
	*edge = instant_min(*edge, at.ms < s->starts.ms ? s->starts : s->ends);
	return at.ms < s->starts.ms ? 0 : s->person_id;
}

/* One place, from the first edge on until neither side has a span left there. */
static enum err_code walk_place(struct side *before, struct side *after,
	struct roster_span place, struct roster_changes *out, struct err *e)
{
	const struct roster_span *b = here(before, &place), *a = here(after, &place);
	struct instant at = INSTANT_NEVER;

	if (b != NULL)
		at = b->starts;
	if (a != NULL)
		at = instant_min(at, a->starts);
	while (b != NULL || a != NULL) {
		struct roster_change c = { .function_id = place.function_id,
			.rank = place.rank,
			.starts = at,
			.ends = INSTANT_NEVER };

		c.from_person_id = person_at(b, at, &c.ends);
		c.to_person_id = person_at(a, at, &c.ends);
		if (add(out, &c, e) != ERR_OK)
			return e->code;
		at = c.ends;
		before->at += b != NULL && b->ends.ms == at.ms;
		after->at += a != NULL && a->ends.ms == at.ms;
		b = here(before, &place);
		a = here(after, &place);
	}
	return ERR_OK;
}

enum err_code roster_changes_between(const struct roster_spans *before,
	const struct roster_spans *after, struct roster_changes *ret, struct err *e)
{
	struct side b = { before, 0 }, a = { after, 0 };

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	for (;;) {
		const struct roster_span *x = next(&b), *y = next(&a);

		if (x == NULL && y == NULL)
			return ERR_OK;
		if (x == NULL || (y != NULL && by_place(y, x) < 0))
			x = y;
		if (walk_place(&b, &a, *x, ret, e) != ERR_OK) {
			roster_changes_fini(ret);
			return e->code;
		}
	}
}

void roster_changes_fini(struct roster_changes *c)
{
	base_free(c->item);
	memset(c, 0, sizeof *c);
}

enum err_code roster_watch_begin(struct db *db, int64_t function_id,
	struct instant from, struct roster_watch *ret, struct err *e)
{
	const struct duration year = seconds(INT64_C(366) * 86400);

	*ret = (struct roster_watch){ .query = { .function_id = function_id,
					      .from = { from.ms - year.ms },
					      .to = INSTANT_MAX } };
	return roster_resolve(db, &ret->query, &ret->before, e);
}

enum err_code roster_watch_end(struct db *db, struct roster_watch *w,
	struct roster_changes *ret, struct err *e)
{
	struct roster_spans after;
	enum err_code code;

	memset(ret, 0, sizeof *ret);
	code = roster_resolve(db, &w->query, &after, e);
	if (code == ERR_OK)
		code = roster_changes_between(&w->before, &after, ret, e);
	roster_spans_fini(&after);
	roster_watch_fini(w);
	return code;
}

void roster_watch_fini(struct roster_watch *w)
{
	roster_spans_fini(&w->before);
}

static void set_person(json_t *o, const char *field, int64_t id)
{
	if (id != 0)
		fields_set_int(o, field, id);
	else
		fields_set_text(o, field, NULL);
}

json_t *roster_changes_json(const struct roster_changes *c)
{
	json_t *list = json_array(), *o;

	for (size_t i = 0; i < c->n; i++) {
		o = json_object();
		fields_set_int(o, "function_id", c->item[i].function_id);
		fields_set_int(o, "rank", c->item[i].rank);
		fields_set_instant(o, "from", c->item[i].starts);
		fields_set_instant(o, "until", c->item[i].ends);
		set_person(o, "from_person_id", c->item[i].from_person_id);
		set_person(o, "to_person_id", c->item[i].to_person_id);
		if (json_array_append_new(list, o) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
