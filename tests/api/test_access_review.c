/* SPDX-License-Identifier: EUPL-1.2 */
/* The access review through the year (the clock is set): administrators are due after a
 * quarter, everybody else after a year, and who was never looked at at once. */
#include "tests/support/fake_clock.h"
#include "tests/support/service.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TURNS = 1000 };

static struct service service;

static int start(void **state)
{
	memset(&service, 0, sizeof service);
	service_prepare(&service);
	if (!service_memcheck())
		fake_clock_open();
	service_start(&service, "");
	fake_clock_started();
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	fake_clock_close();
	return 0;
}

/* Is that token due for review? All of its holder's items are tokens here. */
static bool is_due(const char *name)
{
	struct reply r = service_get(&service, ROLE_AUDITOR, "/api/v1/access-review");
	const json_t *items = json_object_get(r.json, "items");
	int ret = -1;

	assert_int_equal(r.status, 200);
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *o = json_array_get(items, i);

		if (strcmp(json_string_value(json_object_get(o, "name")), name) == 0)
			ret = json_is_true(json_object_get(o, "overdue"));
	}
	reply_free(&r);
	assert_true(ret >= 0);
	return ret == 1;
}

static void review_all(void)
{
	struct reply r = service_get(&service, ROLE_AUDITOR, "/api/v1/access-review");
	const json_t *items = json_object_get(r.json, "items");

	assert_true(json_array_size(items) >= ROLES_COUNT);
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *o = json_array_get(items, i);
		char body[100];
		struct reply noted;

		(void)snprintf(body, sizeof body,
			"{\"holder\":\"%s\",\"id\":%" JSON_INTEGER_FORMAT
			",\"outcome\":\"kept\"}",
			json_string_value(json_object_get(o, "holder")),
			json_integer_value(json_object_get(o, "id")));
		noted = service_post(
			&service, ROLE_ADMINISTRATOR, "/api/v1/access-review", body);
		assert_int_equal(noted.status, 204);
		reply_free(&noted);
	}
	reply_free(&r);
}

/* The program takes a new time over within a second: until then the answer is that of
 * the old one. */
static void await_due(const char *name)
{
	for (int i = 0; i < TURNS && !is_due(name); i++)
		(void)poll(NULL, 0, 10);
	assert_true(is_due(name));
}

/* Chores are looked at after a reload, whatever they wait for. */
static void await_count(int n)
{
	double seen = -1;

	for (int i = 0; i < TURNS && seen != n; i++) {
		if (i % 100 == 0)
			assert_int_equal(kill(service.pid, SIGHUP), 0);
		seen = service_figure(&service, "paraat_access_reviews_overdue");
		(void)poll(NULL, 0, 10);
	}
	assert_true(seen == n);
}

static void a_quarter_and_a_year(void **state)
{
	(void)state;
	if (service_memcheck())
		return;
	assert_true(is_due("administrator") && is_due("member"));
	await_count(ROLES_COUNT + 1); /* a token each, and that of the member */
	review_all();
	assert_false(is_due("administrator") || is_due("coordinator"));
	fake_clock_set("+92d");
	await_due("administrator");
	await_count(1);
	assert_false(is_due("coordinator") || is_due("member") || is_due("auditor"));
	fake_clock_set("+366d");
	await_due("coordinator");
	assert_true(is_due("administrator") && is_due("member") && is_due("auditor"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_quarter_and_a_year) };

	return cmocka_run_group_tests(tests, start, stop);
}
