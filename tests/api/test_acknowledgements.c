/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders, acknowledgements, handover notes, the printed overview and absences out of
 * an .ics file, over sockets. Mutations: let stretches_beginning take what began before
 * `from`; let members acknowledge for each other: each fails. */
#include "roster/handover/acknowledge.h"
#include "schema/engine.h"
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* "2026-11-25T21:00:00Z", so many minutes from now. */
static const char *in_minutes(int n, char buffer[INSTANT_TEXT])
{
	return instant_format(
		(struct instant){ (time(NULL) + n * INT64_C(60)) * 1000 }, buffer);
}

/* A function of its own, held by the member of the world. */
static int64_t function_of(struct call_service *w, const char *code)
{
	char body[256];
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"%s\",\"name\":\"%s\",\"spoken_name\":\"x\","
		"\"regime\":\"H\",\"required_on_duty\":1}",
		code, code);
	id = make(w, "/api/v1/functions", body);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)w->s.person_id, (int)id);
	(void)make(w, "/api/v1/assignments", body);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)w->ovd_person[2], (int)id);
	(void)make(w, "/api/v1/assignments", body);
	return id;
}

static int64_t duty_of(struct call_service *w, int64_t function, int64_t person,
	const char *starts, const char *ends)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"state\":\"published\"}",
		(int)function, (int)person, starts, ends);
	return make(w, "/api/v1/duties", body);
}

static struct reply acks(struct call_service *w, int64_t function, const char *more)
{
	char path[160];

	(void)snprintf(path, sizeof path,
		"/api/v1/"
		"acknowledgements?function_id=%d&from=2030-01-01&to=2030-02-01%s",
		(int)function, more);
	return service_expect(&w->s, planner(w), "GET", path, NULL, 200);
}

/* A duty that begins is on the list until its holder says to know; nobody else may say
 * so, and a second time is no different. */
static void holders_acknowledge(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "ACK1"), duty, other;
	struct reply r;

	duty = duty_of(
		w, f, w->s.person_id, "2030-01-07T08:00:00Z", "2030-01-14T08:00:00Z");
	other = duty_of(
		w, f, w->ovd_person[2], "2030-01-14T08:00:00Z", "2030-01-21T08:00:00Z");
	r = acks(w, f, "&open=true");
	assert_int_equal(reply_count(&r), 2);
	reply_free(&r);
	r = service_expect(&w->s, w->s.member, "POST",
		call_path("/api/v1/duties/{id}/acknowledge", other), "{}", 403);
	reply_free(&r);
	r = service_expect(&w->s, w->s.token[ROLE_AUDITOR], "POST",
		call_path("/api/v1/duties/{id}/acknowledge", duty), "{}", 403);
	reply_free(&r);
	for (int twice = 0; twice < 2; twice++) {
		r = service_expect(&w->s, w->s.member, "POST",
			call_path("/api/v1/duties/{id}/acknowledge", duty), "{}", 200);
		assert_true(reply_text(&r, "acknowledged_at") != NULL);
		reply_free(&r);
	}
	r = acks(w, f, "&open=true");
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	r = acks(w, f, "");
	assert_int_equal(reply_count(&r), 2);
	reply_free(&r);
	r = service_expect(&w->s, w->s.member, "GET",
		"/api/v1/acknowledgements?from=2030-01-01&to=2030-02-01", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
}

/* Pieces of one person that touch are one stretch: one beginning. */
static void touching_pieces_are_one(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "ACK2");
	struct reply r;

	(void)duty_of(
		w, f, w->s.person_id, "2029-12-24T08:00:00Z", "2030-01-10T08:00:00Z");
	(void)duty_of(
		w, f, w->s.person_id, "2030-01-10T08:00:00Z", "2030-01-17T08:00:00Z");
	r = acks(w, f, "");
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
}

static void fill(struct random *r, void *bytes, size_t n)
{
	(void)r;
	memset(bytes, 7, n);
}

