/* SPDX-License-Identifier: EUPL-1.2 */
/* Assignments, duties and absences from CSV: dates and times as people write them, the
 * two hours of the year that are none or two, and what refers to nothing. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w;
static struct import_report report;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	(void)roster_person(&w, 1, w.officer);
	(void)roster_person(&w, 2, w.officer);
	(void)roster_person(&w, 3, 0);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static enum err_code take(enum import_kind kind, const char *bytes)
{
	struct err e = { 0 };

	return roster_import(&w, kind, bytes, strlen(bytes), &report, &e);
}

/* Fails unless the one fault of the file begins with this: "line column reason". */
static void check_fault(enum import_kind kind, const char *bytes, const char *expected)
{
	char line[256], *before = roster_dump(&w), *after;

	assert_int_equal(take(kind, bytes), ERR_INVALID);
	(void)snprintf(line, sizeof line, "%zu %s %s", report.faults[0].line,
		report.faults[0].column, report.faults[0].reason);
	if (report.faults_count != 1 || strstr(line, expected) != line)
		fail_msg("expected '%s', got %zu: '%s'", expected, report.faults_count,
			line);
	after = roster_dump(&w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
}

/* The same moment, by hand: hours before midnight UTC of the day and so on. */
static void times_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text, *utc;
	} times[] = {
		{ "2026-07-06 09:00", "2026-07-06T07:00:00Z" },
		{ "6-7-2026 9:00", "2026-07-06T07:00:00Z" },
		{ "06-07-2026 09:00:30", "2026-07-06T07:00:30Z" },
		{ "2026-07-06T09:00", "2026-07-06T07:00:00Z" },
		{ "2026-07-06T09:00:00+02:00", "2026-07-06T07:00:00Z" },
		{ "2026-07-06T07:00:00Z", "2026-07-06T07:00:00Z" },
		{ "2026-01-05 09:00", "2026-01-05T08:00:00Z" },
		{ "2026-03-29 01:59", "2026-03-29T00:59:00Z" },
		{ "2026-03-29 03:00", "2026-03-29T01:00:00Z" },
		{ "2026-10-25 01:59", "2026-10-24T23:59:00Z" },
		{ "2026-10-25 03:00", "2026-10-25T02:00:00Z" },
		{ "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z" },
		{ "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z" },
	};
	char file[256], expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		(void)snprintf(file, sizeof file,
			"person;from;until\np1;%s;2027-01-01 00:00\n", times[i].text);
		(void)snprintf(expected, sizeof expected,
			"person;from;until;note\r\np1;%s;2026-12-31T23:00:00Z;\r\n",
			times[i].utc);
		assert_int_equal(take(IMPORT_ABSENCES, file), ERR_OK);
		roster_check_export(&w, IMPORT_ABSENCES, expected);
		roster_world_close(&w);
		(void)open(NULL);
	}
}

/* What is no time, and the two hours that a clock does not tell, are refused with a
 * sentence that helps. */
static void other_times_are_refused(void **state)
{
	static const struct {
		const char *text, *fault;
	} times[] = {
		{ "2026-03-29 02:30",
			"2 starts_at that local time does not exist: the clock is set "
			"forward; give it with its offset" },
		{ "2026-10-25 02:30",
			"2 starts_at that local time occurs twice: the clock is set "
			"back; give it with its offset" },
		{ "2026-02-30 09:00", "2 starts_at must be a time such as" },
		{ "2026-07-06", "2 starts_at must be a time such as" },
		{ "2026-07-06 24:00", "2 starts_at must be a time such as" },
		{ "2026-07-06 09:60", "2 starts_at must be a time such as" },
		{ "06/07/2026 09:00", "2 starts_at must be a time such as" },
		{ "2026-07-06 09:00 uur", "2 starts_at must be a time such as" },
		{ "1969-07-06 09:00", "2 starts_at must " },
		{ "", "2 starts_at must be a time such as" },
	};
	char file[256];

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		(void)snprintf(file, sizeof file,
			"function;person;starts_at;ends_at\nOVD-BZ;p1;%s;2027-01-01 "
			"00:00\n",
			times[i].text);
		check_fault(IMPORT_DUTIES, file, times[i].fault);
	}
}

