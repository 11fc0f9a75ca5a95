/* SPDX-License-Identifier: EUPL-1.2 */
/* Absences: from, until and a note; never a medical reason. */
#include "roster/duty/duty.h"

#define ABSENCE_COLUMNS "id, person_id, starts_at, ends_at, note, version"
#define ABSENCE_SQL(X)                                                                 \
	X(ABSENCE_BY_ID, "SELECT " ABSENCE_COLUMNS " FROM absence WHERE id = :id")     \
	X(ABSENCE_INSERT,                                                              \
		"INSERT INTO absence (id, person_id, starts_at, ends_at, note)"        \
		" VALUES (:id, :person_id, :starts_at, :ends_at, :note)")              \
	X(ABSENCE_UPDATE,                                                              \
		"UPDATE absence SET person_id = :person_id,"                           \
		" starts_at = :starts_at, ends_at = :ends_at, note = :note,"           \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(ABSENCE_DELETE, "DELETE FROM absence WHERE id = :id")                        \
	X(ABSENCE_FIND, "SELECT id FROM absence WHERE person_id = :person_id"          \
			" AND starts_at = :starts_at ORDER BY id LIMIT 1")             \
	X(ABSENCE_LIST, "SELECT " ABSENCE_COLUMNS " FROM absence WHERE id > :after"    \
			" AND (:person_id = 0 OR person_id = :person_id)"              \
			" ORDER BY id LIMIT :limit")
STMT_LIST(absence, ABSENCE_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_instant(o, "from", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "until", stmt_instant(row, "ends_at"));
	fields_set_text(o, "note", stmt_text(row, "note"));
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct instant from = { 0 }, until = { 1 };
	const char *note = "";
	int64_t person = 0;

	(void)db;
	(void)fields_int(o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &person, e);
	(void)fields_instant(o, "from", FIELDS_REQUIRED, &from, e);
	(void)fields_instant(o, "until", FIELDS_REQUIRED, &until, e);
	(void)fields_line(o, "note", FIELDS_OPTIONAL, 200, &note, e);
	if (e->faults == 0 && until.ms <= from.ms)
		(void)err_fault(e, "until", "must be later than from");
	stmt_bind_int(s, "person_id", person);
	stmt_bind_instant(s, "starts_at", from);
	stmt_bind_instant(s, "ends_at", until);
	stmt_bind_text(s, "note", note);
}

static const char *const fields[] = { "person_id", "from", "until", "note", NULL };

/* What the API adds to a reply. */
static const char *const computed[] = { "hits", NULL };

const struct resource absence_resource = {
	.name = "absence",
	.event = "absence",
	.list = &absence_statements,
	.by_id = ABSENCE_BY_ID,
	.insert = ABSENCE_INSERT,
	.update = ABSENCE_UPDATE,
	.remove = ABSENCE_DELETE,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
};

enum err_code absence_list(struct db *db, int64_t person_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &absence_statements, ABSENCE_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &absence_resource, s, limit, ret, e);
}

enum err_code absence_find(struct db *db, int64_t person_id, struct instant from,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &absence_statements, ABSENCE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "starts_at", from);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
