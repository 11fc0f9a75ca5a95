/* SPDX-License-Identifier: EUPL-1.2 */
/* Training over HTTP: invitations with their page and waiting list, signing in on the
 * day, certificates with their paper, learning points, and a call-out that becomes an
 * activity. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct call_service w;

static int start(void **state)
{
	(void)state;
	call_service_open(&w, 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	call_service_close(&w);
	return 0;
}

static struct reply post(const char *path, const char *body, long status)
{
	struct reply r = service_post(&w.s, ROLE_COORDINATOR, path, body);

	if (r.status != status)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	return r;
}

static int64_t made(const char *path, const char *body, long status)
{
	struct reply r = post(path, body, status);
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

/* An activity of the pool's function, so many hours from now. */
static int64_t activity(int hours, int capacity)
{
	char body[400], starts[32], ends[32];
	time_t at = time(NULL) + (time_t)hours * 3600, end = at + 3600;
	struct tm tm;

	(void)strftime(starts, sizeof starts, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &tm));
	(void)strftime(ends, sizeof ends, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&end, &tm));
	(void)snprintf(body, sizeof body,
		"{\"kind\":\"exercise\",\"title\":\"Oefening <Opvang>\","
		"\"location\":\"Zwolle\",\"starts_at\":\"%s\",\"ends_at\":\"%s\","
		"\"capacity\":%d,\"function_ids\":[%d]}",
		starts, ends, capacity, (int)w.ehb);
	return made("/api/v1/activities", body, 201);
}

/* Waits for the message to that person that says so; its link, "/u/…", in a static
 * buffer. */
static const char *link_of(int64_t person_id, const char *words)
{
	static char link[64];

	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w.sink, call_phone(person_id), nth);
		const char *at = strstr(m.text, "/u/");

		if (at == NULL || strstr(m.text, words) == NULL)
			continue;
		(void)snprintf(
			link, sizeof link, "%.*s", (int)strcspn(at, " .\r\n"), at);
		return link;
	}
}

static const char *state_of(int64_t activity_id, int64_t person_id)
{
	static char state[24];
	struct reply r = service_get(&w.s, ROLE_AUDITOR,
		call_path("/api/v1/activities/{id}/invitations", activity_id));
	json_t *o;
	size_t i;

	state[0] = '\0';
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "person_id")) == person_id)
			(void)snprintf(state, sizeof state, "%s",
				json_string_value(json_object_get(o, "state")));
	}
	call_expect(&r, 200);
	return state;
}

static void send_form(const char *link, const char *form, long status)
{
	const char *headers[] = { "Content-Type: application/x-www-form-urlencoded",
		NULL };
	struct reply r = service_call(&w.s, NULL, "POST", link, form, headers);

	call_expect(&r, status);
}

/* Everybody of the function is invited once, with a page of their own; yes fills the
 * places, then the waiting list; a no gives the place to who waits. */
static void people_are_invited_and_answer(void **state)
{
	int64_t id = activity(48, 1);
	char first[64], second[64];
	struct reply r =
		post(call_path("/api/v1/activities/{id}/invitations", id), "{}", 200);

	(void)state;
	assert_int_equal(reply_int(&r, "invited"), EHB_PEOPLE);
	reply_free(&r);
	r = post(call_path("/api/v1/activities/{id}/invitations", id), "{}", 200);
	assert_int_equal(reply_int(&r, "invited"), 0);
	assert_int_equal(reply_int(&r, "invited_before"), EHB_PEOPLE);
	reply_free(&r);
	(void)snprintf(first, sizeof first, "%s", link_of(w.ehb_person[0], "invited"));
	(void)snprintf(
		second, sizeof second, "%s", link_of(w.ehb_person[1], "uitgenodigd"));
	r = service_call(&w.s, NULL, "GET", first, NULL, NULL);
	assert_non_null(strstr(r.body, "Oefening &lt;Opvang&gt;"));
	assert_non_null(strstr(r.body, "I will not come"));
	assert_null(strstr(r.body, "<script"));
	assert_true(r.len < 5000);
	call_expect(&r, 200);
	assert_string_equal(state_of(id, w.ehb_person[0]), "invited");
	send_form(first, "answer=yes", 303);
	assert_string_equal(state_of(id, w.ehb_person[0]), "accepted");
	send_form(second, "answer=yes", 303);
	assert_string_equal(state_of(id, w.ehb_person[1]), "waiting");
	send_form(first, "answer=no", 303);
	assert_string_equal(state_of(id, w.ehb_person[0]), "declined");
	assert_string_equal(state_of(id, w.ehb_person[1]), "accepted");
	assert_string_equal(link_of(w.ehb_person[1], "plaats vrij"), second);
	send_form(first, "answer=maybe", 422);
	send_form("/u/AAAAAAAAAAAAAAAAAAAAAA", "answer=yes", 404);
	send_form("/u/x", "answer=yes", 404);
}

