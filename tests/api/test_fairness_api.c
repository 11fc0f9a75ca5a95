/* SPDX-License-Identifier: EUPL-1.2 */
/* Fairness, compensation and holidays over sockets. The sums themselves:
 * tests/unit/roster/test_fairness.c. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply ask(struct call_service *w, const char *path)
{
	return service_expect(
		&w->s, w->s.token[ROLE_COORDINATOR], "GET", path, NULL, 200);
}

static int64_t make(struct call_service *w, const char *path, const char *body)
{
	struct reply r = service_expect(
		&w->s, w->s.token[ROLE_COORDINATOR], "POST", path, body, 201);
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

static void duty_of(struct call_service *w, int64_t function, int64_t person, int rank,
	const char *starts, const char *ends)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"rank\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"state\":\"published\"}",
		(int)function, (int)person, rank, starts, ends);
	(void)make(w, "/api/v1/duties", body);
}

/* The item of a person and function; fails the test when there is none. */
static const json_t *item_of(const struct reply *r, int64_t person, int64_t function)
{
	const json_t *o;
	size_t i;

	json_array_foreach(json_object_get(r->json, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "person_id")) == person
			&& (function == 0
				|| json_integer_value(json_object_get(o, "function_id"))
					   == function))
			return o;
	}
	fail_msg("nobody: %s", r->body);
	return NULL;
}

static void number_is(const json_t *o, const char *field, double v)
{
	double is = json_number_value(json_object_get(o, field));

	if (is < v - 0.001 || is > v + 0.001)
		fail_msg("%s is %g, not %g", field, is, v);
}

/* A week over the clock change with King's Day's Saturday: Monday 22 to 29 April 2030
 * holds one holiday (27 April is a Saturday that year). */
static void a_week_counts_as_a_week(void **state)
{
	struct call_service *w = *state;
	int64_t person = w->ovd_person[2];
	struct reply r;
	const json_t *o, *minutes;

	duty_of(w, w->ovd, person, 5, "2030-04-22T22:00:00Z", "2030-04-29T22:00:00Z");
	r = ask(w, "/api/v1/fairness?from=2030-04-23&to=2030-04-30");
	o = item_of(&r, person, w->ovd);
	number_is(o, "weeks", 1);
	number_is(o, "nights", 7);
	number_is(o, "weekends", 1);
	number_is(o, "holidays", 1);
	minutes = json_object_get(o, "duty_minutes");
	number_is(minutes, "weekday", 5 * 1440);
	number_is(minutes, "saturday", 0);
	number_is(minutes, "sunday", 1440);
	number_is(minutes, "holiday", 1440);
	o = json_array_get(json_object_get(r.json, "functions"), 0);
	assert_int_equal(json_integer_value(json_object_get(o, "function_id")), w->ovd);
	/* this week, and the two who are on duty for years */
	number_is(o, "people", 3);
	number_is(o, "weeks", 3);
	reply_free(&r);
}

/* The weight of a holiday is a setting; a day of one's own counts too. */
static void holidays_are_weighed(void **state)
{
	struct call_service *w = *state;
	const char *token = w->s.token[ROLE_COORDINATOR];
	int64_t person = w->ovd_person[3], own;
	struct reply r;

	duty_of(w, w->ovd, person, 6, "2031-04-26T22:00:00Z", "2031-04-28T22:00:00Z");
	r = service_expect(&w->s, token, "PATCH", "/api/v1/holidays/5",
		"{\"weight_percent\":150}", 200);
	assert_string_equal(reply_text(&r, "kind"), "kings_day");
	reply_free(&r);
	own = make(w, "/api/v1/holidays",
		"{\"name\":\"Kermis\",\"date\":\"2031-04-28\",\"yearly\":false,"
		"\"weight_percent\":50}");
	r = ask(w, "/api/v1/fairness?from=2031-04-01&to=2031-05-01");
	/* 27 April 2031 is a Sunday: King's Day is the 26th; only the fair is left */
	number_is(item_of(&r, person, w->ovd), "holidays", 0.5);
	reply_free(&r);
	r = ask(w, "/api/v1/holidays/dates?from_year=2031&to_year=2031");
	assert_non_null(
		strstr(r.body, "{\"date\":\"2031-04-26\",\"name\":\"Koningsdag\","
			       "\"kind\":\"kings_day\","
			       "\"weight_percent\":150}"));
	assert_non_null(strstr(r.body, "\"Kermis\""));
	assert_null(strstr(r.body, "Goede Vrijdag"));
	reply_free(&r);
	r = service_expect(&w->s, token, "DELETE",
		call_path("/api/v1/holidays/{id}", own), NULL, 204);
	reply_free(&r);
	r = service_expect(&w->s, token, "DELETE", "/api/v1/holidays/5", NULL, 409);
	reply_free(&r);
	r = ask(w, "/api/v1/holidays/dates?from_year=2031&to_year=2031");
	assert_null(strstr(r.body, "\"Kermis\""));
	reply_free(&r);
}

