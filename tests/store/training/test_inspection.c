/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages for the inspectorate and the training file of a person, in a small region
 * worked out by hand: the figures, the rows that they are counted from, and that all of
 * it stands on the printed page. */
#include "service/training/inspection.h"

#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/learning_point.h"
#include "service/training/person_file.h"
#include "tests/support/training_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_SQL(X)                                                                   \
	X(CALL_SCENARIO,                                                               \
		"INSERT INTO scenario (id, code, name, kind, text_sms, text_voice,"    \
		" text_email, path_seconds, rounds) VALUES (:id, 'x', 'x', 'real',"    \
		" 'x', '', '', 1, 1)")                                                 \
	X(CALL_REAL,                                                                   \
		"INSERT INTO callout (id, scenario_id, kind, incident, location,"      \
		" details, text_sms, text_voice, text_email, path_seconds, rounds,"    \
		" state, started_at, closed_at, started_by, nonce) VALUES (:id, 1,"    \
		" CASE :id WHEN 1 THEN 'real' ELSE 'exercise' END, 'x', 'x', 'x', "    \
		"'x',"                                                                 \
		" 'x', 'x', 1, 1, 'stopped', 1780000000000, 1780000000001, 'x',"       \
		" zeroblob(32))")                                                      \
	X(CALL_ACTIVITY,                                                               \
		"INSERT INTO activity (id, kind, title, starts_at, ends_at, minutes,"  \
		" callout_id) SELECT 90, 'deployment', 'Brand', started_at, "          \
		"closed_at,"                                                           \
		" 60, id FROM callout WHERE id = :id")
extern const struct stmt_list calls_statements;
STMT_LIST(calls, CALLS_SQL);

static struct roster_world w; /* its clock stands at 21 September 2026 */
static int64_t jan, piet, koos, els, course_requirement, spring;

static void holds(
	int64_t person, const char *status, const char *from, const char *until_or_null)
{
	(void)roster_make(&w, &assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s,s:s?}", "person_id", (json_int_t)person,
			"function_id", (json_int_t)w.officer, "status", status, "from",
			from, "until", until_or_null));
}

static int64_t learnt(const char *text, const char *state, const char *due_or_null,
	int64_t repeats, int64_t requirement)
{
	json_t *o = json_pack("{s:I,s:s,s:s,s:I,s:s?}", "activity_id",
		(json_int_t)spring, "text", text, "state", state, "owner_person_id",
		(json_int_t)jan, "due_on", due_or_null);

	if (repeats != 0)
		json_object_set_new(o, "repeats", json_integer(repeats));
	if (requirement != 0)
		json_object_set_new(o, "requirement_id", json_integer(requirement));
	return roster_make(&w, &learning_point_resource, o);
}

/* Jan is competent since long. Koos was appointed after his course and exercise, Els
 * without either; Piet is on the way. */
