/* SPDX-License-Identifier: EUPL-1.2 */
/* The event table. */
#include "schema/event.h"

#include "schema/stmt.h"

#define EVENT_COLUMNS "seq, at, kind, callout_id, person_id, actor, data"
#define EVENT_SQL(X)                                                                   \
	X(EVENT_INSERT,                                                                \
		"INSERT INTO event (" EVENT_COLUMNS ") VALUES (:seq, :at, :kind,"      \
		" :callout_id, :person_id, :actor, :data)")                            \
	X(EVENT_ALL, "SELECT " EVENT_COLUMNS " FROM event WHERE seq > :after"          \
		     " ORDER BY seq LIMIT :limit")                                     \
	X(EVENT_OF,                                                                    \
		"SELECT " EVENT_COLUMNS " FROM event WHERE callout_id = :callout_id"   \
		" AND seq > :after ORDER BY seq LIMIT :limit")                         \
	X(EVENT_LAST, "SELECT seq FROM event ORDER BY seq DESC LIMIT 1")
extern const struct stmt_list event_statements;
STMT_LIST(event, EVENT_SQL);

static enum err_code bind(struct db *db, struct stmt *s, const struct event_record *r,
	int64_t *ret_seq, struct err *e)
{
	if (ids_next(db, "event", ret_seq, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", *ret_seq);
	stmt_bind_instant(s, "at", r->at);
	stmt_bind_text(s, "kind", r->kind);
	stmt_bind_id_or_null(s, "callout_id", r->callout_id);
	stmt_bind_id_or_null(s, "person_id", r->person_id);
	stmt_bind_text(s, "actor", r->actor);
	stmt_bind_text(s, "data", r->data);
	return ERR_OK;
}

enum err_code event_write(struct db *db, const struct event_record *r,
	int64_t *ret_seq_or_null, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t seq;

	if (stmt_get(db, &event_statements, EVENT_INSERT, &s, e) != ERR_OK
		|| bind(db, s, r, &seq, e) != ERR_OK)
		return e->code;
	if (stmt_run(s, e) == ERR_OK && ret_seq_or_null != NULL)
		*ret_seq_or_null = seq;
	return e->code;
}

enum err_code event_rows(struct db *db, struct stmt **ret, struct err *e)
{
	return stmt_get_rows(db, &event_statements, EVENT_INSERT, ret, e);
}

enum err_code event_add(
	struct db *db, struct stmt *rows, const struct event_record *r, struct err *e)
{
	int64_t seq;

	if (bind(db, rows, r, &seq, e) != ERR_OK)
		return e->code;
	return stmt_add(rows, e);
}

enum err_code event_each(struct db *db, int64_t after, int64_t callout_id,
	int64_t limit, void (*each)(void *ctx, const struct event_entry *entry),
	void *ctx, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &event_statements, callout_id != 0 ? EVENT_OF : EVENT_ALL, &s,
		    e)
		!= ERR_OK)
		return e->code;
	if (callout_id != 0)
		stmt_bind_int(s, "callout_id", callout_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit);
	while (stmt_row(s, e)) {
		struct event_entry entry = { .seq = stmt_int(s, "seq"),
			.r = { .at = stmt_instant(s, "at"),
				.kind = stmt_text(s, "kind"),
				.callout_id = stmt_int(s, "callout_id"),
				.person_id = stmt_int(s, "person_id"),
				.actor = stmt_text(s, "actor"),
				.data = stmt_text(s, "data") } };

		each(ctx, &entry);
	}
	return e->code;
}

enum err_code event_last(struct db *db, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &event_statements, EVENT_LAST, &s, e) != ERR_OK)
		return e->code;
	*ret = stmt_row(s, e) ? stmt_int(s, "seq") : 0;
	return e->code;
}
