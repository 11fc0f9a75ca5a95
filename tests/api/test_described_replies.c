/* SPDX-License-Identifier: EUPL-1.2 */
/* What the program answers is what its description says: every field of a reply is
 * described, has the type and is one of the words that the description allows, and
 * nothing that it promises is missing. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
	struct call_service w;
	json_t *description;
	int64_t callout;
};

static int stop(void **state)
{
	struct world *world = *state;

	json_decref(world->description);
	call_service_close(&world->w);
	return 0;
}

static struct reply send(
	struct world *world, const char *path, const char *body, long status)
{
	struct reply r = service_post(&world->w.s, ROLE_COORDINATOR, path, body);

	if (r.status != status)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	return r;
}

static void fill_training(struct world *world)
{
	static const char *const items[][2] = {
		{ "/api/v1/requirements",
			"{\"function_id\":1,\"kind\":\"exercise\",\"title\":\"x\","
			"\"within_months\":12}" },
		{ "/api/v1/activities",
			"{\"kind\":\"exercise\",\"title\":\"x\",\"hours\":1.5,"
			"\"starts_at\":\"2025-01-01T08:00:00Z\","
			"\"ends_at\":\"2025-01-01T09:00:00Z\"}" },
		{ "/api/v1/activities/1/attendance",
			"{\"person_id\":1,\"result\":\"passed\"}" },
		{ "/api/v1/certificates", "{\"person_id\":1,\"title\":\"x\",\"valid_"
					  "from\":\"2025-01-01\"}" },
		{ "/api/v1/learning-points", "{\"activity_id\":1,\"text\":\"x\"}" },
	};

	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		struct reply r = send(world, items[i][0], items[i][1], 201);

		reply_free(&r);
	}
}

/* A world in which every list has something in it. */
static int start(void **state)
{
	static struct world world;
	struct call_service *w = &world.w;
	char body[256];
	struct reply r;

	call_service_open(w, 0);
	r = service_call(&w->s, NULL, "GET", "/api/v1/openapi.json", NULL, NULL);
	world.description = json_incref(r.json);
	call_expect(&r, 200);
	r = send(&world, "/api/v1/absences",
		"{\"person_id\":1,\"from\":\"2030-01-01T00:00:00Z\","
		"\"until\":\"2030-02-01T00:00:00Z\",\"note\":\"vrij\"}",
		201);
	reply_free(&r);
	fill_training(&world);
	world.callout = call_begin(w, w->grip, ",\"incident\":\"Brand\"");
	sms_sink_wait(w->sink, 4);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"yes\",\"eta_minutes\":12}",
		(int)w->ovd_person[0]);
	r = send(&world, call_path("/api/v1/callouts/{id}/answer", world.callout), body,
		200);
	reply_free(&r);
	r = send(&world, call_path("/api/v1/callouts/{id}/stop", world.callout), "",
		200);
	reply_free(&r);
	*state = &world;
	return 0;
}

/* --- as much of JSON Schema as the description uses */

static const json_t *resolve(const struct world *world, const json_t *schema)
{
	const char *to = json_string_value(json_object_get(schema, "$ref"));

	if (to == NULL)
		return schema;
	return json_object_get(
		json_object_get(
			json_object_get(world->description, "components"), "schemas"),
		strrchr(to, '/') + 1);
}

static bool is_type(const json_t *v, const char *type)
{
	return (strcmp(type, "null") == 0 && json_is_null(v))
	       || (strcmp(type, "boolean") == 0 && json_is_boolean(v))
	       || (strcmp(type, "integer") == 0 && json_is_integer(v))
	       || (strcmp(type, "number") == 0 && json_is_number(v))
	       || (strcmp(type, "string") == 0 && json_is_string(v))
	       || (strcmp(type, "array") == 0 && json_is_array(v))
	       || (strcmp(type, "object") == 0 && json_is_object(v));
}

static bool types_allow(const json_t *v, const json_t *type)
{
	const json_t *one;
	size_t i;

	if (type == NULL)
		return true;
	if (json_is_string(type))
		return is_type(v, json_string_value(type));
	json_array_foreach((json_t *)(uintptr_t)type, i, one)
	{
		if (is_type(v, json_string_value(one)))
			return true;
	}
	return false;
}

static bool words_allow(const json_t *v, const json_t *words)
{
	const json_t *one;
	size_t i;

	if (words == NULL || json_is_null(v))
		return true;
	json_array_foreach((json_t *)(uintptr_t)words, i, one)
	{
		if (json_equal(v, one))
			return true;
	}
	return false;
}

static void check(struct world *world, const char *where, json_t *v, const json_t *s);

static void check_object(
	struct world *world, const char *where, json_t *v, const json_t *s)
{
	const json_t *properties = json_object_get(s, "properties"), *name;
	const char *key;
	json_t *child;
	char below[256];
	size_t i;

	json_array_foreach(json_object_get(s, "required"), i, name)
	{
		if (json_object_get(v, json_string_value(name)) == NULL)
			fail_msg("%s: %s is promised and not there", where,
				json_string_value(name));
	}
	if (properties == NULL)
		return;
	json_object_foreach(v, key, child)
	{
		const json_t *described = json_object_get(properties, key);

		(void)snprintf(below, sizeof below, "%s.%s", where, key);
		if (described == NULL)
			fail_msg("%s is not described", below);
		check(world, below, child, described);
	}
}

