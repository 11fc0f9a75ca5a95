/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /on-duty: who has hard piket at a moment, until when, and who follows. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t post(struct call_service *w, const char *path, const char *body)
{
	struct reply r = service_post(&w->s, ROLE_COORDINATOR, path, body);
	int64_t id = r.status == 201 ? reply_int(&r, "id") : 0;

	call_expect(&r, 201);
	return id;
}

/* A function that should always have one person on duty, held by the first three. */
static int64_t piket(struct call_service *w, const char *code)
{
	char body[256];
	int64_t function;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"%s\",\"name\":\"%s\",\"spoken_name\":\"%s\","
		"\"regime\":\"H\",\"required_on_duty\":1}",
		code, code, code);
	function = post(w, "/api/v1/functions", body);
	for (int i = 0; i < 3; i++) {
		(void)snprintf(body, sizeof body,
			"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
			"\"from\":\"2020-01-01\"}",
			(int)w->ovd_person[i], (int)function);
		(void)post(w, "/api/v1/assignments", body);
	}
	return function;
}

static int64_t duty(struct call_service *w, int64_t function, int64_t person,
	const char *from, const char *to, const char *state)
{
	char body[320];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"state\":\"%s\"}",
		(int)function, (int)person, from, to, state);
	return post(w, "/api/v1/duties", body);
}

/* One function at a moment (new reference; NULL: it is not listed). */
static json_t *at(struct call_service *w, int64_t function, const char *when)
{
	char path[128];
	struct reply r;
	json_t *f, *ret = NULL;
	size_t i;

	(void)snprintf(path, sizeof path, "/api/v1/on-duty?at=%s", when);
	r = service_get(&w->s, ROLE_DISPATCHER, path);
	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) == function)
			ret = json_incref(f);
	}
	reply_free(&r);
	return ret;
}

static const json_t *first(const json_t *function)
{
	return json_array_get(json_object_get(function, "people"), 0);
}

/* Who is on duty until when, and who is next: [start, end), drafts do not count. */
static void duties_hold_from_start_to_end(void **state)
{
	static const struct {
		const char *when;
		int who; /* -1: nobody */
	} moments[] = {
		{ "2030-01-01T07:59:59Z", -1 },
		{ "2030-01-01T08:00:00Z", 0 },
		{ "2030-01-08T07:59:59Z", 0 },
		{ "2030-01-08T08:00:00Z", 1 },
		{ "2030-01-08T09:00:00%2B01:00", 1 }, /* an offset is fine */
		{ "2030-01-08T09:00:00+01:00", 1 },
		{ "2030-01-15T08:00:00Z", -1 },
	};
	struct call_service *w = *state;
	int64_t function = piket(w, "CA-ROT");
	json_t *f;

	(void)duty(w, function, w->ovd_person[0], "2030-01-01T08:00:00Z",
		"2030-01-08T08:00:00Z", "published");
	(void)duty(w, function, w->ovd_person[1], "2030-01-08T08:00:00Z",
		"2030-01-15T08:00:00Z", "published");
	(void)duty(w, function, w->ovd_person[2], "2030-01-15T08:00:00Z",
		"2030-01-22T08:00:00Z", "draft");
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		size_t n;

		f = at(w, function, moments[i].when);
		assert_non_null(f);
		n = json_array_size(json_object_get(f, "people"));
		assert_int_equal(n, moments[i].who >= 0 ? 1 : 0);
		assert_int_equal(
			json_is_true(json_object_get(f, "gap")), moments[i].who < 0);
		if (moments[i].who >= 0)
			assert_int_equal(json_integer_value(json_object_get(
						 first(f), "person_id")),
				w->ovd_person[moments[i].who]);
		json_decref(f);
	}
	f = at(w, function, "2030-01-03T00:00:00Z");
	assert_string_equal(json_string_value(json_object_get(f, "code")), "CA-ROT");
	assert_string_equal(json_string_value(json_object_get(first(f), "until")),
		"2030-01-08T08:00:00Z");
	assert_int_equal(
		json_integer_value(json_object_get(first(f), "next_person_id")),
		w->ovd_person[1]);
	assert_string_equal(
		json_string_value(json_object_get(first(f), "display_name")),
		"Otto Jansen");
	json_decref(f);
}

/* A function without duty is listed when it should have one; a pool is not. */
static void pools_are_not_listed(void **state)
{
	struct call_service *w = *state;

	assert_null(at(w, w->ehb, "2030-01-01T00:00:00Z"));
	assert_null(at(w, w->lokaal, "2030-01-01T00:00:00Z"));
}

/* A duty that is written, changed or taken away shows at once, also to who asked the
 * same a moment before. */
static void changes_show_at_once(void **state)
{
	struct call_service *w = *state;
	int64_t function = piket(w, "IM"), id;
	const char *when = "2031-01-01T00:00:00Z";
	struct reply r;
	char body[64];
	json_t *f = at(w, function, when);

	assert_true(json_is_true(json_object_get(f, "gap")));
	json_decref(f);
	id = duty(w, function, w->ovd_person[0], "2030-12-01T00:00:00Z",
		"2031-02-01T00:00:00Z", "published");
	f = at(w, function, when);
	assert_int_equal(json_integer_value(json_object_get(first(f), "person_id")),
		w->ovd_person[0]);
	json_decref(f);
	(void)snprintf(body, sizeof body, "{\"person_id\":%d}", (int)w->ovd_person[2]);
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/duties/{id}", id), body, NULL);
	call_expect(&r, 200);
	f = at(w, function, when);
	assert_int_equal(json_integer_value(json_object_get(first(f), "person_id")),
		w->ovd_person[2]);
	json_decref(f);
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "DELETE",
		call_path("/api/v1/duties/{id}", id), NULL, NULL);
	call_expect(&r, 204);
	f = at(w, function, when);
	assert_int_equal(json_array_size(json_object_get(f, "people")), 0);
	json_decref(f);
}

/* Moments that are none are 422. */
static void wrong_moments_are_named(void **state)
{
	static const char *const wrong[] = { "now", "2030-13-01T00:00:00Z",
		"2030-02-30", "2030-01-01T00:00:00", "2030-01-01T25:00:00Z", "1",
		"%00" };
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char path[96];
		struct reply r;

		(void)snprintf(path, sizeof path, "/api/v1/on-duty?at=%s", wrong[i]);
		r = service_get(&w->s, ROLE_DISPATCHER, path);
		if (i + 1 < sizeof wrong / sizeof *wrong) {
			assert_non_null(strstr(r.body, "\"field\":\"at\""));
			call_expect(&r, 422);
		} else {
			call_expect(&r, 400); /* no address holds a NUL */
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(duties_hold_from_start_to_end),
		cmocka_unit_test(pools_are_not_listed),
		cmocka_unit_test(changes_show_at_once),
		cmocka_unit_test(wrong_moments_are_named),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
