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
			" AND starts_at = :starts_at"                                  \
			" AND (id < :before_id OR ends_at = :ends_at)"                 \
			" ORDER BY ends_at = :ends_at DESC, id LIMIT 1")               \
	X(ABSENCE_SAME, "SELECT 1 AS same FROM absence_known k JOIN absence a"         \
			" ON a.id = k.absence_id WHERE k.absence_id = :id"             \
			" AND k.known_until IS NULL AND k.person_id = a.person_id"     \
			" AND k.starts_at = a.starts_at AND k.ends_at = a.ends_at")    \
	X(ABSENCE_CLOSE, "UPDATE absence_known SET known_until = :now"                 \
			 " WHERE absence_id = :id AND known_until IS NULL")            \
	X(ABSENCE_RECORD,                                                              \
		"INSERT INTO absence_known (id, absence_id, person_id, starts_at,"     \
		" ends_at, known_from) SELECT :known_id, id, person_id, starts_at,"    \
		" ends_at, :now FROM absence WHERE id = :id")                          \
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

static enum err_code is_same(struct db *db, int64_t id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &absence_statements, ABSENCE_SAME, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	*ret = stmt_row(s, e);
	return e->code;
}

static enum err_code close_known(
	struct db *db, int64_t id, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &absence_statements, ABSENCE_CLOSE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

/* What it said so far is known no longer, what it says now is known from now on. */
static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t known;
	bool same = false;

	if (is_same(db, id, &same, e) != ERR_OK || same
		|| close_known(db, id, by->now, e) != ERR_OK
		|| ids_next(db, "absence_known", &known, e) != ERR_OK
		|| stmt_get(db, &absence_statements, ABSENCE_RECORD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "known_id", known);
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", by->now);
	return stmt_run(s, e);
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
	.changed = changed,
};

enum err_code absence_list(struct db *db, int64_t person_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	return resource_page_of(db, &absence_resource, ABSENCE_LIST, "person_id",
		person_id, after, limit, ret, e);
}

enum err_code absence_find(struct db *db, int64_t person_id, struct instant from,
	struct instant until, int64_t before_id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &absence_statements, ABSENCE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "starts_at", from);
	stmt_bind_instant(s, "ends_at", until);
	stmt_bind_int(s, "before_id", before_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