/* Room for more is given to who waits; who was invited hears of cancelling, and the
 * answer is closed. */
static void changes_are_told(void **state)
{
	int64_t id = activity(72, 1);
	char body[96], link[64];
	const char *token = w.s.token[ROLE_COORDINATOR];
	struct reply r;

	(void)state;
	for (int i = 0; i < 2; i++) {
		(void)snprintf(body, sizeof body, "{\"person_ids\":[%d]}",
			(int)w.ovd_person[2 + i]);
		r = post(call_path("/api/v1/activities/{id}/invitations", id), body,
			200);
		reply_free(&r);
		(void)snprintf(body, sizeof body,
			"{\"person_id\":%d,\"answer\":\"yes\"}",
			(int)w.ovd_person[2 + i]);
		r = post(call_path("/api/v1/activities/{id}/answer", id), body, 200);
		assert_string_equal(
			reply_text(&r, "state"), i == 0 ? "accepted" : "waiting");
		reply_free(&r);
	}
	r = service_call(&w.s, token, "PATCH", call_path("/api/v1/activities/{id}", id),
		"{\"capacity\":5}", NULL);
	call_expect(&r, 200);
	assert_string_equal(state_of(id, w.ovd_person[3]), "accepted");
	(void)snprintf(
		link, sizeof link, "%s", link_of(w.ovd_person[2], "uitgenodigd"));
	r = service_call(&w.s, token, "PATCH", call_path("/api/v1/activities/{id}", id),
		"{\"cancelled\":true}", NULL);
	call_expect(&r, 200);
	r = service_get(&w.s, ROLE_ADMINISTRATOR,
		call_path("/api/v1/notices?person_id={id}", w.ovd_person[2]));
	assert_non_null(strstr(r.body, "Gaat niet door"));
	call_expect(&r, 200);
	send_form(link, "answer=no", 410);
}

/* On the day people sign in from their invitation, or from the code on the door; the
 * organiser makes attendance of it. */
