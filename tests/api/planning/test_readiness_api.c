/* SPDX-License-Identifier: EUPL-1.2 */
/* Readiness over sockets: what reaches it out of rosters, contacts and tests. */
#include "roster/people/reachability.h"
#include "schema/engine.h"
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* How many problems of that kind the function has; *ret_place where it stands. */
static int problems(struct plan_service *p, int64_t function, const char *kind,
	int64_t person, size_t *ret_place)
{
	struct reply r = plan_ask(p, NULL, "GET", "/api/v1/readiness", NULL, 200);
	json_t *f, *problem;
	size_t i, k;
	int n = 0;

	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) != function)
			continue;
		*ret_place = i;
		json_array_foreach(json_object_get(f, "problems"), k, problem)
		{
			n += strcmp(json_string_value(json_object_get(problem, "kind")),
				     kind)
				     == 0
			     && (person == 0
				     || json_integer_value(
						json_object_get(problem, "person_id"))
						== person);
		}
	}
	reply_free(&r);
	return n;
}

/* A function without a roster is a gap and stands first; when it has one, it has not.
 */
static void a_gap_stands_first(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "READY1");
	size_t place = 99;

	assert_int_equal(problems(p, function, "gap", 0, &place), 1);
	assert_int_equal(place, 0);
	(void)plan_duty(p, function, 0, "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z",
		"published");
	assert_int_equal(problems(p, function, "gap", 0, &place), 0);
	assert_true(place > 0 || problems(p, function, "working_time", 0, &place) > 0);
	assert_int_equal(problems(p, function, "single_point", 0, &place), 0);
}

/* A test was held, as the program notes an hour after it ended. */
static void note_test(
	struct plan_service *p, int64_t person, bool answered, int64_t day)
{
	struct instant tested = { INT64_C(1790000000000) + day * 86400000 };
	struct err e = { 0 };
	struct db *db = NULL;

	test_ok(db_open(&sqlite_engine, p->w.s.t.file, DB_WRITE, &db, &e), &e);
	test_ok(db_begin(db, DB_WRITE, &e), &e);
	test_ok(reachability_note(db, person, answered, tested, &e), &e);
	test_ok(db_commit(db, &e), &e);
	test_ok(db_close(db, &e), &e);
}

/* Who gave no answer to the last two tests cannot be reached: by the one count that the
 * list of missed tests shows too. Mutation: ask for three. */
static void who_is_silent_is_named(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "READY2"), person = p->person[2];
	size_t place;
	struct reply r;

	(void)plan_duty(p, function, 2, "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z",
		"published");
	assert_int_equal(problems(p, function, "unreachable", person, &place), 0);
	note_test(p, person, false, 1);
	assert_int_equal(problems(p, function, "unreachable", person, &place), 0);
	note_test(p, person, false, 2);
	assert_int_equal(problems(p, function, "unreachable", person, &place), 1);
	r = plan_ask(p, NULL, "GET", "/api/v1/reachability", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	note_test(p, person, true, 3);
	assert_int_equal(problems(p, function, "unreachable", person, &place), 0);
}

/* A test that was stopped is nobody's silence. */
static void a_stopped_test_is_no_silence(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "READY5"), scenario;
	size_t place;
	struct reply r;
	char body[512];

	(void)plan_duty(p, function, 0, "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z",
		"published");
	(void)snprintf(body, sizeof body,
		"{\"code\":\"TEST\",\"name\":\"Proef\",\"kind\":\"test\","
		"\"text\":{\"sms\":\"{incident} {link}\"},\"path_seconds\":600,"
		"\"rounds\":1,\"slots\":[{\"function_id\":%d,\"need\":1,"
		"\"mode\":\"on_duty\",\"fallback\":\"none\"}]}",
		(int)function);
	scenario = plan_make(p, "/api/v1/scenarios", body);
	for (int i = 0; i < 2; i++) {
		int64_t callout = call_begin(&p->w, scenario, ",\"kind\":\"test\"");

		r = plan_ask(p, NULL, "POST",
			call_path("/api/v1/callouts/{id}/stop", callout), "", 200);
		reply_free(&r);
	}
	assert_int_equal(problems(p, function, "unreachable", 0, &place), 0);
}

/* Nor can somebody without anything that rings. */
static void who_has_no_number_is_named(void **state)
{
	struct plan_service *p = *state;
	struct reply r;

	(void)plan_duty(p, plan_function(p, "READY3"), 3, "2020-01-01T00:00:00Z",
		"2100-01-01T00:00:00Z", "published");
	r = plan_ask(p, NULL, "PATCH", call_path("/api/v1/people/{id}", p->person[3]),
		"{\"contacts\":[{\"kind\":\"email\",\"address\":\"a@b.example\","
		"\"rank\":1}]}",
		200);
	reply_free(&r);
	r = plan_ask(p, NULL, "GET", "/api/v1/readiness?days=7", NULL, 200);
	assert_non_null(strstr(r.body, "geen telefoonnummer"));
	reply_free(&r);
	r = plan_ask(p, NULL, "GET", "/api/v1/readiness?days=0", NULL, 422);
	reply_free(&r);
	r = plan_ask(p, p->member[0], "GET", "/api/v1/readiness", NULL, 403);
	reply_free(&r);
}

/* Who has duty and never did what the function asks is named. */
static void who_is_not_competent_is_named(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "READY4");
	size_t place;
	char body[256];

	(void)plan_duty(p, function, 1, "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z",
		"published");
	assert_int_equal(problems(p, function, "training", 0, &place), 0);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"kind\":\"exercise\",\"title\":\"Oefening\","
		"\"count\":1,\"within_months\":12,\"grace_days\":0,"
		"\"from\":\"2020-01-01\"}",
		(int)function);
	(void)plan_make(p, "/api/v1/requirements", body);
	assert_int_equal(problems(p, function, "training", p->person[1], &place), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_stands_first),
		cmocka_unit_test(who_is_silent_is_named),
		cmocka_unit_test(a_stopped_test_is_no_silence),
		cmocka_unit_test(who_has_no_number_is_named),
		cmocka_unit_test(who_is_not_competent_is_named),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
