/* SPDX-License-Identifier: EUPL-1.2 */
/* Of each item the first record after the moment says what it was. */
#include "schema/audit/past.h"

#include "base/parse.h"

#include <string.h>

#define AUDIT_PAST_SQL(X)                                                              \
	X(PAST_SINCE, "SELECT a.object, d.before FROM audit_detail d"                  \
		      " JOIN audit a ON a.seq = d.seq WHERE d.person_id = :person_id"  \
		      " AND a.at > :at AND substr(a.object, 1, length(:kind) + 1)"     \
		      " = :kind || '/' ORDER BY d.seq")                                \
	X(PAST_START,                                                                  \
		"SELECT a.at FROM audit_start s JOIN audit a ON a.seq ="               \
		" (SELECT min(seq) FROM audit WHERE seq > s.seq) WHERE s.id = 1")
STMT_LIST(audit_past, AUDIT_PAST_SQL);

static enum err_code check_start(struct db *db, struct instant at, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_past_statements, PAST_START, &s, e) != ERR_OK)
		return e->code;
	if (stmt_row(s, e) && instant_before(at, stmt_instant(s, "at")))
		return err_fault(
			e, "known_at", "lies before what the audit log still holds");
	return e->code;
}

static int64_t id_of(const json_t *item)
{
	return json_integer_value(json_object_get(item, "id"));
}

static void take_out(json_t *items, int64_t id)
{
	for (size_t i = 0; i < json_array_size(items); i++)
		if (id_of(json_array_get(items, i)) == id)
			(void)json_array_remove(items, i--);
}

/* At its place by id. */
static enum err_code put_in(json_t *items, const char *text, struct err *e)
{
	json_t *item = json_loads(text, 0, NULL);
	size_t at = 0;

	if (item == NULL)
		return err_set(e, ERR_IO, "a record of the audit log is not JSON");
	while (at < json_array_size(items)
		&& id_of(json_array_get(items, at)) < id_of(item))
		at++;
	return json_array_insert_new(items, at, item) == 0
		       ? ERR_OK
		       : err_set(e, ERR_NOMEM, "no memory for what was known");
}

/* One record after the moment. */
static enum err_code undo(
	struct stmt *row, const char *kind, json_t *seen, json_t *items, struct err *e)
{
	const char *object = stmt_text(row, "object");
	const char *before = stmt_text_or_null(row, "before");
	int64_t id;

	if (json_object_get(seen, object) != NULL
		|| !parse_int(object + strlen(kind) + 1, 1, INT64_MAX, &id))
		return ERR_OK;
	if (json_object_set_new(seen, object, json_true()) != 0)
		return err_set(e, ERR_NOMEM, "no memory for what was known");
	take_out(items, id);
	return before != NULL ? put_in(items, before, e) : ERR_OK;
}

enum err_code audit_past(struct db *db, const char *kind, int64_t person_id,
	struct instant at, json_t *items, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *seen;

	err_clear(e);
	if (check_start(db, at, e) != ERR_OK
		|| stmt_get(db, &audit_past_statements, PAST_SINCE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "at", at);
	stmt_bind_text(s, "kind", kind);
	seen = json_object();
	while (stmt_row(s, e))
		if (undo(s, kind, seen, items, e) != ERR_OK)
			break;
	json_decref(seen);
	return e->code;
}
