/* SPDX-License-Identifier: EUPL-1.2 */
/* Links to calendars, and the calendars behind them, over sockets. Mutations: leave
 * take_cancelled() out of feed_events (a duty taken away is just gone); return 200 for
 * a link that was deleted; render drafts too: each fails. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *planner(const struct call_service *w)
{
	return w->s.token[ROLE_COORDINATOR];
}

static int64_t make(struct call_service *w, const char *path, const char *body)
{
	struct reply r = service_expect(&w->s, planner(w), "POST", path, body, 201);
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

/* Makes a link; its path goes to path[]. */
static int64_t link_to(
	struct call_service *w, const char *field, int64_t id, char *path, size_t size)
{
	char body[96];
	struct reply r;
	int64_t ret;

	(void)snprintf(body, sizeof body, "{\"%s\":%d}", field, (int)id);
	r = service_expect(
		&w->s, planner(w), "POST", "/api/v1/calendar-tokens", body, 201);
	assert_int_equal(strlen(reply_text(&r, "token")), 22);
	(void)snprintf(path, size, "/api/v1/calendar/%s.ics", reply_text(&r, "token"));
	assert_non_null(strstr(reply_text(&r, "url"), path));
	ret = reply_int(&r, "id");
	reply_free(&r);
	return ret;
}

static struct reply read_feed(struct call_service *w, const char *path)
{
	return service_expect(&w->s, NULL, "GET", path, NULL, 200);
}

/* A function held by the officers. */
static int64_t function_of(struct call_service *w, const char *code)
{
	char body[256];
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"%s\",\"name\":\"%s\",\"spoken_name\":\"x\","
		"\"regime\":\"H\",\"required_on_duty\":1}",
		code, code);
	id = make(w, "/api/v1/functions", body);
	for (int i = 0; i < OVD_PEOPLE; i++) {
		(void)snprintf(body, sizeof body,
			"{\"person_id\":%d,\"function_id\":%d,"
			"\"status\":\"qualified\",\"from\":\"2020-01-01\"}",
			(int)w->ovd_person[i], (int)id);
		(void)make(w, "/api/v1/assignments", body);
	}
	return id;
}

static int64_t duty_of(struct call_service *w, int64_t function, int64_t person,
	const char *starts, const char *ends, const char *state)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"state\":\"%s\"}",
		(int)function, (int)person, starts, ends, state);
	return make(w, "/api/v1/duties", body);
}

/* The text of an event, from BEGIN to END; NULL when there is none with this UID. */
static const char *event_of(const char *feed, const char *what, int64_t id)
{
	static char text[4096];
	char uid[64];
	const char *at, *begin = NULL, *end;

	(void)snprintf(uid, sizeof uid, "\nUID:%s-%d@127.0.0.1\r", what, (int)id);
	at = strstr(feed, uid);
	if (at == NULL)
		return NULL;
	for (const char *p = feed; p < at; p++)
		if (strncmp(p, "BEGIN:VEVENT", 12) == 0)
			begin = p;
	assert_non_null(begin);
	end = strstr(at, "END:VEVENT");
	assert_non_null(end);
	(void)snprintf(text, sizeof text, "%.*s", (int)(end - begin), begin);
	return text;
}

static long sequence_of(const char *event)
{
	const char *at = strstr(event, "\nSEQUENCE:");

	assert_non_null(at);
	return strtol(at + 10, NULL, 10);
}

