/* SPDX-License-Identifier: EUPL-1.2 */
/* Schedules of tests in the database, starting what is due, and counting answers. */
#include "alert/test/test_schedule.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/people/reachability.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEDULE_COLUMNS                                                               \
	"id, name, scenario_id, function_ids, every_weeks, weekday, minute, "          \
	"first_day,"                                                                   \
	" active, next_at, started_at, callout_id, version"
#define TEST_SCHEDULE_SQL(X)                                                           \
	X(SCHEDULE_BY_ID,                                                              \
		"SELECT " SCHEDULE_COLUMNS " FROM test_schedule WHERE id = :id")       \
	X(SCHEDULE_INSERT,                                                             \
		"INSERT INTO test_schedule (id, name, scenario_id, function_ids,"      \
		" every_weeks, weekday, minute, first_day, active, next_at) VALUES"    \
		" (:id, :name, :scenario_id, :function_ids, :every_weeks, :weekday,"   \
		" :minute, :first_day, :active, :next_at)")                            \
	X(SCHEDULE_UPDATE,                                                             \
		"UPDATE test_schedule SET name = :name, scenario_id = :scenario_id,"   \
		" function_ids = :function_ids, every_weeks = :every_weeks,"           \
		" weekday = :weekday, minute = :minute, first_day = :first_day,"       \
		" active = :active, next_at = :next_at, version = version + 1"         \
		" WHERE id = :id AND version = :version")                              \
	X(SCHEDULE_DELETE, "DELETE FROM test_schedule WHERE id = :id")                 \
	X(SCHEDULE_LIST, "SELECT " SCHEDULE_COLUMNS " FROM test_schedule"              \
			 " WHERE id > :after ORDER BY id LIMIT :limit")                \
	X(SCHEDULE_DUE, "SELECT " SCHEDULE_COLUMNS " FROM test_schedule"               \
			" WHERE active = 1 AND next_at <= :now ORDER BY next_at"       \
			" LIMIT 1")                                                    \
	X(SCHEDULE_MOVE, "UPDATE test_schedule SET next_at = :next_at,"                \
			 " started_at = coalesce(:started_at, started_at),"            \
			 " callout_id = coalesce(:callout_id, callout_id),"            \
			 " version = version + 1 WHERE id = :id")                      \
	X(TEST_UNCOUNTED, "SELECT id, started_at FROM callout WHERE kind = :kind"      \
			  " AND counted_at IS NULL AND started_at < :before"           \
			  " AND state <> 'active' ORDER BY started_at LIMIT 1")        \
	X(TEST_ASKED, "SELECT person_id, answer FROM callout_recipient"                \
		      " WHERE callout_id = :callout_id AND asked_at IS NOT NULL"       \
		      " AND NOT (state = 'stood_down' AND answer = 'none')")           \
	X(TEST_COUNTED, "UPDATE callout SET counted_at = :now WHERE id = :id")
STMT_LIST(test_schedule, TEST_SCHEDULE_SQL);

