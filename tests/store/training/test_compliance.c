/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence out of the database: the rules by example, with dates worked out by hand.
 * The world's clock stands at 21 September 2026. */
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/training/record/activity.h"
#include "tests/support/training_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w;
static int64_t jan; /* an officer since 2020 */

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, w.officer);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static json_t *asks(const char *kind, int count, int within_months, int grace_days)
{
	return json_pack("{s:I,s:s,s:s,s:i,s:o,s:i}", "function_id",
		(json_int_t)w.officer, "kind", kind, "title", "Eis", "count", count,
		"within_months",
		within_months > 0 ? json_integer(within_months) : json_null(),
		"grace_days", grace_days);
}

static void expect(const char *date, const char *status)
{
	const char *is = training_status(&w, jan, w.officer, date, NULL);

	if (strcmp(is, status) != 0)
		fail_msg("%s: \"%s\" instead of \"%s\"", date, is, status);
}

static void a_function_without_requirements_is_current(void **state)
{
	(void)state;
	expect("2026-09-21", "current");
	expect("2019-12-31", "");
}

/* Two in twelve months: from the second on, until the first of the two is a year old.
 */
static void so_many_within_months(void **state)
{
	(void)state;
	(void)training_requirement(&w, asks("exercise", 2, 12, 30));
	expect("2026-01-01",
		"lapsed 2020-01-31: Eis: 0 van 2 in de laatste 12 maanden");
	(void)training_present(
		&w, training_activity(&w, "exercise", "A", "2026-01-10"), jan);
	expect("2026-01-10",
		"lapsed 2020-01-31: Eis: 1 van 2 in de laatste 12 maanden");
	(void)training_present(
		&w, training_activity(&w, "exercise", "B", "2026-03-10"), jan);
	expect("2026-03-09",
		"lapsed 2020-01-31: Eis: 1 van 2 in de laatste 12 maanden");
	expect("2026-03-10", "current 2027-01-10");
	expect("2026-10-11", "current 2027-01-10");
	expect("2026-10-12", "expiring 2027-01-10: Eis: geldig tot 10-01-2027");
	expect("2027-01-09", "expiring 2027-01-10: Eis: geldig tot 10-01-2027");
	expect("2027-01-10", "expiring 2027-01-10: Eis: 1 van 2 in de laatste 12 "
			     "maanden, sinds 10-01-2027");
	expect("2027-02-08", "expiring 2027-01-10: Eis: 1 van 2 in de laatste 12 "
			     "maanden, sinds 10-01-2027");
	expect("2027-02-09", "lapsed 2027-02-09: Eis: 1 van 2 in de laatste 12 "
			     "maanden, sinds 10-01-2027");
}

/* An initial course counts for ever; another kind does not count for it. */
static void an_initial_course_is_for_ever(void **state)
{
	int64_t training;

	(void)state;
	(void)training_requirement(&w, asks("course", 1, 0, 0));
	training = training_activity(&w, "training", "T", "2025-01-10");
	(void)training_present(&w, training, jan);
	expect("2026-01-01", "lapsed 2020-01-01: Eis: 0 van 1");
	(void)training_present(
		&w, training_activity(&w, "course", "C", "2025-02-10"), jan);
	expect("2025-02-09", "lapsed 2020-01-01: Eis: 0 van 1");
	expect("2025-02-10", "current");
	expect("2099-01-01", "current");
}

/* Who was absent, excused or failed has not done it; who passed has. */
static void only_presence_counts(void **state)
{
	static const struct {
		const char *result;
		bool counts;
	} results[] = { { "absent", false }, { "excused", false }, { "failed", false },
		{ "passed", true } };

	(void)state;
	(void)training_requirement(&w, asks("course", 1, 0, 0));
	for (size_t i = 0; i < 4; i++) {
		char item[96];
		struct err e = { 0 };

		(void)snprintf(item, sizeof item, "{'person_id':%d,'result':'%s'}",
			(int)jan, results[i].result);
		(void)training_record(&w,
			training_activity(&w, "course", "C", "2025-02-10"), item, &e);
		test_ok(e.code, &e);
		assert_int_equal(
			strncmp(training_status(&w, jan, w.officer, "2026-01-01", NULL),
				"current", 7)
				== 0,
			results[i].counts);
	}
}

/* Deployments count where the requirement says so; hours of all kinds add up. */
static void deployments_and_hours(void **state)
{
	json_t *exercise = asks("exercise", 1, 12, 0);

	(void)state;
	(void)json_object_set_new(exercise, "deployments_count", json_true());
	(void)training_requirement(&w, exercise);
	(void)training_present(
		&w, training_activity(&w, "deployment", "Brand", "2026-05-01"), jan);
	expect("2026-06-01", "current 2027-05-01");
	(void)training_requirement(&w, asks("hours", 6, 12, 0));
	expect("2026-06-01",
		"lapsed 2020-01-01: Eis: 3 van 6 uur in de laatste 12 maanden");
	(void)training_present(
		&w, training_activity(&w, "training", "T", "2026-05-31"), jan);
	expect("2026-06-01", "current 2027-05-01");
}

