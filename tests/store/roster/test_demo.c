/* SPDX-License-Identifier: EUPL-1.2 */
/* The fictional region: the same seed gives the same region, it is as large as
 * promised, nobody real can be reached, and no duty is missing. */
#include "alert/demo/demo_past.h"
#include "alert/demo/demo_scenarios.h"
#include "alert/outbox/outbox.h"
#include "alert/report/call_view.h"
#include "base/alloc.h"
#include "roster/demo/demo.h"
#include "roster/demo/demo_planning.h"
#include "roster/planning/problems.h"
#include "roster/swap/swap_store.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/people/working_week_store.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"
#include "roster/training/record/learning_point.h"
#include "roster/training/view/view.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { WEEKS = 25 };
static const struct change by = { { "cli:test", "local" }, { INT64_C(1790000000000) } };

/* An empty database, not the one with two municipalities. */
static void make(struct roster_world *w, uint64_t seed)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	test_db_open(&w->t);
	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	test_ok(demo_roster(w->t.db, seed, &by, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
}

static char *dump_of(uint64_t seed)
{
	struct roster_world w;
	char *dump;

	make(&w, seed);
	dump = roster_dump(&w);
	roster_world_close(&w);
	return dump;
}

static void the_same_seed_gives_the_same_region(void **state)
{
	char *first = dump_of(3), *again = dump_of(3), *other = dump_of(4);

	(void)state;
	assert_string_equal(first, again);
	assert_string_not_equal(first, other);
	base_free(first);
	base_free(again);
	base_free(other);
}

static struct roster_world region;

static json_t *items_of(const json_t *list)
{
	assert_true(json_is_null(json_object_get(list, "next")));
	return json_object_get(list, "items");
}

/* The eleven municipalities of IJsselland, each with its code. */
static void it_has_the_eleven_municipalities(void **state)
{
	static const char *const names[] = { "Dalfsen", "Deventer", "Hardenberg",
		"Kampen", "Olst-Wijhe", "Ommen", "Raalte", "Staphorst",
		"Steenwijkerland", "Zwartewaterland", "Zwolle" };
	struct err e = { 0 };
	json_t *list = NULL;
	int64_t id;

	(void)state;
	test_ok(municipality_list(region.t.db, 0, 1000, &list, &e), &e);
	assert_int_equal(json_array_size(items_of(list)), 11);
	json_decref(list);
	for (size_t i = 0; i < 11; i++) {
		test_ok(municipality_find(region.t.db, names[i], &id, &e), &e);
		assert_int_not_equal(id, 0);
	}
}

/* The functions of the piket, the pools, and a team and a list in each municipality. */
static void it_has_the_functions(void **state)
{
	static const struct {
		const char *code, *regime;
		int norm;
	} functions[] = { { "OVD-BZ", "H", 30 }, { "OVD-C", "H", 30 },
		{ "CA-ROT", "H", 30 }, { "HTO-CC", "H", 30 }, { "AC-BZ", "H", 45 },
		{ "IM-BZ", "H", 60 }, { "HTBZ", "H", 90 }, { "HTO-PZ", "H", 90 },
		{ "SM-BZ", "V", 60 }, { "HTO-OZ", "V", 90 }, { "HON", "V", 90 },
		{ "TL-OVR", "V", 90 }, { "TL-VMD", "V", 90 }, { "OGA", "V", 60 },
		{ "PERS", "V", 60 }, { "PUB", "V", 60 }, { "WEB", "V", 90 },
		{ "LOG", "V", 60 }, { "OVR-DAL", "L", 0 }, { "OVR-ZWO", "L", 0 },
		{ "LH-DAL", "contact", 0 }, { "LH-ZWO", "contact", 0 } };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		struct function f;
		int64_t id;

		test_ok(function_by_code(region.t.db, functions[i].code, &id, &e), &e);
		test_ok(function_find(region.t.db, id, &f, &e), &e);
		assert_string_equal(
			function_regime_words[f.regime], functions[i].regime);
		assert_int_equal(f.norm_minutes, functions[i].norm);
	}
}

