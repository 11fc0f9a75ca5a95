/* SPDX-License-Identifier: EUPL-1.2 */
/* Absences that hit a duty, and who could take it over, over sockets. Mutations: sort
 * by person id instead of by_fairness(); leave is_absent() out: each fails. */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct reply absent(struct plan_service *p, const char *token, int officer,
	const char *from, const char *until)
{
	char body[160];

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"from\":\"%s\",\"until\":\"%s\"}",
		(int)p->person[officer], from, until);
	return plan_ask(p, token, "POST", "/api/v1/absences", body, 201);
}

static int64_t candidate(const json_t *hit, size_t i, const char *field)
{
	const json_t *v = json_object_get(
		json_array_get(json_object_get(hit, "candidates"), i), field);

	return json_is_boolean(v) ? json_is_true(v) : json_integer_value(v);
}

/* The reply names the duty; first comes who carried least, then who carried more, then
 * who has no time. Whoever looks after the rosters hears of it once. */
static void the_fairest_comes_first(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "TAKE1"), id;
	size_t told = plan_notices(p, p->w.ovd_person[0]);
	const json_t *hit;
	struct reply r;
	char body[64];

	(void)plan_duty(p, function, 0, "2030-05-06T07:00:00Z", "2030-05-13T07:00:00Z",
		"published");
	(void)plan_duty(p, function, 1, "2030-02-04T07:00:00Z", "2030-02-11T07:00:00Z",
		"published");
	r = absent(p, NULL, 2, "2030-05-08T00:00:00Z", "2030-05-09T00:00:00Z");
	assert_int_equal(plan_count(&r, "hits"), 0);
	reply_free(&r);
	r = absent(p, NULL, 0, "2030-05-07T00:00:00Z", "2030-06-01T00:00:00Z");
	id = reply_int(&r, "id");
	assert_int_equal(plan_count(&r, "hits"), 1);
	hit = plan_item(&r, "hits", 0);
	assert_string_equal(json_string_value(json_object_get(hit, "from")),
		"2030-05-07T00:00:00Z");
	assert_string_equal(json_string_value(json_object_get(hit, "until")),
		"2030-05-13T07:00:00Z");
	assert_int_equal(json_array_size(json_object_get(hit, "candidates")), 3);
	assert_int_equal(candidate(hit, 0, "person_id"), p->person[3]);
	assert_int_equal(candidate(hit, 0, "burden_hours"), 0);
	assert_int_equal(candidate(hit, 1, "person_id"), p->person[1]);
	assert_true(candidate(hit, 1, "burden_hours") > 168);
	assert_int_equal(candidate(hit, 2, "person_id"), p->person[2]);
	assert_int_equal(candidate(hit, 2, "absent"), true);
	assert_int_equal(candidate(hit, 2, "available"), false);
	reply_free(&r);
	(void)snprintf(body, sizeof body, "{\"note\":\"verlof\"}");
	r = plan_ask(
		p, NULL, "PATCH", call_path("/api/v1/absences/{id}", id), body, 200);
	assert_int_equal(plan_count(&r, "hits"), 1);
	reply_free(&r);
	/* no coordinator has an account: who is on duty to hear of shortages would be
	 * told, and nobody is */
	assert_int_equal(plan_notices(p, p->w.ovd_person[0]), told);
}

/* With an account for the coordinator, that is who hears it, once for each duty. */
static void the_coordinator_hears_of_it(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "TAKE2"), planner = p->w.ehb_person[5];
	size_t told;
	char body[160];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"name\":\"planner\",\"role\":\"coordinator\",\"person_id\":%d}",
		(int)planner);
	r = plan_ask(p, p->w.s.token[ROLE_ADMINISTRATOR], "POST", "/api/v1/accounts",
		body, 201);
	reply_free(&r);
	told = plan_notices(p, planner);
	(void)plan_duty(p, function, 1, "2030-07-01T07:00:00Z", "2030-07-08T07:00:00Z",
		"published");
	r = absent(p, p->member[1], 1, "2030-07-02T00:00:00Z", "2030-07-03T00:00:00Z");
	assert_int_equal(plan_count(&r, "hits"), 1);
	/* a member sees who is available, not why others are not */
	assert_null(json_object_get(
		json_array_get(
			json_object_get(plan_item(&r, "hits", 0), "candidates"), 0),
		"burden_hours"));
	assert_int_equal(plan_notices(p, planner), told + 1);
	reply_free(&r);
	r = plan_ask(p, p->member[1], "PATCH", "/api/v1/absences/3",
		"{\"note\":\"toch\"}", 200);
	reply_free(&r);
	assert_int_equal(plan_notices(p, planner), told + 1);
}

