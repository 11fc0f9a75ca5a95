/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations, what is generated from them, overrides, and what was known when: over
 * sockets. Mutations: drop the `known_until IS NULL` of LAYER_OF_FUNCTION (an override
 * that was taken away still counts); leave out drop() in rotation_make_drafts (a second
 * generation doubles the drafts): each fails. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply send(struct call_service *w, const char *method, const char *path,
	const char *body, long status)
{
	struct reply r = service_call(
		&w->s, w->s.token[ROLE_COORDINATOR], method, path, body, NULL);

	if (r.status != status)
		fail_msg("%s %s: %ld %s", method, path, r.status, r.body);
	return r;
}

static int64_t make(struct call_service *w, const char *path, const char *body)
{
	struct reply r = send(w, "POST", path, body, 201);
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

/* A function of its own for a test, held by the four officers. */
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

static int64_t rotation_of(struct call_service *w, int64_t function)
{
	static int number;
	char body[320];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"name\":\"Piket "
		"%d\",\"starts_on\":\"2030-01-07\","
		"\"handover\":{\"weekday\":1,\"time\":\"09:00\"},"
		"\"period\":{\"count\":1,\"unit\":\"week\"},\"people\":[%d,%d,%d]}",
		(int)function, ++number, (int)w->ovd_person[0], (int)w->ovd_person[1],
		(int)w->ovd_person[2]);
	return make(w, "/api/v1/rotations", body);
}

static struct reply generate(
	struct call_service *w, int64_t rotation, const char *from, const char *to)
{
	char body[128];

	(void)snprintf(body, sizeof body, "{\"from\":\"%s\",\"to\":\"%s\"}", from, to);
	return send(w, "POST", call_path("/api/v1/rotations/{id}/generate", rotation),
		body, 200);
}

static int64_t field(const struct reply *r, size_t i, const char *name)
{
	return json_integer_value(json_object_get(
		json_array_get(json_object_get(r->json, "items"), i), name));
}

static const char *word(const struct reply *r, size_t i, const char *name)
{
	return json_string_value(json_object_get(
		json_array_get(json_object_get(r->json, "items"), i), name));
}

/* Who is on duty; 0: nobody. more: "" or further parameters. */
static int64_t who(
	struct call_service *w, int64_t function, const char *at, const char *more)
{
	char path[160];
	struct reply r;
	json_t *f;
	size_t i;
	int64_t ret = -1;

	(void)snprintf(path, sizeof path, "/api/v1/on-duty?at=%s%s", at, more);
	r = send(w, "GET", path, NULL, 200);
	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) == function)
			ret = json_integer_value(json_object_get(
				json_array_get(json_object_get(f, "people"), 0),
				"person_id"));
	}
	reply_free(&r);
	assert_true(ret >= 0);
	return ret;
}

/* Weeks by local time: a draft each, in order of turn, touching; the clock changes in
 * the night of 31 March 2030. */
static void weeks_become_drafts(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "ROT1"), rotation = rotation_of(w, function);
	struct reply r = generate(w, rotation, "2030-01-07", "2030-04-08");

	assert_int_equal(reply_int(&r, "made"), 13);
	assert_int_equal(reply_count(&r), 13);
	assert_string_equal(word(&r, 0, "starts_at"), "2030-01-07T08:00:00Z");
	for (size_t i = 0; i < reply_count(&r); i++) {
		assert_int_equal(field(&r, i, "person_id"), w->ovd_person[i % 3]);
		assert_int_equal(field(&r, i, "rotation_id"), rotation);
		assert_string_equal(word(&r, i, "state"), "draft");
		assert_string_equal(word(&r, i, "origin"), "rotation");
		if (i > 0)
			assert_string_equal(
				word(&r, i, "starts_at"), word(&r, i - 1, "ends_at"));
	}
	assert_string_equal(word(&r, 12, "starts_at"), "2030-04-01T07:00:00Z");
	reply_free(&r);
	assert_int_equal(who(w, function, "2030-01-08T00:00:00Z", ""), 0);
}

/* Twice the same gives the same. */
static void a_second_time_changes_nothing(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "ROT2"), rotation = rotation_of(w, function);
	char path[96];
	struct reply r = generate(w, rotation, "2030-01-07", "2030-03-04"), again;

	again = generate(w, rotation, "2030-01-07", "2030-03-04");
	assert_int_equal(reply_count(&again), reply_count(&r));
	assert_int_equal(reply_int(&again, "removed"), reply_int(&r, "made"));
	reply_free(&r);
	reply_free(&again);
	(void)snprintf(path, sizeof path, "/api/v1/duties?function_id=%d&limit=1000",
		(int)function);
	r = send(w, "GET", path, NULL, 200);
	assert_int_equal(reply_count(&r), 8);
	reply_free(&r);
}