static int open(void **state)
{
	int64_t course, first;

	(void)state;
	roster_world_open(&w);
	course_requirement = training_requirement(
		&w, json_pack("{s:I,s:s,s:s}", "function_id", (json_int_t)w.officer,
			    "kind", "course", "title", "Basisopleiding"));
	(void)training_requirement(&w,
		json_pack("{s:I,s:s,s:s,s:i}", "function_id", (json_int_t)w.officer,
			"kind", "exercise", "title", "Oefening", "within_months", 12));
	jan = roster_person(&w, 1, w.officer);
	piet = roster_person(&w, 2, 0);
	koos = roster_person(&w, 3, 0);
	els = roster_person(&w, 4, 0);
	holds(piet, "aspirant", "2026-01-01", NULL);
	holds(koos, "aspirant", "2025-06-01", "2026-03-01");
	holds(koos, "qualified", "2026-03-01", NULL);
	holds(els, "qualified", "2026-04-01", NULL);
	course = training_activity(&w, "course", "Basis", "2026-02-10");
	spring = training_activity(&w, "exercise", "Voorjaar", "2026-02-20");
	(void)training_activity(&w, "exercise", "Najaar", "2026-11-20");
	(void)training_present(&w, course, jan);
	(void)training_present(&w, course, koos);
	(void)training_present(&w, spring, jan);
	(void)training_present(&w, spring, koos);
	first = learnt("Portofoons waren leeg", "done", NULL, 0, course_requirement);
	(void)learnt("Weer leeg", "open", "2026-09-01", first, 0);
	(void)learnt("Kaart ontbrak", "started", "2026-12-01", 0, 0);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static json_t *ask(enum inspection_question question)
{
	const struct inspection_query q = { .at = w.by.now, .now = w.by.now };
	json_t *o = NULL;
	struct err e = { 0 };

	test_ok(db_begin(w.t.db, DB_READ, &e), &e);
	test_ok(inspection_read(w.t.db, question, &q, &o, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	return o;
}

static const json_t *section(const json_t *o, size_t i, const char *name, size_t rows)
{
	const json_t *s = json_array_get(json_object_get(o, "sections"), i);
	const json_t *list = json_object_get(s, "rows");

	assert_string_equal(json_string_value(json_object_get(s, "name")), name);
	assert_int_equal(json_array_size(list), rows);
	return list;
}

static const json_t *cell(const json_t *rows, size_t i, const char *key)
{
	const json_t *v = json_object_get(json_array_get(rows, i), key);

	if (v == NULL)
		fail_msg("row %zu has no %s", i, key);
	return v;
}

static void is_number(const json_t *rows, size_t i, const char *key, int64_t expected)
{
	if (json_integer_value(cell(rows, i, key)) != expected)
		fail_msg("%s of row %zu is %d", key, i,
			(int)json_integer_value(cell(rows, i, key)));
}

static void is_text(const json_t *rows, size_t i, const char *key, const char *expected)
{
	assert_string_equal(json_string_value(cell(rows, i, key)), expected);
}

static void says(const json_t *o, const char *words)
{
	const char *answer = json_string_value(json_object_get(o, "answer"));

	if (strstr(answer, words) == NULL)
		fail_msg("not '%s' in: %s", words, answer);
}

/* Every text of every row stands on the page, and nothing breaks out of it. */
static void is_on_the_page(const json_t *o, const char *words)
{
	TEXT_AUTO page = { 0 };

	text_init(&page, 1024 * 1024);
	inspection_html(o, w.by.now, &page);
	if (strstr(text_str(&page), words) == NULL)
		fail_msg("'%s' is not on the page", words);
	assert_non_null(strstr(text_str(&page), "</html>"));
	assert_null(strstr(text_str(&page), "<script"));
}

static void how_people_become_competent(void **state)
{
	json_t *o = ask(INSPECTION_BECOME);
	const json_t *rows;

	(void)state;
	rows = section(o, 0, "requirements", 1);
	is_text(rows, 0, "requirement", "Basisopleiding");
	is_number(rows, 0, "people", 3);
	is_number(rows, 0, "met", 2);
	rows = section(o, 1, "appointments", 2);
	is_text(rows, 0, "appointed_on", "2026-04-01");
	is_number(rows, 0, "missing", 2);
	is_text(rows, 1, "appointed_on", "2026-03-01");
	is_text(rows, 1, "aspirant_on", "2025-06-01");
	is_number(rows, 1, "missing", 0);
	rows = section(o, 2, "aspirants", 1);
	is_text(rows, 0, "since_on", "2026-01-01");
	is_number(rows, 0, "missing", 2);
	says(o, "Van de 2 benoemingen in de laatste twee jaar voldeden er 1 ");
	says(o, "Er zijn 1 aspiranten; aan 0 ");
	is_on_the_page(o, "01-04-2026");
	json_decref(o);
}

static void how_people_stay_competent(void **state)
{
	json_t *o = ask(INSPECTION_STAY);
	const json_t *rows;

	(void)state;
	rows = section(o, 0, "overview", 1);
	is_number(rows, 0, "people", 4);
	is_number(rows, 0, "lapsed", 1);
	rows = section(o, 1, "requirements", 1);
	is_text(rows, 0, "requirement", "Oefening");
	is_text(rows, 0, "asked", "1 keer in 12 maanden");
	rows = section(o, 2, "expiring", 1);
	is_number(rows, 0, "person_id", els);
	(void)section(o, 4, "participation", 2);
	says(o, "Van de 3 keer dat iemand een functie heeft, is dat 2 keer"
		" vakbekwaam (66 %)");
	says(o, "bij 1 is het verlopen");
	is_on_the_page(o, "1 keer in 12 maanden");
	json_decref(o);
}

static void whether_evaluations_lead_to_improvement(void **state)
{
	json_t *o = ask(INSPECTION_IMPROVE);
	const json_t *rows;

	(void)state;
	rows = section(o, 0, "evaluations", 2);
	is_text(rows, 1, "kind", "exercise");
	is_number(rows, 1, "held", 1);
	is_number(rows, 1, "evaluated", 1);
	is_number(rows, 1, "points", 3);
	is_number(rows, 1, "overdue", 1);
	is_number(rows, 1, "seen_again", 1);
	is_number(rows, 1, "led_to_change", 1);
	rows = section(o, 1, "learning", 2);
	is_text(rows, 0, "text", "Weer leeg");
	is_text(rows, 0, "state", "overdue");
	is_text(rows, 1, "state", "started");
	rows = section(o, 2, "learning", 1);
	is_text(rows, 0, "led_to", "eis Basisopleiding");
	is_number(rows, 0, "seen_again", 1);
	says(o, "Van de 2 activiteiten en inzetten van de laatste drie jaar hebben er"
		" 1 leerpunten");
	says(o, "Van de 3 leerpunten zijn er 1 afgerond, 2 open (1 over de datum) en 1"
		" opnieuw gezien; 1 leidden");
	is_on_the_page(o, "over de datum");
	json_decref(o);
}

static void plant(int which, int64_t id)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(w.t.db, &calls_statements, which, &s, &e), &e);
	stmt_bind_int(s, "id", id);
	test_ok(stmt_run(s, &e), &e);
}

/* A call-out counts once: as the activity that was made of it, else as what it was; a
 * point of the call-out is a point of that activity too. */
static void call_outs_count_once(void **state)
{
	const json_t *rows;
	struct err e = { 0 };
	json_t *o;

	(void)state;
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	plant(CALL_SCENARIO, 1);
	plant(CALL_REAL, 1);
	plant(CALL_REAL, 2);
	plant(CALL_ACTIVITY, 1);
	test_ok(db_commit(w.t.db, &e), &e);
	(void)roster_make(&w, &learning_point_resource,
		json_pack("{s:i,s:s}", "callout_id", 1, "text", "Kaart ontbrak"));
	o = ask(INSPECTION_IMPROVE);
	rows = section(o, 0, "evaluations", 3);
	is_text(rows, 1, "kind", "exercise");
	is_number(rows, 1, "held", 2);
	is_number(rows, 1, "evaluated", 1);
	is_text(rows, 2, "kind", "deployment");
	is_number(rows, 2, "held", 1);
	is_number(rows, 2, "evaluated", 1);
	is_number(rows, 2, "points", 1);
	json_decref(o);
}

/* The whole file: also what was corrected, and why. */
static void the_file_of_a_person_is_whole(void **state)
{
	char correction[128];
	const json_t *rows;
	TEXT_AUTO page = { 0 };
	json_t *o = NULL;
	struct err e = { 0 };
	int64_t record = training_present(&w, spring, els);

	(void)state;
	(void)snprintf(correction, sizeof correction,
		"{'replaces':%" PRId64 ",'reason':'was er niet','result':'absent'}",
		record);
	assert_true(training_record(&w, spring, correction, &e) > 0);
	test_ok(db_begin(w.t.db, DB_READ, &e), &e);
	test_ok(person_file_read(w.t.db, els, w.by.now, w.by.now, false, &o, &e), &e);
	rows = section(o, 0, "competence", 1);
	is_text(rows, 0, "status", "lapsed");
	is_text(rows, 0, "function", "OVD-BZ");
	rows = section(o, 1, "functions", 1);
	is_text(rows, 0, "from_on", "2026-04-01");
	rows = section(o, 2, "attendance", 2);
	is_number(rows, 0, "replaced_by",
		json_integer_value(cell(rows, 1, "attendance_id")));
	is_number(rows, 1, "replaces", record);
	is_text(rows, 1, "reason", "was er niet");
	text_init(&page, 1024 * 1024);
	person_file_html(o, w.by.now, &page);
	assert_non_null(strstr(text_str(&page), "Jo Jansen4"));
	assert_non_null(strstr(text_str(&page), "was er niet"));
	json_decref(o);
	assert_int_equal(
		person_file_read(w.t.db, 9999, w.by.now, w.by.now, false, &o, &e),
		ERR_NOTFOUND);
	test_ok(db_commit(w.t.db, &e), &e);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open, close)
	const struct CMUnitTest tests[] = {
		TEST(how_people_become_competent),
		TEST(how_people_stay_competent),
		TEST(whether_evaluations_lead_to_improvement),
		TEST(call_outs_count_once),
		TEST(the_file_of_a_person_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
