/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/zone.h"
#include "service/api/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct http_request request;
static struct api_call call = { .http = &request };

static void ask(const char *query)
{
	memset(&request, 0, sizeof request);
	request.query = query;
}

/* limit and cursor have defaults and borders; faults name the parameter. */
static void pages_are_read(void **state)
{
	int64_t after, limit;
	struct err e = { 0 };

	(void)state;
	ask("");
	assert_int_equal(api_page(&call, &after, &limit, &e), ERR_OK);
	assert_int_equal(after, 0);
	assert_int_equal(limit, 100);
	ask("limit=1000&cursor=77");
	assert_int_equal(api_page(&call, &after, &limit, &e), ERR_OK);
	assert_int_equal(after, 77);
	assert_int_equal(limit, 1000);
	ask("limit=0&cursor=-1");
	assert_int_equal(api_page(&call, &after, &limit, &e), ERR_INVALID);
	assert_int_equal(e.faults, 2);
	assert_string_equal(e.fault[0].field, "cursor");
}

/* Instants come as RFC 3339 or as a local date; a plus may have become a blank. */
static void instants_are_read(void **state)
{
	struct instant t = { 0 };
	struct err e = { 0 };

	(void)state;
	ask("at=2026-07-01T00:00:00Z");
	assert_true(api_query_instant(&call, "at", &t, &e));
	assert_int_equal(t.ms, INT64_C(1782864000000));
	ask("at=2026-07-01T02:00:00+02:00");
	assert_true(api_query_instant(&call, "at", &t, &e));
	assert_int_equal(t.ms, INT64_C(1782864000000));
	ask("at=2026-07-01");
	assert_true(api_query_instant(&call, "at", &t, &e));
	assert_int_equal(t.ms, INT64_C(1782864000000) - 7200000);
	ask("at=2026-02-30");
	assert_false(api_query_instant(&call, "at", &t, &e));
	assert_int_equal(e.code, ERR_INVALID);
}

/* Numbers and truth. */
static void numbers_are_read(void **state)
{
	struct err e = { 0 };
	int64_t n = 0;
	bool b = false;

	(void)state;
	ask("n=5&b=true&x=%0a");
	assert_true(api_query_int(&call, "n", 1, 5, &n, &e));
	assert_true(api_query_bool(&call, "b", &b, &e) && b);
	assert_false(api_query_int(&call, "m", 1, 5, &n, &e));
	assert_int_equal(e.code, ERR_OK);
	assert_false(api_query_int(&call, "n", 1, 4, &n, &e));
	assert_int_equal(e.code, ERR_INVALID);
	err_clear(&e);
	assert_false(api_query_bool(&call, "x", &b, &e));
	assert_int_equal(e.code, ERR_INVALID);
}

/* Accept chooses by quality, the closest range first. */
static void accept_chooses(void **state)
{
	static const char *const types[] = { "application/json", "text/csv",
		"text/html", NULL };
	static const struct {
		const char *accept;
		int index;
	} cases[] = { { NULL, 0 }, { "", 0 }, { "*/*", 0 }, { "text/csv", 1 },
		{ "text/*", 1 }, { "text/html,application/xhtml+xml,*/*;q=0.8", 2 },
		{ "application/json;q=0.1, text/csv;q=0.5", 1 },
		{ "text/html;q=0, */*", 0 }, { "image/png", -1 },
		{ "TEXT/CSV ; q=1", 1 }, { ",,;q=", -1 } };

	(void)state;
	ask("");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		request.header[HTTP_ACCEPT] = cases[i].accept;
		if (api_accepts(&call, types) != cases[i].index)
			fail_msg("%s: %d", cases[i].accept, api_accepts(&call, types));
	}
}

/* Dutch unless English is preferred. */
static void language_is_chosen(void **state)
{
	(void)state;
	ask("");
	assert_string_equal(api_language(&call), "nl");
	request.header[HTTP_ACCEPT_LANGUAGE] = "en-GB,en;q=0.9,nl;q=0.8";
	assert_string_equal(api_language(&call), "en");
	request.header[HTTP_ACCEPT_LANGUAGE] = "de, nl;q=0.8, en";
	assert_string_equal(api_language(&call), "nl");
	request.header[HTTP_ACCEPT_LANGUAGE] = "fr";
	assert_string_equal(api_language(&call), "nl");
}

/* Forms are read when the body is one. */
static void forms_are_read(void **state)
{
	char body[] = "answer=yes&eta=20", v[8];

	(void)state;
	ask("");
	request.body = body;
	request.body_len = strlen(body);
	assert_false(api_form_text(&call, "answer", v, sizeof v));
	request.header[HTTP_CONTENT_TYPE] =
		"application/x-www-form-urlencoded; charset=UTF-8";
	assert_true(api_form_text(&call, "answer", v, sizeof v));
	assert_string_equal(v, "yes");
	assert_false(api_content_is(&call, "application/x-www"));
}

static int set_zone(void **state)
{
	struct err e = { 0 };

	(void)state;
	return zone_init("Europe/Amsterdam", &e) != ERR_OK;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_read),
		cmocka_unit_test(instants_are_read),
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(accept_chooses),
		cmocka_unit_test(language_is_chosen),
		cmocka_unit_test(forms_are_read),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