/* Wrong holidays are named. */
static void wrong_holidays_are_refused(void **state)
{
	static const struct {
		const char *method, *path, *body, *field;
	} cases[] = {
		{ "POST", "/api/v1/holidays", "{}", "name" },
		{ "POST", "/api/v1/holidays", "{\"name\":\"x\"}", "date" },
		{ "POST", "/api/v1/holidays", "{\"name\":\"x\",\"kind\":\"new_year\"}",
			"kind" },
		{ "POST", "/api/v1/holidays",
			"{\"name\":\"x\",\"date\":\"2031-01-01\","
			"\"weight_percent\":-1}",
			"weight_percent" },
		{ "PATCH", "/api/v1/holidays/5", "{\"date\":\"2031-01-01\"}", "date" },
		{ "PATCH", "/api/v1/holidays/5",
			"{\"kind\":\"own\",\"date\":\"2031-01-01\"}", "kind" },
		{ "PATCH", "/api/v1/holidays/5", "{\"every_years\":5}", "every_years" },
		{ "GET", "/api/v1/holidays/dates?from_year=1900", NULL, "from_year" },
		{ "GET", "/api/v1/holidays/dates?from_year=2030&to_year=2000", NULL,
			"to_year" },
		{ "GET", "/api/v1/fairness?from=2030-01-01", NULL, "to" },
		{ "GET", "/api/v1/compensation", NULL, "month" },
		{ "GET", "/api/v1/compensation?month=2030-13", NULL, "month" },
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = service_expect(&w->s, w->s.token[ROLE_COORDINATOR],
			cases[i].method, cases[i].path, cases[i].body, 422);
		char field[64];

		(void)snprintf(field, sizeof field, "\"field\":\"%s\"", cases[i].field);
		if (strstr(r.body, field) == NULL)
			fail_msg("%s %s: %s", cases[i].path, cases[i].body, r.body);
		reply_free(&r);
	}
}

/* Two functions at once are paid once; a line a person, hours with a comma, of one
 * municipality when that is asked. */
static void compensation_is_a_line_a_person(void **state)
{
	struct call_service *w = *state;
	static const char *const csv[] = { "Accept: text/csv", NULL };
	int64_t person = w->ehb_person[0];
	char path[128];
	struct reply r;

	duty_of(w, w->ehb, person, 1, "2032-03-05T11:30:00Z", "2032-03-07T11:00:00Z");
	duty_of(w, w->ehb, person, 2, "2032-03-05T11:30:00Z", "2032-03-06T11:00:00Z");
	r = service_call(&w->s, w->s.token[ROLE_AUDITOR], "GET",
		"/api/v1/compensation?month=2032-03", NULL, csv);
	assert_int_equal(r.status, 200);
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/csv; charset=utf-8");
	assert_non_null(strstr(r.body, "\r\n2032-03;"));
	assert_non_null(strstr(
		r.body, ";\"11,50\";\"24,00\";\"12,00\";\"0,00\";0;0;\"0,00\";"));
	reply_free(&r);
	(void)snprintf(path, sizeof path,
		"/api/v1/compensation?month=2032-03&municipality_id=%d",
		(int)w->s.municipality_id);
	r = ask(w, path);
	number_is(json_object_get(item_of(&r, person, 0), "duty_minutes"), "weekday",
		690);
	reply_free(&r);
	r = ask(w, "/api/v1/compensation?month=2032-03&municipality_id=999");
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
}

/* A call is counted for everyone who got it; who came is booked half an hour at least.
 */
static void calls_are_counted(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), person = w->ovd_person[0];
	char body[96], path[160], from[16], to[16];
	struct reply r;
	const json_t *o;

	sms_sink_wait(w->sink, 4);
	(void)snprintf(body, sizeof body, "{\"person_id\":%d,\"answer\":\"yes\"}",
		(int)person);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/stop", id), "{}");
	call_expect(&r, 200);
	r = call_item(w, id);
	(void)snprintf(from, sizeof from, "%.7s", reply_text(&r, "started_at"));
	reply_free(&r);
	(void)snprintf(to, sizeof to, "%d-01-01", atoi(from) + 1);
	(void)snprintf(
		path, sizeof path, "/api/v1/fairness?from=%s-01&to=%s", from, to);
	r = ask(w, path);
	number_is(item_of(&r, person, w->ovd), "calls", 1);
	number_is(item_of(&r, w->ehb_person[0], w->ehb), "calls", 1);
	reply_free(&r);
	(void)snprintf(path, sizeof path, "/api/v1/compensation?month=%s", from);
	r = ask(w, path);
	o = json_object_get(item_of(&r, person, 0), "callouts");
	assert_int_equal(json_array_size(o), 1);
	o = json_object_get(item_of(&r, person, 0), "work_minutes");
	assert_true(json_integer_value(json_object_get(o, "weekday"))
			    + json_integer_value(json_object_get(o, "saturday"))
			    + json_integer_value(json_object_get(o, "sunday"))
			    + json_integer_value(json_object_get(o, "holiday"))
		    >= 30);
	o = json_object_get(item_of(&r, w->ehb_person[0], 0), "callouts");
	assert_int_equal(json_array_size(o), 0);
	reply_free(&r);
}

/* A member sees what he or she carried, nobody else's, and no payroll. */
static void members_see_their_own(void **state)
{
	struct call_service *w = *state;
	const char *path = "/api/v1/fairness?from=2030-01-01&to=2033-01-01";
	char other[128];
	struct reply r = service_expect(&w->s, w->s.member, "GET", path, NULL, 200);

	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
	(void)snprintf(
		other, sizeof other, "%s&person_id=%d", path, (int)w->ovd_person[0]);
	r = service_expect(&w->s, w->s.member, "GET", other, NULL, 403);
	reply_free(&r);
	r = service_expect(&w->s, w->s.member, "GET",
		"/api/v1/compensation?month=2030-04", NULL, 403);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_counts_as_a_week),
		cmocka_unit_test(holidays_are_weighed),
		cmocka_unit_test(wrong_holidays_are_refused),
		cmocka_unit_test(compensation_is_a_line_a_person),
		cmocka_unit_test(calls_are_counted),
		cmocka_unit_test(members_see_their_own),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