/* About 220 people, whose numbers lie in the invented ranges and whose mail goes to a
 * domain that cannot exist; no address twice. */
static void nobody_real_can_be_reached(void **state)
{
	struct err e = { 0 };
	json_t *list = NULL, *items, *person, *c;
	int64_t ids[2];
	size_t i, k, n;

	(void)state;
	test_ok(person_list(region.t.db, "", 0, 0, 1000, &list, &e), &e);
	items = items_of(list);
	assert_in_range(json_array_size(items), 200, 240);
	json_array_foreach(items, i, person)
	{
		assert_true(json_array_size(json_object_get(person, "contacts")) > 0);
		json_array_foreach(json_object_get(person, "contacts"), k, c)
		{
			const char *a =
				json_string_value(json_object_get(c, "address"));
			size_t len = strlen(a);

			if (strncmp(a, "+3161234", 8) != 0
				&& strncmp(a, "+3138555", 8) != 0
				&& (len < 17
					|| strcmp(a + len - 17, "@gemeente.example")
						   != 0))
				fail_msg("%s", a);
			test_ok(person_by_address(region.t.db, a, ids, 2, &n, &e), &e);
			assert_int_equal(n, 1);
		}
	}
	json_decref(list);
}

/* Every hour of 25 weeks ahead, every function that needs somebody has as many as it
 * needs, and nobody follows himself; but for the one week that the coordinator is to
 * find, ten weeks ahead. */
static void no_duty_is_missing(void **state)
{
	struct err e = { 0 };
	json_t *list = NULL, *items, *f;
	int looked = 0, missing = 0;
	size_t i;

	(void)state;
	test_ok(function_list(region.t.db, 0, 1000, &list, &e), &e);
	items = items_of(list);
	json_array_foreach(items, i, f)
	{
		int64_t need =
			json_integer_value(json_object_get(f, "required_on_duty"));

		if (need == 0)
			continue;
		for (int64_t hour = 0; hour < INT64_C(7) * 24 * WEEKS; hour++) {
			struct instant at = { by.now.ms + hour * 3600000 };
			struct on_duty on[ON_DUTY_MAX];
			size_t n = 0;

			test_ok(on_duty_at(region.t.db,
					json_integer_value(json_object_get(f, "id")),
					at, on, &n, &e),
				&e);
			looked++;
			if (n < (size_t)need) {
				assert_true(
					hour >= INT64_C(7) * 24 * (DEMO_GAP_WEEK - 1));
				missing++;
				continue;
			}
			assert_true(on[0].next_person_id != on[0].person_id);
		}
	}
	assert_true(looked >= 8 * 7 * 24 * WEEKS);
	assert_int_equal(missing, 7 * 24);
	json_decref(list);
}

/* Half a year back and half a year ahead, week by week. */
static void a_year_is_planned(void **state)
{
	struct err e = { 0 };
	int weeks = 0;
	int64_t id;

	(void)state;
	test_ok(function_by_code(region.t.db, "OVD-BZ", &id, &e), &e);
	for (int week = -26; week < 26; week++) {
		struct instant at = { demo_handover(by.now, week).ms + 3600000 };
		struct on_duty on[ON_DUTY_MAX];
		size_t n = 0;

		test_ok(on_duty_at(region.t.db, id, at, on, &n, &e), &e);
		weeks += n == 2;
	}
	assert_int_equal(weeks, 52);
}

/* The coordinator finds a gap, swaps under way, an absence that hits a duty, and
 * drafts; nothing that breaks a rule worse than that. */
