/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations in the database. Revisions as JSON: roster/duty/rotation_fields.c; in the
 * database: rotation_revision_store.c; drafts: rotation_drafts_store.c. */
#include "roster/duty/rotation_internal.h"

#include <string.h>

#define ROTATION_COLUMNS "id, function_id, name, rank, until_day, version"
#define ROTATION_SQL(X)                                                                \
	X(ROTATION_BY_ID, "SELECT " ROTATION_COLUMNS " FROM rotation WHERE id = :id")  \
	X(ROTATION_INSERT, "INSERT INTO rotation (id, function_id, name, rank,"        \
			   " until_day) VALUES (:id, :function_id, :name, :rank,"      \
			   " :until_day)")                                             \
	X(ROTATION_UPDATE, "UPDATE rotation SET function_id = :function_id,"           \
			   " name = :name, rank = :rank, until_day = :until_day,"      \
			   " version = version + 1"                                    \
			   " WHERE id = :id AND version = :version")                   \
	X(ROTATION_DELETE, "DELETE FROM rotation WHERE id = :id")                      \
	X(ROTATION_LIST, "SELECT " ROTATION_COLUMNS " FROM rotation"                   \
			 " WHERE id > :after"                                          \
			 " AND (:function_id = 0 OR function_id = :function_id)"       \
			 " ORDER BY id LIMIT :limit")                                  \
	X(ROTATION_FIND, "SELECT id FROM rotation WHERE function_id = :function_id"    \
			 " AND name = :name ORDER BY id LIMIT 1")                      \
	X(ROTATION_DROP_DRAFTS, "DELETE FROM duty WHERE rotation_id = :id"             \
				" AND ends_at > 0 AND state = 'draft'")                \
	X(ROTATION_LET_GO, "UPDATE duty SET rotation_id = NULL"                        \
			   " WHERE rotation_id = :id AND ends_at > 0")                 \
	X(ROTATION_NAMED, "SELECT id FROM rotation WHERE function_id = :function_id"   \
			  " AND name = :name AND id <> :id LIMIT 1")                   \
	X(ROTATION_PERSON_IS, "SELECT 1 AS there FROM person WHERE id = :id")
STMT_LIST(rotation, ROTATION_SQL);

static enum err_code load_head(
	struct db *db, int64_t id, struct rotation_whole *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "rotation %" PRId64 " does not exist", id);
	w->function_id = stmt_int(s, "function_id");
	w->rank = stmt_int(s, "rank");
	w->rotation.has_until = !stmt_is_null(s, "until_day");
	w->rotation.until = date_from_days(stmt_int(s, "until_day"));
	return ERR_OK;
}

enum err_code rotation_load(
	struct db *db, int64_t id, struct rotation_whole *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	if (load_head(db, id, ret, e) != ERR_OK
		|| rotation_load_revisions(db, id, ret, e) != ERR_OK)
		rotation_whole_fini(ret);
	return e->code;
}

/* --- JSON */

static void add_revisions(const struct rotation_whole *w, json_t *o)
{
	json_t *list = json_array(), *last = NULL;

	for (size_t i = 0; i < w->rotation.revisions; i++) {
		last = rotation_revision_json(&w->revision[i]);
		json_array_append_new(list, last);
	}
	if (last != NULL) {
		char text[DATE_TEXT];
		static const char *const shown[] = { "handover", "period", "people",
			"first", "restart", "shift_until", NULL };

		fields_set_text(o, "starts_on", date_format(w->revision[0].from, text));
		for (const char *const *f = shown; *f != NULL; f++)
			json_object_set(o, *f, json_object_get(last, *f));
	}
	json_object_set_new(o, "revisions", list);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	struct rotation_whole w = { 0 };
	char text[DATE_TEXT];

	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_text(o, "until",
		stmt_is_null(row, "until_day")
			? NULL
			: date_format(
				date_from_days(stmt_int(row, "until_day")), text));
	if (rotation_load_revisions(db, stmt_int(row, "id"), &w, e) == ERR_OK)
		add_revisions(&w, o);
	rotation_whole_fini(&w);
	return e->code;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t people[ROTATION_PEOPLE_MAX];
	struct rotation_revision r = { 0 };
	int64_t function_id = 0, rank = 1;
	struct date until = { 0 }, from = { 0 };
	const char *name = "";
	bool ends;

	(void)db;
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &function_id, e);
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 99, &rank, e);
	(void)fields_date(o, "starts_on", FIELDS_REQUIRED, &from, e);
	(void)fields_date(o, "effective_from", FIELDS_OPTIONAL, &from, e);
	ends = fields_date(o, "until", FIELDS_OPTIONAL, &until, e);
	rotation_revision_read(o, &r, people, e);
	if (ends && e->faults == 0 && date_days(until) <= date_days(from))
		(void)err_fault(e, "until", "must be later than the start");
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_text(s, "name", name);
	stmt_bind_int(s, "rank", rank);
	if (ends)
		stmt_bind_int(s, "until_day", date_days(until));
	else
		stmt_bind_null(s, "until_day");
}

/* Files name a rotation by its function and its name. */
static enum err_code check_name(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_NAMED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "function_id",
		json_integer_value(json_object_get(o, "function_id")));
	stmt_bind_text(s, "name", json_string_value(json_object_get(o, "name")));
	if (!stmt_row(s, e))
		return e->code;
	return err_fault(e, "name", "is that of another rotation of this function");
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	const json_t *list = json_object_get(o, "people");

	if (check_name(db, id, o, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < json_array_size(list); i++) {
		STMT_AUTO s = NULL;
		int64_t person = json_integer_value(json_array_get(list, i));

		if (stmt_get(db, &rotation_statements, ROTATION_PERSON_IS, &s, e)
			!= ERR_OK)
			return e->code;
		stmt_bind_int(s, "id", person);
		if (!stmt_row(s, e))
			return e->code != ERR_OK
				       ? e->code
				       : err_fault(e, "people",
					       "person %" PRId64 " does not exist",
					       person);
	}
	return ERR_OK;
}

static enum err_code run(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

/* Its drafts go with it; what was published stays. */
static enum err_code remove_parts(struct db *db, int64_t id, struct err *e)
{
	err_clear(e);
	if (run(db, ROTATION_DROP_DRAFTS, id, e) != ERR_OK
		|| run(db, ROTATION_LET_GO, id, e) != ERR_OK)
		return e->code;
	return rotation_drop_revisions(db, id, e);
}

static const char *const fields[] = { "function_id", "name", "rank", "starts_on",
	"handover", "period", "people", "first", "restart", "shift_until", "until",
	"effective_from", NULL };
static const char *const computed[] = { "revisions", NULL };

const struct resource rotation_resource = {
	.name = "rotation",
	.event = "rotation",
	.list = &rotation_statements,
	.by_id = ROTATION_BY_ID,
	.insert = ROTATION_INSERT,
	.update = ROTATION_UPDATE,
	.remove = ROTATION_DELETE,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.save_parts = rotation_save_revisions,
	.remove_parts = remove_parts,
};

enum err_code rotation_list(struct db *db, int64_t function_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	return resource_page_of(db, &rotation_resource, ROTATION_LIST, "function_id",
		function_id, after, limit, ret, e);
}

enum err_code rotation_find(struct db *db, int64_t function_id, const char *name,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_text(s, "name", name);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
