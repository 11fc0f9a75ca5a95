/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations and overrides out to CSV and in again: random ones, with revisions. The
 * same database does not change by a byte; another one that knows the people gives the
 * same file. Mutations: let has_revision say no; leave `restart` out of put_rotation:
 * each fails. */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/duty/override.h"
#include "roster/duty/rotation_plan.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 6, ROTATIONS = 8, OVERRIDES = 20 };

static struct import_report report;

struct worlds {
	struct roster_world one, two;
	int64_t person[PEOPLE];
};

static int start(void **state)
{
	static struct worlds w;

	roster_world_open(&w.one);
	roster_world_open(&w.two);
	for (int i = 0; i < PEOPLE; i++) {
		w.person[i] = roster_person(&w.one, i + 1, w.one.officer);
		(void)roster_person(&w.two, i + 1, w.two.officer);
	}
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct worlds *w = *state;

	roster_world_close(&w->one);
	roster_world_close(&w->two);
	return 0;
}

static json_t *random_revision(struct worlds *w, struct prng *p)
{
	json_t *people = json_array();
	size_t n = 1 + prng_below(p, PEOPLE);
	bool days = prng_below(p, 3) == 0, shift = prng_below(p, 3) == 0;
	char time[8];

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			people, json_integer(w->person[prng_below(p, PEOPLE)]));
	(void)snprintf(time, sizeof time, "%02d:%02d", (int)prng_below(p, 20),
		(int)prng_below(p, 60));
	return json_pack("{s:o, s:{s:i, s:s}, s:{s:i, s:s}, s:i, s:b, s:s?}", "people",
		people, "handover", "weekday", 1 + (int)prng_below(p, 7), "time", time,
		"period", "count", 1 + (int)prng_below(p, 5), "unit",
		days ? "day" : "week", "first", (int)prng_below(p, n), "restart",
		prng_below(p, 2) == 0, "shift_until", shift ? "23:30" : NULL);
}

static void make_rotation(struct worlds *w, struct prng *p, int number)
{
	json_t *body = random_revision(w, p);
	char name[32], from[DATE_TEXT];
	int64_t day = date_days((struct date){ 2026, 1, 1 }), id;
	struct err e = { 0 };

	(void)snprintf(name, sizeof name, "Rooster; %d \"x\"", number);
	json_object_set_new(body, "function_id", json_integer(w->one.officer));
	json_object_set_new(body, "name", json_string(name));
	json_object_set_new(
		body, "rank", json_integer(1 + (json_int_t)prng_below(p, 3)));
	json_object_set_new(
		body, "starts_on", json_string(date_format(date_from_days(day), from)));
	if (prng_below(p, 2) == 0)
		json_object_set_new(body, "until", json_string("2031-01-01"));
	id = roster_make(&w->one, &rotation_resource, body);
	for (uint64_t n = prng_below(p, 4); n > 0; n--) {
		day += 1 + (int64_t)prng_below(p, 100);
		body = random_revision(w, p);
		json_object_set_new(body, "effective_from",
			json_string(date_format(date_from_days(day), from)));
		test_ok(roster_change(&w->one, &rotation_resource, id, body, &e), &e);
	}
}

static void make_override(struct worlds *w, struct prng *p, int number)
{
	struct instant starts = { w->one.by.now.ms + number * INT64_C(3600000) };
	struct instant ends = { starts.ms
				+ 60000 * (1 + (int64_t)prng_below(p, 9999)) };
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	(void)roster_make(&w->one, &override_resource,
		json_pack("{s:I, s:I, s:s, s:s, s:i, s:s}", "function_id",
			(json_int_t)w->one.officer, "person_id",
			(json_int_t)w->person[prng_below(p, PEOPLE)], "starts_at",
			instant_format(starts, a), "ends_at", instant_format(ends, b),
			"rank", 1 + (int)prng_below(p, 3), "reason",
			prng_below(p, 2) == 0 ? "ziek; thuis" : ""));
}

/* Into the same database: nothing changes; into the other: the same file comes out. */
static void assert_round_trip(struct worlds *w, enum import_kind kind, size_t least)
{
	char *file = roster_export(&w->one, kind, NULL), *again;
	char *before = roster_dump(&w->one), *after;
	struct err e = { 0 };
	size_t lines = 0;

	for (const char *s = file; (s = strchr(s, '\n')) != NULL; s++)
		lines++;
	assert_true(lines > least);
	test_ok(roster_import(&w->one, kind, file, strlen(file), &report, &e), &e);
	assert_int_equal(report.unchanged, lines - 1);
	after = roster_dump(&w->one);
	assert_string_equal(before, after);
	test_ok(roster_import(&w->two, kind, file, strlen(file), &report, &e), &e);
	assert_int_equal(report.unchanged, 0);
	again = roster_export(&w->two, kind, NULL);
	assert_string_equal(file, again);
	base_free(file);
	base_free(again);
	base_free(before);
	base_free(after);
}

static void rotations_come_back(void **state)
{
	struct worlds *w = *state;
	struct prng p;

	prng_init(&p, 3);
	for (int i = 0; i < ROTATIONS; i++)
		make_rotation(w, &p, i);
	assert_round_trip(w, IMPORT_ROTATIONS, ROTATIONS);
}

static void overrides_come_back(void **state)
{
	struct worlds *w = *state;
	struct prng p;

	prng_init(&p, 4);
	for (int i = 0; i < OVERRIDES; i++)
		make_override(w, &p, i);
	assert_round_trip(w, IMPORT_OVERRIDES, OVERRIDES);
}

/* Every mistake is named by its column, and nothing is imported. */
static void mistakes_are_named(void **state)
{
	static const char rotations[] = "functie;naam;vanaf;volgorde;weekdag;tijd\n"
					"NEE;A;2026-01-05;p1;1;09:00\n"
					"OVD-BZ;B;2026-13-05;p1;1;09:00\n"
					"OVD-BZ;C;2026-01-05;p1, nobody;1;09:00\n"
					"OVD-BZ;D;2026-01-05;;1;09:00\n"
					"OVD-BZ;E;2026-01-05;p1;8;09:00\n";
	static const char *const where[] = { "functie", "vanaf", "volgorde", "volgorde",
		"weekdag" };
	struct worlds *w = *state;
	struct err e = { 0 };
	bool seen[5] = { false };

	assert_int_equal(roster_import(&w->two, IMPORT_ROTATIONS, rotations,
				 strlen(rotations), &report, &e),
		ERR_INVALID);
	for (size_t i = 0; i < report.faults_count; i++)
		for (size_t k = 0; k < 5; k++)
			if (report.faults[i].line == k + 2
				&& strcmp(report.faults[i].column, where[k]) == 0)
				seen[k] = true;
	for (size_t k = 0; k < 5; k++)
		assert_true(seen[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotations_come_back),
		cmocka_unit_test(overrides_come_back),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