/* The zone, the rules and the rows of a duty. */
static void duties_are_checked(void **state)
{
	static const struct {
		const char *line, *fault;
	} lines[] = {
		{ "OVD-XX;p1;2026-07-06 09:00;2026-07-13 09:00;1;",
			"2 functie no function has this code" },
		{ "OVD-BZ;p9;2026-07-06 09:00;2026-07-13 09:00;1;",
			"2 persoon no person has this external_id" },
		{ "OVD-BZ;;2026-07-06 09:00;2026-07-13 09:00;1;",
			"2 persoon no person has this external_id" },
		{ "OVD-BZ;p3;2026-07-06 09:00;2026-07-13 09:00;1;",
			"2 persoon does not hold this function" },
		{ "OVD-BZ;p1;2026-07-13 09:00;2026-07-06 09:00;1;",
			"2 eind must be later than starts_at" },
		{ "OVD-BZ;p1;2026-07-06 09:00;2026-07-13 09:00;0;",
			"2 rang must be a whole number from 1 to 99" },
		{ "OVD-BZ;p1;2026-07-06 09:00;2026-07-13 09:00;1;klad", "2 staat " },
		{ "OVD-BZ;p1;2026-07-06 09:00;2026-07-13 09:00;;\n"
		  "OVD-BZ;p2;2026-07-13 08:59;2026-07-20 09:00;;",
			"3 begin overlaps duty " },
	};
	char file[512];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		(void)snprintf(file, sizeof file,
			"functie;persoon;begin;eind;rang;staat\n%s\n", lines[i].line);
		check_fault(IMPORT_DUTIES, file, lines[i].fault);
	}
}

/* A line about a duty that is there changes its end and state; what the line leaves
 * open stays; the rest is new. */
static void duties_are_changed_by_their_start(void **state)
{
	(void)state;
	assert_int_equal(
		take(IMPORT_DUTIES,
			"function;person;starts_at;ends_at;rank;state\n"
			"OVD-BZ;p1;2026-07-06 09:00;2026-07-13 09:00;1;concept\n"
			"OVD-BZ;p2;2026-07-06 09:00;2026-07-13 09:00;2;\n"),
		ERR_OK);
	assert_int_equal(report.created, 2);
	assert_int_equal(
		take(IMPORT_DUTIES, "function;person;starts_at;ends_at;rank\n"
				    "OVD-BZ;p1;2026-07-06T07:00:00Z;2026-07-10 09:00;\n"
				    "OVD-BZ;p2;2026-07-06 09:00;2026-07-13 09:00;2\n"
				    "OVD-BZ;p2;2026-07-10 09:00;2026-07-13 09:00;1\n"),
		ERR_OK);
	assert_int_equal(report.created, 1);
	assert_int_equal(report.updated, 1);
	assert_int_equal(report.unchanged, 1);
	roster_check_export(&w, IMPORT_DUTIES,
		"function;person;starts_at;ends_at;rank;state;origin;rotation;"
		"known_from\r\n"
		"OVD-BZ;p1;2026-07-06T07:00:00Z;2026-07-10T07:00:00Z;1;draft;import;;"
		"\r\n"
		"OVD-BZ;p2;2026-07-06T07:00:00Z;2026-07-13T07:00:00Z;2;published;"
		"import;;2026-09-21T14:13:20Z\r\n"
		"OVD-BZ;p2;2026-07-10T07:00:00Z;2026-07-13T07:00:00Z;1;published;"
		"import;;2026-09-21T14:13:20Z\r\n");
}

/* Assignments: dates both ways, Dutch words, an end that is taken away again. */
static void assignments_are_read(void **state)
{
	(void)state;
	assert_int_equal(
		take(IMPORT_ASSIGNMENTS, "persoon;functie;status;vanaf;tot\n"
					 "p1;TL-OVR;bevoegd;1-2-2026;01-02-2027\n"
					 "p2;TL-OVR;aspirant;2026-02-01;\n"
					 "p3;TL-OVR;;2026-02-01;\n"
					 "p1;OVD-BZ;geschorst;2020-01-01;\n"),
		ERR_OK);
	assert_int_equal(report.created, 3);
	assert_int_equal(report.updated, 1);
	assert_int_equal(take(IMPORT_ASSIGNMENTS, "person;function;from;until\n"
						  "p1;TL-OVR;2026-02-01;\n"
						  "p2;TL-OVR;2026-02-01;\n"),
		ERR_OK);
	assert_int_equal(report.updated, 1);
	assert_int_equal(report.unchanged, 1);
	roster_check_export(&w, IMPORT_ASSIGNMENTS,
		"person;function;status;from;until\r\n"
		"p1;OVD-BZ;suspended;2020-01-01;\r\n"
		"p2;OVD-BZ;qualified;2020-01-01;\r\n"
		"p1;TL-OVR;qualified;2026-02-01;\r\n"
		"p2;TL-OVR;aspirant;2026-02-01;\r\n"
		"p3;TL-OVR;qualified;2026-02-01;\r\n");
}