/* A reminder as the chore makes it; the path of its link. */
static void remind(struct call_service *w, const struct stretch *s, char path[64])
{
	struct random random = { fill };
	const struct change by = { { "paraat", "" }, { INT64_C(1000) } };
	char token[TOKEN_TEXT];
	struct err e = { 0 };
	struct db *db;

	test_ok(db_open(&sqlite_engine, w->s.t.file, DB_WRITE, &db, &e), &e);
	test_ok(db_begin(db, DB_WRITE, &e), &e);
	test_ok(duty_ack_remind(db, s, &random, &by, token, &e), &e);
	test_ok(db_commit(db, &e), &e);
	test_ok(db_close(db, &e), &e);
	(void)snprintf(path, 64, "/d/%s", token);
}

/* The page behind the link changes nothing by being opened; its button does, and says
 * so. */
static void the_link_opens_a_page(void **state)
{
	struct call_service *w = *state;
	static const char *const form[] = {
		"Content-Type: application/x-www-form-urlencoded", NULL
	};
	int64_t f = function_of(w, "ACK3");
	struct stretch s = { .function_id = f,
		.person_id = w->ovd_person[2],
		.rank = 1,
		.starts = { INT64_C(1893834000000) },
		.ends = { INT64_C(1894438800000) } };
	char path[64];
	struct reply r;

	remind(w, &s, path);
	(void)duty_of(
		w, f, s.person_id, "2030-01-05T09:00:00Z", "2030-01-12T09:00:00Z");
	for (int twice = 0; twice < 2; twice++) {
		r = service_expect(&w->s, NULL, "GET", path, NULL, 200);
		assert_non_null(strstr(r.body, "Ik weet het"));
		assert_non_null(strstr(r.body, "ACK3"));
		assert_null(strstr(r.body, "<textarea"));
		reply_free(&r);
	}
	r = service_call(&w->s, NULL, "POST", path, "do=nothing", form);
	assert_int_equal(r.status, 422);
	reply_free(&r);
	r = service_call(&w->s, NULL, "POST", path, "do=acknowledge", form);
	assert_int_equal(r.status, 303);
	assert_string_equal(reply_header(&r, "Location"), path);
	reply_free(&r);
	r = service_expect(&w->s, NULL, "GET", path, NULL, 200);
	assert_non_null(strstr(r.body, "U heeft dit bevestigd."));
	reply_free(&r);
	r = acks(w, f, "&open=true");
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
	r = service_expect(&w->s, NULL, "GET", "/d/AAAAAAAAAAAAAAAAAAAAAA", NULL, 404);
	assert_non_null(strstr(r.body, "Deze link klopt niet"));
	reply_free(&r);
}

/* A note goes to who has duty next. */
static void notes_go_to_who_follows(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "ACK4");
	char starts[INSTANT_TEXT], middle[INSTANT_TEXT], ends[INSTANT_TEXT], body[160];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"text\":\"Sleutel ligt bij de balie\"}", (int)f);
	r = service_expect(&w->s, w->s.member, "POST", "/api/v1/handovers", body, 403);
	reply_free(&r);
	(void)in_minutes(60, middle);
	(void)duty_of(w, f, w->s.person_id, in_minutes(-600, starts), middle);
	(void)duty_of(w, f, w->ovd_person[2], middle, in_minutes(6000, ends));
	r = service_expect(&w->s, w->s.member, "POST", "/api/v1/handovers", body, 201);
	assert_int_equal(reply_int(&r, "from_person_id"), w->s.person_id);
	assert_int_equal(reply_int(&r, "to_person_id"), w->ovd_person[2]);
	reply_free(&r);
	r = service_expect(&w->s, w->s.member, "GET", "/api/v1/handovers", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	r = service_expect(&w->s, planner(w), "POST", "/api/v1/handovers",
		"{\"function_id\":999999,\"text\":\"x\"}", 422);
	reply_free(&r);
	r = service_expect(&w->s, planner(w), "GET", "/api/v1/notices", NULL, 200);
	assert_non_null(strstr(r.body, "Overdracht piket ACK4"));
	reply_free(&r);
}