/* Absences out of a calendar are no other than those written down by hand: the duty is
 * named with who could take over, and the coordinator hears it; a trial tells nobody.
 * Needs the coordinator's account of the test before. */
static void a_calendar_warns_as_well(void **state)
{
	static const char *const type[] = { "Content-Type: text/calendar", NULL };
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "TAKE5"), planner = p->w.ehb_person[5];
	struct instant from = { ((int64_t)time(NULL) / 86400 + 30) * 86400000 };
	struct instant until = instant_add(from, seconds(7 * 86400));
	size_t told = plan_notices(p, planner);
	char starts[INSTANT_TEXT], ends[INSTANT_TEXT], file[320];
	struct reply r;

	(void)plan_duty(p, function, 2, instant_format(from, starts),
		instant_format(until, ends), "published");
	(void)snprintf(file, sizeof file,
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:"
		"1\r\n"
		"DTSTAMP:20260101T000000Z\r\nDTSTART:%.4s%.2s%.2sT000000Z\r\n"
		"DURATION:P2D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		starts, starts + 5, starts + 8);
	r = service_call(&p->w.s, p->member[2], "POST",
		"/api/v1/absences/import?dry_run=true", file, type);
	assert_int_equal(plan_count(&r, "hits"), 1);
	assert_int_equal(plan_notices(p, planner), told);
	reply_free(&r);
	r = service_call(
		&p->w.s, p->member[2], "POST", "/api/v1/absences/import", file, type);
	assert_int_equal(reply_int(&r, "created"), 1);
	assert_int_equal(plan_count(&r, "hits"), 1);
	assert_int_equal(json_integer_value(json_object_get(
				 plan_item(&r, "hits", 0), "function_id")),
		function);
	assert_int_equal(json_array_size(json_object_get(
				 plan_item(&r, "hits", 0), "candidates")),
		3);
	assert_int_equal(plan_notices(p, planner), told + 1);
	reply_free(&r);
	r = service_call(
		&p->w.s, p->member[2], "POST", "/api/v1/absences/import", file, type);
	assert_int_equal(reply_int(&r, "unchanged"), 1);
	assert_int_equal(plan_count(&r, "hits"), 0);
	assert_int_equal(plan_notices(p, planner), told + 1);
	reply_free(&r);
}

/* Of a duty: who could take it; who is on duty elsewhere comes last. */
static void a_duty_shows_who_could_take_it(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "TAKE3"), other = plan_function(p, "TAKE4");
	int64_t duty = plan_duty(p, function, 0, "2031-05-05T07:00:00Z",
		"2031-05-12T07:00:00Z", "published");
	const json_t *hit;
	struct reply r;

	(void)plan_duty(p, other, 3, "2031-05-05T07:00:00Z", "2031-05-12T07:00:00Z",
		"published");
	r = plan_ask(p, NULL, "GET", call_path("/api/v1/duties/{id}/takeover", duty),
		NULL, 200);
	hit = plan_item(&r, "hits", 0);
	assert_int_equal(json_array_size(json_object_get(hit, "candidates")), 3);
	assert_int_equal(candidate(hit, 2, "person_id"), p->person[3]);
	assert_int_equal(candidate(hit, 2, "busy"), true);
	reply_free(&r);
	r = plan_ask(p, p->member[0], "GET",
		call_path(
			"/api/v1/duties/{id}/takeover?from=2031-05-06T00:00:00Z", duty),
		NULL, 200);
	assert_int_equal(plan_count(&r, "hits"), 1);
	reply_free(&r);
	r = plan_ask(p, p->member[1], "GET",
		call_path("/api/v1/duties/{id}/takeover", duty), NULL, 200);
	assert_int_equal(plan_count(&r, "hits"), 0); /* not theirs to give */
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fairest_comes_first),
		cmocka_unit_test(the_coordinator_hears_of_it),
		cmocka_unit_test(a_calendar_warns_as_well),
		cmocka_unit_test(a_duty_shows_who_could_take_it),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
