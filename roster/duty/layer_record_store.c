/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds is recorded in layers, and what does no longer is closed. Who is on duty
 * by them: roster/duty/layer_store.c. */
#include "roster/duty/roster.h"

#define RECORD_INTO                                                                    \
	"INSERT INTO layer (id, source, source_id, seq, kind, function_id, rank,"      \
	" person_id, from_person_id, starts_at, ends_at, known_from) SELECT"           \
	" :layer_id, :source, id, :seq,"
/* The open layer says what the row says. */
#define RECORD_SAME(kind, table)                                                       \
	"SELECT 1 AS same FROM layer l JOIN " table " d ON d.id = l.source_id"         \
	" WHERE l.source = :source AND l.source_id = :id AND l.known_until IS NULL"    \
	" AND l.kind = " kind " AND l.function_id = d.function_id"                     \
	" AND l.rank = d.rank AND l.person_id = d.person_id"                           \
	" AND l.starts_at = d.starts_at AND l.ends_at = d.ends_at"
#define RECORD_KIND                                                                    \
	"CASE d.origin WHEN 'rotation' THEN 'rotation' WHEN 'import' THEN 'import'"    \
	" ELSE 'planner' END"
#define RECORD_SQL(X)                                                                  \
	X(RECORD_SEQ, "SELECT seq FROM layer WHERE source = :source"                   \
		      " AND source_id = :id ORDER BY id DESC LIMIT 1")                 \
	X(RECORD_CLOSE, "UPDATE layer SET known_until = :now WHERE source = :source"   \
			" AND source_id = :id AND known_until IS NULL")                \
	X(RECORD_DUTY_SAME,                                                            \
		RECORD_SAME(RECORD_KIND, "duty") " AND d.state = 'published'")         \
	X(RECORD_OVERRIDE_SAME, RECORD_SAME("'override'", "duty_override"))            \
	X(RECORD_DUTY, RECORD_INTO                                                     \
		" CASE origin WHEN 'rotation' THEN 'rotation' WHEN 'import'"           \
		" THEN 'import' ELSE 'planner' END, function_id, rank, person_id,"     \
		" NULL, starts_at, ends_at, :now FROM duty"                            \
		" WHERE id = :id AND state = 'published'")                             \
	X(RECORD_OVERRIDES, RECORD_INTO                                                \
		" 'override', function_id, rank, person_id, NULL, starts_at, ends_at," \
		" :now FROM duty_override WHERE id = :id")                             \
	X(RECORD_SWAPS, RECORD_INTO                                                    \
		" 'swap', function_id, rank, to_person_id, from_person_id, starts_at," \
		" ends_at, :now FROM swap WHERE id = :id AND state = 'approved'")      \
	X(RECORD_SWAPS_BACK, RECORD_INTO                                               \
		" 'swap', return_function_id, return_rank, from_person_id,"            \
		" to_person_id, return_starts_at, return_ends_at, :now FROM swap"      \
		" WHERE id = :id AND state = 'approved'"                               \
		" AND return_function_id IS NOT NULL")                                 \
	X(RECORD_KNOWN,                                                                \
		"SELECT known_from, seq FROM layer WHERE source = :source"             \
		" AND source_id = :id AND known_until IS NULL ORDER BY id LIMIT 1")    \
	X(RECORD_RESTORE,                                                              \
		"UPDATE layer SET known_from = :known_from, seq = :seq"                \
		" WHERE source = :source AND source_id = :id AND known_until IS NULL")
extern const struct stmt_list layer_record_statements;
STMT_LIST(layer_record, RECORD_SQL);

static const char *const sources[] = { "duty", "override", "swap" };

/* What was changed keeps its place among the others. */
static enum err_code seq_of(struct db *db, enum layer_source source, int64_t id,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &layer_record_statements, RECORD_SEQ, &s, e) != ERR_OK)
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
	if (stmt_get(db, &layer_record_statements,
		    source == LAYER_SOURCE_DUTY ? RECORD_DUTY_SAME
						: RECORD_OVERRIDE_SAME,
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

	if (stmt_get(db, &layer_record_statements, RECORD_CLOSE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

static enum err_code insert(struct db *db, int which, enum layer_source source,
	int64_t id, int64_t seq, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t layer_id;

	if (ids_next(db, "layer", &layer_id, e) != ERR_OK
		|| stmt_get(db, &layer_record_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "layer_id", layer_id);
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "seq", seq);
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

enum err_code roster_record(struct db *db, enum layer_source source, int64_t id,
	const struct change *by, struct err *e)
{
	static const int inserts[] = { RECORD_DUTY, RECORD_OVERRIDES, RECORD_SWAPS };
	int64_t seq;
	bool same;

	if (is_same(db, source, id, &same, e) != ERR_OK || same)
		return e->code;
	if (ids_peek(db, "layer", &seq, e) != ERR_OK
		|| seq_of(db, source, id, &seq, e) != ERR_OK
		|| close_layer(db, source, id, by->now, e) != ERR_OK
		|| insert(db, inserts[source], source, id, seq, by->now, e) != ERR_OK
		|| source != LAYER_SOURCE_SWAP)
		return e->code;
	return insert(db, RECORD_SWAPS_BACK, source, id, seq, by->now, e);
}

/* --- records of another database */

enum err_code roster_known(struct db *db, enum layer_source source, int64_t id,
	struct roster_known *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct roster_known){ 0 };
	if (stmt_get(db, &layer_record_statements, RECORD_KNOWN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e))
		*ret = (struct roster_known){ stmt_instant(s, "known_from"),
			stmt_int(s, "seq") };
	return e->code;
}

/* What is made from now on comes after it. */
static enum err_code pass(struct db *db, int64_t seq, struct err *e)
{
	int64_t next, first;

	if (ids_peek(db, "layer", &next, e) != ERR_OK || seq < next)
		return e->code;
	return ids_take(db, "layer", seq + 1 - next, &first, e);
}

enum err_code roster_restore(struct db *db, enum layer_source source, int64_t id,
	const struct roster_known *known, struct err *e)
{
	struct roster_known now;
	STMT_AUTO s = NULL;

	if (roster_known(db, source, id, &now, e) != ERR_OK || now.seq == 0)
		return e->code;
	if (known->from.ms != 0)
		now.from = known->from;
	if (known->seq != 0)
		now.seq = known->seq;
	if (pass(db, now.seq, e) != ERR_OK
		|| stmt_get(db, &layer_record_statements, RECORD_RESTORE, &s, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_text(s, "source", sources[source]);
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "known_from", now.from);
	stmt_bind_int(s, "seq", now.seq);
	return stmt_run(s, e);
}
