/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum err_code nothing(struct api_call *c, struct db *db, struct err *e)
{
	(void)c;
	(void)db;
	(void)e;
	return ERR_OK;
}

static const struct api_route first[] = {
	{ HTTP_GET, "/x/preview", 0, API_READ, nothing, 0 },
	{ HTTP_GET, "/x/{id}", 0, API_READ, nothing, 0 },
	{ HTTP_PUT, "/x/{id}", 0, API_WRITE, nothing, 0 },
	{ 0 },
};
static const struct api_route second[] = {
	{ HTTP_GET, "/cal/{token}.ics", 0, API_READ, nothing, API_ROOT },
	{ HTTP_POST, "/gate/{name}/in", 0, API_WRITE, nothing, API_ROOT },
	{ 0 },
};
static const struct api_route *const tables[] = { first, second, NULL };

/* A path leads to its route, with its parameters. */
static void paths_lead_to_routes(void **state)
{
	struct route_match m = route_find(tables, HTTP_GET, "/api/v1/x/12");

	(void)state;
	assert_ptr_equal(m.route, &first[1]);
	assert_int_equal(m.id, 12);
	m = route_find(tables, HTTP_HEAD, "/api/v1/x/preview");
	assert_ptr_equal(m.route, &first[0]);
	m = route_find(tables, HTTP_GET, "/cal/abc.ics");
	assert_ptr_equal(m.route, &second[0]);
	assert_string_equal(m.word, "abc");
	m = route_find(tables, HTTP_POST, "/gate/sms/in");
	assert_ptr_equal(m.route, &second[1]);
	assert_string_equal(m.word, "sms");
}

/* What is near a route is not it. */
static void others_do_not(void **state)
{
	static const char *const paths[] = { "/x/12", "/api/v1/x", "/api/v1/x/",
		"/api/v1/x/12/", "/api/v1/x/012", "/api/v1/x/-1", "/api/v1/x/1.0",
		"/api/v1/x/99999999999999999999", "/api/v1/x/123456789012345678901234",
		"/api/v1//x/12", "/api/v1/cal/abc.ics", "/cal/.ics", "/cal/abc.icsx",
		"/cal/a/b.ics", "/", "" };
	char longer[400] = "/cal/";

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct route_match m = route_find(tables, HTTP_GET, paths[i]);

		assert_null(m.route);
		assert_int_equal(m.allowed, 0);
	}
	memset(longer + 5, 'a', 300);
	strcat(longer, ".ics");
	assert_null(route_find(tables, HTTP_GET, longer).route);
}

/* A known path with another method says which it knows. */
static void methods_are_told(void **state)
{
	struct route_match m = route_find(tables, HTTP_DELETE, "/api/v1/x/12");
	char allow[64];

	(void)state;
	assert_null(m.route);
	assert_int_equal(m.allowed, HTTP_GET | HTTP_HEAD | HTTP_PUT);
	route_allow(m.allowed, allow, sizeof allow);
	assert_string_equal(allow, "GET, HEAD, PUT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_lead_to_routes),
		cmocka_unit_test(others_do_not),
		cmocka_unit_test(methods_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
