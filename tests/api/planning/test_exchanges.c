/* SPDX-License-Identifier: EUPL-1.2 */
/* Exchanges – I take yours, you take mine, in one swap – and several who agree at once,
 * over sockets. Mutations: leave the second check_giver() out of swap_check_givers(),
 * or RECORD_SWAPS_BACK: each fails. */
#include "service/real.h"
#include "tests/support/plan_service.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reply step(struct plan_service *p, const char *token, int64_t swap,
	const char *word, long status)
{
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/swaps/%d/%s", (int)swap, word);
	return plan_ask(p, token, "POST", path, "", status);
}

static void expect(struct reply r, const char *state)
{
	assert_string_equal(reply_text(&r, "state"), state);
	reply_free(&r);
}

/* Officer 0 has the week of 6 May of a year in one function, officer 1 that of 3 June
 * in another. */
struct weeks {
	int year;
	int64_t one, other; /* functions */
	int64_t mine, theirs;
};

/* "05-08" is 12:00 UTC on that day of the year; kept until the fourth call after. */
static const char *noon(const struct weeks *w, const char *day)
{
	static char text[4][INSTANT_TEXT];
	static int next;
	char *to = text[next++ % 4];

	(void)snprintf(to, INSTANT_TEXT, "%d-%sT12:00:00Z", w->year, day);
	return to;
}

static struct weeks two_weeks(
	struct plan_service *p, const char *code, const char *other, int year)
{
	struct weeks w = { year, plan_function(p, code), plan_function(p, other), 0,
		0 };

	w.mine = plan_duty(
		p, w.one, 0, noon(&w, "05-06"), noon(&w, "05-13"), "published");
	w.theirs = plan_duty(
		p, w.other, 1, noon(&w, "06-03"), noon(&w, "06-10"), "published");
	return w;
}

static struct reply exchange(
	struct plan_service *p, const struct weeks *w, const char *more, long status)
{
	char body[320];

	(void)snprintf(body, sizeof body,
		"{\"duty_id\":%d,\"to_person_id\":%d,\"return_duty_id\":%d%s}",
		(int)w->mine, (int)p->person[1], (int)w->theirs, more);
	return plan_ask(p, p->member[0], "POST", "/api/v1/swaps", body, status);
}

static int64_t id_of(struct reply r)
{
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

/* Both stay where they are until it is approved; then each stands in the other's place,
 * and hears so in one message. */
static void two_people_change_places(void **state)
{
	struct plan_service *p = *state;
	struct weeks w = two_weeks(p, "EX1", "EX2", 2030);
	size_t told[2] = { plan_notices(p, p->person[0]),
		plan_notices(p, p->person[1]) };
	struct reply r = exchange(p, &w, "", 201);
	int64_t swap;

	assert_int_equal(reply_int(&r, "return_function_id"), w.other);
	assert_string_equal(reply_text(&r, "return_from"), noon(&w, "06-03"));
	assert_string_equal(reply_text(&r, "return_until"), noon(&w, "06-10"));
	swap = id_of(r);
	assert_int_equal(plan_notices(p, p->person[1]), told[1] + 1);
	r = step(p, p->member[2], swap, "agree", 403);
	reply_free(&r);
	expect(step(p, p->member[1], swap, "agree", 200), "agreed");
	assert_int_equal(plan_who(p, w.one, noon(&w, "05-08"), ""), p->person[0]);
	assert_int_equal(plan_who(p, w.other, noon(&w, "06-05"), ""), p->person[1]);
	told[0] = plan_notices(p, p->person[0]);
	told[1] = plan_notices(p, p->person[1]);
	expect(step(p, NULL, swap, "approve", 200), "approved");
	assert_int_equal(plan_who(p, w.one, noon(&w, "05-08"), ""), p->person[1]);
	assert_int_equal(plan_who(p, w.other, noon(&w, "06-05"), ""), p->person[0]);
	assert_int_equal(plan_notices(p, p->person[0]), told[0] + 1);
	assert_int_equal(plan_notices(p, p->person[1]), told[1] + 1);
}

/* A part for a part. The problems of both are shown: who asks is away when the other's
 * duty comes. */
static void a_part_for_a_part(void **state)
{
	struct plan_service *p = *state;
	struct weeks w = two_weeks(p, "EX3", "EX4", 2031);
	char body[160];
	struct reply r;
	int64_t swap;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"from\":\"2031-06-05T00:00:00Z\","
		"\"until\":\"2031-06-06T00:00:00Z\"}",
		(int)p->person[0]);
	r = plan_ask(p, NULL, "POST", "/api/v1/absences", body, 201);
	reply_free(&r);
	r = exchange(p, &w,
		",\"until\":\"2031-05-08T00:00:00Z\","
		"\"return_from\":\"2031-06-05T00:00:00Z\"",
		201);
	assert_int_equal(plan_count(&r, "problems"), 1);
	assert_string_equal(json_string_value(json_object_get(
				    plan_item(&r, "problems", 0), "kind")),
		"absent");
	assert_int_equal(json_integer_value(json_object_get(
				 plan_item(&r, "problems", 0), "person_id")),
		p->person[0]);
	swap = id_of(r);
	expect(step(p, p->member[1], swap, "agree", 200), "agreed");
	expect(step(p, NULL, swap, "approve", 200), "approved");
	assert_int_equal(plan_who(p, w.one, noon(&w, "05-08"), ""), p->person[0]);
	assert_int_equal(plan_who(p, w.one, noon(&w, "05-07"), ""), p->person[1]);
	assert_int_equal(plan_who(p, w.other, noon(&w, "06-05"), ""), p->person[0]);
	assert_int_equal(plan_who(p, w.other, noon(&w, "06-04"), ""), p->person[1]);
}

