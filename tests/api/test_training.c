/* SPDX-License-Identifier: EUPL-1.2 */
/* Training over HTTP: activities, attendance as a list and corrected, requirements, who
 * is competent, and who may see what. */
#include "tests/support/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct service s;
static int64_t function, other_person, exercise;

static void expect(struct reply *r, long status)
{
	if (r->status != status)
		fail_msg("%ld instead of %ld: %s", r->status, status, r->body);
	reply_free(r);
}

/* Each $ becomes a number: the first a, the others b; each ' becomes ". */
static const char *filled(
	char *buffer, size_t size, const char *format, int64_t a, int64_t b)
{
	size_t n = 0;

	for (const char *p = format; *p != '\0' && n + 24 < size; p++) {
		if (*p != '$') {
			buffer[n++] = *p == '\'' ? '"' : *p;
			continue;
		}
		n += (size_t)snprintf(buffer + n, size - n, "%" PRId64, a);
		a = b;
	}
	buffer[n] = '\0';
	return buffer;
}

static const char *body(const char *format, int64_t a, int64_t b)
{
	static char text[2048];

	return filled(text, sizeof text, format, a, b);
}

static const char *path(const char *format, int64_t id)
{
	static char text[256];

	return filled(text, sizeof text, format, id, id);
}

static int64_t made(const char *where, const char *what)
{
	struct reply r = service_post(&s, ROLE_COORDINATOR, where, what);
	int64_t id = r.status == 201 ? reply_int(&r, "id") : 0;

	expect(&r, 201);
	return id;
}

static int start(void **state)
{
	(void)state;
	service_prepare(&s);
	service_start(&s, "");
	function = made("/api/v1/functions",
		body("{'code':'OVD','name':'OvD','spoken_name':'o','regime':'H'}", 0,
			0));
	other_person = made("/api/v1/people",
		body("{'given_name':'Bo','family_name':'Bos','municipality_id':$}",
			s.municipality_id, 0));
	(void)made("/api/v1/assignments",
		body("{'person_id':$,'function_id':$,'status':'qualified',"
		     "'from':'2024-01-01'}",
			s.person_id, function));
	(void)made("/api/v1/assignments",
		body("{'person_id':$,'function_id':$,'status':'aspirant',"
		     "'from':'2024-01-01'}",
			other_person, function));
	exercise = made("/api/v1/activities",
		body("{'kind':'exercise','title':'Najaar','hours':2.5,"
		     "'starts_at':'2025-03-10T08:00:00Z','ends_at':"
		     "'2025-03-10T11:00:00Z','function_ids':[$]}",
			function, 0));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	service_cleanup(&s);
	return 0;
}

static const char *status_at(const char *token, const char *at, int64_t person)
{
	static char status[512];
	char where[128];
	struct reply r;
	json_t *o;
	size_t i;

	(void)snprintf(where, sizeof where, "/api/v1/compliance?at=%s&function_id=%d",
		at, (int)function);
	r = service_call(&s, token, "GET", where, NULL, NULL);
	status[0] = '\0';
	json_array_foreach(json_object_get(r.json, "people"), i, o)
	{
		const json_t *on = json_object_get(o, "expires_on");

		if (json_integer_value(json_object_get(o, "person_id")) == person)
			(void)snprintf(status, sizeof status, "%s %s %zu",
				json_string_value(json_object_get(o, "status")),
				json_is_string(on) ? json_string_value(on) : "-",
				json_array_size(json_object_get(o, "missing")));
	}
	expect(&r, 200);
	return status;
}

/* The whole way: a requirement, a list of who was there, a correction, and what they
 * say about any day. */
static void competence_follows_from_the_records(void **state)
{
	const char *token = s.token[ROLE_AUDITOR];
	int64_t record;
	struct reply r;

	(void)state;
	(void)made("/api/v1/requirements",
		body("{'function_id':$,'kind':'exercise','title':'Oefening',"
		     "'count':1,'within_months':12,'grace_days':30}",
			function, 0));
	assert_string_equal(
		status_at(token, "2025-06-01", s.person_id), "lapsed 2024-01-01 1");
	r = service_post(&s, ROLE_COORDINATOR,
		path("/api/v1/activities/$/attendance", exercise),
		body("{'items':[{'person_id':$,'result':'present'},"
		     "{'person_id':$,'result':'absent'}]}",
			s.person_id, other_person));
	assert_int_equal(reply_count(&r), 2);
	record = json_integer_value(json_object_get(
		json_array_get(json_object_get(r.json, "items"), 0), "id"));
	expect(&r, 201);
	assert_string_equal(
		status_at(token, "2025-06-01", s.person_id), "current 2026-03-10 0");
	assert_string_equal(
		status_at(token, "2026-03-09", s.person_id), "expiring 2026-03-10 0");
	assert_string_equal(
		status_at(token, "2026-03-15", s.person_id), "expiring 2026-03-10 1");
	assert_string_equal(
		status_at(token, "2026-04-09", s.person_id), "lapsed 2026-03-10 1");
	assert_string_equal(
		status_at(token, "2025-06-01", other_person), "aspirant - 1");
	r = service_post(&s, ROLE_COORDINATOR,
		path("/api/v1/activities/$/attendance", exercise),
		body("{'replaces':$,'reason':'was er niet','result':'absent'}", record,
			0));
	assert_string_equal(reply_header(&r, "Location"),
		path("/api/v1/attendance/$", reply_int(&r, "id")));
	assert_int_equal(reply_int(&r, "replaces"), record);
	expect(&r, 201);
	assert_string_equal(
		status_at(token, "2025-06-01", s.person_id), "lapsed 2024-01-01 1");
	r = service_get(
		&s, ROLE_AUDITOR, path("/api/v1/activities/$/attendance", exercise));
	assert_int_equal(reply_count(&r), 3);
	expect(&r, 200);
	r = service_get(&s, ROLE_AUDITOR,
		path("/api/v1/activities/$/attendance?latest=true", exercise));
	assert_int_equal(reply_count(&r), 2);
	expect(&r, 200);
}

