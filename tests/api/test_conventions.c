/* SPDX-License-Identifier: EUPL-1.2 */
/* The conventions of the API, for every operation that the served description names:
 * sign-in, media types, shapes, unknown ids, wrong methods, repeats, pages. */
#include "tests/support/call_service.h"
#include "tests/support/gunzip.h"

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
};

static int start(void **state)
{
	static struct world world;
	struct reply r;

	call_service_open(&world.w, 0);
	r = service_call(&world.w.s, NULL, "GET", "/api/v1/openapi.json", NULL, NULL);
	assert_non_null(r.json);
	world.description = json_incref(r.json);
	call_expect(&r, 200);
	*state = &world;
	return 0;
}

static int stop(void **state)
{
	struct world *world = *state;

	json_decref(world->description);
	call_service_close(&world->w);
	return 0;
}

/* One operation: its method in capitals, and its path with something in the braces. */
struct operation {
	const char *pattern;
	char method[8], path[160];
	const json_t *described;
	bool open;     /* no sign-in */
	bool has_body; /* JSON, as described */
	bool has_id;
};

static void fill(char *path, size_t size, const char *pattern, const char *id)
{
	size_t n = 0;

	path[0] = '\0';
	while (*pattern != '\0' && n + 1 < size) {
		if (*pattern == '{') {
			n += (size_t)snprintf(path + n, size - n, "%s",
				strncmp(pattern, "{kind}", 6) == 0 ? "people" : id);
			pattern = strchr(pattern, '}') + 1;
			continue;
		}
		path[n++] = *pattern++;
		path[n] = '\0';
	}
}

static void each(struct world *world, const char *id,
	void (*check)(struct world *world, const struct operation *op))
{
	json_t *paths = json_object_get(world->description, "paths"), *item, *op;
	const char *pattern, *method;
	int n = 0;

	json_object_foreach(paths, pattern, item)
	{
		json_object_foreach(item, method, op)
		{
			struct operation o = { .pattern = pattern, .described = op };

			for (size_t i = 0; method[i] != '\0'; i++)
				o.method[i] = (char)(method[i] - 'a' + 'A');
			fill(o.path, sizeof o.path, pattern, id);
			o.open = json_array_size(json_object_get(op, "security")) == 0;
			o.has_body = json_object_get(
					     json_object_get(
						     json_object_get(op, "requestBody"),
						     "content"),
					     "application/json")
				     != NULL;
			o.has_id = strstr(pattern, "{id}") != NULL;
			check(world, &o);
			n++;
		}
	}
	assert_true(n > 40);
}

static struct reply ask(struct world *world, const struct operation *o,
	const char *token, const char *body, const char *header)
{
	const char *headers[] = { header, NULL };

	return service_call(&world->w.s, token, o->method, o->path, body,
		header != NULL ? headers : NULL);
}

/* A problem document with that status, described as an answer of the operation. */
static void problem(struct reply *r, const struct operation *o, long status)
{
	char word[8];

	if (r->status != status)
		fail_msg("%s %s: %ld instead of %ld: %s", o->method, o->path, r->status,
			status, r->body);
	assert_string_equal(
		reply_header(r, "Content-Type"), "application/problem+json");
	assert_int_equal(reply_int(r, "status"), status);
	assert_string_not_equal(reply_text(r, "title"), "");
	assert_string_not_equal(reply_text(r, "type"), "");
	(void)snprintf(word, sizeof word, "%ld", status);
	if (status != 405 /* of the path, not of the operation */
		&& json_object_get(json_object_get(o->described, "responses"), word)
			   == NULL
		&& json_object_get(
			   json_object_get(o->described, "responses"), "default")
			   == NULL)
		fail_msg("%s %s: %ld is not described", o->method, o->pattern, status);
	reply_free(r);
}

static bool changes(const struct operation *o)
{
	return strcmp(o->method, "GET") != 0;
}

static void without_token(struct world *world, const struct operation *o)
{
	const char *body = changes(o) && strcmp(o->method, "DELETE") != 0 ? "{}" : NULL;
	struct reply r;

	if (o->open)
		return;
	r = ask(world, o, NULL, body, NULL);
	problem(&r, o, 401);
}

/* Whoever is not signed in is told so, whatever they ask. */
static void everything_asks_for_sign_in(void **state)
{
	each(*state, "1", without_token);
}

/* The role that an operation names first: it may ask. */
static const char *allowed(struct world *world, const struct operation *o)
{
	const char *word = json_string_value(
		json_array_get(json_object_get(o->described, "x-roles"), 0));

	for (int role = 0; word != NULL && role < ROLES_COUNT; role++)
		if (strcmp(role_words[role], word) == 0)
			return role == ROLE_MEMBER ? world->w.s.member
						   : world->w.s.token[role];
	return NULL;
}

