/* SPDX-License-Identifier: EUPL-1.2 */
/* The roster as it stands: what layers (roster/duty/layers.h) say, out of the database.
 *
 * Published duties, overrides and approved swaps are recorded as layers the moment they
 * begin or cease to hold; nothing is ever taken out, so that what was known at an
 * earlier time can be told as well. Whoever asks who is on duty asks here, or
 * on_duty_at() (roster/duty/duty.h), which asks here. */
#pragma once

#include "roster/duty/layers.h"
#include "schema/resource.h"

enum layer_source { LAYER_SOURCE_DUTY, LAYER_SOURCE_OVERRIDE, LAYER_SOURCE_SWAP };

/* A duty, override or swap was made, changed or deleted: what it said so far holds no
 * longer, what it says now holds from by->now on. Write transaction. */
MUST_USE enum err_code roster_record(struct db *db, enum layer_source source,
	int64_t id, const struct change *by, struct err *e);

/* Since when what a duty, override or swap says holds, and its place in the order of
 * those that lie upon each other; 0 while it is no layer. */
struct roster_known {
	struct instant from;
	int64_t seq;
};
enum { ROSTER_SEQ_MAX = 1000000000 }; /* of what comes from elsewhere */
MUST_USE enum err_code roster_known(struct db *db, enum layer_source source, int64_t id,
	struct roster_known *ret, struct err *e);
/* For records that come out of another database: what was just recorded holds since
 * then, and has that place; what is made later comes after it. 0 leaves what is there.
 * Write transaction. */
MUST_USE enum err_code roster_restore(struct db *db, enum layer_source source,
	int64_t id, const struct roster_known *known, struct err *e);

struct roster_query {
	int64_t function_id; /* 0: all */
	struct instant from, to;
	struct instant known_at; /* as it was known then; ms 0: now */
	bool drafts;             /* as if the drafts were published */
	bool whole; /* to the end of what begins before `to`: not cut there */
};

/* Somebody on duty for a function, at a rank, during [starts, ends), because of the
 * duty, override or swap why_id. */
struct roster_span {
	int64_t function_id, person_id;
	int rank;
	struct instant starts, ends;
	enum layer_kind why;
	int64_t why_id;
	struct instant known_from; /* since when that holds; INSTANT_NEVER: a draft */
};

struct roster_spans {
	struct roster_span *item; /* by function, rank, start; belongs to this struct */
	size_t n;
	/* private */
	size_t cap;
};

enum { ROSTER_SPANS_MAX = 200000 };

/* Cut at [from, to), or, whole, at `from` only. Who is not active is on duty nowhere.
 * *ret is empty before and, on error, after; roster_spans_fini frees it. */
MUST_USE enum err_code roster_resolve(struct db *db, const struct roster_query *q,
	struct roster_spans *ret, struct err *e);
void roster_spans_fini(struct roster_spans *s);

/* "rotation", "planner", "import", "override", "swap". */
const char *roster_word(enum layer_kind kind);

/* Functions in which the person ever stood, or stands in a draft. */
enum { ROSTER_FUNCTIONS_MAX = 256 };
MUST_USE enum err_code roster_functions(struct db *db, int64_t person_id,
	int64_t ret[ROSTER_FUNCTIONS_MAX], size_t *ret_n, struct err *e);

extern const struct stmt_list layer_statements;
