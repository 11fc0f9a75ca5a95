/* SPDX-License-Identifier: EUPL-1.2 */
/* The description of the API agrees with the routes, in both directions. */
#include "service/api/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *method_word(enum http_method m)
{
	static const struct {
		enum http_method method;
		const char *word;
	} words[] = { { HTTP_GET, "get" }, { HTTP_POST, "post" }, { HTTP_PUT, "put" },
		{ HTTP_PATCH, "patch" }, { HTTP_DELETE, "delete" } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].method == m)
			return words[i].word;
	fail_msg("a route with method %d", (int)m);
	return "";
}

static void path_of(const struct api_route *r, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s%s",
		(r->flags & API_ROOT) != 0 ? "" : API_PREFIX, r->pattern);
}

static int read_description(void **state)
{
	json_error_t where;
	json_t *o = json_loadb(
		openapi_text, openapi_text_len, JSON_REJECT_DUPLICATES, &where);

	if (o == NULL)
		fail_msg("line %d: %s", where.line, where.text);
	*state = o;
	return 0;
}

static int forget(void **state)
{
	json_decref(*state);
	return 0;
}

/* The roles that a description names are those of the route. */
static void check_roles(const struct api_route *r, const json_t *op, const char *path)
{
	const json_t *list = json_object_get(op, "x-roles"), *word;
	unsigned roles = 0;
	size_t i;

	json_array_foreach(list, i, word)
	{
		for (int role = 0; role < ROLES_COUNT; role++)
			if (strcmp(role_words[role], json_string_value(word)) == 0)
				roles |= 1u << role;
	}
	if (roles != r->may->roles)
		fail_msg("%s %s: other roles than described", method_word(r->method),
			path);
	assert_int_equal(json_array_size(json_object_get(op, "security")),
		r->may == MAY(PUBLIC) ? 0 : 2); /* token or session */
}

/* Every route is described, with its roles and answers. */
static void routes_are_described(void **state)
{
	const json_t *paths = json_object_get(*state, "paths");
	int seen = 0;

	for (const struct api_route *const *t = api_tables; *t != NULL; t++) {
		for (const struct api_route *r = *t; r->handler != NULL; r++) {
			char path[200];
			const json_t *op;

			path_of(r, path, sizeof path);
			op = json_object_get(
				json_object_get(paths, path), method_word(r->method));
			if (op == NULL)
				fail_msg("%s %s is not described",
					method_word(r->method), path);
			check_roles(r, op, path);
			assert_true(
				json_object_size(json_object_get(op, "responses")) > 1);
			seen++;
		}
	}
	assert_true(seen > 40);
}

static bool has_route(const char *path, const char *method)
{
	char own[200];

	for (const struct api_route *const *t = api_tables; *t != NULL; t++) {
		for (const struct api_route *r = *t; r->handler != NULL; r++) {
			path_of(r, own, sizeof own);
			if (strcmp(own, path) == 0
				&& strcmp(method, method_word(r->method)) == 0)
				return true;
		}
	}
	return false;
}

/* Nothing is described that is not there, and names of operations are unique. */
static void descriptions_have_routes(void **state)
{
	json_t *paths = json_object_get(*state, "paths"), *item, *op;
	json_t *names = json_object();
	const char *path, *method;

	json_object_foreach(paths, path, item)
	{
		json_object_foreach(item, method, op)
		{
			const char *name =
				json_string_value(json_object_get(op, "operationId"));

			if (!has_route(path, method))
				fail_msg("%s %s has no route", method, path);
			assert_non_null(name);
			assert_null(json_object_get(names, name));
			json_object_set_new(names, name, json_true());
		}
	}
	json_decref(names);
}

static void check_references(const json_t *document, json_t *v)
{
	const char *key;
	json_t *child;
	size_t i;

	if (json_is_object(v)) {
		json_object_foreach(v, key, child)
		{
			if (strcmp(key, "$ref") == 0) {
				char part[4][64] = { "" };
				const char *to = json_string_value(child);

				assert_int_equal(sscanf(to, "#/%63[^/]/%63[^/]/%63s",
							 part[0], part[1], part[2]),
					3);
				if (json_object_get(
					    json_object_get(
						    json_object_get(document, part[0]),
						    part[1]),
					    part[2])
					== NULL)
					fail_msg("%s leads nowhere", to);
			}
			check_references(document, child);
		}
	} else if (json_is_array(v)) {
		json_array_foreach(v, i, child)
		{
			check_references(document, child);
		}
	}
}

/* Every reference leads somewhere. */
static void references_hold(void **state)
{
	check_references(*state, *state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_described),
		cmocka_unit_test(descriptions_have_routes),
		cmocka_unit_test(references_hold),
	};

	return cmocka_run_group_tests(tests, read_description, forget);
}