static void as_text(struct world *world, const struct operation *o)
{
	struct reply r;

	if (!o->has_body || strncmp(o->pattern, "/gateway/", 9) == 0
		|| strncmp(o->pattern, "/u/", 3) == 0)
		return; /* without signature, or to no link, it is 401 or 404 whatever
			   it holds */
	r = ask(world, o, allowed(world, o), "{}", "Content-Type: text/plain");
	problem(&r, o, 415);
	r = ask(world, o, allowed(world, o), "{}", "Content-Type: application/jsonx");
	problem(&r, o, 415);
}

/* A body of another type than JSON is 415. */
static void bodies_are_json(void **state)
{
	each(*state, "9999", as_text);
}

static void malformed(struct world *world, const struct operation *o)
{
	static const char *const bodies[] = { "{", "{\"a\":1,\"a\":2}", "{} {}",
		"\"\xff\"", "nul", "{\"a\":01}",
		"[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]" };

	if (!o->has_body || o->open)
		return;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct reply r = ask(world, o, allowed(world, o), bodies[i], NULL);

		problem(&r, o, 400);
	}
}

/* What is not JSON, or holds a name twice, or is nested too deeply, is 400. */
static void malformed_json_is_told(void **state)
{
	each(*state, "9999", malformed);
}

static void not_an_object(struct world *world, const struct operation *o)
{
	static const char *const bodies[] = { "[]", "1", "\"x\"", "null", "true" };
	static const char own[] = "/api/v1/me/"; /* of a session: a token has none */

	if (!o->has_body || o->open)
		return;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct reply r = ask(world, o, allowed(world, o), bodies[i], NULL);

		if (r.status == 404
			&& (o->has_id || strncmp(o->pattern, own, strlen(own)) == 0))
			reply_free(&r); /* there is nothing to change */
		else
			problem(&r, o, 400);
	}
}

/* JSON that is no object is the wrong shape: 400. */
static void other_shapes_are_told(void **state)
{
	each(*state, "9999", not_an_object);
}

static void unknown_id(struct world *world, const struct operation *o)
{
	struct reply r;

	if (!o->has_id
		|| (!o->has_body
			&& json_object_get(o->described, "requestBody") != NULL))
		return; /* files: their type is looked at first */
	r = ask(world, o, allowed(world, o),
		changes(o) && strcmp(o->method, "DELETE") != 0 ? "{}" : NULL, NULL);
	problem(&r, o, 404);
}

/* What is not there is 404; so is what can't be an id. */
static void unknown_ids_are_told(void **state)
{
	static const char *const ids[] = { "9999", "0", "-1", "x", "1x",
		"99999999999999999999", "1.0" };

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		each(*state, ids[i], unknown_id);
}

static void wrong_method(struct world *world, const struct operation *o)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	const json_t *known = json_object_get(
		json_object_get(world->description, "paths"), o->pattern);

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		struct operation other = *o;
		char small[8] = "";
		struct reply r;

		for (size_t k = 0; methods[i][k] != '\0'; k++)
			small[k] = (char)(methods[i][k] - 'A' + 'a');
		if (json_object_get(known, small) != NULL)
			continue;
		(void)snprintf(other.method, sizeof other.method, "%s", methods[i]);
		r = ask(world, &other, NULL, NULL, NULL);
		if (strstr(reply_header(&r, "Allow"), o->method) == NULL)
			fail_msg("%s %s: Allow: %s", other.method, o->path,
				reply_header(&r, "Allow"));
		problem(&r, &other, 405);
	}
}

/* A method that the address does not know is 405, and Allow names those it knows. */
static void wrong_methods_are_told(void **state)
{
	each(*state, "1", wrong_method);
}

static void stale_version(struct world *world, const struct operation *o)
{
	struct reply r;

	if (strcmp(o->method, "PATCH") != 0 && strcmp(o->method, "PUT") != 0
		&& strcmp(o->method, "DELETE") != 0)
		return;
	if (json_object_get(json_object_get(o->described, "responses"), "412") == NULL)
		return;
	r = ask(world, o, allowed(world, o),
		strcmp(o->method, "DELETE") != 0 ? "{}" : NULL, "If-Match: \"77\"");
	if (r.status == 404)
		reply_free(&r); /* this world has no item of that sort */
	else
		problem(&r, o, 412);
}

/* A change of a version that is no longer there is 412. */
static void stale_versions_are_refused(void **state)
{
	each(*state, "1", stale_version);
}