/* Attendance in one function does not count for another. */
static void records_are_of_a_function(void **state)
{
	char item[96];
	struct err e = { 0 };
	int64_t both = training_activity(&w, "exercise", "A", "2026-01-10");

	(void)state;
	(void)roster_make(&w, &assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)jan,
			"function_id", (json_int_t)w.shelter, "status", "qualified",
			"from", "2020-01-01"));
	(void)training_requirement(&w, asks("exercise", 1, 12, 0));
	(void)training_requirement(
		&w, json_pack("{s:I,s:s,s:s}", "function_id", (json_int_t)w.shelter,
			    "kind", "exercise", "title", "Ander"));
	(void)snprintf(item, sizeof item,
		"{'person_id':%d,'function_id':%d,'result':'passed'}", (int)jan,
		(int)w.officer);
	(void)training_record(&w, both, item, &e);
	test_ok(e.code, &e);
	expect("2026-02-01", "current 2027-01-10");
	assert_string_equal(training_status(&w, jan, w.shelter, "2026-02-01", NULL),
		"lapsed 2020-01-01: Ander: 0 van 1");
}

/* A requirement of one person is asked of that person alone, in every function. */
static void persons_have_requirements_of_their_own(void **state)
{
	int64_t piet = roster_person(&w, 2, w.officer);

	(void)state;
	(void)training_requirement(
		&w, json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)piet, "kind",
			    "training", "title", "Extra"));
	expect("2026-02-01", "current");
	assert_string_equal(training_status(&w, piet, w.officer, "2026-02-01", NULL),
		"lapsed 2020-01-01: Extra: 0 van 1");
}

/* A requirement that is asked from a date on is measured from that date. */
static void requirements_begin_and_end(void **state)
{
	json_t *body = asks("training", 1, 12, 60);

	(void)state;
	(void)json_object_set_new(body, "from", json_string("2026-03-01"));
	(void)json_object_set_new(body, "until", json_string("2026-12-01"));
	(void)training_requirement(&w, body);
	expect("2026-02-28", "current");
	expect("2026-03-01", "expiring 2026-03-01: Eis: 0 van 1 in de laatste 12 "
			     "maanden");
	expect("2026-04-30",
		"lapsed 2026-04-30: Eis: 0 van 1 in de laatste 12 maanden");
	expect("2026-12-01", "current");
}

/* Aspirants are shown as such, with what they lack. */
static void aspirants_are_aspirants(void **state)
{
	int64_t piet = roster_person(&w, 2, 0);

	(void)state;
	(void)roster_make(&w, &assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)piet,
			"function_id", (json_int_t)w.officer, "status", "aspirant",
			"from", "2026-01-01"));
	(void)training_requirement(&w, asks("course", 1, 0, 0));
	assert_string_equal(training_status(&w, piet, w.officer, "2026-02-01", NULL),
		"aspirant 2026-01-01: Eis: 0 van 1");
}

/* A corrected record counts as corrected; what was known before tells the old story. */
static void corrections_count_from_when_they_were_known(void **state)
{
	int64_t activity = training_activity(&w, "course", "C", "2026-02-10"), record;
	char item[160];
	struct err e = { 0 };

	(void)state;
	(void)training_requirement(&w, asks("course", 1, 0, 0));
	w.by.now.ms -= INT64_C(60) * 86400000;
	record = training_present(&w, activity, jan);
	w.by.now.ms += INT64_C(60) * 86400000;
	expect("2026-03-01", "current");
	(void)snprintf(item, sizeof item,
		"{'replaces':%d,'reason':'was er niet','result':'absent'}",
		(int)record);
	(void)training_record(&w, activity, item, &e);
	test_ok(e.code, &e);
	expect("2026-03-01", "lapsed 2020-01-01: Eis: 0 van 1");
	assert_string_equal(
		training_status(&w, jan, w.officer, "2026-03-01", "2026-09-01"),
		"current");
}

/* Only activities of the subject count; case and marks do not matter. */
static void subjects_are_told_apart(void **state)
{
	json_t *body = asks("course", 1, 0, 0);
	int64_t other = training_activity(&w, "course", "C", "2026-02-10"), right;
	struct err e = { 0 };

	(void)state;
	(void)json_object_set_new(body, "subject", json_string("Basis OvD"));
	(void)training_requirement(&w, body);
	(void)training_present(&w, other, jan);
	expect("2026-03-01", "lapsed 2020-01-01: Eis: 0 van 1");
	right = training_activity(&w, "course", "C", "2026-02-11");
	test_ok(roster_change(&w, &activity_resource, right,
			json_pack("{s:s}", "subject", "BASIS OVD"), &e),
		&e);
	(void)training_present(&w, right, jan);
	expect("2026-03-01", "current");
}

/* A cancelled activity counts for nothing, and nobody can be present at it. */
static void cancelled_is_not_held(void **state)
{
	int64_t id = training_activity(&w, "course", "C", "2026-02-10");
	char item[96];
	struct err e = { 0 };

	(void)state;
	test_ok(roster_change(&w, &activity_resource, id,
			json_pack("{s:b}", "cancelled", 1), &e),
		&e);
	(void)snprintf(
		item, sizeof item, "{'person_id':%d,'result':'present'}", (int)jan);
	assert_int_equal(training_record(&w, id, item, &e), 0);
	assert_int_equal(e.code, ERR_CONFLICT);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open, close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_function_without_requirements_is_current),
		EACH(so_many_within_months),
		EACH(an_initial_course_is_for_ever),
		EACH(only_presence_counts),
		EACH(deployments_and_hours),
		EACH(records_are_of_a_function),
		EACH(persons_have_requirements_of_their_own),
		EACH(requirements_begin_and_end),
		EACH(aspirants_are_aspirants),
		EACH(corrections_count_from_when_they_were_known),
		EACH(subjects_are_told_apart),
		EACH(cancelled_is_not_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
