/* SPDX-License-Identifier: EUPL-1.2 */
/* Scenarios over HTTP: made, read, changed, deleted; every wrong field is named. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A whole scenario, of which one field can be replaced (value is JSON, "" leaves it
 * out). */
static json_t *whole(const struct call_service *w, const char *field, const char *value)
{
	json_t *o = json_pack("{s:s,s:s,s:s,s:{s:s,s:s,s:s},s:[{s:I,s:i,s:s,s:i,s:i,"
			      "s:i,s:i,s:s}],s:s,s:i,s:i}",
		"code", "NIEUW", "name", "Nieuw", "kind", "exercise", "text", "sms",
		"{incident}: {function}, {location}, {norm}. {word} {link} {person} "
		"{kind} {spoken_function}",
		"voice", "Hallo {person}", "email", "Beste {person}", "slots",
		"function_id", (json_int_t)w->ehb, "need", 3, "mode", "pool",
		"overbook_percent", 50, "wave_size", 2, "wave_seconds", 60,
		"norm_minutes", 45, "fallback", "none", "t0", "start", "path_seconds",
		30, "rounds", 2);

	assert_non_null(o);
	if (field != NULL && value[0] == '\0')
		(void)json_object_del(o, field);
	else if (field != NULL)
		(void)json_object_set_new(
			o, field, json_loads(value, JSON_DECODE_ANY, NULL));
	return o;
}

static struct reply send_json(
	const struct call_service *w, const char *method, const char *path, json_t *o)
{
	char *text = json_dumps(o, JSON_COMPACT);
	struct reply r = service_call(
		&w->s, w->s.token[ROLE_COORDINATOR], method, path, text, NULL);

	free(text);
	json_decref(o);
	return r;
}

/* What is given comes back, with id and version, at the place that Location names. */
static void what_is_given_comes_back(void **state)
{
	struct call_service *w = *state;
	json_t *given = whole(w, "code", "\"HEEL\""), *value;
	struct reply r =
		send_json(w, "POST", "/api/v1/scenarios", json_deep_copy(given));
	char place[64];
	const char *name;

	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	call_expect(&r, 201);
	r = service_get(&w->s, ROLE_AUDITOR, place);
	json_object_foreach(given, name, value)
	{
		if (!json_equal(value, json_object_get(r.json, name)))
			fail_msg("%s: %s", name, r.body);
	}
	call_expect(&r, 200);
	json_decref(given);
}

/* Every rule that a value breaks is answered with 422 and the field's name. */
static void wrong_fields_are_named(void **state)
{
	static const struct {
		const char *field, *value, *named;
	} cases[] = {
		{ "code", "", "code" },
		{ "code", "\"\"", "code" },
		{ "code", "7", "code" },
		{ "name", "", "name" },
		{ "kind", "\"war\"", "kind" },
		{ "kind", "", "kind" },
		{ "text", "", "text.sms" },
		{ "text", "{\"sms\":\"{naam}\"}", "text.sms" },
		{ "text", "{\"sms\":\"x\",\"voice\":\"{detail}\"}", "text.voice" },
		{ "text", "{\"sms\":\"x\",\"email\":\"{\"}", "text.email" },
		{ "slots", "", "slots" },
		{ "slots", "[]", "slots" },
		{ "slots", "{}", "slots" },
		{ "slots", "[1]", "slots[0]" },
		{ "slots", "[{\"need\":1}]", "slots[0].function_id" },
		{ "slots", "[{\"function_id\":9999,\"need\":1}]",
			"slots[0].function_id" },
		{ "slots", "[{\"function_id\":1}]", "slots[0].need" },
		{ "slots", "[{\"function_id\":1,\"need\":-1}]", "slots[0].need" },
		{ "slots", "[{\"function_id\":1,\"need\":1,\"mode\":\"x\"}]",
			"slots[0].mode" },
		{ "slots",
			"[{\"function_id\":1,\"need\":1},{\"function_id\":1,\"need\":"
			"1}]",
			"slots" },
		{ "slots",
			"[{\"function_id\":2,\"need\":1},{\"function_id\":1,\"need\":1,"
			"\"wave_seconds\":0}]",
			"slots[1].wave_seconds" },
		{ "slots", "[{\"function_id\":1,\"need\":1,\"colour\":1}]",
			"slots[0].colour" },
		{ "t0", "\"later\"", "t0" },
		{ "path_seconds", "0", "path_seconds" },
		{ "rounds", "10", "rounds" },
		{ "colour", "\"red\"", "colour" },
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = send_json(w, "POST", "/api/v1/scenarios",
			whole(w, cases[i].field, cases[i].value));
		char named[64];

		(void)snprintf(named, sizeof named, "\"field\":\"%s\"", cases[i].named);
		if (r.status != 422 || strstr(r.body, named) == NULL)
			fail_msg("%s = %s: %ld %s", cases[i].field, cases[i].value,
				r.status, r.body);
		reply_free(&r);
	}
}

