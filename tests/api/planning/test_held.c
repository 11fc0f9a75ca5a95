/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /duties?resolved=true over sockets: who really holds a duty. Mutations: answer
 * out of the duty table; leave is_asked() out; leave the margin out of add_function(),
 * or by_start() out of duty_held(); let filter_of() pass a member without a person or
 * function: each fails.
 */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What holds in May 2030; more: further parameters. */
static struct reply held(struct plan_service *p, const char *token, const char *more)
{
	char path[192];

	(void)snprintf(path, sizeof path,
		"/api/v1/duties?resolved=true&from=2030-05-01T00:00:00Z"
		"&to=2030-06-01T00:00:00Z%s",
		more);
	return plan_ask(p, token, "GET", path, NULL, 200);
}

struct stretch {
	int64_t id; /* 0: none */
	int64_t person_id;
	const char *starts, *ends, *origin;
};

static void expect_item(const struct reply *r, size_t i, const struct stretch *x)
{
	const json_t *o = plan_item(r, "items", i);

	assert_int_equal(json_integer_value(json_object_get(o, "id")), x->id);
	assert_int_equal(
		json_integer_value(json_object_get(o, "person_id")), x->person_id);
	assert_string_equal(
		json_string_value(json_object_get(o, "starts_at")), x->starts);
	assert_string_equal(json_string_value(json_object_get(o, "ends_at")), x->ends);
	assert_string_equal(json_string_value(json_object_get(o, "origin")), x->origin);
	assert_string_equal(
		json_string_value(json_object_get(o, "state")), "published");
	assert_int_equal(json_integer_value(json_object_get(o, "rank")), 1);
}

static void expect_all(struct reply r, const struct stretch *x, size_t n)
{
	assert_int_equal(reply_count(&r), n);
	for (size_t i = 0; i < n; i++)
		expect_item(&r, i, &x[i]);
	reply_free(&r);
}

static void swap_away(struct plan_service *p, int64_t duty, int from, int to,
	const char *begin, const char *end)
{
	static const char *const steps[] = { "agree", "approve" };
	char body[256], path[96];
	int64_t swap;

	(void)snprintf(body, sizeof body,
		"{\"duty_id\":%d,\"to_person_id\":%d,\"from\":\"%s\",\"until\":\"%s\"}",
		(int)duty, (int)p->person[to], begin, end);
	{
		struct reply r = plan_ask(
			p, p->member[from], "POST", "/api/v1/swaps", body, 201);

		swap = reply_int(&r, "id");
		reply_free(&r);
	}
	for (size_t i = 0; i < 2; i++) {
		struct reply r;

		(void)snprintf(
			path, sizeof path, "/api/v1/swaps/%d/%s", (int)swap, steps[i]);
		r = plan_ask(p, i == 0 ? p->member[to] : NULL, "POST", path, "", 200);
		reply_free(&r);
	}
}

static void put_in(struct plan_service *p, int64_t function, int officer,
	const char *begin, const char *end)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\"}",
		(int)function, (int)p->person[officer], begin, end);
	(void)plan_make(p, "/api/v1/overrides", body);
}

/* Officer 0 has two weeks; gives three days of the first to officer 1, and officer 2
 * is put in over the change of week. The giver, the taker, and who was put in each see
 * what is theirs, also asked by person; the bare list still has what was planned. */
static void giver_and_taker_see_what_is_theirs(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "HELD1");
	int64_t first = plan_duty(p, function, 0, "2030-05-06T07:00:00Z",
		"2030-05-13T07:00:00Z", "published");
	int64_t second = plan_duty(p, function, 0, "2030-05-13T07:00:00Z",
		"2030-05-20T07:00:00Z", "published");
	const struct stretch all[] = {
		{ first, p->person[0], "2030-05-06T07:00:00Z", "2030-05-08T00:00:00Z",
			"planner" },
		{ first, p->person[1], "2030-05-08T00:00:00Z", "2030-05-11T00:00:00Z",
			"swap" },
		{ first, p->person[0], "2030-05-11T00:00:00Z", "2030-05-12T00:00:00Z",
			"planner" },
		{ 0, p->person[2], "2030-05-12T00:00:00Z", "2030-05-14T00:00:00Z",
			"override" },
		{ second, p->person[0], "2030-05-14T00:00:00Z", "2030-05-20T07:00:00Z",
			"planner" },
	};
	const struct stretch givers[] = { all[0], all[2], all[4] };
	char more[64];
	struct reply r;

	swap_away(p, first, 0, 1, "2030-05-08T00:00:00Z", "2030-05-11T00:00:00Z");
	put_in(p, function, 2, "2030-05-12T00:00:00Z", "2030-05-14T00:00:00Z");
	(void)snprintf(more, sizeof more, "&function_id=%d", (int)function);
	expect_all(held(p, NULL, more), all, 5);
	expect_all(held(p, p->member[3], more), all, 5);
	expect_all(held(p, p->member[0], ""), givers, 3);
	expect_all(held(p, p->member[1], ""), &all[1], 1);
	expect_all(held(p, p->member[2], ""), &all[3], 1);
	(void)snprintf(more, sizeof more, "&person_id=%d", (int)p->person[1]);
	expect_all(held(p, NULL, more), &all[1], 1);
	(void)snprintf(
		more, sizeof more, "&function_id=%d&limit=2&cursor=2", (int)function);
	r = held(p, NULL, more);
	assert_string_equal(reply_text(&r, "next"), "4");
	expect_all(r, &all[2], 2);
	r = plan_ask(p, p->member[1], "GET", "/api/v1/duties", NULL, 200);
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
}

