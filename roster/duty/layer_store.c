/* SPDX-License-Identifier: EUPL-1.2 */
/* Layers out of the database, resolved to who stands where. How they come in:
 * roster/duty/layer_record_store.c. */
#include "roster/duty/roster.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define LAYER_KNOWN                                                                    \
	" AND l.known_from <= :known_at"                                               \
	" AND (l.known_until IS NULL OR l.known_until > :known_at)"
#define LAYER_ROWS(active)                                                             \
	"SELECT l.source_id, l.seq, l.kind, l.function_id, l.rank, l.person_id,"       \
	" l.from_person_id, l.starts_at, l.ends_at, l.known_from, " active             \
	" AS active FROM layer l JOIN person p ON p.id = l.person_id WHERE"
/* Who has left since was still there; who came back since was not. */
#define LAYER_ACTIVE_THEN                                                              \
	"NOT EXISTS (SELECT 1 FROM person_leave v WHERE v.person_id = p.id"            \
	" AND v.left_at <= :known_at"                                                  \
	" AND (v.returned_at IS NULL OR v.returned_at > :known_at))"
#define LAYER_SQL(X)                                                                   \
	X(LAYER_OF_FUNCTION, LAYER_ROWS("p.active") " l.function_id = :function_id"    \
						    " AND l.ends_at > :from"           \
						    " AND l.starts_at < :to"           \
						    " AND l.known_until IS NULL"       \
						    " ORDER BY l.function_id, l.rank") \
	X(LAYER_OF_ALL,                                                                \
		LAYER_ROWS("p.active") " l.ends_at > :from AND l.starts_at < :to"      \
				       " AND l.known_until IS NULL"                    \
				       " ORDER BY l.function_id, l.rank")              \
	X(LAYER_FUNCTION_THEN,                                                         \
		LAYER_ROWS(LAYER_ACTIVE_THEN) " l.function_id = :function_id"          \
					      " AND l.ends_at > :from"                 \
					      " AND l.starts_at < :to" LAYER_KNOWN     \
					      " ORDER BY l.function_id, l.rank")       \
	X(LAYER_DRAFTS,                                                                \
		"SELECT d.id AS source_id, d.id AS seq, CASE d.origin"                 \
		" WHEN 'rotation' THEN 'rotation' WHEN 'import' THEN 'import'"         \
		" ELSE 'planner' END AS kind, d.function_id, d.rank, d.person_id,"     \
		" NULL AS from_person_id, d.starts_at, d.ends_at,"                     \
		" NULL AS known_from, p.active"                                        \
		" FROM duty d JOIN person p ON p.id = d.person_id"                     \
		" WHERE d.state = 'draft' AND d.ends_at > :from"                       \
		" AND d.starts_at < :to"                                               \
		" AND (:function_id = 0 OR d.function_id = :function_id)"              \
		" ORDER BY d.function_id, d.rank")                                     \
	X(LAYER_FUNCTIONS,                                                             \
		"SELECT function_id FROM layer WHERE person_id = :person_id"           \
		" UNION SELECT function_id FROM duty WHERE person_id = :person_id"     \
		" ORDER BY function_id LIMIT :limit")
STMT_LIST(layer, LAYER_SQL);

static const char *const words[LAYER_KINDS] = { "rotation", "planner", "import",
	"override", "swap", "none" };

const char *roster_word(enum layer_kind kind)
{
	return words[kind];
}

struct row {
	struct layer layer;
	int64_t function_id;
	int rank;
};

struct rows {
	struct row *item;
	size_t n, cap;
};

static enum layer_kind kind_of(const char *word)
{
	for (int i = 0; i < LAYER_NONE; i++)
		if (strcmp(words[i], word) == 0)
			return (enum layer_kind)i;
	return LAYER_NONE;
}

static enum err_code add_row(
	struct rows *rows, struct stmt *s, bool draft, struct err *e)
{
	struct row *r;

	if (rows->n == rows->cap) {
		size_t cap = rows->cap > 0 ? 2 * rows->cap : 64;
		struct row *grown =
			base_realloc_array(rows->item, cap, sizeof *rows->item);

		if (grown == NULL)
			return err_set(e, ERR_NOMEM, "no memory for a roster");
		rows->item = grown;
		rows->cap = cap;
	}
	r = &rows->item[rows->n];
	r->function_id = stmt_int(s, "function_id");
	r->rank = (int)stmt_int(s, "rank");
	r->layer = (struct layer){ .kind = kind_of(stmt_text(s, "kind")),
		.id = stmt_int(s, "source_id"),
		.seq = stmt_int(s, "seq") + (draft ? INT64_MAX / 2 : 0),
		.person_id = stmt_int(s, "person_id"),
		.from_person_id = stmt_int(s, "from_person_id"),
		.starts = stmt_instant(s, "starts_at"),
		.ends = stmt_instant(s, "ends_at"),
		.gone = !stmt_bool(s, "active"),
		.known_from = draft ? INSTANT_NEVER : stmt_instant(s, "known_from") };
	rows->n++;
	return ERR_OK;
}

