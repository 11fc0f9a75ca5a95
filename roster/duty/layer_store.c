/* SPDX-License-Identifier: EUPL-1.2 */
/* Layers in the database: recording them, and resolving them to who is on duty. */
#include "roster/duty/roster.h"

#include "base/alloc.h"
#include "roster/duty/duty.h"

#include <stdlib.h>
#include <string.h>

#define LAYER_INTO                                                                     \
	"INSERT INTO layer (id, source, source_id, seq, kind, function_id, rank,"      \
	" person_id, from_person_id, starts_at, ends_at, known_from) SELECT"           \
	" :layer_id, :source, id, :seq,"
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
/* The open layer says what the row says. */
#define LAYER_SAME(kind, table)                                                        \
	"SELECT 1 AS same FROM layer l JOIN " table " d ON d.id = l.source_id"         \
	" WHERE l.source = :source AND l.source_id = :id AND l.known_until IS NULL"    \
	" AND l.kind = " kind " AND l.function_id = d.function_id"                     \
	" AND l.rank = d.rank AND l.person_id = d.person_id"                           \
	" AND l.starts_at = d.starts_at AND l.ends_at = d.ends_at"
#define LAYER_KIND                                                                     \
	"CASE d.origin WHEN 'rotation' THEN 'rotation' WHEN 'import' THEN 'import'"    \
	" ELSE 'planner' END"
#define LAYER_SQL(X)                                                                   \
	X(LAYER_SEQ, "SELECT seq FROM layer WHERE source = :source"                    \
		     " AND source_id = :id ORDER BY id DESC LIMIT 1")                  \
	X(LAYER_CLOSE, "UPDATE layer SET known_until = :now WHERE source = :source"    \
		       " AND source_id = :id AND known_until IS NULL")                 \
	X(LAYER_DUTY_SAME,                                                             \
		LAYER_SAME(LAYER_KIND, "duty") " AND d.state = 'published'")           \
	X(LAYER_OVERRIDE_SAME, LAYER_SAME("'override'", "duty_override"))              \
	X(LAYER_DUTY, LAYER_INTO                                                       \
		" CASE origin WHEN 'rotation' THEN 'rotation' WHEN 'import'"           \
		" THEN 'import' ELSE 'planner' END, function_id, rank, person_id,"     \
		" NULL, starts_at, ends_at, :now FROM duty"                            \
		" WHERE id = :id AND state = 'published'")                             \
	X(LAYER_OVERRIDES, LAYER_INTO                                                  \
		" 'override', function_id, rank, person_id, NULL, starts_at, ends_at," \
		" :now FROM duty_override WHERE id = :id")                             \
	X(LAYER_SWAPS, LAYER_INTO                                                      \
		" 'swap', function_id, rank, to_person_id, from_person_id, starts_at," \
		" ends_at, :now FROM swap WHERE id = :id AND state = 'approved'")      \
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
		" ORDER BY function_id LIMIT :limit")                                  \
	X(LAYER_PERSON, "SELECT given_name, infix, family_name, EXISTS (SELECT 1"      \
			" FROM absence b WHERE b.person_id = person.id"                \
			" AND b.starts_at <= :at AND b.ends_at > :at) AS absent"       \
			" FROM person WHERE id = :id")
STMT_LIST(layer, LAYER_SQL);

static const char *const words[LAYER_KINDS] = { "rotation", "planner", "import",
	"override", "swap", "none" };
static const char *const sources[] = { "duty", "override", "swap" };

const char *roster_word(enum layer_kind kind)
{
	return words[kind];
}

/* --- recording */

/* What was changed keeps its place among the others. */
static enum err_code seq_of(struct db *db, enum layer_source source, int64_t id,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &layer_statements, LAYER_SEQ, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e))
		*ret = stmt_int(s, "seq");
	return e->code;
}

