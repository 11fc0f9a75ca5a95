/* SPDX-License-Identifier: EUPL-1.2 */
/* The chore that reminds owners of learning points. Over random months in which points
 * are made, moved, handed on and done, and the program is down on some days, every
 * message is what a plain list of who was told says it must be. Mutations: forget the
 * owner in learning_point_told; remind of what is done; take `<` for `<=` in the
 * date: each fails. */
#include "alert/outbox/notice.h"
#include "base/zone.h"
#include "roster/people/person.h"
#include "roster/training/record/learning_point.h"
#include "service/training/learning_remind.h"
#include "tests/support/training_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOTICE_SQL(X)                                                                  \
	X(SENT, "SELECT id, person_id FROM notice WHERE kind = 'reminder'"             \
		" AND id > :after ORDER BY person_id")                                 \
	X(LAST, "SELECT max(id) AS id FROM notice")
extern const struct stmt_list sent_statements;
STMT_LIST(sent, NOTICE_SQL);

enum { PEOPLE = 3, POINTS = 6, DAYS = 90, SEEDS = 4 };

struct point {
	int64_t id;
	int owner; /* index */
	int64_t due;
	bool over;
};

/* What the owner was told: [point][owner][stage] holds the due date told of. */
struct model {
	struct point point[POINTS];
	int64_t told[POINTS][PEOPLE][2][DAYS];
	size_t tolds[POINTS][PEOPLE][2];
};

static struct roster_world w;
static const struct call_settings settings = {
	.base_url = "https://p.example", .secret = (const uint8_t *)"x", .secret_len = 1
};
static int64_t person[PEOPLE];
static unsigned seed;

static int chance(int n)
{
	return rand_r(&seed) % n;
}

static void run(int64_t day)
{
	struct civil nine = { .date = date_from_days(day), .hour = 9 };
	struct chore_call c = { .by = { { "paraat", "" }, { 0 } }, .calls = &settings };
	struct err e = { 0 };

	test_ok(zone_to_instant(nine, ZONE_FIRST, &c.by.now, &e), &e);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(learning_remind(w.t.db, &c, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
}

static int64_t last_notice(void)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(w.t.db, &sent_statements, LAST, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "id");
}

static bool was_told(struct model *m, int p, int stage)
{
	const struct point *point = &m->point[p];
	size_t n = m->tolds[p][point->owner][stage];

	for (size_t i = 0; i < n; i++)
		if (m->told[p][point->owner][stage][i] == point->due)
			return true;
	return false;
}

/* What this owner is told on the day, as the program writes it; "" nothing. */
static void expect(struct model *m, int owner, int64_t day, char text[2048])
{
	static const char *const headings[] = { "Af te ronden binnen een week:\n",
		"De datum is voorbij:\n" };
	bool any = false;

	text[0] = '\0';
	for (int stage = 1; stage >= 0; stage--) {
		bool first = true;

		for (int64_t due = day - 2 * DAYS; due <= day + 7; due++) {
			for (int p = 0; p < POINTS; p++) {
				struct point *point = &m->point[p];
				struct date d = date_from_days(due);

				if (point->id == 0 || point->owner != owner
					|| point->over || point->due != due
					|| (due < day) != (stage == 1)
					|| was_told(m, p, stage))
					continue;
				if (first)
					strcat(text, headings[stage]);
				sprintf(text + strlen(text),
					"- %" PRId64 ", Najaar (%02d-%02d-%04d)\n",
					point->id, d.day, d.month, d.year);
				m->told[p][owner][stage][m->tolds[p][owner][stage]++] =
					due;
				any = true;
				first = false;
			}
		}
	}
	if (any)
		strcat(text, "https://p.example");
}

static void check_day(struct model *m, int64_t day)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	int64_t after = last_notice();

	run(day);
	test_ok(stmt_get(w.t.db, &sent_statements, SENT, &s, &e), &e);
	stmt_bind_int(s, "after", after);
	for (int i = 0; i < PEOPLE; i++) {
		static struct notice_content c;
		char text[2048];

		expect(m, i, day, text);
		if (text[0] == '\0')
			continue;
		assert_true(stmt_row(s, &e));
		assert_int_equal(stmt_int(s, "person_id"), person[i]);
		test_ok(notice_content(w.t.db, &settings, stmt_int(s, "id"), &c, &e),
			&e);
		assert_string_equal(c.text, text);
	}
	assert_false(stmt_row(s, &e));
}

