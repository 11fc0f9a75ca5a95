/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps over sockets. Mutations: record the layer when somebody agrees instead of when
 * it is approved; leave swap_check_giver() out of check_step; let members name another
 * person_id: each fails. */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int start_automatic(void **state)
{
	static struct plan_service p;

	plan_open(&p, "swap_approval = automatic");
	*state = &p;
	return 0;
}

/* A function with one duty of officer 0 in the week of 6 May 2030. */
static int64_t week_of_nobody_else(
	struct plan_service *p, const char *code, int64_t *ret_function)
{
	*ret_function = plan_function(p, code);
	return plan_duty(p, *ret_function, 0, "2030-05-06T07:00:00Z",
		"2030-05-13T07:00:00Z", "published");
}

static struct reply ask(struct plan_service *p, const char *token, int64_t duty,
	const char *more, long status)
{
	char body[256];

	(void)snprintf(body, sizeof body, "{\"duty_id\":%d%s}", (int)duty, more);
	return plan_ask(p, token, "POST", "/api/v1/swaps", body, status);
}

static int64_t id_of(struct reply r)
{
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

static struct reply step(struct plan_service *p, const char *token, int64_t swap,
	const char *word, const char *body, long status)
{
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/swaps/%d/%s", (int)swap, word);
	return plan_ask(p, token, "POST", path, body, status);
}

static void expect(struct reply r, const char *state)
{
	assert_string_equal(reply_text(&r, "state"), state);
	reply_free(&r);
}

static const char middle[] = "2030-05-08T12:00:00Z";

/* Asked of one colleague: until the coordinator approves, who asked stands there. Both
 * hear of it; what was known before stays known. */
static void one_colleague_takes_a_week(void **state)
{
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP1", &function), swap;
	size_t told = plan_notices(p, p->person[1]);
	char more[64];
	struct reply r;

	(void)snprintf(more, sizeof more, ",\"to_person_id\":%d", (int)p->person[1]);
	r = ask(p, p->member[0], duty, more, 201);
	assert_string_equal(reply_text(&r, "state"), "asked");
	assert_int_equal(reply_int(&r, "from_person_id"), p->person[0]);
	assert_string_equal(reply_text(&r, "until"), "2030-05-13T07:00:00Z");
	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	assert_int_equal(plan_count(&r, "problems"), 0);
	swap = id_of(r);
	assert_int_equal(plan_notices(p, p->person[1]), told + 1);
	r = step(p, p->member[2], swap, "agree", "", 403);
	reply_free(&r);
	r = step(p, p->member[1], swap, "approve", "", 403);
	reply_free(&r);
	r = step(p, NULL, swap, "approve", "", 409);
	reply_free(&r);
	expect(step(p, p->member[1], swap, "agree", "", 200), "agreed");
	assert_int_equal(plan_who(p, function, middle, ""), p->person[0]);
	expect(step(p, NULL, swap, "approve", "", 200), "approved");
	assert_int_equal(plan_who(p, function, middle, ""), p->person[1]);
	assert_int_equal(plan_notices(p, p->person[1]), told + 2);
	r = step(p, NULL, swap, "withdraw", "", 409);
	reply_free(&r);
	assert_int_equal(
		plan_who(p, function, middle, "&known_at=2000-01-01T00:00:00Z"), 0);
}

/* Asked of all, of a part: two agree, one wins and the other hears why not. */
static void two_agree_and_one_wins(void **state)
{
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP2", &function), swap;
	size_t told = plan_notices(p, p->person[3]);
	struct reply r = ask(p, p->member[0], duty,
		",\"from\":\"2030-05-08T00:00:00Z\","
		"\"until\":\"2030-05-09T00:00:00Z\",\"note\":\"bruiloft\"",
		201);

	assert_true(json_is_true(json_object_get(r.json, "asked_all")));
	swap = id_of(r);
	assert_int_equal(plan_notices(p, p->person[3]), told + 1);
	r = plan_ask(p, p->member[3], "GET", "/api/v1/swaps?state=asked", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	expect(step(p, p->member[1], swap, "refuse", "", 200), "asked");
	expect(step(p, p->member[2], swap, "agree", "", 200), "agreed");
	r = step(p, p->member[3], swap, "agree", "", 409);
	assert_non_null(strstr(r.body, "somebody else agreed"));
	reply_free(&r);
	expect(step(p, NULL, swap, "approve", "{\"reason\":\"prima\"}", 200),
		"approved");
	assert_int_equal(plan_who(p, function, middle, ""), p->person[2]);
	assert_int_equal(
		plan_who(p, function, "2030-05-07T23:59:59Z", ""), p->person[0]);
	assert_int_equal(
		plan_who(p, function, "2030-05-09T00:00:00Z", ""), p->person[0]);
}

/* Nobody gives away what is not theirs, and members act for themselves only. */
static void only_ones_own(void **state)
{
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP3", &function), swap;
	char body[64];
	struct reply r = ask(p, p->member[1], duty, "", 409);

	reply_free(&r);
	swap = id_of(ask(p, NULL, duty, "", 201)); /* the coordinator, for officer 0 */
	r = ask(p, p->member[0], duty, ",\"from\":\"2030-05-10T00:00:00Z\"", 409);
	assert_non_null(strstr(r.body, "asks for this time already"));
	reply_free(&r);
	(void)snprintf(body, sizeof body, "{\"person_id\":%d}", (int)p->person[2]);
	r = step(p, p->member[1], swap, "agree", body, 403);
	reply_free(&r);
	r = step(p, p->member[0], swap, "agree", "", 409);
	reply_free(&r);
	r = step(p, p->w.s.member, swap, "agree", "", 403); /* holds no function */
	reply_free(&r);
	r = plan_ask(p, p->w.s.member, "GET", call_path("/api/v1/swaps/{id}", swap),
		NULL, 403);
	reply_free(&r);
	r = step(p, NULL, swap, "agree", "", 422);
	reply_free(&r);
	expect(step(p, NULL, swap, "agree", body, 200), "agreed");
	r = step(p, p->member[1], swap, "withdraw", "", 403);
	reply_free(&r);
	expect(step(p, p->member[0], swap, "withdraw", "", 200), "withdrawn");
	assert_int_equal(plan_who(p, function, middle, ""), p->person[0]);
}

/* When the roster changed since it was asked, agreeing is refused; nothing is left
 * open. */
static void the_roster_moved_on(void **state)
{
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP4", &function), swap;
	const char *stale[] = { "If-Match: \"7\"", NULL };
	char body[256];
	struct reply r;

	swap = id_of(ask(p, p->member[0], duty, "", 201));
	r = service_call(&p->w.s, p->member[1], "POST",
		call_path("/api/v1/swaps/{id}/agree", swap), "", stale);
	call_expect(&r, 412);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%d,\"person_id\":%d,"
		"\"starts_at\":\"2030-05-08T00:00:00Z\","
		"\"ends_at\":\"2030-05-09T00:00:00Z\"}",
		(int)function, (int)p->person[3]);
	(void)plan_make(p, "/api/v1/overrides", body);
	r = step(p, p->member[1], swap, "agree", "", 409);
	reply_free(&r);
	assert_int_equal(plan_who(p, function, middle, ""), p->person[3]);
}

/* Wrong values are named. */
static void wrong_questions_are_refused(void **state)
{
	static const struct {
		const char *more, *field;
	} cases[] = {
		{ ",\"from\":\"2030-05-05T00:00:00Z\"", "from" },
		{ ",\"until\":\"2030-05-14T00:00:00Z\"", "until" },
		{ ",\"from\":\"2030-05-10T00:00:00Z\","
		  "\"until\":\"2030-05-10T00:00:00Z\"",
			"until" },
		{ ",\"to_person_id\":999999", "to_person_id" },
		{ ",\"state\":\"approved\"", "state" },
	};
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP5", &function);
	struct reply r;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r = ask(p, p->member[0], duty, cases[i].more, 422);
		assert_string_equal(json_string_value(json_object_get(
					    plan_item(&r, "errors", 0), "field")),
			cases[i].field);
		reply_free(&r);
	}
	r = ask(p, p->member[0], 999999, "", 422);
	reply_free(&r);
	duty = plan_duty(p, function, 0, "2030-06-03T07:00:00Z", "2030-06-10T07:00:00Z",
		"draft");
	r = ask(p, p->member[0], duty, "", 422);
	reply_free(&r);
}