/* A new order from a date on leaves what came before as it was. */
static void a_revision_keeps_the_past(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "ROT3"), rotation = rotation_of(w, function);
	char body[160];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"effective_from\":\"2030-02-04\",\"people\":[%d]}",
		(int)w->ovd_person[3]);
	r = send(w, "PATCH", call_path("/api/v1/rotations/{id}", rotation), body, 200);
	assert_int_equal(json_array_size(json_object_get(r.json, "revisions")), 2);
	assert_string_equal(reply_text(&r, "starts_on"), "2030-01-07");
	assert_int_equal(json_integer_value(
				 json_array_get(json_object_get(r.json, "people"), 0)),
		w->ovd_person[3]);
	reply_free(&r);
	r = generate(w, rotation, "2030-01-07", "2030-02-18");
	assert_int_equal(field(&r, 3, "person_id"), w->ovd_person[0]);
	assert_string_equal(word(&r, 3, "ends_at"), "2030-02-04T08:00:00Z");
	assert_int_equal(field(&r, 4, "person_id"), w->ovd_person[3]);
	assert_int_equal(field(&r, 5, "person_id"), w->ovd_person[3]);
	reply_free(&r);
}

/* Wrong values are named. */
static void wrong_rotations_are_refused(void **state)
{
	static const struct {
		const char *body, *field;
	} cases[] = {
		{ "{\"people\":[]}", "people" },
		{ "{\"people\":[999999]}", "people" },
		{ "{\"period\":{\"count\":0}}", "period.count" },
		{ "{\"period\":{\"count\":53,\"unit\":\"week\"}}", "period.count" },
		{ "{\"period\":{\"unit\":\"month\"}}", "period.unit" },
		{ "{\"handover\":{\"time\":\"24:00\"}}", "handover.time" },
		{ "{\"handover\":{\"weekday\":8}}", "handover.weekday" },
		{ "{\"until\":\"2030-01-07\"}", "until" },
		{ "{\"first\":3}", "first" },
		{ "{\"shift_until\":\"25:00\"}", "shift_until" },
		{ "{\"shift_until\":\"09:00\"}", "shift_until" },
		{ "{\"shift_until\":20}", "shift_until" },
	};
	struct call_service *w = *state;
	int64_t rotation = rotation_of(w, function_of(w, "ROT4"));

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char field_text[64];
		struct reply r =
			send(w, "PATCH", call_path("/api/v1/rotations/{id}", rotation),
				cases[i].body, 422);

		(void)snprintf(field_text, sizeof field_text, "\"field\":\"%s\"",
			cases[i].field);
		if (strstr(r.body, field_text) == NULL)
			fail_msg("%s: %s", cases[i].body, r.body);
		reply_free(&r);
	}
}

/* Handover at 02:30 on Sundays: on 31 March that time does not exist, on 27 October it
 * exists twice. Nothing is left open, to the millisecond. */
static void the_night_in_which_the_clock_changes(void **state)
{
	struct call_service *w = *state;
	int64_t rotation = rotation_of(w, function_of(w, "ROT5"));
	struct reply r = send(w, "PATCH", call_path("/api/v1/rotations/{id}", rotation),
		"{\"handover\":{\"weekday\":7,\"time\":\"02:30\"}}", 200);
	bool march = false, october = false;

	reply_free(&r);
	r = generate(w, rotation, "2030-03-17", "2030-11-10");
	for (size_t i = 1; i < reply_count(&r); i++) {
		const char *starts = word(&r, i, "starts_at");

		assert_string_equal(starts, word(&r, i - 1, "ends_at"));
		march = march || strcmp(starts, "2030-03-31T01:00:00Z") == 0;
		october = october || strcmp(starts, "2030-10-27T00:30:00Z") == 0;
	}
	assert_true(march && october);
	reply_free(&r);
}

/* A day shift and a night shift of one function and rank: each moment has one of them.
 */
static void shifts_share_a_day(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "ROT6"), rotation[2];
	static const char *const times[] = { "08:00", "20:00" };
	char body[128];
	struct reply r;

	for (int i = 0; i < 2; i++) {
		rotation[i] = rotation_of(w, function);
		(void)snprintf(body, sizeof body,
			"{\"handover\":{\"time\":\"%s\"},\"shift_until\":\"%s\"}",
			times[i], times[1 - i]);
		r = send(w, "PATCH", call_path("/api/v1/rotations/{id}", rotation[i]),
			body, 200);
		assert_string_equal(reply_text(&r, "shift_until"), times[1 - i]);
		reply_free(&r);
		r = generate(w, rotation[i], "2030-01-07", "2030-01-21");
		assert_int_equal(reply_count(&r), 14);
		assert_string_equal(word(&r, 1, "starts_at"),
			i == 0 ? "2030-01-08T07:00:00Z" : "2030-01-08T19:00:00Z");
		assert_string_equal(word(&r, 1, "ends_at"),
			i == 0 ? "2030-01-08T19:00:00Z" : "2030-01-09T07:00:00Z");
		reply_free(&r);
	}
}