/* Of what is under way when the period begins or ends, both ends are told, and nothing
 * of what lies beside it; drafts hold nothing; functions stand in one order of time. */
static void stretches_are_whole_and_in_order(void **state)
{
	struct plan_service *p = *state;
	int64_t later = plan_function(p, "HELD2"), sooner = plan_function(p, "HELD3");
	int64_t end = plan_duty(p, later, 3, "2030-05-31T07:00:00Z",
		"2030-06-03T07:00:00Z", "published");
	int64_t begin = plan_duty(p, sooner, 3, "2030-04-29T07:00:00Z",
		"2030-05-03T07:00:00Z", "published");
	const struct stretch both[] = {
		{ begin, p->person[3], "2030-04-30T00:00:00Z", "2030-05-03T07:00:00Z",
			"planner" },
		{ end, p->person[3], "2030-05-31T07:00:00Z", "2030-06-03T07:00:00Z",
			"planner" },
	};

	(void)plan_duty(
		p, later, 3, "2030-05-20T07:00:00Z", "2030-05-21T07:00:00Z", "draft");
	(void)plan_duty(p, sooner, 3, "2030-04-20T07:00:00Z", "2030-04-29T07:00:00Z",
		"published");
	(void)plan_duty(p, later, 3, "2030-06-03T07:00:00Z", "2030-06-04T07:00:00Z",
		"published");
	/* over before the period, and yet it says where the stretch begins */
	put_in(p, sooner, 2, "2030-04-29T07:00:00Z", "2030-04-30T00:00:00Z");
	expect_all(held(p, p->member[3], ""), both, 2);
}

static void wrong_questions_are_refused(void **state)
{
	static const struct {
		const char *query, *field;
	} cases[] = {
		{ "from=2030-05-01", "to" },
		{ "to=2030-05-01", "from" },
		{ "from=2030-05-02&to=2030-05-01", "to" },
		{ "from=2030-01-01&to=2031-02-06", "to" },
		{ "from=2030-05-01&to=2030-05-02&state=draft", "state" },
		{ "from=2030-05-01&to=2030-05-02&person_id=x", "person_id" },
	};
	struct plan_service *p = *state;
	char path[160];
	struct reply r;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		(void)snprintf(path, sizeof path, "/api/v1/duties?resolved=true&%s",
			cases[i].query);
		r = plan_ask(p, NULL, "GET", path, NULL, 422);
		assert_string_equal(json_string_value(json_object_get(
					    plan_item(&r, "errors", 0), "field")),
			cases[i].field);
		reply_free(&r);
	}
	r = plan_ask(p, NULL, "GET", "/api/v1/duties?resolved=maybe", NULL, 422);
	reply_free(&r);
	r = plan_ask(p, NULL, "GET",
		"/api/v1/duties?resolved=true&from=2030-01-01&to=2031-02-05", NULL,
		200);
	reply_free(&r);
}

/* Who asks again hears in no bytes that nothing changed, and by the same ETag no longer
 * when something did; a browser keeps none of it on its disk. Mutation: tag before the
 * reply is made. */
static void asking_again_is_cheap(void **state)
{
	static const char path[] = "/api/v1/duties?resolved=true&from=2032-05-01"
				   "&to=2032-06-01";
	struct plan_service *p = *state;
	char line[96];
	const char *const headers[] = { line, NULL };
	struct reply r = service_call(&p->w.s, p->member[0], "GET", path, NULL, NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(reply_header(&r, "Cache-Control"), "no-store");
	(void)snprintf(
		line, sizeof line, "If-None-Match: %s", reply_header(&r, "ETag"));
	reply_free(&r);
	r = service_call(&p->w.s, p->member[0], "GET", path, NULL, headers);
	assert_int_equal(r.status, 304);
	assert_int_equal(r.len, 0);
	reply_free(&r);
	(void)plan_duty(p, plan_function(p, "AGAIN"), 0, "2032-05-03T08:00:00Z",
		"2032-05-10T08:00:00Z", "published");
	r = service_call(&p->w.s, p->member[0], "GET", path, NULL, headers);
	assert_int_equal(r.status, 200);
	assert_int_equal(reply_count(&r), 1);
	assert_string_not_equal(reply_header(&r, "ETag"), line + 15);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(giver_and_taker_see_what_is_theirs),
		cmocka_unit_test(stretches_are_whole_and_in_order),
		cmocka_unit_test(wrong_questions_are_refused),
		cmocka_unit_test(asking_again_is_cheap),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
