/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks, acknowledgements and handover notes from CSV: what people write, what
 * is refused by which column, and that a file changes no record. Mutations: compare the
 * times of a week unsorted; let keep_ack() update; send notes on import (there is no
 * outbox here): the first two fail. */
#include "base/alloc.h"
#include "tests/support/training_import.h"

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

/* One line after the header: the column and the begin of the reason. */
static void refused(enum import_kind kind, const char *header, const char *line,
	const char *expected)
{
	char file[512], found[256];

	(void)snprintf(file, sizeof file, "%s\n%s\n", header, line);
	assert_int_equal(take(kind, file), ERR_INVALID);
	(void)snprintf(found, sizeof found, "%s: %s", report.faults[0].column,
		report.faults[0].reason);
	if (report.faults_count != 1 || strstr(found, expected) != found)
		fail_msg("%s: expected '%s', got %zu: '%s'", line, expected,
			report.faults_count, found);
}

static void weeks_as_people_write_them(void **state)
{
	static const char file[] =
		"Persoon;vanaf;tot;uren;werktijden;jonger_dan_18_tot\n"
		"p1;;;36;;\n"
		"p1;2-11-2026;9-11-2026;;\"DI 23:00-07:00 , ma 23:00-07:00\";\n"
		"p2;;;;;1-3-2028\n";
	static const char out[] =
		"person;from;until;week_hours;times;under_18_until\r\n"
		"p1;;;36;;\r\n"
		"p1;2026-11-02;2026-11-09;;\"1 23:00-07:00, 2 23:00-07:00\";\r\n"
		"p2;;;;;2028-03-01\r\n";

	(void)state;
	assert_int_equal(take(IMPORT_WEEKS, file), ERR_OK);
	assert_int_equal(report.created, 3);
	roster_check_export(&w, IMPORT_WEEKS, out);
	assert_int_equal(take(IMPORT_WEEKS, file), ERR_OK);
	assert_int_equal(report.unchanged, 3);
	/* what the file has no column for stays */
	assert_int_equal(take(IMPORT_WEEKS, "person;week_hours\np1;37,5\n"), ERR_OK);
	assert_int_equal(report.updated, 1);
	assert_int_equal(take(IMPORT_WEEKS, "person;until\np1;2027-01-01\n"), ERR_OK);
	roster_check_export(&w, IMPORT_WEEKS,
		"person;from;until;week_hours;times;under_18_until\r\n"
		"p1;;2027-01-01;37.5;;\r\n"
		"p1;2026-11-02;2026-11-09;;\"1 23:00-07:00, 2 23:00-07:00\";\r\n"
		"p2;;;;;2028-03-01\r\n");
}

/* In order of the week, whatever the order they were written in. */
static void times_are_put_in_order(void **state)
{
	(void)state;
	assert_int_equal(take(IMPORT_WEEKS, "person;times\np1;\"2 13:00-17:00, "
					    "2 08:00-12:00, 1 22:00-07:00\"\n"),
		ERR_OK);
	roster_check_export(&w, IMPORT_WEEKS,
		"person;from;until;week_hours;times;under_18_until\r\n"
		"p1;;;;\"1 22:00-07:00, 2 08:00-12:00, 2 13:00-17:00\";\r\n");
}

/* Every number of minutes a week comes back out of hours with two places. */
static void minutes_survive_as_hours(void **state)
{
	char file[96], *first, *second;

	(void)state;
	for (int minutes = 0; minutes <= 10080; minutes += minutes < 120 ? 1 : 83) {
		(void)snprintf(file, sizeof file, "person;week_hours\np1;%d,%02d\n",
			minutes / 60, (minutes % 60 * 100 + 30) / 60);
		assert_int_equal(take(IMPORT_WEEKS, file), ERR_OK);
		first = roster_export(&w, IMPORT_WEEKS, NULL);
		assert_int_equal(take(IMPORT_WEEKS, first), ERR_OK);
		assert_int_equal(report.unchanged, 1);
		second = roster_export(&w, IMPORT_WEEKS, NULL);
		assert_string_equal(first, second);
		base_free(first);
		base_free(second);
	}
}