/* A published duty is there, in local time, with the zone; a draft is not. */
static void duties_are_events(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "CAL1"), person = w->ovd_person[0];
	int64_t id = duty_of(w, f, person, "2030-03-25T08:00:00Z",
		"2030-04-01T07:00:00Z", "published");
	int64_t draft = duty_of(
		w, f, person, "2030-05-06T07:00:00Z", "2030-05-13T07:00:00Z", "draft");
	char path[96];
	struct reply r;
	const char *event;

	(void)link_to(w, "person_id", person, path, sizeof path);
	r = read_feed(w, path);
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/calendar; charset=utf-8");
	assert_non_null(strstr(r.body, "BEGIN:VTIMEZONE"));
	event = event_of(r.body, "duty", id);
	assert_non_null(event);
	assert_non_null(
		strstr(event, "DTSTART;TZID=Europe/Amsterdam:20300325T090000\r\n"));
	assert_non_null(
		strstr(event, "DTEND;TZID=Europe/Amsterdam:20300401T090000\r\n"));
	assert_non_null(strstr(event, "SUMMARY:Piket CAL1\r\n"));
	assert_non_null(strstr(event, "STATUS:CONFIRMED\r\n"));
	assert_null(event_of(r.body, "duty", draft));
	reply_free(&r);
}

/* The same roster gives the same bytes and 304; a change gives others. */
static void what_did_not_change_is_not_sent(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "CAL2"), person = w->ovd_person[1];
	char path[96], tag[64], header[96];
	const char *headers[] = { header, NULL };
	struct reply r;

	(void)duty_of(w, f, person, "2030-03-04T08:00:00Z", "2030-03-11T08:00:00Z",
		"published");
	(void)link_to(w, "person_id", person, path, sizeof path);
	r = read_feed(w, path);
	(void)snprintf(tag, sizeof tag, "%s", reply_header(&r, "ETag"));
	assert_int_equal(strlen(tag), 26);
	reply_free(&r);
	(void)snprintf(header, sizeof header, "If-None-Match: %s", tag);
	r = service_call(&w->s, NULL, "GET", path, NULL, headers);
	assert_int_equal(r.status, 304);
	assert_int_equal(r.len, 0);
	assert_string_equal(reply_header(&r, "ETag"), tag);
	reply_free(&r);
	(void)duty_of(w, f, person, "2030-03-18T08:00:00Z", "2030-03-25T08:00:00Z",
		"published");
	r = service_call(&w->s, NULL, "GET", path, NULL, headers);
	assert_int_equal(r.status, 200);
	assert_string_not_equal(reply_header(&r, "ETag"), tag);
	reply_free(&r);
}

/* What is taken over is cut out of the one calendar and stands in the other; what is
 * taken away is cancelled; each change has a higher number. */
static void changes_have_higher_numbers(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "CAL3");
	int64_t one = w->ovd_person[2], two = w->ovd_person[3], duty, over;
	char path[3][96], body[256];
	struct reply r;
	const char *event;
	long first;

	duty = duty_of(
		w, f, one, "2030-03-04T08:00:00Z", "2030-03-11T08:00:00Z", "published");
	(void)link_to(w, "person_id", one, path[0], sizeof path[0]);
	(void)link_to(w, "person_id", two, path[1], sizeof path[1]);
	(void)link_to(w, "function_id", f, path[2], sizeof path[2]);
	r = read_feed(w, path[0]);
	first = sequence_of(event_of(r.body, "duty", duty));
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2030-03-06T08:00:00Z\","
		"\"ends_at\":\"2030-03-08T08:00:00Z\"}",
		(int)f, (int)two);
	over = make(w, "/api/v1/overrides", body);
	r = read_feed(w, path[0]);
	event = event_of(r.body, "duty", duty);
	assert_true(sequence_of(event) > first);
	first = sequence_of(event);
	assert_non_null(strstr(event, "DTEND;TZID=Europe/Amsterdam:20300306T090000"));
	event = event_of(r.body, "duty-piece2", duty);
	assert_non_null(event);
	assert_non_null(strstr(event, "DTSTART;TZID=Europe/Amsterdam:20300308T090000"));
	assert_null(event_of(r.body, "override", over));
	reply_free(&r);
	r = read_feed(w, path[1]);
	assert_non_null(event_of(r.body, "override", over));
	reply_free(&r);
	r = read_feed(w, path[2]);
	assert_non_null(event_of(r.body, "override", over));
	assert_non_null(event_of(r.body, "duty-piece2", duty));
	reply_free(&r);
	r = service_expect(&w->s, planner(w), "DELETE",
		call_path("/api/v1/overrides/{id}", over), NULL, 204);
	reply_free(&r);
	r = read_feed(w, path[0]);
	event = event_of(r.body, "duty", duty);
	assert_true(sequence_of(event) > first);
	assert_non_null(strstr(event, "DTEND;TZID=Europe/Amsterdam:20300311T090000"));
	reply_free(&r);
	r = read_feed(w, path[1]);
	assert_non_null(strstr(event_of(r.body, "override", over), "STATUS:CANCELLED"));
	reply_free(&r);
	r = service_expect(&w->s, planner(w), "DELETE",
		call_path("/api/v1/duties/{id}", duty), NULL, 204);
	reply_free(&r);
	r = read_feed(w, path[2]);
	assert_non_null(strstr(event_of(r.body, "duty", duty), "STATUS:CANCELLED"));
	reply_free(&r);
}