/* All that is wrong is said at once. */
static void all_faults_come_together(void **state)
{
	struct call_service *w = *state;
	struct reply r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/scenarios",
		"{\"code\":\"\",\"kind\":\"x\",\"t0\":\"y\"}");

	assert_true(json_array_size(json_object_get(r.json, "errors")) >= 5);
	call_expect(&r, 422);
}

/* A code is used once: the second is a conflict. */
static void codes_are_unique(void **state)
{
	struct call_service *w = *state;
	struct reply r =
		send_json(w, "POST", "/api/v1/scenarios", whole(w, "code", "\"GRIP\""));

	call_expect(&r, 409);
}

/* PATCH keeps what it does not name, PUT replaces; stale versions are refused. */
static void changes_are_checked(void **state)
{
	static const char *const first[] = { "If-Match: \"1\"", NULL };
	struct call_service *w = *state;
	const char *token = w->s.token[ROLE_COORDINATOR];
	struct reply r = send_json(
		w, "POST", "/api/v1/scenarios", whole(w, "code", "\"WIJZIG\""));
	char place[64];

	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	call_expect(&r, 201);
	r = service_call(&w->s, token, "PATCH", place, "{\"name\":\"Anders\"}", first);
	assert_string_equal(reply_text(&r, "name"), "Anders");
	assert_int_equal(json_array_size(json_object_get(r.json, "slots")), 1);
	assert_string_equal(reply_header(&r, "ETag"), "\"2\"");
	call_expect(&r, 200);
	r = service_call(&w->s, token, "PATCH", place, "{\"name\":\"X\"}", first);
	call_expect(&r, 412);
	r = service_call(&w->s, token, "PUT", place, "{\"name\":\"X\"}", NULL);
	call_expect(&r, 422);
	r = send_json(w, "PUT", place, whole(w, "t0", ""));
	assert_string_equal(reply_text(&r, "t0"), "criteria"); /* the default again */
	call_expect(&r, 200);
	r = service_call(&w->s, token, "DELETE", place, NULL, first);
	call_expect(&r, 412);
	r = service_call(&w->s, token, "DELETE", place, NULL, NULL);
	call_expect(&r, 204);
	r = service_get(&w->s, ROLE_COORDINATOR, place);
	call_expect(&r, 404);
}

/* A scenario that was used stays, for the report. */
static void used_scenarios_stay(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "DELETE",
		call_path("/api/v1/scenarios/{id}", w->grip), NULL, NULL);

	call_expect(&r, 409);
	r = call_item(w, id);
	assert_int_equal(reply_int(&r, "scenario_id"), w->grip);
	call_expect(&r, 200);
}

/* The list comes in pages, in a fixed order. */
static void lists_have_pages(void **state)
{
	struct call_service *w = *state;
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/scenarios?limit=1");
	char path[96];
	int64_t id;

	assert_int_equal(reply_count(&r), 1);
	id = json_integer_value(json_object_get(
		json_array_get(json_object_get(r.json, "items"), 0), "id"));
	assert_int_equal(id, w->grip);
	(void)snprintf(path, sizeof path, "/api/v1/scenarios?limit=1000&cursor=%s",
		reply_text(&r, "next"));
	call_expect(&r, 200);
	r = service_get(&w->s, ROLE_AUDITOR, path);
	assert_true(reply_count(&r) >= 1);
	assert_true(json_is_null(json_object_get(r.json, "next")));
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_comes_back),
		cmocka_unit_test(wrong_fields_are_named),
		cmocka_unit_test(all_faults_come_together),
		cmocka_unit_test(codes_are_unique),
		cmocka_unit_test(changes_are_checked),
		cmocka_unit_test(used_scenarios_stay),
		cmocka_unit_test(lists_have_pages),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
