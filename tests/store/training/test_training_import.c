/* SPDX-License-Identifier: EUPL-1.2 */
/* Training records of other systems: as they export them, with a mapping of columns;
 * every bad line named; all of it or nothing; marked with where they came from. */
#include "base/alloc.h"
#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"
#include "tests/support/training_import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	(void)roster_person(&w, 1, w.officer);
	(void)roster_person(&w, 2, w.officer);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static const char exported[] =
	"Personeelsnr;Cursusnaam;Datum;Tot;Uitslag;Studie-uren;Kosten\r\n"
	"p1;Basis OvD;10-03-2026 09:00;10-03-2026 17:00;Voltooid;7,5;450\r\n"
	"p2;Basis OvD;10-03-2026 09:00;10-03-2026 17:00;Niet behaald;7,5;450\r\n"
	"p1;LCMS;11-03-2026 09:00;11-03-2026 12:00;Aanwezig;;0\r\n";
static const char mapping[] =
	"# zoals het leersysteem ze noemt\n"
	"Personeelsnr = person\nCursusnaam = title\nDatum = starts_at\r\n"
	"Tot = ends_at\n\nUitslag = result\nStudie-uren = hours\nKosten = -\n"
	"kind := cursus\nfunction := OVD-BZ\n";

static json_t *activity(int64_t id)
{
	return roster_get(&w, &activity_resource, id);
}

/* What a learning system exports comes in with a mapping; activities are made; again,
 * nothing changes. */
static void an_export_of_another_system_comes_in(void **state)
{
	json_t *o;

	(void)state;
	training_take_all(&w, IMPORT_ATTENDANCE, exported, mapping, 3, 0, 0);
	o = activity(1);
	assert_string_equal(
		json_string_value(json_object_get(o, "title")), "Basis OvD");
	assert_string_equal(json_string_value(json_object_get(o, "source")), "lms.csv");
	assert_true(json_number_value(json_object_get(o, "hours")) == 7.5);
	json_decref(o);
	o = roster_get(&w, &attendance_resource, 2);
	assert_string_equal(json_string_value(json_object_get(o, "result")), "failed");
	assert_string_equal(json_string_value(json_object_get(o, "source")), "lms.csv");
	assert_int_equal(
		json_integer_value(json_object_get(o, "function_id")), w.officer);
	json_decref(o);
	training_take_all(&w, IMPORT_ATTENDANCE, exported, mapping, 0, 0, 3);
}

/* A file that says something else than what stands is a correction. */
static void another_outcome_is_a_correction(void **state)
{
	char *changed = base_strdup(exported);
	json_t *o;

	(void)state;
	training_take_all(&w, IMPORT_ATTENDANCE, exported, mapping, 3, 0, 0);
	memcpy(strstr(changed, "Niet behaald"), "Geslaagd    ", 12);
	training_take_all(&w, IMPORT_ATTENDANCE, changed, mapping, 0, 1, 2);
	base_free(changed);
	o = roster_get(&w, &attendance_resource, 4);
	assert_int_equal(json_integer_value(json_object_get(o, "replaces")), 2);
	assert_string_equal(json_string_value(json_object_get(o, "result")), "passed");
	json_decref(o);
}