static void duty_of(struct call_service *w, int64_t function, int person)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2030-03-04T08:00:00Z\","
		"\"ends_at\":\"2030-03-11T08:00:00Z\",\"state\":\"published\"}",
		(int)function, (int)w->ovd_person[person]);
	(void)make(w, "/api/v1/duties", body);
}

static int64_t override_of(struct call_service *w, int64_t function, int person,
	const char *from, const char *until)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"reason\":\"ziek\"}",
		(int)function, (int)w->ovd_person[person], from, until);
	return make(w, "/api/v1/overrides", body);
}

/* An override stands in the place of whoever was there, the later over the earlier;
 * taking it away restores what was below. It holds where nobody stood too. */
static void overrides_lie_on_top(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "OVER"), one, two;
	struct reply r;

	duty_of(w, function, 0);
	one = override_of(
		w, function, 1, "2030-03-05T00:00:00Z", "2030-03-07T00:00:00Z");
	two = override_of(
		w, function, 2, "2030-03-06T00:00:00Z", "2030-03-12T00:00:00Z");
	assert_int_equal(
		who(w, function, "2030-03-04T23:59:59Z", ""), w->ovd_person[0]);
	assert_int_equal(
		who(w, function, "2030-03-05T00:00:00Z", ""), w->ovd_person[1]);
	assert_int_equal(
		who(w, function, "2030-03-06T00:00:00Z", ""), w->ovd_person[2]);
	assert_int_equal(
		who(w, function, "2030-03-11T12:00:00Z", ""), w->ovd_person[2]);
	r = send(w, "DELETE", call_path("/api/v1/overrides/{id}", two), NULL, 204);
	reply_free(&r);
	assert_int_equal(
		who(w, function, "2030-03-06T00:00:00Z", ""), w->ovd_person[1]);
	assert_int_equal(who(w, function, "2030-03-11T12:00:00Z", ""), 0);
	r = send(w, "DELETE", call_path("/api/v1/overrides/{id}", one), NULL, 204);
	reply_free(&r);
	assert_int_equal(
		who(w, function, "2030-03-05T00:00:00Z", ""), w->ovd_person[0]);
}

/* An override of somebody who does not hold the function is refused. */
static void overrides_need_somebody_who_may(void **state)
{
	struct call_service *w = *state;
	char body[256];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2030-03-04T08:00:00Z\","
		"\"ends_at\":\"2030-03-11T08:00:00Z\"}",
		(int)w->ovd, (int)w->ehb_person[0]);
	r = send(w, "POST", "/api/v1/overrides", body, 422);
	assert_non_null(strstr(r.body, "\"field\":\"person_id\""));
	reply_free(&r);
}

/* Who was on duty as known then, and as known now, are two answers. */
static void what_was_known_is_kept(void **state)
{
	struct call_service *w = *state;
	int64_t function = function_of(w, "KNOWN");
	const char *at = "2030-03-05T00:00:00Z";
	char then[64];
	struct reply r;

	duty_of(w, function, 0);
	r = send(w, "GET", "/api/v1/audit", NULL, 403);
	reply_free(&r);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	(void)snprintf(
		then, sizeof then, "&known_at=%s", word(&r, reply_count(&r) - 1, "at"));
	reply_free(&r);
	assert_int_equal(who(w, function, at, then), w->ovd_person[0]);
	(void)override_of(
		w, function, 1, "2030-03-04T00:00:00Z", "2030-03-07T00:00:00Z");
	assert_int_equal(who(w, function, at, ""), w->ovd_person[1]);
	assert_int_equal(who(w, function, at, then), w->ovd_person[0]);
	assert_int_equal(who(w, function, at, "&known_at=2020-01-01T00:00:00Z"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weeks_become_drafts),
		cmocka_unit_test(a_second_time_changes_nothing),
		cmocka_unit_test(a_revision_keeps_the_past),
		cmocka_unit_test(wrong_rotations_are_refused),
		cmocka_unit_test(the_night_in_which_the_clock_changes),
		cmocka_unit_test(shifts_share_a_day),
		cmocka_unit_test(overrides_lie_on_top),
		cmocka_unit_test(overrides_need_somebody_who_may),
		cmocka_unit_test(what_was_known_is_kept),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
