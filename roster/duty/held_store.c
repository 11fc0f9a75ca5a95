/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties as they really hold: what roster_resolve() says, with the duty it lies in. */
#include "roster/duty/held.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Of duties that lie upon each other the one on top, as roster/duty/layers.h has it. */
#define HELD_SQL(X)                                                                    \
	X(HELD_WITHIN,                                                                 \
		"SELECT id FROM duty WHERE function_id = :function_id"                 \
		" AND ends_at >= :ends_at AND starts_at <= :starts_at"                 \
		" AND rank = :rank AND state = 'published'"                            \
		" ORDER BY origin = 'import' DESC, origin = 'rotation', id DESC"       \
		" LIMIT 1")
STMT_LIST(held, HELD_SQL);

struct held {
	struct roster_span *item;
	size_t n;
};

static bool is_asked(const struct roster_span *s, const struct duty_filter *f)
{
	return s->ends.ms > f->from.ms && s->starts.ms < f->to.ms
	       && (f->person_id == 0 || s->person_id == f->person_id);
}

static enum err_code take_asked(struct held *h, const struct roster_spans *spans,
	const struct duty_filter *f, struct err *e)
{
	struct roster_span *grown =
		base_realloc_array(h->item, h->n + spans->n + 1, sizeof *h->item);

	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a roster");
	h->item = grown;
	for (size_t i = 0; i < spans->n; i++)
		if (is_asked(&spans->item[i], f))
			h->item[h->n++] = spans->item[i];
	return ERR_OK;
}

static enum err_code add_function(struct db *db, const struct duty_filter *f,
	int64_t function_id, struct held *h, struct err *e)
{
	struct duration margin = minutes(DUTY_HELD_MARGIN_DAYS * INT64_C(1440));
	struct roster_query q = { .function_id = function_id,
		.from = { f->from.ms - margin.ms },
		.to = instant_add(f->to, margin) };
	struct roster_spans spans;

	if (roster_resolve(db, &q, &spans, e) != ERR_OK)
		return e->code;
	(void)take_asked(h, &spans, f, e);
	roster_spans_fini(&spans);
	return e->code;
}

/* Only in the functions in which that person ever stood, when one is asked for. */
static enum err_code collect(
	struct db *db, const struct duty_filter *f, struct held *h, struct err *e)
{
	int64_t functions[ROSTER_FUNCTIONS_MAX];
	size_t n;

	if (f->person_id == 0 || f->function_id != 0)
		return add_function(db, f, f->function_id, h, e);
	if (roster_functions(db, f->person_id, functions, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n && e->code == ERR_OK; i++)
		(void)add_function(db, f, functions[i], h, e);
	return e->code;
}

static int by_start(const void *a, const void *b)
{
	const struct roster_span *x = a, *y = b;

	if (x->starts.ms != y->starts.ms)
		return x->starts.ms < y->starts.ms ? -1 : 1;
	if (x->function_id != y->function_id)
		return x->function_id < y->function_id ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* 0: it lies in no one duty. */
static enum err_code duty_of(
	struct db *db, const struct roster_span *s, int64_t *ret, struct err *e)
{
	STMT_AUTO q = NULL;

	*ret = s->why_id;
	if (s->why != LAYER_OVERRIDE && s->why != LAYER_SWAP)
		return ERR_OK;
	if (stmt_get(db, &held_statements, HELD_WITHIN, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "function_id", s->function_id);
	stmt_bind_int(q, "rank", s->rank);
	stmt_bind_instant(q, "starts_at", s->starts);
	stmt_bind_instant(q, "ends_at", s->ends);
	*ret = stmt_row(q, e) ? stmt_int(q, "id") : 0;
	return e->code;
}

static enum err_code add_item(
	struct db *db, const struct roster_span *s, json_t *items, struct err *e)
{
	json_t *o;
	int64_t id;

	if (duty_of(db, s, &id, e) != ERR_OK)
		return e->code;
	o = json_object();
	if (id != 0)
		fields_set_int(o, "id", id);
	fields_set_int(o, "function_id", s->function_id);
	fields_set_int(o, "person_id", s->person_id);
	fields_set_instant(o, "starts_at", s->starts);
	fields_set_instant(o, "ends_at", s->ends);
	fields_set_int(o, "rank", s->rank);
	fields_set_text(o, "origin", roster_word(s->why));
	fields_set_text(o, "state", "published");
	if (json_array_append_new(items, o) != 0)
		return err_set(e, ERR_NOMEM, "no memory for a roster");
	return ERR_OK;
}

enum err_code duty_held(
	struct db *db, const struct duty_filter *f, json_t **ret, struct err *e)
{
	struct held h = { 0 };
	json_t *items = json_array();

	err_clear(e);
	if (collect(db, f, &h, e) == ERR_OK && h.n > 1)
		qsort(h.item, h.n, sizeof *h.item, by_start);
	for (size_t i = 0; i < h.n && e->code == ERR_OK; i++)
		(void)add_item(db, &h.item[i], items, e);
	base_free(h.item);
	if (e->code == ERR_OK) {
		*ret = json_object();
		json_object_set(*ret, "items", items);
		fields_set_text(*ret, "next", NULL);
	}
	json_decref(items);
	return e->code;
}