static void is_list(struct world *world, const struct operation *o)
{
	struct operation paged = *o;
	const json_t *next;
	struct reply r;

	if (changes(o) || o->open || strchr(o->pattern, '{') != NULL
		|| strcmp(o->pattern, "/api/v1/events") == 0
		|| strcmp(o->pattern, "/api/v1/me/sessions") == 0 /* short, whole */)
		return;
	r = ask(world, o, allowed(world, o), NULL, NULL);
	if (r.status != 200 || json_object_get(r.json, "items") == NULL) {
		reply_free(&r);
		return;
	}
	assert_true(json_is_array(json_object_get(r.json, "items")));
	next = json_object_get(r.json, "next");
	assert_true(json_is_string(next) || json_is_null(next));
	assert_string_equal(reply_header(&r, "Cache-Control"), "no-store");
	reply_free(&r);
	(void)snprintf(paged.path, sizeof paged.path, "%s?limit=1001", o->path);
	r = ask(world, &paged, allowed(world, o), NULL, NULL);
	problem(&r, o, 422);
	(void)snprintf(paged.path, sizeof paged.path, "%s?limit=0", o->path);
	r = ask(world, &paged, allowed(world, o), NULL, NULL);
	problem(&r, o, 422);
	(void)snprintf(paged.path, sizeof paged.path, "%s?limit=1", o->path);
	r = ask(world, &paged, allowed(world, o), NULL, NULL);
	assert_true(reply_count(&r) <= 1);
	call_expect(&r, 200);
}

/* Every list has items and next, and its limit ends at a thousand. */
static void lists_have_one_form(void **state)
{
	each(*state, "1", is_list);
}

/* More than one MiB is 413. */
static void large_bodies_are_refused(void **state)
{
	struct world *world = *state;
	char answer[1024], head[256];
	bool closed;
	int n = snprintf(head, sizeof head,
		"POST /api/v1/callouts HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nContent-Length: %d\r\n\r\n",
		1024 * 1024 + 1);

	(void)raw_exchange(world->w.s.port, head, (size_t)n, "\r\n\r\n", answer,
		sizeof answer, &closed);
	assert_memory_equal(answer, "HTTP/1.1 413", 12);
}

/* What is read goes out small to who takes that, and is the same; short replies and
 * replies to POST, in which secrets are said, never. */
static void what_is_read_is_sent_small(void **state)
{
	static const char *const gzip[] = { "Accept-Encoding: br, gzip", NULL };
	static const char *const refused[] = { "Accept-Encoding: gzip;q=0", NULL };
	static const struct {
		const char *method, *path;
		const char *const *headers;
		bool small;
	} cases[] = {
		{ "GET", "/api/v1/functions?limit=1000", gzip, true },
		{ "GET", "/api/v1/functions?limit=1000", NULL, false },
		{ "GET", "/api/v1/functions?limit=1000", refused, false },
		{ "GET", "/api/v1/on-duty", gzip, true },
		{ "GET", "/api/v1/on-duty", NULL, false }, /* it is kept, and shared */
		{ "GET", "/api/v1/on-duty", gzip, true },
		{ "GET", "/api/v1/functions?limit=1", gzip, false },
		{ "POST", "/api/v1/import/people?dry_run=true", gzip, false },
	};
	struct world *world = *state;

	for (int i = 0; i < 40; i++) {
		char body[160];
		struct reply r;

		(void)snprintf(body, sizeof body,
			"{\"code\":\"ZIP-%d\",\"name\":\"Functie %d\",\"spoken_name\":"
			"\"functie\",\"regime\":\"H\",\"required_on_duty\":1}",
			i, i);
		r = service_post(
			&world->w.s, ROLE_ADMINISTRATOR, "/api/v1/functions", body);
		call_expect(&r, 201);
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *token = world->w.s.token[ROLE_COORDINATOR];
		struct reply r = service_call(&world->w.s, token, cases[i].method,
			cases[i].path, NULL, cases[i].headers);
		bool small = strcmp(reply_header(&r, "Content-Encoding"), "gzip") == 0;

		if (small != cases[i].small)
			fail_msg("%zu: %s", i, r.headers);
		if (strcmp(cases[i].method, "GET") == 0)
			assert_string_equal(
				reply_header(&r, "Vary"), "Accept-Encoding");
		if (small) {
			struct reply plain = service_call(
				&world->w.s, token, "GET", cases[i].path, NULL, NULL);
			size_t len = 0;
			char *back = gunzip(r.body, r.len, &len);

			assert_non_null(back);
			assert_true(r.len < plain.len / 2);
			assert_int_equal(len, plain.len);
			if (strstr(cases[i].path, "on-duty")
				== NULL) /* it tells the time */
				assert_memory_equal(back, plain.body, len);
			free(back);
			reply_free(&plain);
		}
		reply_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_asks_for_sign_in),
		cmocka_unit_test(bodies_are_json),
		cmocka_unit_test(malformed_json_is_told),
		cmocka_unit_test(other_shapes_are_told),
		cmocka_unit_test(unknown_ids_are_told),
		cmocka_unit_test(wrong_methods_are_told),
		cmocka_unit_test(stale_versions_are_refused),
		cmocka_unit_test(lists_have_one_form),
		cmocka_unit_test(large_bodies_are_refused),
		cmocka_unit_test(what_is_read_is_sent_small),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
