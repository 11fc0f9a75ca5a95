/* SPDX-License-Identifier: EUPL-1.2 */
/* Publishing over sockets: what it makes of drafts, what it says, whom it tells, and
 * when it asks for a reason. Mutations: leave make_way() out of publish_one (the old
 * duty stays below and shows up again); set discard only for dry_run (a refused
 * publication is kept): each fails. */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reply publish(struct plan_service *p, int64_t function, const char *from,
	const char *to, const char *more, long status)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"from\":\"%s\",\"to\":\"%s\"%s}", (int)function,
		from, to, more);
	return plan_ask(p, NULL, "POST", "/api/v1/duties/publish", body, status);
}

static size_t duties(struct plan_service *p, int64_t function, const char *state)
{
	char path[128];
	struct reply r;
	size_t n;

	(void)snprintf(path, sizeof path,
		"/api/v1/duties?function_id=%d&state=%s&limit=1000", (int)function,
		state);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	n = reply_count(&r);
	reply_free(&r);
	return n;
}

/* A rotation of the four officers becomes the roster; each of them hears of it once. */
static void a_rotation_is_published(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "PUB1"), rotation;
	size_t told = plan_notices(p, p->person[0]);
	char body[320];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"name\":\"Ring\",\"starts_on\":\"2030-01-07\","
		"\"people\":[%d,%d,%d,%d]}",
		(int)function, (int)p->person[0], (int)p->person[1], (int)p->person[2],
		(int)p->person[3]);
	rotation = plan_make(p, "/api/v1/rotations", body);
	r = plan_ask(p, NULL, "POST",
		call_path("/api/v1/rotations/{id}/generate", rotation),
		"{\"from\":\"2030-01-07\",\"to\":\"2030-03-04\"}", 200);
	reply_free(&r);
	assert_int_equal(plan_who(p, function, "2030-01-08T00:00:00Z", ""), 0);
	r = publish(p, function, "2030-01-07", "2030-03-04", ",\"dry_run\":true", 200);
	assert_int_equal(reply_int(&r, "published"), 8);
	assert_int_equal(plan_count(&r, "changes"), 8);
	reply_free(&r);
	assert_int_equal(duties(p, function, "draft"), 8);
	assert_int_equal(plan_notices(p, p->person[0]), told);
	r = publish(p, function, "2030-01-07", "2030-03-04", "", 200);
	assert_int_equal(reply_int(&r, "published"), 8);
	assert_int_equal(reply_int(&r, "told"), 4);
	assert_int_equal(plan_count(&r, "caused"), 0);
	/* the morning of 7 January until nine, before the first handover, is open */
	assert_int_equal(plan_count(&r, "problems"), 1);
	assert_string_equal(json_string_value(json_object_get(
				    plan_item(&r, "problems", 0), "kind")),
		"gap");
	reply_free(&r);
	assert_int_equal(duties(p, function, "draft"), 0);
	assert_int_equal(
		plan_who(p, function, "2030-01-08T00:00:00Z", ""), p->person[0]);
	for (int i = 0; i < PLAN_PEOPLE; i++)
		assert_int_equal(plan_notices(p, p->person[i]), told + 1);
	r = publish(p, function, "2030-01-07", "2030-03-04", "", 200);
	assert_int_equal(reply_int(&r, "published"), 0);
	assert_int_equal(plan_count(&r, "changes"), 0);
	assert_int_equal(reply_int(&r, "told"), 0);
	reply_free(&r);
}

/* What breaks a rule needs a reason; until there is one nothing is published, nobody is
 * told; the reason and what it overrules are in the audit log. */
static void a_breach_needs_a_reason(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "PUB2");
	size_t told = plan_notices(p, p->person[3]);
	struct reply r;

	(void)plan_duty(p, function, 3, "2031-01-06T08:00:00Z", "2031-02-03T08:00:00Z",
		"draft");
	r = publish(p, function, "2031-01-01", "2031-03-01", "", 422);
	assert_string_equal(
		reply_header(&r, "Content-Type"), "application/problem+json");
	assert_string_equal(
		json_string_value(json_object_get(plan_item(&r, "errors", 0), "field")),
		"reason");
	assert_true(plan_count(&r, "caused") >= 2); /* A2 and A3 at least */
	assert_int_equal(reply_int(&r, "published"), 0);
	reply_free(&r);
	assert_int_equal(duties(p, function, "published"), 0);
	assert_int_equal(plan_notices(p, p->person[3]), told);
	r = publish(p, function, "2031-01-01", "2031-03-01",
		",\"reason\":\"niemand anders\"", 200);
	assert_int_equal(reply_int(&r, "published"), 1);
	reply_free(&r);
	assert_int_equal(
		plan_who(p, function, "2031-01-20T00:00:00Z", ""), p->person[3]);
	r = plan_ask(p, p->w.s.token[ROLE_AUDITOR], "GET", "/api/v1/audit?limit=1000",
		NULL, 200);
	assert_non_null(strstr(r.body, "niemand anders"));
	assert_non_null(strstr(r.body, "function.publish_duties"));
	reply_free(&r);
}

/* Fourteen hours of work for a call-out count for a duty that is published around them,
 * as they do in the coverage. Mutation: publish without looking at the work. */
