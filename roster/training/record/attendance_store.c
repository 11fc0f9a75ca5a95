/* SPDX-License-Identifier: EUPL-1.2 */
/* Attendance in the database: rows come in, and stay as they are. */
#include "roster/training/record/attendance.h"

#include "roster/training/record/activity.h"
#include "roster/training/record/append.h"
#include "roster/training/record/reference.h"

#include <stdio.h>
#include <string.h>

#define REPLACED_BY "(SELECT b.id FROM attendance b WHERE b.replaces = a.id)"
#define ATTENDANCE_COLUMNS                                                             \
	"a.id, a.activity_id, a.person_id, a.function_id, a.role, a.result,"           \
	" a.minutes, a.assessor, a.remarks, a.replaces, " REPLACED_BY                  \
	" AS replaced_by, a.reason, a.withdrawn, a.source, a.recorded_at,"             \
	" a.recorded_by, a.version"
#define ATTENDANCE_LATEST                                                              \
	" AND (:latest = 0 OR (a.withdrawn = 0 AND " REPLACED_BY " IS NULL))"
#define ATTENDANCE_SQL(X)                                                              \
	X(ATTENDANCE_BY_ID,                                                            \
		"SELECT " ATTENDANCE_COLUMNS " FROM attendance a WHERE a.id = :id")    \
	X(ATTENDANCE_INSERT,                                                           \
		"INSERT INTO attendance (id, activity_id, person_id, function_id,"     \
		" role, result, minutes, assessor, remarks, replaces, reason,"         \
		" withdrawn, source, recorded_at, recorded_by) VALUES (:id,"           \
		" :activity_id, :person_id, :function_id, :role, :result, :minutes,"   \
		" :assessor, :remarks, :replaces, :reason, :withdrawn, :source,"       \
		" :recorded_at, :recorded_by)")                                        \
	X(ATTENDANCE_OF_ACTIVITY,                                                      \
		"SELECT " ATTENDANCE_COLUMNS " FROM attendance a"                      \
		" WHERE a.activity_id = :activity_id AND a.id > :after"                \
		" AND (:person_id = 0 OR a.person_id = :person_id)" ATTENDANCE_LATEST  \
		" ORDER BY a.id LIMIT :limit")                                         \
	X(ATTENDANCE_OF_PERSON,                                                        \
		"SELECT " ATTENDANCE_COLUMNS " FROM attendance a"                      \
		" WHERE a.person_id = :person_id AND a.id > :after" ATTENDANCE_LATEST  \
		" ORDER BY a.id LIMIT :limit")                                         \
	X(ATTENDANCE_EXPORT,                                                           \
		"SELECT " ATTENDANCE_COLUMNS ", c.external_id, c.kind, c.title,"       \
		" c.subject, c.starts_at, c.ends_at FROM attendance a"                 \
		" JOIN activity c ON c.id = a.activity_id WHERE a.id > :after"         \
		" ORDER BY a.id LIMIT :limit")                                         \
	X(ATTENDANCE_FIND,                                                             \
		"SELECT a.id FROM attendance a WHERE a.activity_id = :activity_id"     \
		" AND a.person_id = :person_id"                                        \
		" AND ifnull(a.function_id, 0) = :function_id"                         \
		" AND NOT EXISTS (SELECT 1 FROM attendance b WHERE b.replaces = "      \
		"a.id)")
