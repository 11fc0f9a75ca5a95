/* SPDX-License-Identifier: EUPL-1.2 */
/* Schedules of tests in the database. What they start is test_run_store.c. */
#include "alert/test/test_schedule.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/reachability.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEDULE_COLUMNS                                                               \
	"id, name, scenario_id, function_ids, rotation_ids, every_weeks, weekday, "    \
	"minute, first_day, active, next_at, started_at, callout_id, version"
#define TEST_SCHEDULE_SQL(X)                                                           \
	X(SCHEDULE_BY_ID,                                                              \
		"SELECT " SCHEDULE_COLUMNS " FROM test_schedule WHERE id = :id")       \
	X(SCHEDULE_INSERT,                                                             \
		"INSERT INTO test_schedule (id, name, scenario_id, function_ids,"      \
		" rotation_ids, every_weeks, weekday, minute, first_day, active, "     \
		"next_at) VALUES"                                                      \
		" (:id, :name, :scenario_id, :function_ids, :rotation_ids,"            \
		" :every_weeks, :weekday, :minute, :first_day, :active, :next_at)")    \
	X(SCHEDULE_UPDATE,                                                             \
		"UPDATE test_schedule SET name = :name, scenario_id = :scenario_id,"   \
		" function_ids = :function_ids, rotation_ids = :rotation_ids,"         \
		" every_weeks = :every_weeks,"                                         \
		" weekday = :weekday, minute = :minute, first_day = :first_day,"       \
		" active = :active, next_at = :next_at, version = version + 1"         \
		" WHERE id = :id AND version = :version")                              \
	X(SCHEDULE_DELETE, "DELETE FROM test_schedule WHERE id = :id")                 \
	X(SCHEDULE_LIST, "SELECT " SCHEDULE_COLUMNS " FROM test_schedule"              \
			 " WHERE id > :after ORDER BY id LIMIT :limit")
STMT_LIST(test_schedule, TEST_SCHEDULE_SQL);