static void there_is_something_to_do(void **state)
{
	struct roster_rules rules = roster_rules_default();
	struct problems_query q = { .from = by.now,
		.to = { by.now.ms + INT64_C(604800000) * WEEKS },
		.rules = &rules };
	struct swap_filter all = { .state = "" };
	struct duty_filter drafts = { .state = "draft" };
	struct roster_problems found;
	struct err e = { 0 };
	json_t *list = NULL;
	int errors = 0;

	(void)state;
	test_ok(roster_problems_find(region.t.db, &q, &found, &e), &e);
	for (size_t i = 0; i < found.n; i++) {
		errors += found.item[i].severity == SEVERITY_ERROR;
		assert_true(found.item[i].breach.rule != WORKING_TIME_C1
			    || found.item[i].kind != PROBLEM_WORKING_TIME);
	}
	assert_int_equal(errors, 1); /* the gap */
	roster_problems_fini(&found);
	test_ok(swap_list(region.t.db, &all, 0, 10, &list, &e), &e);
	assert_int_equal(json_array_size(items_of(list)), 2);
	json_decref(list);
	test_ok(duty_list(region.t.db, &drafts, 0, 100, &list, &e), &e);
	assert_int_equal(json_array_size(items_of(list)), 13);
	json_decref(list);
}

/* Of some people the ordinary work is known, in each way in which it can be; the rules
 * that look at it find nothing worse (there_is_something_to_do). */
static void some_hours_are_known(void **state)
{
	int times = 0, hours = 0, later = 0;
	struct err e = { 0 };
	json_t *list = NULL, *week;
	size_t i;

	(void)state;
	test_ok(working_week_list(region.t.db, 0, 0, 100, &list, &e), &e);
	json_array_foreach(items_of(list), i, week)
	{
		bool counted = json_is_integer(json_object_get(week, "week_minutes"));

		times += json_array_size(json_object_get(week, "times")) > 0;
		hours += counted;
		later += json_is_string(json_object_get(week, "from"));
	}
	assert_int_equal(times, 4);
	assert_int_equal(hours, 2);
	assert_int_equal(later, 1);
	json_decref(list);
}

static json_t *training(enum training_view view)
{
	struct view_query q = {
		.view = view, .at = by.now, .now = by.now, .days = 90, .year = 2026
	};
	json_t *rows = NULL;
	struct err e = { 0 };

	test_ok(training_view_rows(region.t.db, &q, &rows, &e), &e);
	return rows;
}

static int64_t sum(const json_t *rows, const char *key)
{
	const json_t *row;
	int64_t n = 0;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row) n +=
		json_integer_value(json_object_get(row, key));
	return n;
}

/* Two years of records, so that each table, and each page for the inspectorate, has
 * something to show; most people are competent, and some are not. */
static void it_has_two_years_of_training(void **state)
{
	json_t *rows = training(VIEW_PARTICIPATION);
	int64_t last =
		json_integer_value(json_object_get(json_array_get(rows, 0), "year"));
	int64_t first = json_integer_value(json_object_get(
		json_array_get(rows, json_array_size(rows) - 1), "year"));

	(void)state;
	assert_int_equal(last - first, 2);
	assert_true(sum(rows, "participations") > 1000);
	json_decref(rows);
	for (int view = 0; view < TRAINING_VIEWS_COUNT; view++) {
		rows = training((enum training_view)view);
		if (json_array_size(rows) == 0)
			fail_msg("%s is empty", training_view_words[view]);
		json_decref(rows);
	}
	rows = training(VIEW_OVERVIEW);
	assert_in_range(sum(rows, "lapsed"), 5, 100);
	assert_true(sum(rows, "current") > 5 * sum(rows, "lapsed"));
	json_decref(rows);
	rows = training(VIEW_EVALUATIONS);
	assert_true(sum(rows, "led_to_change") > 0 && sum(rows, "seen_again") > 0
		    && sum(rows, "overdue") > 0);
	json_decref(rows);
}

static json_t *callouts(void)
{
	const struct call_list_filter all = { .state = "", .now = by.now };
	struct err e = { 0 };
	json_t *list = NULL;

	test_ok(call_view_list(region.t.db, &all, 0, 100, &list, &e), &e);
	return list;
}

static void nothing_is_to_be_sent(void)
{
	const struct call_settings settings = { .base_url = "" };
	struct outbox_gateway gateway = {
		.any_channel = true, .usable = true, .room = 1
	};
	struct outbox_message message;
	struct outbox_batch batch = { .gateways = &gateway,
		.gateways_count = 1,
		.messages = &message,
		.messages_max = 1 };
	struct err e = { 0 };

	test_ok(db_begin(region.t.db, DB_WRITE, &e), &e);
	test_ok(outbox_run(region.t.db, &settings, &batch, &by, &e), &e);
	db_rollback(region.t.db);
	assert_int_equal(batch.messages_count, 0);
	assert_true(batch.next_due.ms == INSTANT_NEVER.ms);
}