STMT_LIST(attendance, ATTENDANCE_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "activity_id", stmt_int(row, "activity_id"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_id(o, "function_id", stmt_int(row, "function_id"));
	fields_set_text(o, "role", stmt_text(row, "role"));
	fields_set_text(o, "result", stmt_text(row, "result"));
	hours_set(o, "hours", stmt_int(row, "minutes"));
	fields_set_text(o, "assessor", stmt_text(row, "assessor"));
	fields_set_text(o, "remarks", stmt_text(row, "remarks"));
	append_to_json(row, o);
	return ERR_OK;
}

static bool was_there(int result)
{
	return result != RESULT_ABSENT && result != RESULT_EXCUSED;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *role = "", *assessor = "", *remarks = "";
	int64_t activity = 0, person = 0, function = 0, minutes = 0;
	int result = 0;

	(void)fields_int(o, "activity_id", FIELDS_REQUIRED, 1, INT64_MAX, &activity, e);
	if (fields_int(o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &person, e))
		reference_check(db, REFERENCE_PERSON, person, "person_id", e);
	if (fields_int(o, "function_id", FIELDS_OPTIONAL, 1, INT64_MAX, &function, e))
		reference_check(db, REFERENCE_FUNCTION, function, "function_id", e);
	(void)fields_line(o, "role", FIELDS_OPTIONAL, 120, &role, e);
	(void)fields_word(o, "result", FIELDS_REQUIRED, attendance_result_words,
		ATTENDANCE_RESULTS_COUNT, &result, e);
	if (hours_read(o, "hours", &minutes, e) && minutes > 0 && !was_there(result))
		(void)err_fault(e, "hours", "must be 0 for who was not there");
	(void)fields_line(o, "assessor", FIELDS_OPTIONAL, 120, &assessor, e);
	(void)fields_text(o, "remarks", FIELDS_OPTIONAL, 1000, &remarks, e);
	stmt_bind_int(s, "activity_id", activity);
	stmt_bind_int(s, "person_id", person);
	stmt_bind_id_or_null(s, "function_id", function);
	stmt_bind_text(s, "role", role);
	stmt_bind_text(s, "result", attendance_result_words[result]);
	stmt_bind_int(s, "minutes", minutes);
	stmt_bind_text(s, "assessor", assessor);
	stmt_bind_text(s, "remarks", remarks);
	append_bind(s, o, e);
}

#define FIELDS                                                                         \
	"person_id", "function_id", "role", "result", "hours", "assessor", "remarks"
static const char *const given[] = { FIELDS, APPEND_FIELDS_CLIENT, NULL };
static const char *const kept[] = { "person_id", "function_id", NULL };
static const char *const fields[] = { FIELDS, APPEND_FIELDS_CLIENT, APPEND_FIELDS_SET,
	"activity_id", NULL };

const struct resource attendance_resource = {
	.name = "attendance",
	.event = "attendance",
	.list = &attendance_statements,
	.by_id = ATTENDANCE_BY_ID,
	.insert = ATTENDANCE_INSERT,
	.update = -1,
	.remove = -1,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
};

static const struct append_kind kind = {
	.resource = &attendance_resource,
	.given = given,
	.kept = kept,
	.owner = "activity_id",
};

/* Presence is recorded when the activity has begun, and not when it was cancelled. */
static void check_activity(const struct activity *a, const json_t *o,
	const struct change *by, struct err *e)
{
	const char *word = json_string_value(json_object_get(o, "result"));
	bool not_there =
		word != NULL
		&& (strcmp(word, "absent") == 0 || strcmp(word, "excused") == 0);

	if (json_is_true(json_object_get(o, "withdrawn")))
		return;
	if (a->cancelled)
		(void)err_set(e, ERR_CONFLICT, "this activity was cancelled");
	else if (!not_there && a->starts.ms > by->now.ms)
		(void)err_fault(e, "result",
			"cannot be recorded before the activity has begun");
}

/* Hours that were not given. */
static void set_hours(const struct activity *a, const json_t *item, json_t *o)
{
	const json_t *hours = json_object_get(item, "hours");
	const char *word = json_string_value(json_object_get(o, "result"));
	bool not_there =
		word != NULL
		&& (strcmp(word, "absent") == 0 || strcmp(word, "excused") == 0);
	bool says_result = json_object_get(item, "result") != NULL
			   || json_object_get(o, "hours") == NULL;

	if ((hours == NULL || json_is_null(hours)) && says_result)
		hours_set(o, "hours", not_there ? 0 : a->minutes);
}

static enum err_code record(struct db *db, int64_t activity_id,
	const struct activity *a, const json_t *item, const char *source,
	const struct change *by, json_t **ret, struct err *e)
{
	json_t *o = NULL;

	if (append_item(db, &kind, activity_id, item, source, by, &o, e) != ERR_OK)
		return e->code;
	set_hours(a, item, o);
	check_activity(a, o, by, e);
	if (e->code == ERR_OK
		&& resource_create(db, &attendance_resource, o, by, ret, e)
			   == ERR_CONFLICT)
		(void)err_set(e, ERR_CONFLICT,
			"this person is recorded already for this activity and "
			"function: correct that record");
	json_decref(o);
	return e->code;
}

enum err_code attendance_record(struct db *db, int64_t activity_id, const json_t *item,
	const char *source, const struct change *by, json_t **ret, struct err *e)
{
	struct activity a;

	if (activity_find(db, activity_id, &a, e) != ERR_OK)
		return e->code;
	return record(db, activity_id, &a, item, source, by, ret, e);
}

/* "result" becomes "items[3].result". */
static void name_place(struct err *e, size_t at)
{
	char field[ERR_FIELD_MAX];

	if (e->code == ERR_CONFLICT || e->faults == 0) {
		(void)err_wrap(e, "items[%zu]", at);
		return;
	}
	for (size_t i = 0; i < e->faults; i++) {
		(void)snprintf(
			field, sizeof field, "items[%zu].%.40s", at, e->fault[i].field);
		(void)snprintf(
			e->fault[i].field, sizeof e->fault[i].field, "%s", field);
	}
}

enum err_code attendance_record_list(struct db *db, int64_t activity_id,
	const json_t *items, const char *source, const struct change *by, json_t **ret,
	struct err *e)
{
	struct activity a;
	json_t *list, *item, *made = NULL;
	size_t i;

	if (activity_find(db, activity_id, &a, e) != ERR_OK)
		return e->code;
	if (!json_is_array(items) || json_array_size(items) == 0
		|| json_array_size(items) > ATTENDANCE_LIST_MAX) {
		err_clear(e);
		return err_fault(e, "items", "must be a list of 1 to %d records",
			ATTENDANCE_LIST_MAX);
	}
	list = json_array();
	json_array_foreach((json_t *)(uintptr_t)items, i, item)
	{
		if (record(db, activity_id, &a, item, source, by, &made, e) != ERR_OK) {
			name_place(e, i);
			break;
		}
		if (json_array_append_new(list, made) != 0) {
			(void)err_set(e, ERR_NOMEM, "no memory for the list");
			break;
		}
	}
	if (e->code != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	*ret = list;
	return ERR_OK;
}

enum err_code attendance_list(struct db *db, const struct attendance_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &attendance_statements,
		    f->activity_id != 0 ? ATTENDANCE_OF_ACTIVITY : ATTENDANCE_OF_PERSON,
		    &s, e)
		!= ERR_OK)
		return e->code;
	if (f->activity_id != 0)
		stmt_bind_int(s, "activity_id", f->activity_id);
	stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_bool(s, "latest", f->latest);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &attendance_resource, s, limit, ret, e);
}

enum err_code attendance_find(struct db *db, int64_t activity_id, int64_t person_id,
	int64_t function_id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &attendance_statements, ATTENDANCE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", activity_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "function_id", function_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

static enum err_code to_export(
	struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	fields_set_text(o, "activity", stmt_text_or_null(row, "external_id"));
	fields_set_text(o, "kind", stmt_text(row, "kind"));
	fields_set_text(o, "title", stmt_text(row, "title"));
	fields_set_text(o, "subject", stmt_text(row, "subject"));
	fields_set_instant(o, "starts_at", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "ends_at", stmt_instant(row, "ends_at"));
	return to_json(db, row, o, e);
}

enum err_code attendance_export(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	static const struct resource exported = { .name = "attendance",
		.to_json = to_export };
	STMT_AUTO s = NULL;

	if (stmt_get(db, &attendance_statements, ATTENDANCE_EXPORT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &exported, s, limit, ret, e);
}
