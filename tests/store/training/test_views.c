/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables about training, in a small region worked out by hand, and in the demo. */
#include "roster/training/view/view.h"

#include "base/alloc.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "service/training/table.h"
#include "tests/support/training_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w; /* its clock stands at 21 September 2026 */
static int64_t jan, piet, exercise;

/* Jan did the exercise in March, Piet never; one place is planned for November. */
static int open(void **state)
{
	struct err e = { 0 };

	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, w.officer);
	piet = roster_person(&w, 2, w.officer);
	(void)training_requirement(&w,
		json_pack("{s:I,s:s,s:s,s:i}", "function_id", (json_int_t)w.officer,
			"kind", "exercise", "title", "Oefening", "within_months", 8));
	exercise = training_activity(&w, "exercise", "Voorjaar", "2026-03-10");
	(void)training_present(&w, exercise, jan);
	exercise = training_activity(&w, "exercise", "Najaar", "2026-11-20");
	test_ok(roster_change(&w, &activity_resource, exercise,
			json_pack("{s:i}", "capacity", 1), &e),
		&e);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static json_t *rows(enum training_view view)
{
	struct view_query q = {
		.view = view, .at = w.by.now, .now = w.by.now, .days = 90, .year = 2026
	};
	json_t *ret = NULL;
	struct err e = { 0 };

	test_ok(db_begin(w.t.db, DB_READ, &e), &e);
	test_ok(training_view_rows(w.t.db, &q, &ret, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	return ret;
}

static int64_t number(const json_t *list, size_t i, const char *key)
{
	const json_t *v = json_object_get(json_array_get(list, i), key);

	if (!json_is_integer(v))
		fail_msg("row %zu: %s is no number", i, key);
	return json_integer_value(v);
}

static const char *string(const json_t *list, size_t i, const char *key)
{
	const char *s =
		json_string_value(json_object_get(json_array_get(list, i), key));

	return s != NULL ? s : "";
}

/* Every column of a table is in each of its rows. */
static void has_columns(enum training_view view, const json_t *list)
{
	const json_t *row;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, row)
	{
		size_t n = 0;

		for (const struct view_column *c = training_view_columns(view);
			c->key != NULL; c++, n++)
			if (json_object_get(row, c->key) == NULL)
				fail_msg(
					"%s: no %s", training_view_words[view], c->key);
		assert_int_equal(json_object_size(row), n);
	}
}

static void who_is_competent(void **state)
{
	json_t *list = rows(VIEW_OVERVIEW);

	(void)state;
	has_columns(VIEW_OVERVIEW, list);
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(string(list, 0, "function"), "OVD-BZ");
	assert_int_equal(number(list, 0, "people"), 2);
	assert_int_equal(number(list, 0, "expiring"), 1);
	assert_int_equal(number(list, 0, "lapsed"), 1);
	assert_int_equal(number(list, 0, "within_30_days"), 0);
	assert_int_equal(number(list, 0, "within_90_days"), 1);
	assert_int_equal(number(list, 0, "competent_percent"), 50);
	json_decref(list);
}

/* A ring is counted by who is in it. */
static void rings_are_told_apart(void **state)
{
	json_t *list;

	(void)state;
	(void)roster_make(&w, &rotation_resource,
		json_pack("{s:I,s:s,s:s,s:{s:i,s:s},s:{s:i,s:s},s:[I]}", "function_id",
			(json_int_t)w.officer, "name", "Ring A", "starts_on",
			"2026-01-05", "handover", "weekday", 1, "time", "09:00",
			"period", "count", 1, "unit", "week", "people",
			(json_int_t)jan));
	list = rows(VIEW_OVERVIEW);
	has_columns(VIEW_OVERVIEW, list);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(string(list, 1, "ring"), "Ring A");
	assert_int_equal(number(list, 1, "people"), 1);
	assert_int_equal(number(list, 1, "competent_percent"), 100);
	json_decref(list);
}

static void what_expires_and_what_lacks(void **state)
{
	json_t *list = rows(VIEW_EXPIRING);

	(void)state;
	has_columns(VIEW_EXPIRING, list);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(string(list, 0, "expires_on"), "2026-11-10");
	assert_string_equal(string(list, 0, "name"), "Jansen1, Jo");
	assert_string_equal(string(list, 1, "status"), "lapsed");
	json_decref(list);
	list = rows(VIEW_GAPS);
	has_columns(VIEW_GAPS, list);
	assert_int_equal(json_array_size(list), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(number(list, i, "activity_id"), exercise);
		assert_string_equal(string(list, i, "activity"), "Najaar");
		assert_int_equal(number(list, i, "seats_left"), 1);
	}
	json_decref(list);
}

/* Both need an exercise before the end of the year; there is one place. */
static void seats_stand_against_needs(void **state)
{
	json_t *list = rows(VIEW_NEEDS);

	(void)state;
	has_columns(VIEW_NEEDS, list);
	assert_int_equal(json_array_size(list), 1);
	assert_int_equal(number(list, 0, "need"), 2);
	assert_int_equal(number(list, 0, "seats"), 1);
	assert_int_equal(number(list, 0, "short"), 1);
	json_decref(list);
	list = rows(VIEW_PLAN);
	has_columns(VIEW_PLAN, list);
	assert_int_equal(json_array_size(list), 2);
	assert_int_equal(number(list, 0, "attended"), 1);
	json_decref(list);
	list = rows(VIEW_PARTICIPATION);
	has_columns(VIEW_PARTICIPATION, list);
	assert_int_equal(json_array_size(list), 1);
	assert_int_equal(number(list, 0, "year"), 2026);
	assert_int_equal(number(list, 0, "participations"), 1);
	assert_int_equal(number(list, 0, "hours"), 3);
	json_decref(list);
}

/* The tables as files: headings, dates as people write them, no formulas. */
static void tables_become_files(void **state)
{
	const struct view_column *columns = training_view_columns(VIEW_EXPIRING);
	json_t *list = rows(VIEW_EXPIRING);
	struct err e = { 0 };
	struct text t;

	(void)state;
	text_init(&t, 1 << 20);
	table_csv(columns, list, &t);
	assert_non_null(strstr(text_str(&t), "\xef\xbb\xbfNaam;Functie;Stand;Verloopt "
					     "op;Verlopen vanaf;Waarom\r\n"));
	assert_non_null(strstr(text_str(&t), ";verloopt;10-11-2026;"));
	text_fini(&t);
	text_init(&t, 1 << 20);
	json_object_set_new(
		json_array_get(list, 0), "name", json_string("=1+1<script>"));
	table_html(columns, list, "Wat verloopt", w.by.now, &t);
	assert_non_null(strstr(text_str(&t), "=1+1&lt;script&gt;"));
	assert_null(strstr(text_str(&t), "<script"));
	text_fini(&t);
	text_init(&t, 1 << 20);
	test_ok(table_xlsx(columns, list, "Wat verloopt", &t, &e), &e);
	assert_memory_equal(text_str(&t), "PK\x03\x04", 4);
	assert_true(t.len > 2000);
	text_fini(&t);
	json_decref(list);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open, close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(who_is_competent),
		EACH(rings_are_told_apart),
		EACH(what_expires_and_what_lacks),
		EACH(seats_stand_against_needs),
		EACH(tables_become_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