static void assignments_are_checked(void **state)
{
	static const struct {
		const char *line, *fault;
	} lines[] = {
		{ "p1;TL-OVR;held;2026-02-01;", "2 status " },
		{ "p1;TL-OVR;;2026-02-30;", "2 from must be a date such as" },
		{ "p1;TL-OVR;;2026-02-01;2026-2-2", "2 until must be a date such as" },
		{ "p1;TL-OVR;;2026-02-01;2026-02-01", "2 until must be later than" },
		{ "p1;OVD-BZ;;2021-01-01;", "2  overlaps assignment " },
		{ "p3;OVD-BZ;;2021-01-01;\np3;OVD-BZ;;2021-01-01;2022-01-01",
			"3 person stands in line 2 already" },
	};
	char file[256];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		(void)snprintf(file, sizeof file,
			"person;function;status;from;until\n%s\n", lines[i].line);
		check_fault(IMPORT_ASSIGNMENTS, file, lines[i].fault);
	}
}

static void absences_are_read_and_changed(void **state)
{
	(void)state;
	check_fault(IMPORT_ABSENCES,
		"person;from;until\np9;2026-07-06 09:00;2026-07-07 09:00\n",
		"2 person no person has this external_id");
	check_fault(IMPORT_ABSENCES,
		"person;van;tot\np1;2026-07-06 09:00;2026-07-06 09:00\n",
		"2 tot must be later than from");
	assert_int_equal(
		take(IMPORT_ABSENCES,
			"persoon;van;tot;opmerking\n"
			"p1;2026-07-06 09:00;2026-07-20 09:00;\"vakantie; weg\"\n"
			"p2;2026-07-06 09:00;2026-07-20 09:00;=1+1\n"),
		ERR_OK);
	assert_int_equal(report.created, 2);
	assert_int_equal(
		take(IMPORT_ABSENCES, "person;from;until\n"
				      "p1;2026-07-06 09:00;2026-07-13 09:00\n"
				      "p2;2026-07-06 09:00;2026-07-20 09:00\n"),
		ERR_OK);
	assert_int_equal(report.updated, 1);
	assert_int_equal(report.unchanged, 1);
	roster_check_export(&w, IMPORT_ABSENCES,
		"person;from;until;note\r\n"
		"p1;2026-07-06T07:00:00Z;2026-07-13T07:00:00Z;\"vakantie; weg\"\r\n"
		"p2;2026-07-06T07:00:00Z;2026-07-20T07:00:00Z;'=1+1\r\n");
}

/* A period takes what touches [from, to); JSON holds whole items. */
static void a_period_takes_what_touches_it(void **state)
{
	struct export_choice choice = {
		.format = EXPORT_JSON, .from = { 2026, 7, 13 }, .to = { 2026, 7, 20 }
	};
	struct err e = { 0 };
	json_t *list = NULL, *items;
	char *s;

	(void)state;
	roster_import_all(&w, IMPORT_DUTIES,
		"function;person;starts_at;ends_at\n"
		"OVD-BZ;p1;2026-07-06 00:00;2026-07-13 00:00\n"
		"OVD-BZ;p2;2026-07-13 00:00;2026-07-20 00:00\n"
		"OVD-BZ;p1;2026-07-20 00:00;2026-07-27 00:00\n");
	s = roster_export(&w, IMPORT_DUTIES, &choice);
	test_ok(fields_read(s, strlen(s), &list, &e), &e);
	base_free(s);
	items = json_object_get(list, "items");
	assert_int_equal(json_array_size(items), 1);
	assert_string_equal(json_string_value(json_object_get(
				    json_array_get(items, 0), "starts_at")),
		"2026-07-12T22:00:00Z");
	assert_non_null(json_object_get(json_array_get(items, 0), "version"));
	json_decref(list);
	choice = (struct export_choice){ .from = { 2026, 7, 19 } };
	s = roster_export(&w, IMPORT_DUTIES, &choice);
	assert_null(strstr(s, "2026-07-05"));
	assert_non_null(strstr(s, ";p2;"));
	assert_non_null(strstr(s, "2026-07-26"));
	base_free(s);
	choice = (struct export_choice){ .to = { 2020, 1, 1 } };
	s = roster_export(&w, IMPORT_ASSIGNMENTS, &choice);
	assert_string_equal(s, "person;function;status;from;until\r\n");
	base_free(s);
	choice.to.day = 2;
	s = roster_export(&w, IMPORT_ASSIGNMENTS, &choice);
	assert_non_null(strstr(s, "p1;OVD-BZ;qualified;2020-01-01;"));
	base_free(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open, close)
	const struct CMUnitTest tests[] = {
		TEST(times_are_read_as_people_write_them),
		TEST(other_times_are_refused),
		TEST(duties_are_checked),
		TEST(duties_are_changed_by_their_start),
		TEST(assignments_are_read),
		TEST(assignments_are_checked),
		TEST(absences_are_read_and_changed),
		TEST(a_period_takes_what_touches_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