/* A training for the function is in the calendars of the function and of who holds it,
 * not in that of another; when it is called off it says so. */
static void activities_are_events(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "CAL4"), id;
	char path[3][96], body[320];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"kind\":\"training\",\"title\":\"Oefenen; samen\","
		"\"starts_at\":\"2030-03-04T08:00:00Z\","
		"\"ends_at\":\"2030-03-04T16:00:00Z\",\"location\":\"Zwolle\","
		"\"function_ids\":[%d]}",
		(int)f);
	id = make(w, "/api/v1/activities", body);
	(void)link_to(w, "function_id", f, path[0], sizeof path[0]);
	(void)link_to(w, "person_id", w->ovd_person[0], path[1], sizeof path[1]);
	(void)link_to(w, "person_id", w->ehb_person[0], path[2], sizeof path[2]);
	for (int i = 0; i < 3; i++) {
		const char *event;

		r = read_feed(w, path[i]);
		event = event_of(r.body, "activity", id);
		if (i == 2)
			assert_null(event);
		else
			assert_non_null(strstr(event, "SUMMARY:Oefenen\\; samen\r\n"));
		if (i < 2)
			assert_non_null(strstr(event, "LOCATION:Zwolle\r\n"));
		reply_free(&r);
	}
	r = service_expect(&w->s, planner(w), "PATCH",
		call_path("/api/v1/activities/{id}", id), "{\"cancelled\":true}", 200);
	reply_free(&r);
	r = read_feed(w, path[1]);
	assert_non_null(
		strstr(event_of(r.body, "activity", id), "STATUS:CANCELLED\r\n"));
	assert_true(sequence_of(event_of(r.body, "activity", id)) > 0);
	reply_free(&r);
}

/* A link that was taken away, or never was, is nothing; the secret is shown once. */
static void links_can_be_taken_away(void **state)
{
	struct call_service *w = *state;
	char path[96];
	int64_t id = link_to(w, "function_id", w->ovd, path, sizeof path);
	struct reply r = read_feed(w, path);

	reply_free(&r);
	r = service_expect(&w->s, planner(w), "GET",
		call_path("/api/v1/calendar-tokens/{id}", id), NULL, 200);
	assert_null(json_object_get(r.json, "token"));
	assert_null(json_object_get(r.json, "url"));
	reply_free(&r);
	r = service_expect(&w->s, planner(w), "DELETE",
		call_path("/api/v1/calendar-tokens/{id}", id), NULL, 204);
	reply_free(&r);
	r = service_expect(&w->s, NULL, "GET", path, NULL, 404);
	reply_free(&r);
	r = service_expect(&w->s, NULL, "GET", "/api/v1/calendar/x.ics", NULL, 404);
	reply_free(&r);
}