static void work_for_call_outs_counts(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "PUB9");
	bool found = false;
	char body[600];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"scenario\":\"GRIP\",\"origin\":\"manual\",\"incident\":\"Storm\","
		"\"started_at\":\"2026-03-03T02:00:00Z\",\"people\":["
		"{\"person_id\":%d,\"function_id\":%d,\"answer\":\"yes\","
		"\"answered_at\":\"2026-03-03T02:03:00Z\","
		"\"arrived_at\":\"2026-03-03T02:25:00Z\","
		"\"left_at\":\"2026-03-03T16:00:00Z\"}]}",
		(int)p->person[2], (int)p->w.ovd);
	(void)plan_make(p, "/api/v1/callouts", body);
	(void)plan_duty(p, function, 2, "2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z",
		"draft");
	r = publish(p, function, "2026-03-02", "2026-03-05", ",\"dry_run\":true", 200);
	for (size_t i = 0; i < plan_count(&r, "caused"); i++) {
		const char *rule = json_string_value(
			json_object_get(plan_item(&r, "caused", i), "rule"));

		found |= rule != NULL && strcmp(rule, "A5") == 0;
	}
	assert_true(found);
	reply_free(&r);
}

/* A draft takes the place of what was published: cut before it, after it, or both; who
 * loses and who gets hears of it. An override on top stays. */
static void what_stood_there_gives_way(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "PUB3");
	size_t told = plan_notices(p, p->person[0]);
	char body[256];
	struct reply r;

	(void)plan_duty(p, function, 0, "2032-01-05T08:00:00Z", "2032-01-12T08:00:00Z",
		"published");
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2032-01-07T00:00:00Z\","
		"\"ends_at\":\"2032-01-07T12:00:00Z\"}",
		(int)function, (int)p->person[2]);
	(void)plan_make(p, "/api/v1/overrides", body);
	(void)plan_duty(p, function, 1, "2032-01-07T08:00:00Z", "2032-01-08T08:00:00Z",
		"draft");
	told = plan_notices(p, p->person[0]);
	r = publish(p, function, "2032-01-05", "2032-01-13", "", 200);
	assert_int_equal(reply_int(&r, "replaced"), 1);
	assert_int_equal(plan_count(&r, "changes"), 1);
	assert_string_equal(
		json_string_value(json_object_get(plan_item(&r, "changes", 0), "from")),
		"2032-01-07T12:00:00Z");
	assert_int_equal(reply_int(&r, "told"), 2);
	reply_free(&r);
	assert_int_equal(plan_notices(p, p->person[0]), told + 1);
	assert_int_equal(duties(p, function, "published"), 3);
	assert_int_equal(
		plan_who(p, function, "2032-01-07T07:00:00Z", ""), p->person[2]);
	assert_int_equal(
		plan_who(p, function, "2032-01-07T13:00:00Z", ""), p->person[1]);
	assert_int_equal(
		plan_who(p, function, "2032-01-08T08:00:00Z", ""), p->person[0]);
}

/* What is arranged by hand is told too: to who gets the duty and who loses it, and to
 * both again when it is undone. Drafts are told to nobody. */
static void changes_by_hand_are_told(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "PUB4"), override;
	size_t told[2] = { plan_notices(p, p->person[0]),
		plan_notices(p, p->person[1]) };
	char body[256];
	struct reply r;

	(void)plan_duty(p, function, 1, "2033-01-03T08:00:00Z", "2033-01-10T08:00:00Z",
		"draft");
	assert_int_equal(plan_notices(p, p->person[1]), told[1]);
	(void)plan_duty(p, function, 0, "2033-01-03T08:00:00Z", "2033-01-10T08:00:00Z",
		"published");
	assert_int_equal(plan_notices(p, p->person[0]), told[0] + 1);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2033-01-05T00:00:00Z\","
		"\"ends_at\":\"2033-01-06T00:00:00Z\"}",
		(int)function, (int)p->person[1]);
	override = plan_make(p, "/api/v1/overrides", body);
	assert_int_equal(plan_notices(p, p->person[0]), told[0] + 2);
	assert_int_equal(plan_notices(p, p->person[1]), told[1] + 1);
	r = plan_ask(p, NULL, "PATCH", call_path("/api/v1/overrides/{id}", override),
		"{\"reason\":\"ziek\"}", 200);
	reply_free(&r);
	assert_int_equal(plan_notices(p, p->person[1]), told[1] + 1);
	r = plan_ask(p, NULL, "DELETE", call_path("/api/v1/overrides/{id}", override),
		NULL, 204);
	reply_free(&r);
	assert_int_equal(plan_notices(p, p->person[1]), told[1] + 2);
}

/* What is wrong is named; who may not, may not. */
static void wrong_orders_are_refused(void **state)
{
	static const struct {
		const char *body;
		long status;
	} cases[] = {
		{ "{}", 422 },
		{ "{\"function_id\":1,\"from\":\"2030-01-01\"}", 422 },
		{ "{\"function_id\":1,\"from\":\"2030-02-01\",\"to\":\"2030-01-01\"}",
			422 },
		{ "{\"function_id\":9999,\"from\":\"2030-01-01\","
		  "\"to\":\"2030-02-01\"}",
			422 },
		{ "{\"function_id\":1,\"from\":\"2030-01-01\",\"to\":\"2030-02-01\","
		  "\"force\":true}",
			422 },
		{ "[]", 400 },
	};
	struct plan_service *p = *state;
	struct reply r;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r = plan_ask(p, NULL, "POST", "/api/v1/duties/publish", cases[i].body,
			cases[i].status);
		reply_free(&r);
	}
	r = plan_ask(p, p->member[0], "POST", "/api/v1/duties/publish",
		"{\"function_id\":1,\"from\":\"2030-01-01\",\"to\":\"2030-02-01\"}",
		403);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rotation_is_published),
		cmocka_unit_test(a_breach_needs_a_reason),
		cmocka_unit_test(work_for_call_outs_counts),
		cmocka_unit_test(what_stood_there_gives_way),
		cmocka_unit_test(changes_by_hand_are_told),
		cmocka_unit_test(wrong_orders_are_refused),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