enum { LATE_MS = 3600000, SETTLED_MS = 3600000, RUNS_MAX = 32 };

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	json_t *functions = NULL;
	char time[16], day[DATE_TEXT];
	int64_t minute = stmt_int(row, "minute");
	const char *list = stmt_text(row, "function_ids");

	(void)db;
	if (fields_read(list, strlen(list), &functions, e) != ERR_OK)
		return e->code;
	(void)snprintf(
		time, sizeof time, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_int(o, "scenario_id", stmt_int(row, "scenario_id"));
	json_object_set_new(o, "function_ids", functions);
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

static char *bind_functions(const json_t *o, struct err *e)
{
	json_t *list = json_object_get(o, "function_ids"), *one;
	size_t i;

	if (list == NULL || json_is_null(list))
		return NULL;
	if (!json_is_array(list) || json_array_size(list) > CALLOUT_SLOTS_MAX) {
		(void)err_fault(e, "function_ids", "must be a list of at most %d",
			CALLOUT_SLOTS_MAX);
		return NULL;
	}
	json_array_foreach(list, i, one)
	{
		if (!json_is_integer(one))
			(void)err_fault(e, "function_ids", "must hold numbers");
	}
	return json_dumps(list, JSON_COMPACT);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *name = "", *time = "";
	int64_t scenario = 0, weeks = 1, weekday = 1;
	bool active = true;
	struct date first = { 1970, 1, 1 };
	struct test_rhythm r;
	char *functions = bind_functions(o, e);

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
	stmt_bind_text(s, "function_ids", functions != NULL ? functions : "[]");
	stmt_bind_int(s, "every_weeks", weeks);
	stmt_bind_int(s, "weekday", weekday);
	stmt_bind_int(s, "minute", r.minute);
	stmt_bind_int(s, "first_day", r.first_day);
	stmt_bind_bool(s, "active", active);
	stmt_bind_instant(s, "next_at", test_rhythm_next(&r, INSTANT_MIN));
	free(functions);
}

static bool has_function(const struct scenario *s, int64_t function_id)
{
	for (int i = 0; i < s->slots_count; i++)
		if (s->slots[i].function_id == function_id)
			return true;
	return false;
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
	base_free(s);
	return e->code;
}

static const char *const fields[] = { "name", "scenario_id", "function_ids",
	"every_weeks", "weekday", "time", "first_on", "active", NULL };
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

/* --- starting */

struct due {
	int64_t id, scenario_id; /* id 0: nothing is due */
	char functions[2001];
	struct test_rhythm rhythm;
	struct instant at;
};

static enum err_code next_due(
	struct db *db, struct instant now, struct due *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	ret->id = 0;
	if (stmt_get(db, &test_schedule_statements, SCHEDULE_DUE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	if (!stmt_row(s, e))
		return e->code;
	ret->id = stmt_int(s, "id");
	ret->scenario_id = stmt_int(s, "scenario_id");
	stmt_copy(s, "function_ids", ret->functions, sizeof ret->functions);
	ret->rhythm = (struct test_rhythm){ stmt_int(s, "first_day"),
		(int)stmt_int(s, "every_weeks"), (int)stmt_int(s, "weekday"),
		(int)stmt_int(s, "minute") };
	ret->at = stmt_instant(s, "next_at");
	return ERR_OK;
}

/* Only the slots of these functions; an empty list: all. */
static enum err_code narrow(struct scenario *s, const char *functions, struct err *e)
{
	json_t *list = NULL;
	int kept = 0;

	if (fields_read(functions, strlen(functions), &list, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < s->slots_count; i++) {
		bool wanted = json_array_size(list) == 0;

		for (size_t k = 0; k < json_array_size(list); k++)
			wanted |= json_integer_value(json_array_get(list, k))
				  == s->slots[i].function_id;
		if (wanted)
			s->slots[kept++] = s->slots[i];
	}
	s->slots_count = kept;
	json_decref(list);
	return ERR_OK;
}

static enum err_code start(struct db *db, const struct call_settings *settings,
	const struct due *due, struct random *random, const struct change *by,
	int64_t *ret_id, struct err *e)
{
	struct call_request request = { .origin = CALL_SCHEDULE,
		.scenario_id = due->scenario_id,
		.kind = -1,
		.incident = "",
		.location = "",
		.details = "",
		.confirm_contact_lists = true };
	struct scenario *s = base_calloc(1, sizeof *s);
	struct call *plan = NULL;

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a test");
	random->fill(random, request.nonce, sizeof request.nonce);
	if (scenario_find(db, due->scenario_id, s, e) == ERR_OK
		&& s->kind != KIND_REAL /* it may have been changed since */
		&& narrow(s, due->functions, e) == ERR_OK && s->slots_count > 0
		&& call_plan_for(db, settings, s, &request, by->now, &plan, e)
			   == ERR_OK)
		e->code = call_start_planned(db, settings, plan, by, ret_id, e);
	base_free(s);
	return e->code;
}

static enum err_code move(struct db *db, const struct due *due, int64_t callout,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &test_schedule_statements, SCHEDULE_MOVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", due->id);
	stmt_bind_instant(s, "next_at", test_rhythm_next(&due->rhythm, now));
	stmt_bind_instant_or_null(
		s, "started_at", callout != 0 ? now : (struct instant){ 0 });
	stmt_bind_id_or_null(s, "callout_id", callout);
	return stmt_run_one(s, "test schedule", e);
}

enum err_code test_schedule_run(struct db *db, const struct call_settings *settings,
	struct random *random, const struct change *by, struct err *e)
{
	struct due due;

	err_clear(e);
	for (int n = 0; n < RUNS_MAX; n++) {
		int64_t callout = 0;

		if (next_due(db, by->now, &due, e) != ERR_OK || due.id == 0)
			return e->code;
		if (by->now.ms - due.at.ms <= LATE_MS
			&& start(db, settings, &due, random, by, &callout, e) != ERR_OK)
			return e->code;
		if (move(db, &due, callout, by->now, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- counting */

static enum err_code count_one(struct db *db, int64_t callout, struct instant started,
	struct instant now, struct err *e)
{
	STMT_AUTO asked = NULL;
	STMT_AUTO done = NULL;

	if (stmt_get(db, &test_schedule_statements, TEST_ASKED, &asked, e) != ERR_OK
		|| stmt_get(db, &test_schedule_statements, TEST_COUNTED, &done, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_int(asked, "callout_id", callout);
	while (stmt_row(asked, e))
		if (reachability_note(db, stmt_int(asked, "person_id"),
			    strcmp(stmt_text(asked, "answer"),
				    answer_words[ANSWER_NONE])
				    != 0,
			    started, e)
			!= ERR_OK)
			return e->code;
	if (e->code != ERR_OK)
		return e->code;
	stmt_bind_int(done, "id", callout);
	stmt_bind_instant(done, "now", now);
	return stmt_run_one(done, "call-out", e);
}

static enum err_code next_uncounted(struct db *db, enum callout_kind kind,
	struct instant before, int64_t *ret_id, struct instant *ret_started,
	struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_id = 0;
	if (stmt_get(db, &test_schedule_statements, TEST_UNCOUNTED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", callout_kind_words[kind]);
	stmt_bind_instant(s, "before", before);
	if (stmt_row(s, e)) {
		*ret_id = stmt_int(s, "id");
		*ret_started = stmt_instant(s, "started_at");
	}
	return e->code;
}

enum err_code test_count(struct db *db, const struct change *by, struct err *e)
{
	static const enum callout_kind kinds[] = { KIND_TEST, KIND_REACHABILITY };
	struct instant before = { by->now.ms - SETTLED_MS }, started = { 0 };

	err_clear(e);
	for (size_t k = 0; k < 2; k++) {
		for (int n = 0; n < RUNS_MAX; n++) {
			int64_t id;

			if (next_uncounted(db, kinds[k], before, &id, &started, e)
				!= ERR_OK)
				return e->code;
			if (id == 0)
				break;
			if (count_one(db, id, started, by->now, e) != ERR_OK)
				return e->code;
		}
	}
	return ERR_OK;
}