static void people_sign_in_on_the_day(void **state)
{
	int64_t id = activity(0, 9);
	char code[16], door[64], body[96];
	struct reply r = service_get(&w.s, ROLE_COORDINATOR,
		call_path("/api/v1/activities/{id}/sign-in", id));

	(void)state;
	(void)snprintf(code, sizeof code, "%s", reply_text(&r, "code"));
	(void)snprintf(door, sizeof door, "%s", strstr(reply_text(&r, "url"), "/s/"));
	assert_int_equal(strlen(code), 8);
	call_expect(&r, 200);
	r = service_get(&w.s, ROLE_COORDINATOR,
		call_path("/api/v1/activities/{id}/sign-in/poster", id));
	assert_non_null(strstr(r.body, "<svg"));
	call_expect(&r, 200);
	r = service_call(&w.s, NULL, "GET", door, NULL, NULL);
	assert_non_null(strstr(r.body, "Ik ben er"));
	call_expect(&r, 200);
	(void)snprintf(
		body, sizeof body, "who=%%2B%s", call_phone(w.ehb_person[2]) + 1);
	send_form(door, body, 200);
	send_form(door, "who=nobody", 422);
	door[strlen(door) - 1] = door[strlen(door) - 1] == 'A' ? 'B' : 'A';
	send_form(door, body, 404);
	r = service_get(&w.s, ROLE_COORDINATOR,
		call_path("/api/v1/activities/{id}/sign-in", id));
	assert_int_equal(reply_count(&r), 1);
	call_expect(&r, 200);
	r = post(call_path("/api/v1/activities/{id}/sign-in/confirm", id), "{}", 200);
	assert_int_equal(reply_int(&r, "confirmed"), 1);
	reply_free(&r);
	r = post(call_path("/api/v1/activities/{id}/sign-in/confirm", id), "{}", 200);
	assert_int_equal(reply_int(&r, "confirmed"), 0);
	reply_free(&r);
	r = service_get(&w.s, ROLE_AUDITOR,
		call_path("/api/v1/activities/{id}/attendance", id));
	assert_int_equal(reply_count(&r), 1);
	assert_non_null(strstr(r.body, "\"source\":\"sign-in\""));
	call_expect(&r, 200);
}

static struct reply put_file(const char *path, const char *type, const char *bytes)
{
	const char *headers[] = { type, NULL };

	return service_call(
		&w.s, w.s.token[ROLE_COORDINATOR], "PUT", path, bytes, headers);
}

/* A paper is kept once, by what it is and not by what it is called; a correction is a
 * new certificate. */
static void certificates_have_papers(void **state)
{
	char body[256], place[96];
	struct reply r;
	int64_t id;

	(void)state;
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"title\":\"BHV\",\"number\":\"7\",\"issuer\":\"X\","
		"\"valid_from\":\"2026-01-01\",\"valid_until\":\"2028-01-01\"}",
		(int)w.s.person_id);
	id = made("/api/v1/certificates", body, 201);
	(void)snprintf(place, sizeof place, "%s",
		call_path("/api/v1/certificates/{id}/file", id));
	r = put_file(place, "Content-Type: application/pdf", "MZ program");
	call_expect(&r, 415);
	r = put_file(place, "Content-Type: image/png", "%PDF-1.4 paper");
	call_expect(&r, 415);
	r = put_file(place, "Content-Type: application/pdf", "%PDF-1.4 paper");
	assert_int_equal(strlen(json_string_value(json_object_get(
				 json_object_get(r.json, "file"), "sha256"))),
		64);
	call_expect(&r, 200);
	r = put_file(place, "Content-Type: application/pdf", "%PDF-1.4 paper");
	call_expect(&r, 200);
	r = put_file(place, "Content-Type: application/pdf", "%PDF-1.4 other");
	call_expect(&r, 409);
	r = service_call(&w.s, w.s.member, "GET", place, NULL, NULL);
	assert_string_equal(r.body, "%PDF-1.4 paper");
	assert_string_equal(reply_header(&r, "Content-Type"), "application/pdf");
	assert_memory_equal(reply_header(&r, "Content-Disposition"), "attachment", 10);
	call_expect(&r, 200);
	(void)snprintf(body, sizeof body,
		"{\"replaces\":%d,\"reason\":\"typefout\",\"number\":\"8\"}", (int)id);
	r = post("/api/v1/certificates", body, 201);
	assert_string_equal(reply_text(&r, "title"), "BHV");
	assert_string_equal(reply_text(&r, "number"), "8");
	reply_free(&r);
	r = service_call(&w.s, w.s.member, "GET", "/api/v1/certificates", NULL, NULL);
	assert_int_equal(reply_count(&r), 2);
	call_expect(&r, 200);
	r = post("/api/v1/certificates", "{}", 422);
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"title\":\"BHV\",\"valid_from\":\"2026-01-01\"}",
		(int)w.ehb_person[0]);
	id = made("/api/v1/certificates", body, 201);
	r = service_call(&w.s, w.s.member, "GET",
		call_path("/api/v1/certificates/{id}", id), NULL, NULL);
	call_expect(&r, 403);
}

