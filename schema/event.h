/* SPDX-License-Identifier: EUPL-1.2 */
/* Durable events: the timeline of a call-out and the live stream are this one table.
 * seq grows without holes that matter; it is the id: of the event stream. */
#pragma once

#include "base/clock.h"
#include "schema/db.h"

struct event_record {
	struct instant at;
	const char *kind;   /* "callout", "recipient", "attempt", "slot", "duty", … */
	int64_t callout_id; /* 0: none */
	int64_t person_id;  /* 0: none */
	const char *actor;  /* as struct actor's name */
	const char *data;   /* JSON object; no contact data */
};
MUST_USE enum err_code event_write(struct db *db, const struct event_record *r,
	int64_t *ret_seq_or_null, struct err *e);
/* For event_add: events that are written together, when stmt_run is called on it (or
 * earlier); stmt_done afterwards. */
struct stmt;
MUST_USE enum err_code event_rows(struct db *db, struct stmt **ret, struct err *e);
MUST_USE enum err_code event_add(
	struct db *db, struct stmt *rows, const struct event_record *r, struct err *e);

struct event_entry {
	int64_t seq;
	struct event_record r; /* texts valid during the call */
};
/* All events with seq > after, in order, at most limit. callout_id 0 = of everything.
 */
MUST_USE enum err_code event_each(struct db *db, int64_t after, int64_t callout_id,
	int64_t limit, void (*each)(void *ctx, const struct event_entry *entry),
	void *ctx, struct err *e);
/* The highest seq, 0 when empty. */
MUST_USE enum err_code event_last(struct db *db, int64_t *ret, struct err *e);