/* What was promised twice is given once: the second exchange is refused, and nobody is
 * moved by it. */
static void one_duty_is_given_once(void **state)
{
	struct plan_service *p = *state;
	struct weeks w = two_weeks(p, "EX5", "EX6", 2032), other = w;
	struct reply r;
	char body[160];
	int64_t one, two;

	other.mine = plan_duty(
		p, w.one, 2, noon(&w, "05-13"), noon(&w, "05-20"), "published");
	one = id_of(exchange(p, &w, "", 201));
	(void)snprintf(body, sizeof body,
		"{\"duty_id\":%d,\"to_person_id\":%d,\"return_duty_id\":%d}",
		(int)other.mine, (int)p->person[1], (int)w.theirs);
	two = id_of(plan_ask(p, p->member[2], "POST", "/api/v1/swaps", body, 201));
	expect(step(p, p->member[1], two, "agree", 200), "agreed");
	expect(step(p, p->member[1], one, "agree", 200), "agreed");
	expect(step(p, NULL, one, "approve", 200), "approved");
	r = step(p, NULL, two, "approve", 409);
	reply_free(&r);
	assert_int_equal(plan_who(p, w.other, noon(&w, "06-05"), ""), p->person[0]);
	assert_int_equal(plan_who(p, w.one, noon(&w, "05-15"), ""), p->person[2]);
}

/* Wrong values are named. */
static void wrong_exchanges_are_refused(void **state)
{
	struct plan_service *p = *state;
	struct weeks w = two_weeks(p, "EX7", "EX8", 2033), draft = w;
	char body[160];
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"duty_id\":%d,\"return_duty_id\":%d}",
		(int)w.mine, (int)w.theirs);
	r = plan_ask(p, p->member[0], "POST", "/api/v1/swaps", body, 422);
	assert_non_null(strstr(r.body, "\"field\":\"to_person_id\""));
	reply_free(&r);
	r = exchange(p, &w, ",\"return_from\":\"2033-06-10T12:00:00Z\"", 422);
	assert_non_null(strstr(r.body, "\"field\":\"return_from\""));
	reply_free(&r);
	draft.theirs = plan_duty(
		p, w.other, 1, "2030-07-01T07:00:00Z", "2030-07-08T07:00:00Z", "draft");
	r = exchange(p, &draft, "", 422);
	assert_non_null(strstr(r.body, "\"field\":\"return_duty_id\""));
	reply_free(&r);
	draft.theirs = plan_duty(
		p, w.other, 2, noon(&w, "07-01"), noon(&w, "07-08"), "published");
	r = exchange(p, &draft, "", 409); /* not of the one who is asked */
	reply_free(&r);
}

/* A week of duty that begins so many days from now. */
static int64_t coming_week(struct plan_service *p, int64_t function, int officer,
	int days, const char *state)
{
	const int64_t day_ms = 86400000;
	const struct instant from = instant_add(
		real_clock.now(&real_clock), (struct duration){ days * day_ms });
	char begin[INSTANT_TEXT], end[INSTANT_TEXT];

	return plan_duty(p, function, officer, instant_format(from, begin),
		instant_format(instant_add(from, (struct duration){ 7 * day_ms }), end),
		state);
}