static enum err_code load_rows(struct db *db, int which, const struct roster_query *q,
	struct rows *rows, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &layer_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (which != LAYER_OF_ALL)
		stmt_bind_int(s, "function_id", q->function_id);
	if (which == LAYER_FUNCTION_THEN)
		stmt_bind_instant(s, "known_at", q->known_at);
	stmt_bind_instant(s, "from", q->from);
	stmt_bind_instant(s, "to", q->to);
	while (stmt_row(s, e))
		if (add_row(rows, s, which == LAYER_DRAFTS, e) != ERR_OK)
			return e->code;
	return e->code;
}

static int by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->function_id != y->function_id)
		return x->function_id < y->function_id ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static enum err_code load(
	struct db *db, const struct roster_query *q, struct rows *rows, struct err *e)
{
	int which = q->function_id == 0 ? LAYER_OF_ALL : LAYER_OF_FUNCTION;

	if (q->known_at.ms != 0)
		which = LAYER_FUNCTION_THEN;
	REQUIRE(which != LAYER_FUNCTION_THEN || q->function_id != 0);
	err_clear(e);
	if (load_rows(db, which, q, rows, e) != ERR_OK
		|| (q->drafts && load_rows(db, LAYER_DRAFTS, q, rows, e) != ERR_OK))
		return e->code;
	if (q->drafts && rows->n > 1)
		qsort(rows->item, rows->n, sizeof *rows->item, by_place);
	return ERR_OK;
}

static enum err_code add_span(
	struct roster_spans *out, const struct roster_span *span, struct err *e)
{
	if (out->n == out->cap) {
		size_t cap = out->cap > 0 ? 2 * out->cap : 64;
		struct roster_span *grown =
			base_realloc_array(out->item, cap, sizeof *out->item);

		if (cap > ROSTER_SPANS_MAX)
			return err_set(e, ERR_TOO_LARGE, "this period is too long");
		if (grown == NULL)
			return err_set(e, ERR_NOMEM, "no memory for a roster");
		out->item = grown;
		out->cap = cap;
	}
	out->item[out->n++] = *span;
	return ERR_OK;
}

/* One place: rows of the same function and rank. */
static enum err_code resolve_place(const struct row *row, size_t n, struct instant from,
	struct instant to, struct roster_spans *out, struct err *e)
{
	struct layer *layer = base_calloc(n, sizeof *layer);
	struct layer_spans spans = { 0 };

	if (layer == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a roster");
	for (size_t i = 0; i < n; i++)
		layer[i] = row[i].layer;
	if (layers_resolve(layer, n, from, to, &spans, e) == ERR_OK) {
		for (size_t i = 0; i < spans.n && e->code == ERR_OK; i++) {
			const struct layer_span *s = &spans.item[i];
			struct roster_span span = { row->function_id, s->person_id,
				row->rank, s->starts, s->ends, s->why, s->why_id,
				s->known_from };

			if (s->person_id != 0)
				(void)add_span(out, &span, e);
		}
	}
	layer_spans_fini(&spans);
	base_free(layer);
	return e->code;
}

static enum err_code resolve(const struct rows *rows, struct instant from,
	struct instant to, struct roster_spans *out, struct err *e)
{
	size_t at = 0;

	while (at < rows->n && e->code == ERR_OK) {
		size_t end = at + 1;

		while (end < rows->n
			&& by_place(&rows->item[at], &rows->item[end]) == 0)
			end++;
		(void)resolve_place(&rows->item[at], end - at, from, to, out, e);
		at = end;
	}
	if (e->code != ERR_OK)
		roster_spans_fini(out);
	return e->code;
}

enum err_code roster_resolve(struct db *db, const struct roster_query *q,
	struct roster_spans *ret, struct err *e)
{
	struct rows rows = { 0 };
	struct instant to = q->to;

	memset(ret, 0, sizeof *ret);
	if (load(db, q, &rows, e) == ERR_OK) {
		for (size_t i = 0; q->whole && i < rows.n; i++)
			if (rows.item[i].layer.ends.ms > to.ms)
				to = rows.item[i].layer.ends;
		(void)resolve(&rows, q->from, to, ret, e);
	}
	base_free(rows.item);
	return e->code;
}

void roster_spans_fini(struct roster_spans *s)
{
	base_free(s->item);
	memset(s, 0, sizeof *s);
}

enum err_code roster_functions(struct db *db, int64_t person_id,
	int64_t ret[ROSTER_FUNCTIONS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &layer_statements, LAYER_FUNCTIONS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "limit", ROSTER_FUNCTIONS_MAX);
	while (stmt_row(s, e))
		ret[(*ret_n)++] = stmt_int(s, "function_id");
	return e->code;
}
