/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules for alarms in the database. */
#include "alert/alarm/alarm.h"

#include <stdlib.h>
#include <string.h>

#define RULE_COLUMNS                                                                   \
	"id, name, rank, active, control_room, matches, scenario_id, kind, incident,"  \
	" location, details, version"
#define ALARM_RULE_SQL(X)                                                              \
	X(ALARM_RULE_BY_ID, "SELECT " RULE_COLUMNS " FROM alarm_rule WHERE id = :id")  \
	X(ALARM_RULE_INSERT,                                                           \
		"INSERT INTO alarm_rule (id, name, rank, active, control_room,"        \
		" matches, scenario_id, kind, incident, location, details) VALUES"     \
		" (:id, :name, :rank, :active, :control_room, :matches, :scenario_id," \
		" :kind, :incident, :location, :details)")                             \
	X(ALARM_RULE_UPDATE,                                                           \
		"UPDATE alarm_rule SET name = :name, rank = :rank, active = :active,"  \
		" control_room = :control_room, matches = :matches,"                   \
		" scenario_id = :scenario_id, kind = :kind, incident = :incident,"     \
		" location = :location, details = :details, version = version + 1"     \
		" WHERE id = :id AND version = :version")                              \
	X(ALARM_RULE_DELETE, "DELETE FROM alarm_rule WHERE id = :id")                  \
	X(ALARM_RULE_LIST, "SELECT " RULE_COLUMNS " FROM alarm_rule"                   \
			   " WHERE id > :after ORDER BY id LIMIT :limit")
STMT_LIST(alarm_rule, ALARM_RULE_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	json_t *matches = NULL;

	(void)db;
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_bool(o, "active", stmt_bool(row, "active"));
	fields_set_text(o, "control_room", stmt_text(row, "control_room"));
	if (fields_read(stmt_text(row, "matches"), strlen(stmt_text(row, "matches")),
		    &matches, e)
		!= ERR_OK)
		return e->code;
	json_object_set_new(o, "matches", matches);
	fields_set_int(o, "scenario_id", stmt_int(row, "scenario_id"));
	fields_set_text(o, "kind", stmt_text_or_null(row, "kind"));
	fields_set_text(o, "incident", stmt_text(row, "incident"));
	fields_set_text(o, "location", stmt_text(row, "location"));
	fields_set_text(o, "details", stmt_text(row, "details"));
	return ERR_OK;
}

/* The list of matches as it is stored, or "[]" with faults in *e; free(). */
static char *bind_matches(const json_t *o, struct err *e)
{
#define X(name, text) text,
	static const char *const tests[] = { ALARM_TESTS(X) };
#undef X
	static const char *const names[] = { "field", "is", "value", NULL };
	const json_t *list = json_object_get(o, "matches"), *one;
	const char *text;
	size_t i;
	int test;

	if (!json_is_array(list) || json_array_size(list) > ALARM_MATCHES_MAX) {
		(void)err_fault(e, "matches", "must be a list of at most %d",
			ALARM_MATCHES_MAX);
		return NULL;
	}
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		if (!json_is_object(one)) {
			(void)err_fault(e, "matches",
				"must hold objects with field, is and value");
			return NULL;
		}
		fields_only(one, names, e);
		(void)fields_line(one, "field", FIELDS_REQUIRED, 64, &text, e);
		(void)fields_word(one, "is", FIELDS_REQUIRED, tests, 3, &test, e);
		(void)fields_line(
			one, "value", FIELDS_REQUIRED, ALARM_VALUE_MAX, &text, e);
	}
	return json_dumps(list, JSON_COMPACT);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *name = "", *room = "", *incident = "", *location = "",
		   *details = "";
	int64_t rank = 100, scenario = 0;
	bool active = true;
	int kind = -1;
	char *matches = bind_matches(o, e);

	(void)db;
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 9999, &rank, e);
	(void)fields_bool(o, "active", FIELDS_OPTIONAL, &active, e);
	(void)fields_line(o, "control_room", FIELDS_OPTIONAL, 63, &room, e);
	(void)fields_int(o, "scenario_id", FIELDS_REQUIRED, 1, INT64_MAX, &scenario, e);
	(void)fields_word(
		o, "kind", FIELDS_OPTIONAL, callout_kind_words, KINDS_COUNT, &kind, e);
	(void)fields_line(o, "incident", FIELDS_OPTIONAL, CALL_TEXT_MAX, &incident, e);
	(void)fields_line(o, "location", FIELDS_OPTIONAL, CALL_TEXT_MAX, &location, e);
	(void)fields_text(o, "details", FIELDS_OPTIONAL, CALL_DETAILS_MAX, &details, e);
	stmt_bind_text(s, "name", name);
	stmt_bind_int(s, "rank", rank);
	stmt_bind_bool(s, "active", active);
	stmt_bind_text(s, "control_room", room);
	stmt_bind_text(s, "matches", matches != NULL ? matches : "[]");
	stmt_bind_int(s, "scenario_id", scenario);
	stmt_bind_text(s, "kind", kind >= 0 ? callout_kind_words[kind] : NULL);
	stmt_bind_text(s, "incident", incident);
	stmt_bind_text(s, "location", location);
	stmt_bind_text(s, "details", details);
	free(matches);
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	json_t *scenario = NULL;

	(void)id;
	if (resource_get(db, &scenario_resource,
		    json_integer_value(json_object_get(o, "scenario_id")), &scenario, e)
		== ERR_NOTFOUND) {
		err_clear(e);
		return err_fault(e, "scenario_id", "does not exist");
	}
	json_decref(scenario);
	return e->code;
}

static const char *const fields[] = { "name", "rank", "active", "control_room",
	"matches", "scenario_id", "kind", "incident", "location", "details", NULL };

const struct resource alarm_rule_resource = {
	.name = "alarm_rule",
	.list = &alarm_rule_statements,
	.by_id = ALARM_RULE_BY_ID,
	.insert = ALARM_RULE_INSERT,
	.update = ALARM_RULE_UPDATE,
	.remove = ALARM_RULE_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
};

enum err_code alarm_rule_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &alarm_rule_resource, ALARM_RULE_LIST, after, limit, ret, e);
}