/* A function that officer 0 does not hold, and officer 1 does. */
static int64_t closed_function(struct plan_service *p)
{
	char body[256];
	int64_t function = plan_make(p, "/api/v1/functions",
		"{\"code\":\"EX12\",\"name\":\"EX12\",\"regime\":\"H\"}");

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)p->person[1], (int)function);
	(void)plan_make(p, "/api/v1/assignments", body);
	return function;
}

static struct reply returns(struct plan_service *p, const char *token, int64_t duty,
	int64_t colleague, long status)
{
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/duties/%d/returns?to_person_id=%d",
		(int)duty, (int)colleague);
	return plan_ask(p, token, "GET", path, NULL, status);
}

/* What is offered in return is exactly what asking takes: a function that both hold,
 * published, and still to come. Mutation: leave keep_taken() out: fails. */
static void only_what_is_taken_is_offered(void **state)
{
	struct plan_service *p = *state;
	struct weeks w = { 0, plan_function(p, "EX10"), plan_function(p, "EX11"), 0,
		0 };
	struct reply r;

	w.mine = coming_week(p, w.one, 0, 10, "published");
	w.theirs = coming_week(p, w.other, 1, 30, "published");
	(void)coming_week(p, w.other, 1, 50, "draft");
	(void)coming_week(p, closed_function(p), 1, 70, "published");
	r = returns(p, p->member[0], w.mine, p->person[1], 200);
	assert_int_equal(reply_count(&r), 1);
	assert_int_equal(
		json_integer_value(json_object_get(
			json_array_get(json_object_get(r.json, "items"), 0), "id")),
		w.theirs);
	reply_free(&r);
	r = returns(
		p, p->member[2], w.mine, p->person[1], 200); /* not theirs to give */
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
	r = returns(p, NULL, w.mine, 0, 422);
	reply_free(&r);
	r = exchange(p, &w, "", 201); /* it is asked, and not offered any more */
	reply_free(&r);
	r = returns(p, NULL, w.mine, p->person[1], 200);
	assert_int_equal(reply_count(&r), 0);
	reply_free(&r);
}

struct agreeing {
	pthread_t thread;
	struct plan_service *p;
	int member;
	const char *path;
	long status;
};

static void *agree_now(void *ctx)
{
	struct agreeing *a = ctx;
	struct reply r = service_call(
		&a->p->w.s, a->p->member[a->member], "POST", a->path, "", NULL);

	a->status = r.status;
	reply_free(&r);
	return NULL;
}

/* Three agree at the same moment, again and again: one wins, the others hear it. */
static void of_all_at_once_one_wins(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "EX9");

	for (int round = 0; round < 10; round++) {
		char from[INSTANT_TEXT], until[INSTANT_TEXT], body[64], path[64];
		struct instant starts = { INSTANT_MIN.ms
					  + (INT64_C(22000) + 7 * round)
						    * INT64_C(86400000) };
		struct agreeing a[3];
		int won = 0, lost = 0;
		int64_t duty = plan_duty(p, function, 0, instant_format(starts, from),
			instant_format(instant_add(starts, seconds(7 * 86400)), until),
			"published");

		(void)snprintf(body, sizeof body, "{\"duty_id\":%d}", (int)duty);
		(void)snprintf(path, sizeof path, "/api/v1/swaps/%d/agree",
			(int)id_of(plan_ask(
				p, p->member[0], "POST", "/api/v1/swaps", body, 201)));
		for (int i = 0; i < 3; i++) {
			a[i] = (struct agreeing){
				.p = p, .member = i + 1, .path = path
			};
			assert_int_equal(
				pthread_create(&a[i].thread, NULL, agree_now, &a[i]),
				0);
		}
		for (int i = 0; i < 3; i++) {
			assert_int_equal(pthread_join(a[i].thread, NULL), 0);
			won += a[i].status == 200;
			lost += a[i].status == 409;
		}
		assert_int_equal(won, 1);
		assert_int_equal(lost, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_people_change_places),
		cmocka_unit_test(a_part_for_a_part),
		cmocka_unit_test(one_duty_is_given_once),
		cmocka_unit_test(wrong_exchanges_are_refused),
		cmocka_unit_test(only_what_is_taken_is_offered),
		cmocka_unit_test(of_all_at_once_one_wins),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