/* With approval automatic: at once when no rule breaks, else the coordinator decides,
 * and sees what would break. */
static void clean_swaps_need_nobody(void **state)
{
	struct plan_service *p = *state;
	int64_t function, duty = week_of_nobody_else(p, "SWAP6", &function), swap;
	struct reply r;

	swap = id_of(
		ask(p, p->member[0], duty, ",\"until\":\"2030-05-09T00:00:00Z\"", 201));
	expect(step(p, p->member[1], swap, "agree", "", 200), "approved");
	assert_int_equal(plan_who(p, function, middle, ""), p->person[1]);
	r = plan_ask(p, p->member[2], "POST", "/api/v1/absences", "{}", 403);
	reply_free(&r);
	{
		char body[160];

		(void)snprintf(body, sizeof body,
			"{\"person_id\":%d,\"from\":\"2030-05-10T00:00:00Z\","
			"\"until\":\"2030-05-11T00:00:00Z\"}",
			(int)p->person[2]);
		r = plan_ask(p, p->member[2], "POST", "/api/v1/absences", body, 201);
		reply_free(&r);
	}
	swap = id_of(
		ask(p, p->member[0], duty, ",\"from\":\"2030-05-09T00:00:00Z\"", 201));
	r = step(p, p->member[2], swap, "agree", "", 200);
	assert_string_equal(reply_text(&r, "state"), "agreed");
	assert_int_equal(plan_count(&r, "problems"), 1);
	assert_string_equal(json_string_value(json_object_get(
				    plan_item(&r, "problems", 0), "kind")),
		"absent");
	reply_free(&r);
	expect(step(p, NULL, swap, "approve", "", 200), "approved");
	assert_int_equal(
		plan_who(p, function, "2030-05-12T00:00:00Z", ""), p->person[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_colleague_takes_a_week),
		cmocka_unit_test(two_agree_and_one_wins),
		cmocka_unit_test(only_ones_own),
		cmocka_unit_test(the_roster_moved_on),
		cmocka_unit_test(wrong_questions_are_refused),
	};
	const struct CMUnitTest automatic[] = {
		cmocka_unit_test(clean_swaps_need_nobody),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown)
	       + cmocka_run_group_tests(automatic, start_automatic, plan_teardown);
}