/* What is planned is not for who left; who comes back needs no new link. */
static void the_link_of_who_left_is_nothing(void **state)
{
	static const struct {
		const char *body;
		int status;
	} steps[] = { { "{\"active\":false}", 404 }, { "{\"active\":true}", 200 } };
	struct call_service *w = *state;
	const int64_t person = w->ehb_person[5];
	char path[96];
	struct reply r;

	(void)link_to(w, "person_id", person, path, sizeof path);
	r = read_feed(w, path);
	reply_free(&r);
	for (size_t i = 0; i < 2; i++) {
		r = service_expect(&w->s, planner(w), "PATCH",
			call_path("/api/v1/people/{id}", person), steps[i].body, 200);
		reply_free(&r);
		r = service_expect(&w->s, NULL, "GET", path, NULL, steps[i].status);
		reply_free(&r);
	}
}

/* A member makes, sees and deletes own links only; an auditor sees all, makes none. */
static void links_are_ones_own(void **state)
{
	struct call_service *w = *state;
	const char *member = w->s.member, *auditor = w->s.token[ROLE_AUDITOR];
	static const char all[] = "/api/v1/calendar-tokens";
	char path[96], body[64];
	int64_t other = link_to(w, "person_id", w->ovd_person[0], path, sizeof path);
	int64_t own;
	struct reply r = service_expect(
		&w->s, member, "POST", all, "{\"name\":\"telefoon\"}", 201);

	assert_int_equal(reply_int(&r, "person_id"), w->s.person_id);
	own = reply_int(&r, "id");
	reply_free(&r);
	(void)snprintf(body, sizeof body, "{\"person_id\":%d}", (int)w->ovd_person[0]);
	r = service_expect(&w->s, member, "POST", all, body, 403);
	reply_free(&r);
	(void)snprintf(body, sizeof body, "{\"function_id\":%d}", (int)w->ovd);
	r = service_expect(&w->s, member, "POST", all, body, 403);
	reply_free(&r);
	r = service_expect(&w->s, auditor, "POST", all, body, 403);
	reply_free(&r);
	r = service_expect(&w->s, member, "GET", all, NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	r = service_expect(&w->s, auditor, "GET", all, NULL, 200);
	assert_true(reply_count(&r) > 1);
	reply_free(&r);
	r = service_expect(&w->s, member, "DELETE",
		call_path("/api/v1/calendar-tokens/{id}", other), NULL, 403);
	reply_free(&r);
	r = service_expect(&w->s, member, "DELETE",
		call_path("/api/v1/calendar-tokens/{id}", own), NULL, 204);
	reply_free(&r);
}

/* Wrong owners are named. */
static void wrong_owners_are_refused(void **state)
{
	static const struct {
		const char *body, *field;
	} cases[] = {
		{ "{}", "person_id" },
		{ "{\"person_id\":999999}", "person_id" },
		{ "{\"function_id\":999999}", "function_id" },
		{ "{\"person_id\":1,\"function_id\":1}", "function_id" },
		{ "{\"person_id\":1,\"secret\":\"x\"}", "secret" },
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = service_expect(&w->s, planner(w), "POST",
			"/api/v1/calendar-tokens", cases[i].body, 422);
		char field[64];

		(void)snprintf(field, sizeof field, "\"field\":\"%s\"", cases[i].field);
		if (strstr(r.body, field) == NULL)
			fail_msg("%s: %s", cases[i].body, r.body);
		reply_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(duties_are_events),
		cmocka_unit_test(what_did_not_change_is_not_sent),
		cmocka_unit_test(changes_have_higher_numbers),
		cmocka_unit_test(activities_are_events),
		cmocka_unit_test(links_can_be_taken_away),
		cmocka_unit_test(the_link_of_who_left_is_nothing),
		cmocka_unit_test(links_are_ones_own),
		cmocka_unit_test(wrong_owners_are_refused),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