static void check(struct world *world, const char *where, json_t *v, const json_t *s)
{
	json_t *child;
	size_t i;

	s = resolve(world, s);
	if (s == NULL)
		fail_msg("%s: its schema is not there", where);
	if (!types_allow(v, json_object_get(s, "type")))
		fail_msg("%s has another type than described", where);
	if (!words_allow(v, json_object_get(s, "enum")))
		fail_msg("%s: %s is not a word described", where,
			json_is_string(v) ? json_string_value(v) : "value");
	if (json_is_object(v))
		check_object(world, where, v, s);
	if (json_is_array(v) && json_object_get(s, "items") != NULL) {
		json_array_foreach(v, i, child)
		{
			check(world, where, child, json_object_get(s, "items"));
		}
	}
}

/* --- */

static const json_t *schema_of(
	const struct world *world, const char *pattern, const char *method, long status)
{
	char word[8];
	const json_t *op = json_object_get(
		json_object_get(json_object_get(world->description, "paths"), pattern),
		method);

	(void)snprintf(word, sizeof word, "%ld", status);
	return json_object_get(
		json_object_get(
			json_object_get(
				json_object_get(json_object_get(op, "responses"), word),
				"content"),
			"application/json"),
		"schema");
}

static void fill(char *path, size_t size, const char *pattern, int64_t id)
{
	const char *mark = strstr(pattern, "{id}");

	if (mark == NULL)
		(void)snprintf(path, size, "%s", pattern);
	else
		(void)snprintf(path, size, "%.*s%d%s", (int)(mark - pattern), pattern,
			(int)id, mark + 4);
	if (strstr(pattern, "preview") != NULL)
		(void)strcat(path, "?scenario_id=1");
	if (strstr(pattern, "coverage") != NULL)
		(void)strcat(path, "?from=2029-12-01&to=2030-03-01");
}

/* Every address that can be read, with the first item of its sort. */
static void what_is_read_is_described(void **state)
{
	struct world *world = *state;
	json_t *paths = json_object_get(world->description, "paths"), *item;
	const char *pattern;
	int n = 0;

	json_object_foreach(paths, pattern, item)
	{
		const json_t *schema = schema_of(world, pattern, "get", 200);
		char path[160];
		struct reply r;

		if (schema == NULL || strstr(pattern, "{token}") != NULL
			|| strstr(pattern, "{name}") != NULL
			|| strstr(pattern, "{kind}") != NULL
			|| strstr(pattern, "/print/") != NULL /* pages */
			|| strcmp(pattern, "/api/v1/openapi.json") == 0)
			continue;
		fill(path, sizeof path, pattern, 1);
		r = service_get(&world->w.s, ROLE_ADMINISTRATOR, path);
		if (r.status == 200) {
			if (r.json == NULL)
				fail_msg("%s is not JSON: %s", path, r.body);
			check(world, pattern, r.json, schema);
			n++;
		}
		reply_free(&r);
	}
	assert_true(n >= 20);
}

static void check_reply(struct world *world, const char *pattern, struct reply *r)
{
	const json_t *schema = schema_of(world, pattern, "post", r->status);

	if (schema == NULL)
		fail_msg("%s: %ld is not described: %s", pattern, r->status, r->body);
	check(world, pattern, r->json, schema);
	reply_free(r);
}

/* What a start, a step and an answer give back. */
static void what_is_done_is_described(void **state)
{
	struct world *world = *state;
	struct call_service *w = &world->w;
	char body[128], link[64];
	struct reply r = send(world, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"confirm_second\":true}", 201);
	int64_t id = reply_int(&r, "id");

	check_reply(world, "/api/v1/callouts", &r);
	(void)snprintf(link, sizeof link, "%s", call_link(w, id, w->ovd_person[0]));
	r = service_call(&w->s, NULL, "POST", link,
		"{\"answer\":\"yes\",\"eta_minutes\":5}", NULL);
	check_reply(world, "/a/{token}", &r);
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":3}", (int)w->ehb);
	r = send(world, call_path("/api/v1/callouts/{id}/need", id), body, 200);
	check_reply(world, "/api/v1/callouts/{id}/need", &r);
	r = send(world, call_path("/api/v1/callouts/{id}/remind", id), "", 200);
	check_reply(world, "/api/v1/callouts/{id}/remind", &r);
	r = send(world, call_path("/api/v1/callouts/{id}/message", id),
		"{\"text\":\"x\"}", 200);
	check_reply(world, "/api/v1/callouts/{id}/message", &r);
	r = send(world, call_path("/api/v1/callouts/{id}/stop", id), "", 200);
	check_reply(world, "/api/v1/callouts/{id}/stop", &r);
}

/* A problem is as the description says that problems are. */
static void problems_are_described(void **state)
{
	struct world *world = *state;
	const json_t *schema = json_object_get(
		json_object_get(
			json_object_get(world->description, "components"), "schemas"),
		"Problem");
	struct reply r = send(world, "/api/v1/callouts", "{}", 422);

	assert_non_null(schema);
	check(world, "Problem", r.json, schema);
	reply_free(&r);
	r = send(world, "/api/v1/callouts", "{", 400);
	check(world, "Problem", r.json, schema);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_described),
		cmocka_unit_test(what_is_done_is_described),
		cmocka_unit_test(problems_are_described),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
