/* SPDX-License-Identifier: EUPL-1.2 */
/* Activities in the database. */
#include "roster/training/record/activity.h"

#include "base/parse.h"
#include "roster/training/record/reference.h"

#include <stdio.h>
#include <string.h>

#define ACTIVITY_COLUMNS                                                               \
	"id, kind, title, subject, series, starts_at, ends_at, minutes, location,"     \
	" organiser, goals, capacity, cancelled, callout_id, external_id, source,"     \
	" version"
#define ACTIVITY_SQL(X)                                                                \
	X(ACTIVITY_BY_ID, "SELECT " ACTIVITY_COLUMNS " FROM activity WHERE id = :id")  \
	X(ACTIVITY_INSERT,                                                             \
		"INSERT INTO activity (id, kind, title, subject, series, starts_at,"   \
		" ends_at, minutes, location, organiser, goals, capacity, cancelled,"  \
		" callout_id, external_id, source) VALUES (:id, :kind, :title,"        \
		" :subject, :series, :starts_at, :ends_at, :minutes, :location,"       \
		" :organiser, :goals, :capacity, :cancelled, :callout_id,"             \
		" :external_id, :source)")                                             \
	X(ACTIVITY_UPDATE,                                                             \
		"UPDATE activity SET kind = :kind, title = :title,"                    \
		" subject = :subject, series = :series, starts_at = :starts_at,"       \
		" ends_at = :ends_at, minutes = :minutes, location = :location,"       \
		" organiser = :organiser, goals = :goals, capacity = :capacity,"       \
		" cancelled = :cancelled, callout_id = :callout_id,"                   \
		" external_id = :external_id,"                                         \
		" source = CASE WHEN :source = '' THEN source ELSE :source END,"       \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(ACTIVITY_DELETE, "DELETE FROM activity WHERE id = :id")                      \
	X(ACTIVITY_LIST,                                                               \
		"SELECT " ACTIVITY_COLUMNS " FROM activity WHERE id > :after"          \
		" AND ends_at > :from AND (:to = 0 OR starts_at < :to)"                \
		" AND (:kind = '' OR kind = :kind)"                                    \
		" AND (:series = '' OR series = :series)"                              \
		" AND (:function_id = 0 OR NOT EXISTS (SELECT 1 FROM"                  \
		" activity_function f WHERE f.activity_id = activity.id) OR EXISTS"    \
		" (SELECT 1 FROM activity_function f WHERE f.activity_id = "           \
		"activity.id"                                                          \
		" AND f.function_id = :function_id))"                                  \
		" AND (:person_id = 0 OR EXISTS (SELECT 1 FROM attendance a WHERE"     \
		" a.activity_id = activity.id AND a.person_id = :person_id)"           \
		" OR EXISTS (SELECT 1 FROM invitation i WHERE"                         \
		" i.activity_id = activity.id AND i.person_id = :person_id))"          \
		" ORDER BY id LIMIT :limit")                                           \
	X(ACTIVITY_FUNCTIONS, "SELECT function_id FROM activity_function"              \
			      " WHERE activity_id = :id ORDER BY function_id")         \
	X(ACTIVITY_FUNCTION_ADD,                                                       \
		"INSERT INTO activity_function (activity_id, function_id)"             \
		" VALUES (:id, :function_id)")                                         \
	X(ACTIVITY_FUNCTIONS_REMOVE,                                                   \
		"DELETE FROM activity_function WHERE activity_id = :id")               \
	X(ACTIVITY_RECORDED,                                                           \
		"SELECT id FROM attendance a WHERE activity_id = :id"                  \
		" AND withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM attendance b"        \
		" WHERE b.replaces = a.id) LIMIT 1")                                   \
	X(ACTIVITY_HAS_PERSON,                                                         \
		"SELECT id FROM activity WHERE id = :id AND (EXISTS"                   \
		" (SELECT 1 FROM attendance a WHERE a.activity_id = :id"               \
		" AND a.person_id = :person_id) OR EXISTS (SELECT 1 FROM invitation i" \
		" WHERE i.activity_id = :id AND i.person_id = :person_id))")           \
	X(ACTIVITY_BY_EXTERNAL_ID,                                                     \
		"SELECT id FROM activity WHERE external_id = :external_id")            \
	X(ACTIVITY_BY_TITLE,                                                           \
		"SELECT id FROM activity WHERE title = :title"                         \
		" AND starts_at = :starts_at AND kind = :kind ORDER BY id LIMIT 1")    \
	X(ACTIVITY_BY_CALLOUT, "SELECT id FROM activity WHERE callout_id = "           \
			       ":callout_id")
STMT_LIST(activity, ACTIVITY_SQL);

enum { FUNCTIONS_MAX = 200 };

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *functions = json_array();

	fields_set_text(o, "kind", stmt_text(row, "kind"));
	fields_set_text(o, "title", stmt_text(row, "title"));
	fields_set_text(o, "subject", stmt_text(row, "subject"));
	fields_set_text(o, "series", stmt_text(row, "series"));
	fields_set_instant(o, "starts_at", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "ends_at", stmt_instant(row, "ends_at"));
	hours_set(o, "hours", stmt_int(row, "minutes"));
	fields_set_text(o, "location", stmt_text(row, "location"));
	fields_set_text(o, "organiser", stmt_text(row, "organiser"));
	fields_set_text(o, "goals", stmt_text(row, "goals"));
	fields_set_id(o, "capacity", stmt_int(row, "capacity"));
	fields_set_bool(o, "cancelled", stmt_bool(row, "cancelled"));
	fields_set_id(o, "callout_id", stmt_int(row, "callout_id"));
	fields_set_text(o, "external_id", stmt_text_or_null(row, "external_id"));
	fields_set_text(o, "source", stmt_text(row, "source"));
	json_object_set_new(o, "function_ids", functions);
	if (stmt_get(db, &activity_statements, ACTIVITY_FUNCTIONS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", stmt_int(row, "id"));
	while (stmt_row(s, e))
		if (json_array_append_new(
			    functions, json_integer(stmt_int(s, "function_id")))
			!= 0)
			return err_set(e, ERR_NOMEM, "no memory for functions");
	return e->code;
}

struct activity_values {
	int kind;
	const char *title, *subject, *series, *location, *organiser, *goals;
	const char *external_id, *source;
	struct instant starts, ends;
	int64_t minutes, capacity, callout_id;
	bool cancelled;
};

static void read_times(const json_t *o, struct activity_values *v, struct err *e)
{
	bool both = fields_instant(o, "starts_at", FIELDS_REQUIRED, &v->starts, e);

	both = fields_instant(o, "ends_at", FIELDS_REQUIRED, &v->ends, e) && both;
	if (both && v->ends.ms <= v->starts.ms) {
		(void)err_fault(e, "ends_at", "must be later than starts_at");
		return;
	}
	v->minutes = instant_since(v->ends, v->starts).ms / 60000;
	if (!hours_read(o, "hours", &v->minutes, e) && both && e->faults == 0
		&& v->minutes > TRAINING_MINUTES_MAX)
		(void)err_fault(e, "hours",
			"must be given for an activity of more than %d hours",
			TRAINING_MINUTES_MAX / 60);
}

static void read_values(const json_t *o, struct activity_values *v, struct err *e)
{
	*v = (struct activity_values){ .ends = { 1 },
		.title = "",
		.subject = "",
		.series = "",
		.location = "",
		.organiser = "",
		.goals = "",
		.source = "" };
	(void)fields_word(o, "kind", FIELDS_REQUIRED, activity_kind_words,
		ACTIVITY_KINDS_COUNT, &v->kind, e);
	(void)fields_line(o, "title", FIELDS_REQUIRED, 160, &v->title, e);
	(void)fields_line(o, "subject", FIELDS_OPTIONAL, 80, &v->subject, e);
	(void)fields_line(o, "series", FIELDS_OPTIONAL, 120, &v->series, e);
	read_times(o, v, e);
	(void)fields_line(o, "location", FIELDS_OPTIONAL, 200, &v->location, e);
	(void)fields_line(o, "organiser", FIELDS_OPTIONAL, 120, &v->organiser, e);
	(void)fields_text(o, "goals", FIELDS_OPTIONAL, 4000, &v->goals, e);
	(void)fields_int(o, "capacity", FIELDS_OPTIONAL, 1, 100000, &v->capacity, e);
	(void)fields_bool(o, "cancelled", FIELDS_OPTIONAL, &v->cancelled, e);
	(void)fields_int(
		o, "callout_id", FIELDS_OPTIONAL, 1, INT64_MAX, &v->callout_id, e);
	if (fields_line(o, "external_id", FIELDS_OPTIONAL, 64, &v->external_id, e)
		&& v->external_id[0] == '\0')
		v->external_id = NULL;
	(void)fields_line(o, "source", FIELDS_OPTIONAL, 120, &v->source, e);
}

/* The ids of "function_ids", each once and existing. */
static void check_functions(struct db *db, const json_t *o, struct err *e)
{
	const json_t *list = json_object_get(o, "function_ids"), *v;
	char field[40];
	size_t i;

	if (list == NULL || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > FUNCTIONS_MAX) {
		(void)err_fault(e, "function_ids", "must be a list of at most %d ids",
			FUNCTIONS_MAX);
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
	{
		(void)snprintf(field, sizeof field, "function_ids[%zu]", i);
		if (!json_is_integer(v))
			(void)err_fault(e, field, "must be a whole number");
		else
			reference_check(db, REFERENCE_FUNCTION, json_integer_value(v),
				field, e);
		for (size_t k = 0; k < i; k++)
			if (json_equal(json_array_get(list, k), v))
				(void)err_fault(e, field, "stands in the list twice");
	}
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct activity_values v;

	read_values(o, &v, e);
	check_functions(db, o, e);
	stmt_bind_text(s, "kind", activity_kind_words[v.kind]);
	stmt_bind_text(s, "title", v.title);
	stmt_bind_text(s, "subject", v.subject);
	stmt_bind_text(s, "series", v.series);
	stmt_bind_instant(s, "starts_at", v.starts);
	stmt_bind_instant(s, "ends_at", v.ends);
	stmt_bind_int(s, "minutes", v.minutes);
	stmt_bind_text(s, "location", v.location);
	stmt_bind_text(s, "organiser", v.organiser);
	stmt_bind_text(s, "goals", v.goals);
	stmt_bind_id_or_null(s, "capacity", v.capacity);
	stmt_bind_bool(s, "cancelled", v.cancelled);
	stmt_bind_id_or_null(s, "callout_id", v.callout_id);
	stmt_bind_text(s, "external_id", v.external_id);
	stmt_bind_text(s, "source", v.source);
}

/* What competence is computed from stays as it is once attendance stands. */
static const char *const settled[] = { "kind", "subject", "starts_at", "ends_at",
	"function_ids", "cancelled", NULL };

static json_t *given(const json_t *o, const char *field)
{
	json_t *v = json_object_get(o, field);

	return json_is_null(v) ? NULL : v;
}

/* Is the field what it was? Left out means its default. */
static bool is_as_it_was(const json_t *stored, const json_t *o, const char *field)
{
	const json_t *is = given(o, field), *was = given(stored, field);
	struct instant a = { 0 }, b = { 0 };
	struct err ignored = { 0 };

	if (is == NULL)
		return was == NULL || json_is_false(was)
		       || (json_is_string(was) && json_string_value(was)[0] == '\0')
		       || (json_is_array(was) && json_array_size(was) == 0);
	if (json_is_string(is)
		&& fields_instant(stored, field, FIELDS_OPTIONAL, &a, &ignored)
		&& fields_instant(o, field, FIELDS_OPTIONAL, &b, &ignored))
		return a.ms == b.ms;
	if (!json_is_array(is))
		return json_equal(is, was);
	for (size_t i = 0; i < json_array_size(is); i++) {
		bool found = false;

		for (size_t k = 0; k < json_array_size(was); k++)
			found |= json_equal(
				json_array_get(is, i), json_array_get(was, k));
		if (!found)
			return false;
	}
	return json_array_size(is) == json_array_size(was);
}

static enum err_code is_recorded(struct db *db, int64_t id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_RECORDED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	*ret = stmt_row(s, e);
	return e->code;
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	json_t *stored = NULL;
	bool recorded = false;

	if (is_recorded(db, id, &recorded, e) != ERR_OK || !recorded)
		return e->code;
	if (resource_get(db, &activity_resource, id, &stored, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; settled[i] != NULL; i++)
		if (!is_as_it_was(stored, o, settled[i]))
			(void)err_fault(e, settled[i],
				"cannot be changed: attendance was recorded for it");
	json_decref(stored);
	return e->code;
}

static enum err_code remove_parts(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_FUNCTIONS_REMOVE, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	const json_t *list = json_object_get(o, "function_ids"), *v;
	STMT_AUTO s = NULL;
	size_t i;

	if (remove_parts(db, id, e) != ERR_OK
		|| stmt_get(db, &activity_statements, ACTIVITY_FUNCTION_ADD, &s, e)
			   != ERR_OK)
		return e->code;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
	{
		stmt_bind_int(s, "id", id);
		stmt_bind_int(s, "function_id", json_integer_value(v));
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

#define FIELDS                                                                         \
	"kind", "title", "subject", "series", "starts_at", "ends_at", "hours",         \
		"location", "organiser", "goals", "capacity", "cancelled",             \
		"callout_id", "external_id", "function_ids"
static const char *const fields[] = { FIELDS, NULL };
static const char *const computed[] = { "source", NULL };
static const char *const import_fields[] = { FIELDS, "source", NULL };

#define RESOURCE(fields_, read_only_)                                                  \
	{                                                                              \
		.name = "activity", .event = "activity", .list = &activity_statements, \
		.by_id = ACTIVITY_BY_ID, .insert = ACTIVITY_INSERT,                    \
		.update = ACTIVITY_UPDATE, .remove = ACTIVITY_DELETE,                  \
		.fields = (fields_), .read_only = (read_only_), .to_json = to_json,    \
		.bind = bind, .check = check, .save_parts = save_parts,                \
		.remove_parts = remove_parts,                                          \
	}
const struct resource activity_resource = RESOURCE(fields, computed);
const struct resource activity_import_resource = RESOURCE(import_fields, NULL);

enum err_code activity_list(struct db *db, const struct activity_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_instant(s, "from", f->from);
	stmt_bind_instant(s, "to", f->to);
	stmt_bind_text(s, "kind", f->kind);
	stmt_bind_text(s, "series", f->series);
	stmt_bind_int(s, "function_id", f->function_id);
	stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &activity_resource, s, limit, ret, e);
}

enum err_code activity_find(
	struct db *db, int64_t id, struct activity *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "activity %" PRId64 " does not exist", id);
	ret->kind = (enum activity_kind)parse_word(
		stmt_text(s, "kind"), activity_kind_words, ACTIVITY_KINDS_COUNT);
	ret->starts = stmt_instant(s, "starts_at");
	ret->ends = stmt_instant(s, "ends_at");
	ret->minutes = stmt_int(s, "minutes");
	ret->cancelled = stmt_bool(s, "cancelled");
	return ERR_OK;
}

enum err_code activity_by_external_id(
	struct db *db, const char *external_id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_BY_EXTERNAL_ID, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_text(s, "external_id", external_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

enum err_code activity_by_callout(
	struct db *db, int64_t callout_id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_BY_CALLOUT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", callout_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

enum err_code activity_has_person(
	struct db *db, int64_t id, int64_t person_id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_HAS_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "person_id", person_id);
	*ret = stmt_row(s, e);
	return e->code;
}

enum err_code activity_by_title(struct db *db, const char *kind, const char *title,
	struct instant starts, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &activity_statements, ACTIVITY_BY_TITLE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", kind);
	stmt_bind_text(s, "title", title);
	stmt_bind_instant(s, "starts_at", starts);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