/* The words of what is missing are Dutch, or English for who asks so. */
static void missing_is_told_in_words(void **state)
{
	const char *english[] = { "Accept-Language: en", NULL };
	const char *where = "/api/v1/compliance?at=2025-01-01&status=lapsed";
	struct reply r = service_get(&s, ROLE_COORDINATOR, where);

	(void)state;
	assert_non_null(strstr(r.body, "Oefening: 0 van 1 in de laatste 12 maanden"));
	expect(&r, 200);
	r = service_call(&s, s.token[ROLE_COORDINATOR], "GET", where, NULL, english);
	assert_non_null(strstr(r.body, "Oefening: 0 of 1 in the last 12 months"));
	expect(&r, 200);
	r = service_get(&s, ROLE_COORDINATOR, "/api/v1/compliance?status=good");
	assert_non_null(strstr(r.body, "\"field\":\"status\""));
	expect(&r, 422);
}

/* There is no way to change or delete a record. */
static void records_stay(void **state)
{
	const char *where = path("/api/v1/attendance/$", 1);
	static const char *const methods[] = { "PUT", "PATCH", "DELETE" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct reply r = service_call(
			&s, s.token[ROLE_ADMINISTRATOR], methods[i], where, "{}", NULL);

		expect(&r, 405);
	}
}

/* An activity that has attendance keeps its date, and stays. */
static void activities_keep_their_meaning(void **state)
{
	const char *where = path("/api/v1/activities/$", exercise);
	const char *stale[] = { "If-Match: \"9\"", NULL };
	const char *token = s.token[ROLE_COORDINATOR];
	struct reply r = service_call(&s, token, "PATCH", where,
		"{\"starts_at\":\"2025-03-09T08:00:00Z\"}", NULL);

	(void)state;
	assert_non_null(strstr(r.body, "\"field\":\"starts_at\""));
	expect(&r, 422);
	r = service_call(
		&s, token, "PATCH", where, "{\"title\":\"Najaarsoefening\"}", NULL);
	assert_true(json_number_value(json_object_get(r.json, "hours")) == 2.5);
	expect(&r, 200);
	r = service_call(&s, token, "PATCH", where, "{\"title\":\"x\"}", stale);
	expect(&r, 412);
	r = service_call(&s, token, "DELETE", where, NULL, NULL);
	expect(&r, 409);
}

/* Members see what is theirs, nobody else's; dispatchers see nothing of it. */
static void members_see_their_own(void **state)
{
	struct reply r =
		service_call(&s, s.member, "GET", "/api/v1/compliance", NULL, NULL);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(r.json, "people")), 1);
	expect(&r, 200);
	r = service_call(&s, s.member, "GET",
		path("/api/v1/compliance?person_id=$", other_person), NULL, NULL);
	expect(&r, 403);
	r = service_call(&s, s.member, "GET", "/api/v1/attendance", NULL, NULL);
	assert_int_equal(reply_count(&r), 2);
	expect(&r, 200);
	r = service_call(&s, s.member, "GET", "/api/v1/attendance/2", NULL, NULL);
	expect(&r, 403);
	r = service_call(&s, s.member, "GET",
		path("/api/v1/activities/$/attendance", exercise), NULL, NULL);
	assert_int_equal(reply_count(&r), 2);
	expect(&r, 200);
	r = service_call(&s, s.member, "GET", "/api/v1/activities", NULL, NULL);
	assert_int_equal(reply_count(&r), 1);
	expect(&r, 200);
	r = service_call(
		&s, s.token[ROLE_MEMBER], "GET", "/api/v1/attendance", NULL, NULL);
	expect(&r, 403);
	r = service_get(&s, ROLE_DISPATCHER, "/api/v1/compliance");
	expect(&r, 403);
}