static void weeks_are_checked(void **state)
{
	static const char header[] =
		"person;from;until;week_hours;times;under_18_until";
	static const struct {
		const char *line, *expected;
	} cases[] = {
		{ "p9;;;36;;", "person: no person has" },
		{ "p1;morgen;;36;;", "from: " },
		{ "p1;2026-05-01;2026-05-01;36;;", "until: must be later" },
		{ "p1;;;169;;", "week_hours: " },
		{ "p1;;;veel;;", "week_hours: must be a number of hours" },
		{ "p1;;;36;1 08:00-09:00;", "week_hours: follows from" },
		{ "p1;;;;maandag 08:00-09:00;", "times: must be times such as" },
		{ "p1;;;;8 08:00-09:00;", "times: must be times such as" },
		{ "p1;;;;1 08:00-24:00;", "times: must be a time" },
		{ "p1;;;;\"1 08:00-10:00, 1 09:00-11:00\";",
			"times: must not overlap" },
		{ "p1;;;;\"1 22:00-07:00, 2 06:00-10:00\";",
			"times: must not overlap" },
		{ "p1;;;;\"7 22:00-07:00, 1 06:00-10:00\";",
			"times: must not overlap" },
		{ "p1;;;;;misschien", "under_18_until: " },
		{ "p1;;;;;2028-03-02", "under_18_until: must be the first of a month" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(IMPORT_WEEKS, header, cases[i].line, cases[i].expected);
	assert_int_equal(take(IMPORT_WEEKS, "person;uren\np1;1\np1;2\n"), ERR_INVALID);
}

static void acknowledgements_are_added_never_changed(void **state)
{
	static const char header[] = "function;person;starts_at;ends_at;rank;"
				     "reminded_at;acknowledged_at;via;warned_at";
	static const char out[] =
		"function;person;starts_at;ends_at;rank;reminded_at;acknowledged_at;"
		"via;"
		"warned_at\r\n"
		"OVD-BZ;p1;2026-01-05T08:00:00Z;2026-01-12T08:00:00Z;1;"
		"2026-01-04T08:00:00Z;2026-01-04T08:05:00Z;link;\r\n";
	static const struct {
		const char *line, *expected;
	} cases[] = {
		{ "OVD-BZ;p1;2026-01-05 09:00;2026-01-12 09:00;;"
		  "2026-01-04T08:00:00Z;2026-01-04T08:06:00Z;link;",
			": stands otherwise already" },
		{ "OVD-BZ;p1;2026-01-05 09:00;2026-01-12 09:00;;;;;",
			": stands otherwise already" },
		{ "OVD-BZ;p2;2026-01-05 09:00;2026-01-05 09:00;;;;;",
			"ends_at: must be later" },
		{ "OVD-BZ;p2;2026-01-05 09:00;2026-01-12 09:00;;;2099-01-01 09:00;;",
			"acknowledged_at: must not be in the future" },
		{ "OVD-BZ;p2;2026-01-05 09:00;2026-01-12 09:00;;;;link;",
			"via: must be" },
		{ "OVD-BZ;p2;2026-01-05 09:00;2026-01-12 09:00;100;;;;", "rank: " },
		{ "X;p2;2026-01-05 09:00;2026-01-12 09:00;;;;;", "function: " },
	};

	(void)state;
	assert_int_equal(take(IMPORT_ACKS, out), ERR_OK);
	assert_int_equal(report.created, 1);
	assert_int_equal(take(IMPORT_ACKS, out), ERR_OK);
	assert_int_equal(report.unchanged, 1);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(IMPORT_ACKS, header, cases[i].line, cases[i].expected);
	roster_check_export(&w, IMPORT_ACKS, out);
}

static void notes_are_added_once(void **state)
{
	static const char header[] = "functie;van;aan;geschreven_op;tekst";
	static const char out[] = "function;from_person;to_person;created_at;text\r\n"
				  "OVD-BZ;p1;p2;2026-01-05T08:00:00Z;\"een;\ntwee\"\r\n"
				  "OVD-BZ;;;2026-01-05T08:00:00Z;'=1+1\r\n";
	char *before, *after;

	(void)state;
	assert_int_equal(take(IMPORT_HANDOVERS, out), ERR_OK);
	assert_int_equal(report.created, 2);
	before = roster_dump(&w);
	assert_int_equal(take(IMPORT_HANDOVERS, out), ERR_OK);
	assert_int_equal(report.unchanged, 2);
	after = roster_dump(&w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
	roster_check_export(&w, IMPORT_HANDOVERS, out);
	refused(IMPORT_HANDOVERS, header, "OVD-BZ;p9;;2026-01-05 09:00;x", "van: ");
	refused(IMPORT_HANDOVERS, header, "OVD-BZ;;;;x",
		"geschreven_op: must be given");
	refused(IMPORT_HANDOVERS, header, "OVD-BZ;;;2099-01-05 09:00;x",
		"geschreven_op: must not be in the future");
	refused(IMPORT_HANDOVERS, header, "OVD-BZ;;;2026-01-05 09:00;", "tekst: ");
}

/* Whichever allocation fails: nothing of the file is there, or all of it. */
static void a_file_is_whole_or_absent(void **state)
{
	(void)state;
	training_whole_or_absent(&w, IMPORT_WEEKS,
		"person;times;week_hours\np1;1 08:00-12:00;\np2;;36\n", NULL);
	training_whole_or_absent(&w, IMPORT_ACKS,
		"function;person;starts_at;ends_at;reminded_at\n"
		"OVD-BZ;p1;2026-01-05 09:00;2026-01-12 09:00;2026-01-04 09:00\n"
		"OVD-BZ;p2;2026-01-12 09:00;2026-01-19 09:00;\n",
		NULL);
	training_whole_or_absent(&w, IMPORT_HANDOVERS,
		"functie;van;aan;geschreven_op;tekst\n"
		"OVD-BZ;p1;p2;2026-01-05 09:00;een\nOVD-BZ;p2;;2026-01-06 09:00;twee\n",
		NULL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open, close)
	const struct CMUnitTest tests[] = {
		TEST(weeks_as_people_write_them),
		TEST(times_are_put_in_order),
		TEST(minutes_survive_as_hours),
		TEST(weeks_are_checked),
		TEST(acknowledgements_are_added_never_changed),
		TEST(notes_are_added_once),
		TEST(a_file_is_whole_or_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