/* The overview says who, with numbers, and where nobody is. */
static void the_overview_shows_holes(void **state)
{
	struct call_service *w = *state;
	int64_t f = function_of(w, "ACK5");
	struct reply r;
	const char *at;

	(void)duty_of(
		w, f, w->ovd_person[2], "2030-01-08T08:00:00Z", "2030-01-14T08:00:00Z");
	r = service_expect(&w->s, planner(w), "GET",
		"/api/v1/overview?from=2030-01-07&weeks=2", NULL, 200);
	at = strstr(r.body, "ACK5");
	assert_non_null(at);
	at = strstr(at, "NIEMAND");
	assert_non_null(at);
	at = strstr(at, "di 08-01-2030 09:00");
	assert_non_null(at);
	at = strstr(at, call_phone(w->ovd_person[2]));
	assert_non_null(at);
	assert_non_null(strstr(at, "NIEMAND"));
	reply_free(&r);
	r = service_expect(
		&w->s, w->s.token[ROLE_AUDITOR], "GET", "/api/v1/overview", NULL, 403);
	reply_free(&r);
	r = service_expect(
		&w->s, planner(w), "GET", "/api/v1/overview?weeks=99", NULL, 422);
	reply_free(&r);
}

/* When somebody is away comes out of an .ics file; a trial changes nothing, a second
 * time neither; texts are not taken. */
static void absences_come_from_a_calendar(void **state)
{
	struct call_service *w = *state;
	static const char *const type[] = { "Content-Type: text/calendar", NULL };
	char file[512], starts[16], ends[16];
	time_t now = time(NULL);
	struct reply r;

	(void)strftime(
		starts, sizeof starts, "%Y%m%d", gmtime(&(time_t){ now + 30 * 86400 }));
	(void)strftime(
		ends, sizeof ends, "%Y%m%d", gmtime(&(time_t){ now + 37 * 86400 }));
	(void)snprintf(file, sizeof file,
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:"
		"1\r\n"
		"DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:%s\r\n"
		"DTEND;VALUE=DATE:%s\r\nSUMMARY:Geheim\r\nEND:VEVENT\r\n"
		"END:VCALENDAR\r\n",
		starts, ends);
	r = service_call(&w->s, w->s.member, "POST",
		"/api/v1/absences/import?dry_run=true", file, type);
	assert_int_equal(reply_int(&r, "created"), 1);
	reply_free(&r);
	r = service_call(
		&w->s, w->s.member, "POST", "/api/v1/absences/import", file, type);
	assert_int_equal(r.status, 200);
	assert_int_equal(reply_int(&r, "created"), 1);
	reply_free(&r);
	r = service_call(
		&w->s, w->s.member, "POST", "/api/v1/absences/import", file, type);
	assert_int_equal(reply_int(&r, "unchanged"), 1);
	reply_free(&r);
	r = service_expect(&w->s, w->s.member, "GET", "/api/v1/absences", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	assert_null(strstr(r.body, "Geheim"));
	reply_free(&r);
	r = service_call(&w->s, w->s.member, "POST",
		"/api/v1/absences/import?person_id=9999", file, type);
	assert_int_equal(r.status, 403);
	reply_free(&r);
	r = service_call(
		&w->s, w->s.member, "POST", "/api/v1/absences/import", "no", type);
	assert_int_equal(r.status, 422);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holders_acknowledge),
		cmocka_unit_test(touching_pieces_are_one),
		cmocka_unit_test(the_link_opens_a_page),
		cmocka_unit_test(notes_go_to_who_follows),
		cmocka_unit_test(the_overview_shows_holes),
		cmocka_unit_test(absences_come_from_a_calendar),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
