/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests on a schedule over HTTP: made per function or per ring, changed with If-Match,
 * refused by name; and who missed tests is for those who may know. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t made(struct call_service *w, const char *path, const char *body)
{
	struct reply r = service_post(&w->s, ROLE_COORDINATOR, path, body);
	int64_t id;

	if (r.status != 201)
		fail_msg("%s: %ld %s", body, r.status, r.body);
	id = reply_int(&r, "id");
	reply_free(&r);
	return id;
}

static int64_t test_scenario(struct call_service *w)
{
	char body[300];

	(void)snprintf(body, sizeof body,
		"{\"code\":\"PROEF\",\"name\":\"Proef\",\"kind\":\"test\",\"text\":{"
		"\"sms\":"
		"\"proef {link}\"},\"slots\":[{\"function_id\":%d,\"need\":1,\"mode\":"
		"\"on_duty\"}]}",
		(int)w->ovd);
	return made(w, "/api/v1/scenarios", body);
}

static int64_t ring_of(
	struct call_service *w, int64_t function, int64_t one, int64_t two)
{
	char body[300];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"name\":\"Ring\",\"starts_on\":\"2026-01-05\","
		"\"handover\":{\"weekday\":1,\"time\":\"09:00\"},\"period\":{\"count\":"
		"1,"
		"\"unit\":\"week\"},\"people\":[%d,%d]}",
		(int)function, (int)one, (int)two);
	return made(w, "/api/v1/rotations", body);
}

static const char *schedule(int64_t scenario, const char *more)
{
	static char body[400];

	(void)snprintf(body, sizeof body,
		"{\"name\":\"Wekelijks\",\"scenario_id\":%d,\"weekday\":1,\"time\":"
		"\"09:30\","
		"\"first_on\":\"2099-01-01\"%s}",
		(int)scenario, more);
	return body;
}

static void a_schedule_is_made_changed_and_removed(void **state)
{
	struct call_service *w = *state;
	const int64_t scenario = test_scenario(w);
	const int64_t ring = ring_of(w, w->ovd, w->ovd_person[0], w->ovd_person[1]);
	char more[80], path[80];
	const char *stale[] = { "If-Match: \"99\"", NULL };
	struct reply r;
	int64_t id;

	(void)snprintf(more, sizeof more, ",\"rotation_ids\":[%d]", (int)ring);
	id = made(w, "/api/v1/test-schedules", schedule(scenario, more));
	(void)snprintf(path, sizeof path, "/api/v1/test-schedules/%d", (int)id);
	r = service_get(&w->s, ROLE_AUDITOR, path);
	assert_int_equal(json_integer_value(json_array_get(
				 json_object_get(r.json, "rotation_ids"), 0)),
		ring);
	assert_int_equal(json_array_size(json_object_get(r.json, "function_ids")), 0);
	/* the first Monday on or after the first of January 2099, local time */
	assert_string_equal(reply_text(&r, "next_at"), "2099-01-05T08:30:00Z");
	call_expect(&r, 200);
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH", path,
		"{\"active\":false}", stale);
	call_expect(&r, 412);
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH", path,
		"{\"active\":false,\"rotation_ids\":[]}", NULL);
	assert_true(json_is_false(json_object_get(r.json, "active")));
	call_expect(&r, 200);
	r = service_call(
		&w->s, w->s.token[ROLE_COORDINATOR], "DELETE", path, NULL, NULL);
	call_expect(&r, 204);
	r = service_get(&w->s, ROLE_COORDINATOR, path);
	call_expect(&r, 404);
}

static void refused(struct call_service *w, const char *body, const char *field)
{
	struct reply r =
		service_post(&w->s, ROLE_COORDINATOR, "/api/v1/test-schedules", body);
	const json_t *first = json_array_get(json_object_get(r.json, "errors"), 0);

	assert_string_equal(json_string_value(json_object_get(first, "field")), field);
	call_expect(&r, 422);
}

static void what_is_wrong_is_named(void **state)
{
	struct call_service *w = *state;
	const int64_t scenario = test_scenario(w);
	const int64_t other = ring_of(w, w->ehb, w->ehb_person[0], w->ehb_person[1]);
	char more[120];
	struct reply r;

	refused(w, schedule(w->grip, ""), "scenario_id"); /* a real one */
	refused(w, schedule(scenario, ",\"rotation_ids\":[999]"), "rotation_ids");
	(void)snprintf(more, sizeof more, ",\"rotation_ids\":[%d]", (int)other);
	refused(w, schedule(scenario, more), "rotation_ids"); /* not asked for */
	(void)snprintf(more, sizeof more, ",\"function_ids\":[%d]", (int)w->ehb);
	refused(w, schedule(scenario, more), "function_ids");
	refused(w, schedule(scenario, ",\"rotation_ids\":\"alle\""), "rotation_ids");
	r = service_call(&w->s, w->s.token[ROLE_DISPATCHER], "POST",
		"/api/v1/test-schedules", schedule(scenario, ""), NULL);
	call_expect(&r, 403);
	r = service_call(&w->s, w->s.member, "GET", "/api/v1/reachability", NULL, NULL);
	call_expect(&r, 403);
	r = service_get(&w->s, ROLE_COORDINATOR, "/api/v1/reachability?missed=1");
	assert_int_equal(reply_count(&r), 0);
	call_expect(&r, 200);
}

int main(void)
{
#define TEST(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, call_service_setup, call_service_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_schedule_is_made_changed_and_removed),
		TEST(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