static void change(struct model *m, int p, json_t *body)
{
	struct err e = { 0 };

	test_ok(roster_change(&w, &learning_point_resource, m->point[p].id, body, &e),
		&e);
}

/* One thing that somebody does. */
static void act(struct model *m, int64_t exercise, int64_t day)
{
	int p = chance(POINTS), what = chance(4);
	struct point *point = &m->point[p];
	char due[DATE_TEXT];

	if (point->id != 0 && what == 0) {
		point->over = !point->over;
		change(m, p,
			json_pack("{s:s}", "state", point->over ? "done" : "started"));
		return;
	}
	if (point->id != 0 && what == 1) {
		point->owner = chance(PEOPLE);
		change(m, p,
			json_pack("{s:I}", "owner_person_id",
				(json_int_t)person[point->owner]));
		return;
	}
	point->due = day - 5 + chance(30);
	(void)date_format(date_from_days(point->due), due);
	if (point->id != 0) {
		change(m, p, json_pack("{s:s}", "due_on", due));
		return;
	}
	point->owner = chance(PEOPLE);
	point->id = roster_make(&w, &learning_point_resource,
		json_pack("{s:I,s:s,s:I,s:s}", "activity_id", (json_int_t)exercise,
			"text", "Portofoons laden", "owner_person_id",
			(json_int_t)person[point->owner], "due_on", due));
}

static void owners_are_told_what_the_list_says(void **state)
{
	static struct model m;
	const int64_t first = date_days((struct date){ 2027, 1, 4 });
	size_t tolds = 0;

	(void)state;
	for (unsigned k = 0; k < SEEDS; k++) {
		int64_t exercise;

		memset(&m, 0, sizeof m);
		seed = k + 1;
		roster_world_open(&w);
		exercise = training_activity(&w, "exercise", "Najaar", "2026-12-01");
		for (int i = 0; i < PEOPLE; i++)
			person[i] = roster_person(&w, i, 0);
		for (int64_t day = first; day < first + DAYS; day++) {
			for (int i = chance(3); i > 0; i--)
				act(&m, exercise, day);
			if (chance(5) > 0)
				check_day(&m, day);
		}
		for (int p = 0; p < POINTS; p++)
			for (int i = 0; i < PEOPLE; i++)
				tolds += m.tolds[p][i][0] + m.tolds[p][i][1];
		roster_world_close(&w);
	}
	assert_true(tolds > (size_t)SEEDS * POINTS);
}

/* Somebody who left is not written to, and a point that was told can be deleted. */
static void who_left_is_left_alone(void **state)
{
	const int64_t day = date_days((struct date){ 2027, 1, 4 });
	struct err e = { 0 };
	int64_t before, point;

	(void)state;
	roster_world_open(&w);
	person[0] = roster_person(&w, 0, 0);
	point = roster_make(&w, &learning_point_resource,
		json_pack("{s:I,s:s,s:I,s:s}", "activity_id",
			(json_int_t)training_activity(
				&w, "exercise", "Najaar", "2026-12-01"),
			"text", "Portofoons laden", "owner_person_id",
			(json_int_t)person[0], "due_on", "2027-01-06"));
	run(day);
	before = last_notice();
	assert_true(before > 0);
	test_ok(roster_change(&w, &person_resource, person[0],
			json_pack("{s:b}", "active", 0), &e),
		&e);
	run(day + 7);
	assert_int_equal(last_notice(), before);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(resource_delete(w.t.db, &learning_point_resource, point, 0, &w.by, &e),
		&e);
	test_ok(db_commit(w.t.db, &e), &e);
	roster_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_are_told_what_the_list_says),
		cmocka_unit_test(who_left_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