static bool set_list(json_t *o, const char *field, struct stmt *row, struct err *e)
{
	const char *text = stmt_text(row, field);
	json_t *list = NULL;

	return fields_read(text, strlen(text), &list, e) == ERR_OK
	       && json_object_set_new(o, field, list) == 0;
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	char time[16], day[DATE_TEXT];
	int64_t minute = stmt_int(row, "minute");

	(void)db;
	if (!set_list(o, "function_ids", row, e)
		|| !set_list(o, "rotation_ids", row, e))
		return e->code;
	(void)snprintf(
		time, sizeof time, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_int(o, "scenario_id", stmt_int(row, "scenario_id"));
	fields_set_int(o, "every_weeks", stmt_int(row, "every_weeks"));
	fields_set_int(o, "weekday", stmt_int(row, "weekday"));
	fields_set_text(o, "time", time);
	fields_set_text(o, "first_on",
		date_format(date_from_days(stmt_int(row, "first_day")), day));
	fields_set_bool(o, "active", stmt_bool(row, "active"));
	fields_set_instant(o, "next_at", stmt_instant(row, "next_at"));
	fields_set_instant_or_null(o, "started_at", stmt_instant(row, "started_at"));
	if (stmt_is_null(row, "callout_id"))
		fields_set_text(o, "callout_id", NULL);
	else
		fields_set_int(o, "callout_id", stmt_int(row, "callout_id"));
	return ERR_OK;
}

/* "09:00" as minutes; -1: it is none. */
static int minute_of(const char *s)
{
	char digits[2][3] = { "", "" };
	int64_t hour, minute;

	if (strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789:") != 5)
		return -1;
	memcpy(digits[0], s, 2);
	memcpy(digits[1], s + 3, 2);
	if (!parse_int(digits[0], 0, 23, &hour)
		|| !parse_int(digits[1], 0, 59, &minute))
		return -1;
	return (int)(hour * 60 + minute);
}

/* A list of ids as it is stored, "[]" when it is not given, or faults in *e. */
static void bind_list(struct stmt *s, const json_t *o, const char *field, struct err *e)
{
	json_t *list = json_object_get(o, field), *one;
	char *text = NULL;
	size_t i;

	if (json_is_array(list) && json_array_size(list) <= CALLOUT_SLOTS_MAX) {
		json_array_foreach(list, i, one)
		{
			if (!json_is_integer(one))
				(void)err_fault(e, field, "must hold numbers");
		}
		text = json_dumps(list, JSON_COMPACT);
	} else if (list != NULL && !json_is_null(list)) {
		(void)err_fault(
			e, field, "must be a list of at most %d", CALLOUT_SLOTS_MAX);
	}
	stmt_bind_text(s, field, text != NULL ? text : "[]");
	free(text);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *name = "", *time = "";
	int64_t scenario = 0, weeks = 1, weekday = 1;
	bool active = true;
	struct date first = { 1970, 1, 1 };
	struct test_rhythm r;

	(void)db;
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_int(o, "scenario_id", FIELDS_REQUIRED, 1, INT64_MAX, &scenario, e);
	(void)fields_int(o, "every_weeks", FIELDS_OPTIONAL, 1, 52, &weeks, e);
	(void)fields_int(o, "weekday", FIELDS_REQUIRED, 1, 7, &weekday, e);
	if (fields_line(o, "time", FIELDS_REQUIRED, 5, &time, e) && minute_of(time) < 0)
		(void)err_fault(e, "time", "must be a local time such as 09:00");
	(void)fields_date(o, "first_on", FIELDS_REQUIRED, &first, e);
	(void)fields_bool(o, "active", FIELDS_OPTIONAL, &active, e);
	r = (struct test_rhythm){ date_days(first), (int)weeks, (int)weekday,
		minute_of(time) >= 0 ? minute_of(time) : 0 };
	stmt_bind_text(s, "name", name);
	stmt_bind_int(s, "scenario_id", scenario);
	bind_list(s, o, "function_ids", e);
	bind_list(s, o, "rotation_ids", e);
	stmt_bind_int(s, "every_weeks", weeks);
	stmt_bind_int(s, "weekday", weekday);
	stmt_bind_int(s, "minute", r.minute);
	stmt_bind_int(s, "first_day", r.first_day);
	stmt_bind_bool(s, "active", active);
	stmt_bind_instant(s, "next_at", test_rhythm_next(&r, INSTANT_MIN));
}

static bool has_function(const struct scenario *s, int64_t function_id)
{
	for (int i = 0; i < s->slots_count; i++)
		if (s->slots[i].function_id == function_id)
			return true;
	return false;
}

/* Rings of functions that the scenario asks for. */
static enum err_code check_rings(
	struct db *db, const struct scenario *s, const json_t *o, struct err *e)
{
	json_t *rings = json_object_get(o, "rotation_ids"), *one;
	struct rotation_ring ring;
	size_t i;

	if (json_array_size(rings) > 0
		&& json_array_size(json_object_get(o, "function_ids")) > 0)
		(void)err_fault(e, "rotation_ids",
			"a test is per ring or per function: leave function_ids out");
	json_array_foreach(rings, i, one)
	{
		const int64_t id = json_integer_value(one);

		if (e->code != ERR_OK)
			break;
		if (rotation_ring(db, id, (struct date){ 1970, 1, 1 }, &ring, e)
			== ERR_NOTFOUND) {
			err_clear(e);
			(void)err_fault(
				e, "rotation_ids", "%" PRId64 " does not exist", id);
		} else if (e->code == ERR_OK && !has_function(s, ring.function_id)) {
			(void)err_fault(e, "rotation_ids",
				"%" PRId64
				" is of a function that the scenario does not "
				"ask for",
				id);
		}
	}
	return e->code;
}

/* A schedule never starts a real call-out. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct scenario *s = base_calloc(1, sizeof *s);
	int64_t scenario = json_integer_value(json_object_get(o, "scenario_id"));
	const json_t *one;
	size_t i;

	(void)id;
	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a schedule");
	if (scenario_find(db, scenario, s, e) == ERR_NOTFOUND) {
		err_clear(e);
		(void)err_fault(e, "scenario_id", "does not exist");
	} else if (e->code == ERR_OK && s->kind == KIND_REAL) {
		(void)err_fault(e, "scenario_id",
			"is a real scenario: only exercises and tests go by "
			"themselves");
	}
	json_array_foreach(json_object_get(o, "function_ids"), i, one)
	{
		if (e->code == ERR_OK && !has_function(s, json_integer_value(one)))
			(void)err_fault(e, "function_ids",
				"%" PRId64 " is not a function of the scenario",
				(int64_t)json_integer_value(one));
	}
	if (e->code == ERR_OK)
		(void)check_rings(db, s, o, e);
	base_free(s);
	return e->code;
}

static const char *const fields[] = { "name", "scenario_id", "function_ids",
	"rotation_ids", "every_weeks", "weekday", "time", "first_on", "active", NULL };
static const char *const read_only[] = { "next_at", "started_at", "callout_id", NULL };

const struct resource test_schedule_resource = {
	.name = "test_schedule",
	.list = &test_schedule_statements,
	.by_id = SCHEDULE_BY_ID,
	.insert = SCHEDULE_INSERT,
	.update = SCHEDULE_UPDATE,
	.remove = SCHEDULE_DELETE,
	.fields = fields,
	.read_only = read_only,
	.to_json = to_json,
	.bind = bind,
	.check = check,
};

enum err_code test_schedule_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &test_schedule_resource, SCHEDULE_LIST, after, limit, ret, e);
}
