/* SPDX-License-Identifier: EUPL-1.2 */
/* Learning points in the database. */
#include "roster/training/record/learning_point.h"

#include "roster/training/record/learning_due.h"
#include "roster/training/record/reference.h"
#include "roster/training/training.h"

#include <string.h>

#define LEARNING_COLUMNS                                                               \
	"id, activity_id, callout_id, text, owner_person_id, due_day, state, result,"  \
	" repeats, scenario_id, requirement_id, led_to_activity_id, version"
#define LEARNING_SQL(X)                                                                \
	X(LEARNING_BY_ID,                                                              \
		"SELECT " LEARNING_COLUMNS " FROM learning_point WHERE id = :id")      \
	X(LEARNING_INSERT,                                                             \
		"INSERT INTO learning_point (id, activity_id, callout_id, text,"       \
		" owner_person_id, due_day, state, result, repeats, scenario_id,"      \
		" requirement_id, led_to_activity_id) VALUES (:id, :activity_id,"      \
		" :callout_id, :text, :owner_person_id, :due_day, :state, :result,"    \
		" :repeats, :scenario_id, :requirement_id, :led_to_activity_id)")      \
	X(LEARNING_UPDATE,                                                             \
		"UPDATE learning_point SET activity_id = :activity_id,"                \
		" callout_id = :callout_id, text = :text,"                             \
		" owner_person_id = :owner_person_id, due_day = :due_day,"             \
		" state = :state, result = :result, repeats = :repeats,"               \
		" scenario_id = :scenario_id, requirement_id = :requirement_id,"       \
		" led_to_activity_id = :led_to_activity_id, version = version + 1"     \
		" WHERE id = :id AND version = :version")                              \
	X(LEARNING_DELETE, "DELETE FROM learning_point WHERE id = :id")                \
	X(LEARNING_LIST,                                                               \
		"SELECT " LEARNING_COLUMNS " FROM learning_point WHERE id > :after"    \
		" AND (:activity_id = 0 OR activity_id = :activity_id)"                \
		" AND (:callout_id = 0 OR callout_id = :callout_id)"                   \
		" AND (:owner_person_id = 0 OR owner_person_id = :owner_person_id)"    \
		" AND (:state = '' OR state = :state)"                                 \
		" AND (:due_before = 0 OR (due_day < :due_before AND"                  \
		" (state = 'open' OR state = 'started')))"                             \
		" ORDER BY id LIMIT :limit")                                           \
	X(LEARNING_SEEN_AGAIN,                                                         \
		"SELECT id FROM learning_point WHERE repeats = :id ORDER BY id")
STMT_LIST(learning_point, LEARNING_SQL);

#define X(name, text) text,
const char *const learning_state_words[] = { LEARNING_STATES(X) };
#undef X

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *again = json_array();

	fields_set_id(o, "activity_id", stmt_int(row, "activity_id"));
	fields_set_id(o, "callout_id", stmt_int(row, "callout_id"));
	fields_set_text(o, "text", stmt_text(row, "text"));
	fields_set_id(o, "owner_person_id", stmt_int(row, "owner_person_id"));
	if (stmt_is_null(row, "due_day"))
		fields_set_text(o, "due_on", NULL);
	else
		fields_set_day(o, "due_on", stmt_int(row, "due_day"));
	fields_set_text(o, "state", stmt_text(row, "state"));
	fields_set_text(o, "result", stmt_text(row, "result"));
	fields_set_id(o, "repeats", stmt_int(row, "repeats"));
	fields_set_id(o, "scenario_id", stmt_int(row, "scenario_id"));
	fields_set_id(o, "requirement_id", stmt_int(row, "requirement_id"));
	fields_set_id(o, "led_to_activity_id", stmt_int(row, "led_to_activity_id"));
	json_object_set_new(o, "seen_again_ids", again);
	if (stmt_get(db, &learning_point_statements, LEARNING_SEEN_AGAIN, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", stmt_int(row, "id"));
	while (stmt_row(s, e))
		if (json_array_append_new(again, json_integer(stmt_int(s, "id"))) != 0)
			return err_set(e, ERR_NOMEM, "no memory for learning points");
	return e->code;
}

static void bind_id(struct db *db, struct stmt *s, const json_t *o, const char *field,
	enum reference what, struct err *e)
{
	int64_t id = 0;

	if (fields_int(o, field, FIELDS_OPTIONAL, 1, INT64_MAX, &id, e))
		reference_check(db, what, id, field, e);
	stmt_bind_id_or_null(s, field, id);
}

static bool is_given(const json_t *o, const char *field)
{
	const json_t *v = json_object_get(o, field);

	return v != NULL && !json_is_null(v);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *text = "", *result = "";
	struct date due;
	int state = LEARNING_OPEN;

	bind_id(db, s, o, "activity_id", REFERENCE_ACTIVITY, e);
	bind_id(db, s, o, "callout_id", REFERENCE_CALLOUT, e);
	if (is_given(o, "activity_id") == is_given(o, "callout_id"))
		(void)err_fault(e, "activity_id",
			"must be given, or else callout_id; not both");
	(void)fields_text(o, "text", FIELDS_REQUIRED, 2000, &text, e);
	bind_id(db, s, o, "owner_person_id", REFERENCE_PERSON, e);
	stmt_bind_null(s, "due_day");
	if (fields_date(o, "due_on", FIELDS_OPTIONAL, &due, e))
		stmt_bind_int(s, "due_day", date_days(due));
	(void)fields_word(o, "state", FIELDS_OPTIONAL, learning_state_words,
		LEARNING_STATES_COUNT, &state, e);
	(void)fields_text(o, "result", FIELDS_OPTIONAL, 2000, &result, e);
	bind_id(db, s, o, "repeats", REFERENCE_LEARNING_POINT, e);
	bind_id(db, s, o, "scenario_id", REFERENCE_SCENARIO, e);
	bind_id(db, s, o, "requirement_id", REFERENCE_REQUIREMENT, e);
	bind_id(db, s, o, "led_to_activity_id", REFERENCE_ACTIVITY, e);
	stmt_bind_text(s, "text", text);
	stmt_bind_text(s, "state", learning_state_words[state]);
	stmt_bind_text(s, "result", result);
}

/* A point repeats an earlier one, so that there are no circles. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	(void)db;
	if (json_integer_value(json_object_get(o, "repeats")) >= id)
		return err_fault(e, "repeats", "must be an earlier learning point");
	return ERR_OK;
}

static const char *const fields[] = { "activity_id", "callout_id", "text",
	"owner_person_id", "due_on", "state", "result", "repeats", "scenario_id",
	"requirement_id", "led_to_activity_id", NULL };
static const char *const computed[] = { "seen_again_ids", NULL };

const struct resource learning_point_resource = {
	.name = "learning_point",
	.event = "learning_point",
	.list = &learning_point_statements,
	.by_id = LEARNING_BY_ID,
	.insert = LEARNING_INSERT,
	.update = LEARNING_UPDATE,
	.remove = LEARNING_DELETE,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.remove_parts = learning_due_forget,
};

enum err_code learning_point_list(struct db *db, const struct learning_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &learning_point_statements, LEARNING_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "activity_id", f->activity_id);
	stmt_bind_int(s, "callout_id", f->callout_id);
	stmt_bind_int(s, "owner_person_id", f->owner_person_id);
	stmt_bind_text(s, "state", f->state);
	stmt_bind_int(s, "due_before", f->due_before);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &learning_point_resource, s, limit, ret, e);
}