static const struct bad_file wrong[] = {
	{ IMPORT_ATTENDANCE, "person;activity;result\np1;A1;present\n", "activity",
		"no activity has this number" },
	{ IMPORT_ATTENDANCE, "person;result\np1;present\n", "activity",
		"must be given" },
	{ IMPORT_ATTENDANCE,
		"person;kind;title;starts_at;ends_at;result\n"
		"p9;oefening;X;2026-03-10 09:00;2026-03-10 10:00;present\n",
		"person", "no person has this external_id" },
	{ IMPORT_ACTIVITIES,
		"activity;kind;title;starts_at;ends_at;hours\n"
		"A1;course;X;2026-03-10 09:00;2026-03-10 10:00;2,\n",
		"hours", "must be a number of hours" },
	{ IMPORT_ATTENDANCE, "person;result;kosten\np1;present;1\n", "kosten",
		"is not a column" },
	{ IMPORT_ATTENDANCE,
		"person;kind;title;starts_at;ends_at;result\n"
		"p1;feest;X;2026-03-10 09:00;2026-03-10 10:00;present\n",
		"kind", "must be one of" },
	{ IMPORT_ATTENDANCE,
		"person;kind;title;starts_at;ends_at;result\n"
		"p1;oefening;X;2026-03-10 09:00;2026-03-10 10:00;present\n"
		"p1;exercise;X;2026-03-10T08:00:00Z;2026-03-10 10:00;absent\n",
		"person", "stands in the file already" },
	{ IMPORT_ATTENDANCE,
		"person;kind;title;starts_at;ends_at;result\n"
		"p1;oefening;X;2027-03-10 09:00;2027-03-10 10:00;present\n",
		"result", "before the activity has begun" },
	{ IMPORT_ACTIVITIES,
		"activity;kind;title;starts_at;ends_at\n"
		"A1;course;X;2026-03-10 09:00;2026-03-10 09:00\n",
		"ends_at", "must be later" },
	{ IMPORT_ACTIVITIES,
		"activity;kind;title;starts_at;ends_at;functions\n"
		"A1;course;X;2026-03-10 09:00;2026-03-10 10:00;OVD-BZ NIX\n",
		"functions", "no function has this code" },
	{ IMPORT_ACTIVITIES,
		"activity;kind;title;starts_at;ends_at;capacity\n"
		"A1;course;X;2026-03-10 09:00;2026-03-10 10:00;veel\n",
		"capacity", "must be a whole number" },
};

/* Every bad line is named with its column, and then nothing of the file is kept. */
static void bad_lines_are_named_and_nothing_is_kept(void **state)
{
	(void)state;
	training_refuses(&w, wrong, sizeof wrong / sizeof *wrong);
}

static const char *const bad_mappings[] = { "person", "= person", "x =", ":= course",
	"x = -\nx = person", "a = title\nb = title", "a = nonsense", "- := x" };

static void bad_mappings_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_mappings / sizeof *bad_mappings; i++) {
		struct err e = { 0 };

		if (training_take(&w, IMPORT_ATTENDANCE, exported, bad_mappings[i], "x",
			    &e) != ERR_INVALID
			|| strncmp(e.msg, "columns", 7) != 0)
			fail_msg("%s: %s", bad_mappings[i], e.msg);
	}
}

/* Whichever allocation fails: nothing of the file is there, or all of it. */
static void an_import_is_whole_or_absent(void **state)
{
	(void)state;
	training_whole_or_absent(&w, IMPORT_ATTENDANCE, exported, mapping);
}

/* What export writes, import reads: into a database with the same people it gives the
 * same files again. */
static void exports_come_back_the_same(void **state)
{
	static struct roster_world other;
	char *activities, *attendance, *again;

	(void)state;
	training_take_all(&w, IMPORT_ACTIVITIES,
		"activity;kind;title;starts_at;ends_at;hours;capacity;functions;goals\n"
		"A1;oefening;Najaar;2026-03-10 09:00;2026-03-10 12:00;2,5;20;"
		"OVD-BZ TL-OVR;\"een\ntwee\"\n",
		NULL, 1, 0, 0);
	training_take_all(&w, IMPORT_ATTENDANCE,
		"person;activity;function;result\np1;A1;OVD-BZ;present\n", NULL, 1, 0,
		0);
	training_take_all(&w, IMPORT_ATTENDANCE, exported, mapping, 3, 0, 0);
	activities = roster_export(&w, IMPORT_ACTIVITIES, NULL);
	attendance = roster_export(&w, IMPORT_ATTENDANCE, NULL);
	roster_world_open(&other);
	(void)roster_person(&other, 1, other.officer);
	(void)roster_person(&other, 2, other.officer);
	roster_import_all(&other, IMPORT_ACTIVITIES, activities);
	roster_import_all(&other, IMPORT_ATTENDANCE, attendance);
	again = roster_export(&other, IMPORT_ACTIVITIES, NULL);
	assert_string_equal(activities, again);
	base_free(again);
	again = roster_export(&other, IMPORT_ATTENDANCE, NULL);
	assert_string_equal(attendance, again);
	base_free(again);
	roster_world_close(&other);
	base_free(activities);
	base_free(attendance);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open, close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(an_export_of_another_system_comes_in),
		EACH(another_outcome_is_a_correction),
		EACH(bad_lines_are_named_and_nothing_is_kept),
		EACH(bad_mappings_are_refused),
		EACH(an_import_is_whole_or_absent),
		EACH(exports_come_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