/* A call-out that is over becomes an activity once, with who came and how long. */
static void a_callout_becomes_an_activity(void **state)
{
	int64_t callout = call_begin(&w, w.grip, ",\"incident\":\"Brand\""), id;
	char body[96];
	struct reply r;

	(void)state;
	(void)snprintf(body, sizeof body, "{\"callout_id\":%d}", (int)callout);
	r = post("/api/v1/activities/from-callout", body, 409);
	reply_free(&r);
	send_form(call_link(&w, callout, w.ovd_person[0]), "answer=yes&eta_minutes=5",
		303);
	r = post(call_path("/api/v1/callouts/{id}/stop", callout), "{}", 200);
	reply_free(&r);
	r = post("/api/v1/activities/from-callout", body, 201);
	id = reply_int(&r, "id");
	assert_string_equal(reply_text(&r, "kind"), "deployment");
	assert_non_null(strstr(reply_text(&r, "title"), "Brand"));
	assert_int_equal(reply_int(&r, "callout_id"), callout);
	assert_int_equal(reply_int(&r, "people"), 1);
	reply_free(&r);
	r = service_get(&w.s, ROLE_AUDITOR,
		call_path("/api/v1/activities/{id}/attendance", id));
	assert_int_equal(reply_count(&r), 1);
	assert_non_null(strstr(r.body, "\"source\":\"callout\""));
	call_expect(&r, 200);
	r = post("/api/v1/activities/from-callout", body, 409);
	reply_free(&r);
	r = post("/api/v1/activities/from-callout", "{\"callout_id\":9999}", 422);
	reply_free(&r);
}

/* Points have an owner and an outcome; which were seen again is told with the first. */
static void points_are_learnt(void **state)
{
	int64_t id = activity(24, 9), first, second;
	char body[256];
	struct reply r;

	(void)state;
	(void)snprintf(body, sizeof body,
		"{\"activity_id\":%d,\"text\":\"Lijst was oud\",\"owner_person_id\":%d,"
		"\"due_on\":\"2020-01-01\"}",
		(int)id, (int)w.s.person_id);
	first = made("/api/v1/learning-points", body, 201);
	(void)snprintf(body, sizeof body,
		"{\"activity_id\":%d,\"text\":\"Weer oud\",\"repeats\":%d,"
		"\"scenario_id\":%d,\"state\":\"done\"}",
		(int)id, (int)first, (int)w.grip);
	second = made("/api/v1/learning-points", body, 201);
	r = service_get(
		&w.s, ROLE_AUDITOR, call_path("/api/v1/learning-points/{id}", first));
	assert_int_equal(json_integer_value(json_array_get(
				 json_object_get(r.json, "seen_again_ids"), 0)),
		second);
	call_expect(&r, 200);
	r = service_get(&w.s, ROLE_AUDITOR, "/api/v1/learning-points?overdue=true");
	assert_int_equal(reply_count(&r), 1);
	call_expect(&r, 200);
	r = service_call(
		&w.s, w.s.member, "GET", "/api/v1/learning-points", NULL, NULL);
	assert_int_equal(reply_count(&r), 1);
	call_expect(&r, 200);
	r = post("/api/v1/learning-points", "{\"text\":\"x\"}", 422);
	reply_free(&r);
	(void)snprintf(body, sizeof body, "{\"repeats\":%d}", (int)second);
	r = service_call(&w.s, w.s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/learning-points/{id}", first), body, NULL);
	call_expect(&r, 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_invited_and_answer),
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(people_sign_in_on_the_day),
		cmocka_unit_test(certificates_have_papers),
		cmocka_unit_test(a_callout_becomes_an_activity),
		cmocka_unit_test(points_are_learnt),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