/* Each kind of what a region lives through, over and told to everybody. */
static void it_has_been_called_out(void **state)
{
	static const struct {
		const char *kind, *origin, *state;
	} expected[] = { { "test", "schedule", "filled" },
		{ "real", "started", "stopped" }, { "real", "manual", "exhausted" },
		{ "exercise", "started", "stopped" } };
	json_t *list = callouts(), *c;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(items_of(list)), 4);
	json_array_foreach(items_of(list), i, c)
	{
		assert_string_equal(json_string_value(json_object_get(c, "kind")),
			expected[i].kind);
		assert_string_equal(json_string_value(json_object_get(c, "origin")),
			expected[i].origin);
		assert_string_equal(json_string_value(json_object_get(c, "state")),
			expected[i].state);
		assert_true(json_is_string(json_object_get(c, "closed_at")));
	}
	json_decref(list);
	nothing_is_to_be_sent();
}

/* One exercise became an activity with the people who came; two call-outs taught. */
static void it_learns_from_call_outs(void **state)
{
	const int64_t exercise = 1;
	struct attendance_filter there = { 0 };
	struct learning_filter of = { .callout_id = exercise, .state = "" };
	struct err e = { 0 };
	json_t *list = NULL;
	int64_t activity = 0;

	(void)state;
	test_ok(activity_by_callout(region.t.db, exercise, &activity, &e), &e);
	assert_int_not_equal(activity, 0);
	there.activity_id = activity;
	test_ok(attendance_list(region.t.db, &there, 0, 100, &list, &e), &e);
	assert_true(json_array_size(items_of(list)) >= 6);
	json_decref(list);
	test_ok(learning_point_list(region.t.db, &of, 0, 10, &list, &e), &e);
	assert_int_equal(json_array_size(items_of(list)), 1);
	json_decref(list);
	of.callout_id = 3;
	test_ok(learning_point_list(region.t.db, &of, 0, 10, &list, &e), &e);
	assert_int_equal(json_array_size(items_of(list)), 2);
	json_decref(list);
}

/* Never into a database that is in use. */
static void it_only_goes_into_an_empty_database(void **state)
{
	struct err e = { 0 };
	char *before = roster_dump(&region), *after;

	(void)state;
	test_ok(db_begin(region.t.db, DB_WRITE, &e), &e);
	assert_int_equal(demo_roster(region.t.db, 3, &by, &e), ERR_CONFLICT);
	db_rollback(region.t.db);
	after = roster_dump(&region);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
}

static void live_through(struct roster_world *w)
{
	static const uint8_t secret[32] = { 7 };
	const struct call_settings settings = { .base_url = "http://127.0.0.1",
		.secret = secret,
		.secret_len = sizeof secret };
	struct err e = { 0 };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	test_ok(demo_scenarios(w->t.db, &by, &e), &e);
	test_ok(demo_past(w->t.db, &settings, &by, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
}

static int open(void **state)
{
	struct roster_world zone;

	(void)state;
	roster_world_open(&zone); /* sets the time zone */
	roster_world_close(&zone);
	make(&region, 1);
	live_through(&region);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&region);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_region),
		cmocka_unit_test(it_has_the_eleven_municipalities),
		cmocka_unit_test(it_has_the_functions),
		cmocka_unit_test(nobody_real_can_be_reached),
		cmocka_unit_test(no_duty_is_missing),
		cmocka_unit_test(there_is_something_to_do),
		cmocka_unit_test(some_hours_are_known),
		cmocka_unit_test(it_has_two_years_of_training),
		cmocka_unit_test(a_year_is_planned),
		cmocka_unit_test(it_has_been_called_out),
		cmocka_unit_test(it_learns_from_call_outs),
		cmocka_unit_test(it_only_goes_into_an_empty_database),
	};

	return cmocka_run_group_tests(tests, open, close);
}
