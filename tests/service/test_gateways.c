/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways that refuse, stall, cut, ramble, answer 429, 500 or 400: the message goes
 * out all the same, by the next gateway or later, under the same key, and the timeline
 * says so. The whole program, real sockets. */
#include "tests/support/call_service.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct call_service world;
static struct sms_sink *bad;

static int open_world(void **state)
{
	(void)state;
	call_service_open(&world, 0);
	bad = sms_sink_open();
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	call_service_close(&world);
	sms_sink_close(bad);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Starts anew with a bad gateway of rank 1 and, behind it, a good one (or none). */
static void with_gateways(int bad_port, bool good_too)
{
	char good[200] = "";

	service_stop(&world.s);
	if (good_too)
		(void)snprintf(good, sizeof good,
			"[gateway tweede]\nkind = http-sms\nrank = 2\n"
			"url = http://127.0.0.1:%d/send\n",
			sms_sink_port(world.sink));
	(void)snprintf(world.gateways, sizeof world.gateways,
		"[gateway eerste]\nkind = http-sms\nrank = 1\ntimeout_seconds = 1\n"
		"url = http://127.0.0.1:%d/send\nsecret = s\n%s",
		bad_port, good);
	sms_sink_behave(bad, SMS_SINK_ANSWERS);
	sms_sink_answer(bad, 200);
	sms_sink_retry_after(bad, 0);
	call_service_again(&world);
}

/* Does some event of the timeline hold both texts? */
static bool timeline_has(int64_t callout, const char *one, const char *two)
{
	struct reply r = service_get(&world.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/timeline?limit=1000", callout));
	bool found = false;

	for (size_t i = 0; i < reply_count(&r); i++) {
		char *text = json_dumps(
			json_array_get(json_object_get(r.json, "items"), i), 0);

		found = found
			|| (strstr(text, one) != NULL && strstr(text, two) != NULL);
		free(text);
	}
	reply_free(&r);
	return found;
}

/* The attempt that asked this person, as listed (new reference). */
static json_t *attempt_of(int64_t callout, int64_t person)
{
	struct reply r = service_get(&world.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/attempts?limit=1000", callout));
	json_t *found = NULL;

	for (size_t i = 0; i < reply_count(&r) && found == NULL; i++) {
		json_t *o = json_array_get(json_object_get(r.json, "items"), i);

		if (json_integer_value(json_object_get(o, "person_id")) == person)
			found = json_incref(o);
	}
	reply_free(&r);
	assert_non_null(found);
	return found;
}

/* Looks until the attempt has that state. */
static json_t *await_attempt(int64_t callout, int64_t person, const char *wanted)
{
	for (int looks = 0; looks < 2000; looks++) {
		json_t *o = attempt_of(callout, person);

		if (strcmp(json_string_value(json_object_get(o, "state")), wanted) == 0)
			return o;
		json_decref(o);
		(void)poll(NULL, 0, 10);
	}
	fail_msg("the attempt does not become %s", wanted);
	return NULL;
}

static void goes_to_the_second(const char *what)
{
	int64_t callout = call_begin(&world, world.grip, "");
	struct sms m;
	json_t *o;

	sms_sink_wait_of(world.sink, callout, 4);
	m = sms_sink_of(world.sink, callout, 0);
	o = await_attempt(callout, world.ovd_person[0], "sent");
	assert_string_equal(json_string_value(json_object_get(o, "gateway")), "tweede");
	if (json_integer_value(json_object_get(o, "tries")) < 2)
		fail_msg("%s: sent at the first try", what);
	json_decref(o);
	if (!timeline_has(callout, "retry", "eerste"))
		fail_msg("%s is not in the timeline", what);
	assert_int_not_equal(m.id, 0);
}

static void a_gateway_that_refuses_is_replaced(void **state)
{
	struct sms_sink *gone = sms_sink_open();
	int port = sms_sink_port(gone);

	(void)state;
	sms_sink_close(gone);
	with_gateways(port, true);
	goes_to_the_second("refusing");
}

static void a_gateway_that_misbehaves_is_replaced(void **state)
{
	static const char *const names[] = { "answering", "stalling", "resetting",
		"stopping half-way", "flooding", "rambling" };

	(void)state;
	for (int manner = SMS_SINK_STALLS; manner < SMS_SINK_MANNERS; manner++) {
		with_gateways(sms_sink_port(bad), true);
		sms_sink_behave(bad, (enum sms_sink_manner)manner);
		goes_to_the_second(names[manner]);
	}
}

static void a_gateway_that_fails_is_replaced(void **state)
{
	static const int statuses[] = { 500, 502, 503, 429 };

	(void)state;
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		with_gateways(sms_sink_port(bad), true);
		sms_sink_answer(bad, statuses[i]);
		goes_to_the_second("a failing status");
	}
}

/* Without another gateway the message waits as long as it was asked to, and goes out
 * under the same key. */
static void retry_after_is_obeyed(void **state)
{
	int64_t callout, began;
	size_t before;
	struct sms m;
	json_t *o;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	sms_sink_answer(bad, 429);
	sms_sink_retry_after(bad, 3);
	before = sms_sink_requests(bad);
	callout = call_begin(&world, world.grip, "");
	while (sms_sink_requests(bad) < before + 1)
		(void)poll(NULL, 0, 5);
	began = now_ms();
	sms_sink_answer(bad, 200);
	sms_sink_wait_of(bad, callout, 4);
	assert_true(now_ms() - began >= 2900);
	m = sms_sink_of(bad, callout, 0);
	assert_int_equal(strtoll(m.key, NULL, 10), m.id);
	o = await_attempt(callout, world.ovd_person[0], "sent");
	assert_true(json_integer_value(json_object_get(o, "tries")) >= 2);
	json_decref(o);
	assert_true(timeline_has(callout, "retry", "429"));
}

/* Another 4xx is for good: the person has no other number, so the next is asked at
 * once. */
static void a_refused_message_fails_for_good(void **state)
{
	int64_t callout;
	json_t *o;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	sms_sink_answer(bad, 400);
	callout = call_begin(&world, world.grip, "");
	o = await_attempt(callout, world.ovd_person[0], "failed");
	assert_non_null(strstr(json_string_value(json_object_get(o, "reason")), "400"));
	assert_int_equal(json_integer_value(json_object_get(o, "tries")), 1);
	json_decref(o);
	json_decref(await_attempt(callout, world.ovd_person[1], "failed"));
	call_wait_state(&world, callout, "exhausted");
	assert_string_equal(call_recipient_state(&world, callout, world.ovd_person[0]),
		"unreachable");
	assert_true(timeline_has(callout, "failed", "400"));
}

/* A gateway that takes messages again is used again. */
static void a_gateway_that_recovers_is_used_again(void **state)
{
	int64_t callout;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	sms_sink_answer(bad, 500);
	callout = call_begin(&world, world.grip, "");
	for (int looks = 0; looks < 2000; looks++) {
		struct reply r =
			service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
		long status = r.status;

		reply_free(&r);
		if (status == 503)
			break;
		assert_true(looks < 1999);
		(void)poll(NULL, 0, 5);
	}
	sms_sink_answer(bad, 200);
	sms_sink_wait_of(bad, callout, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gateway_that_refuses_is_replaced),
		cmocka_unit_test(a_gateway_that_misbehaves_is_replaced),
		cmocka_unit_test(a_gateway_that_fails_is_replaced),
		cmocka_unit_test(retry_after_is_obeyed),
		cmocka_unit_test(a_refused_message_fails_for_good),
		cmocka_unit_test(a_gateway_that_recovers_is_used_again),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