/* Was nothing changed that the roster shows? Then what was known stays as it is. */
static enum err_code is_same(
	struct db *db, enum layer_source source, int64_t id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = false;
	if (source == LAYER_SOURCE_SWAP) /* approved once */
		return ERR_OK;
	if (stmt_get(db, &layer_statements,
		    source == LAYER_SOURCE_DUTY ? LAYER_DUTY_SAME : LAYER_OVERRIDE_SAME,
		    &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	*ret = stmt_row(s, e);
	return e->code;
}

static enum err_code close_layer(struct db *db, enum layer_source source, int64_t id,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &layer_statements, LAYER_CLOSE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

enum err_code roster_record(struct db *db, enum layer_source source, int64_t id,
	const struct change *by, struct err *e)
{
	static const int inserts[] = { LAYER_DUTY, LAYER_OVERRIDES, LAYER_SWAPS };
	STMT_AUTO s = NULL;
	int64_t layer_id, seq;
	bool same;

	if (is_same(db, source, id, &same, e) != ERR_OK || same)
		return e->code;
	if (ids_next(db, "layer", &layer_id, e) != ERR_OK)
		return e->code;
	seq = layer_id;
	if (seq_of(db, source, id, &seq, e) != ERR_OK
		|| close_layer(db, source, id, by->now, e) != ERR_OK
		|| stmt_get(db, &layer_statements, inserts[source], &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "layer_id", layer_id);
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "seq", seq);
	stmt_bind_instant(s, "now", by->now);
	return stmt_run(s, e);
}

/* --- resolving */

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

	memset(ret, 0, sizeof *ret);
	if (load(db, q, &rows, e) == ERR_OK)
		(void)resolve(&rows, q->from, q->to, ret, e);
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

/* --- who is on duty */

/* How far on_duty_at looks ahead for who follows. */
enum { AHEAD_DAYS = 100 };

static bool already(const struct on_duty list[], size_t n, int64_t person_id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].person_id == person_id)
			return true;
	return false;
}

static enum err_code describe(
	struct db *db, struct instant at, struct on_duty *d, struct err *e)
{
	STMT_AUTO s = NULL;
	char given[81], infix[41];

	if (stmt_get(db, &layer_statements, LAYER_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", d->person_id);
	stmt_bind_instant(s, "at", at);
	if (!stmt_row(s, e))
		return e->code;
	d->absent = stmt_bool(s, "absent");
	stmt_copy(s, "given_name", given, sizeof given);
	stmt_copy(s, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(s, "family_name"), d->name);
	return ERR_OK;
}

static enum err_code pick(struct db *db, const struct roster_spans *spans,
	struct instant at, struct on_duty ret[ON_DUTY_MAX], size_t *ret_n,
	struct err *e)
{
	for (size_t i = 0; i < spans->n && *ret_n < ON_DUTY_MAX; i++) {
		const struct roster_span *s = &spans->item[i], *next = s + 1;
		struct on_duty *d = &ret[*ret_n];

		if (s->starts.ms > at.ms || already(ret, *ret_n, s->person_id))
			continue;
		d->person_id = s->person_id;
		d->rank = s->rank;
		d->until = s->ends;
		d->next_person_id =
			i + 1 < spans->n && next->rank == s->rank ? next->person_id : 0;
		if (describe(db, at, d, e) != ERR_OK)
			return e->code;
		(*ret_n)++;
	}
	return e->code;
}

enum err_code on_duty_known(struct db *db, int64_t function_id, struct instant at,
	struct instant known_at, struct on_duty ret[ON_DUTY_MAX], size_t *ret_n,
	struct err *e)
{
	struct roster_query q = { .function_id = function_id,
		.from = at,
		.to = instant_add(at, seconds(INT64_C(86400) * AHEAD_DAYS)),
		.known_at = known_at };
	struct rows rows = { 0 };
	struct roster_spans spans = { 0 };
	struct instant end = q.to;

	*ret_n = 0;
	if (load(db, &q, &rows, e) == ERR_OK) {
		for (size_t i = 0; i < rows.n; i++)
			if (rows.item[i].layer.ends.ms > end.ms)
				end = rows.item[i].layer.ends;
		if (resolve(&rows, at, end, &spans, e) == ERR_OK)
			(void)pick(db, &spans, at, ret, ret_n, e);
	}
	roster_spans_fini(&spans);
	base_free(rows.item);
	return e->code;
}

enum err_code on_duty_at(struct db *db, int64_t function_id, struct instant at,
	struct on_duty ret[ON_DUTY_MAX], size_t *ret_n, struct err *e)
{
	return on_duty_known(db, function_id, at, (struct instant){ 0 }, ret, ret_n, e);
}