static bool audit_has(const char *action, const char *object)
{
	struct reply r = service_get(&s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	const json_t *o;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		found |= strcmp(json_string_value(json_object_get(o, "action")), action)
				 == 0
			 && strcmp(json_string_value(json_object_get(o, "object")),
				    object)
				    == 0;
	}
	expect(&r, 200);
	return found;
}

/* Each question of the inspectorate is one page, for who may read all; the file of a
 * person is for that person too, and reading another's is noted. */
static void questions_and_files_are_answered(void **state)
{
	static const char *const questions[] = { "become", "stay", "improve" };
	const char *page[] = { "Accept: text/html", NULL };
	char own[64], other[64], object[48];
	struct reply r;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char where[64];

		(void)snprintf(where, sizeof where, "/api/v1/training/answers/%s",
			questions[i]);
		r = service_get(&s, ROLE_AUDITOR, where);
		assert_true(strlen(reply_text(&r, "answer")) > 20);
		expect(&r, 200);
		r = service_call(&s, s.token[ROLE_AUDITOR], "GET", where, NULL, page);
		assert_non_null(strstr(r.body, "<h2>"));
		expect(&r, 200);
		r = service_call(&s, s.member, "GET", where, NULL, NULL);
		expect(&r, 403);
	}
	r = service_get(&s, ROLE_AUDITOR, "/api/v1/training/answers/whether");
	expect(&r, 404);
	(void)snprintf(own, sizeof own, "/api/v1/people/%d/training", (int)s.person_id);
	(void)snprintf(
		other, sizeof other, "/api/v1/people/%d/training", (int)other_person);
	r = service_call(&s, s.member, "GET", own, NULL, NULL);
	assert_int_equal(json_array_size(json_object_get(r.json, "sections")), 7);
	expect(&r, 200);
	r = service_call(&s, s.member, "GET", other, NULL, NULL);
	expect(&r, 403);
	r = service_get(&s, ROLE_DISPATCHER, other);
	expect(&r, 403);
	(void)snprintf(object, sizeof object, "person/%d", (int)other_person);
	assert_false(audit_has("training.read", object));
	r = service_call(&s, s.token[ROLE_AUDITOR], "GET", other, NULL, page);
	assert_non_null(strstr(r.body, "Opleidingsdossier"));
	expect(&r, 200);
	assert_true(audit_has("training.read", object));
	(void)snprintf(object, sizeof object, "person/%d", (int)s.person_id);
	assert_false(audit_has("training.read", object));
}

/* What breaks a rule is named. */
static void wrong_values_are_named(void **state)
{
	static const struct {
		const char *where, *what, *field;
	} cases[] = {
		{ "/api/v1/activities", "{}", "kind" },
		{ "/api/v1/activities",
			"{'kind':'party','title':'x','starts_at':'2025-03-10T08:00:00Z'"
			",'ends_at':'2025-03-10T09:00:00Z'}",
			"kind" },
		{ "/api/v1/activities",
			"{'kind':'course','title':'x','starts_at':'2025-03-10T08:00:00Z"
			"','ends_at':'2025-03-10T08:00:00Z'}",
			"ends_at" },
		{ "/api/v1/activities",
			"{'kind':'course','title':'x','starts_at':'2025-03-10T08:00:00Z"
			"','ends_at':'2025-03-10T09:00:00Z','function_ids':[999]}",
			"function_ids[0]" },
		{ "/api/v1/activities",
			"{'kind':'course','title':'x','starts_at':'2025-03-10T08:00:00Z"
			"','ends_at':'2025-03-10T09:00:00Z','function_ids':[1,1]}",
			"function_ids[1]" },
		{ "/api/v1/requirements", "{'kind':'course','title':'x'}",
			"function_id" },
		{ "/api/v1/requirements",
			"{'function_id':1,'kind':'hours','title':'x'}", "count" },
		{ "/api/v1/requirements",
			"{'function_id':999,'kind':'course','title':'x'}",
			"function_id" },
		{ "/api/v1/requirements",
			"{'function_id':1,'kind':'course','title':'x','from':"
			"'2026-01-02','until':'2026-01-02'}",
			"until" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = service_post(&s, ROLE_COORDINATOR, cases[i].where,
			body(cases[i].what, 0, 0));
		char field[64];

		(void)snprintf(field, sizeof field, "\"field\":\"%s\"", cases[i].field);
		if (strstr(r.body, field) == NULL)
			fail_msg("%s: %s", cases[i].what, r.body);
		expect(&r, 422);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(competence_follows_from_the_records),
		cmocka_unit_test(missing_is_told_in_words),
		cmocka_unit_test(records_stay),
		cmocka_unit_test(activities_keep_their_meaning),
		cmocka_unit_test(members_see_their_own),
		cmocka_unit_test(questions_and_files_are_answered),
		cmocka_unit_test(wrong_values_are_named),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
