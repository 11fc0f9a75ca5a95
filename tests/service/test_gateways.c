/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways that refuse, stall, cut, ramble, answer 429, 500 or 400: the message goes
 * out all the same, by the next gateway or later, under the same key, and the timeline
 * says so. The whole program, real sockets. */
#include "tests/support/call_service.h"
#include "tests/support/live.h"

#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { MANY = 40, RECEIPT_SECONDS = 2 };

static struct call_service world;
static struct sms_sink *bad;

static int open_world(void **state)
{
	(void)state;
	call_service_open(&world, MANY);
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

/* What an earlier test taught of a gateway of this name; doubt outlives the program. */
static void forget_gateways(void)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(world.s.t.file, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "DELETE FROM gateway", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Starts anew with a bad gateway of rank 1 and, behind it, a good one (or none). */
static void with_gateway_at(const char *url, bool good_too)
{
	char good[200] = "";

	service_stop(&world.s);
	forget_gateways();
	if (good_too)
		(void)snprintf(good, sizeof good,
			"[gateway tweede]\nkind = http-sms\nrank = 2\n"
			"url = http://127.0.0.1:%d/send\n",
			sms_sink_port(world.sink));
	(void)snprintf(world.gateways, sizeof world.gateways,
		"[gateway eerste]\nkind = http-sms\nrank = 1\ntimeout_seconds = 1\n"
		"url = %s\nsecret = s\nreceipt_seconds = %d\n"
		"test_to = +31699999999\n%s",
		url, good_too ? RECEIPT_SECONDS : 3600, good);
	sms_sink_behave(bad, SMS_SINK_ANSWERS);
	sms_sink_answer(bad, 200);
	sms_sink_retry_after(bad, 0);
	call_service_again(&world);
}

static void with_gateways(int bad_port, bool good_too)
{
	char url[100];

	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/send", bad_port);
	with_gateway_at(url, good_too);
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

/* The nth person who is asked for first aid. */
static int64_t who_is_asked(int64_t callout, int nth)
{
	for (int i = 0; i < EHB_PEOPLE; i++)
		if (strcmp(call_recipient_state(&world, callout, world.ehb_person[i]),
			    "asked")
				== 0
			&& nth-- == 0)
			return world.ehb_person[i];
	fail_msg("too few are asked");
	return 0;
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

/* Nobody knows where a redirect leads: it is not followed. */
static void a_gateway_that_redirects_is_replaced(void **state)
{
	static const int statuses[] = { 301, 302, 307, 308 };
	struct sms_sink *elsewhere = sms_sink_open();
	char url[100];

	(void)state;
	(void)snprintf(
		url, sizeof url, "http://127.0.0.1:%d/send", sms_sink_port(elsewhere));
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		with_gateways(sms_sink_port(bad), true);
		sms_sink_answer(bad, statuses[i]);
		sms_sink_redirect(bad, url);
		goes_to_the_second("a redirect");
	}
	sms_sink_redirect(bad, "");
	assert_int_equal(sms_sink_requests(elsewhere), 0);
	sms_sink_close(elsewhere);
}

/* "provider.invalid" is nowhere (RFC 6761). */
static void a_gateway_without_address_is_replaced(void **state)
{
	(void)state;
	with_gateway_at("http://provider.invalid/send", true);
	goes_to_the_second("a name that is not found");
}

/* --- a gateway that loses one message in ten, without a word --- */

static void report_delivered(size_t from, size_t until)
{
	for (size_t i = from; i < until; i++) {
		char body[100];
		struct reply r;

		(void)snprintf(body, sizeof body,
			"{\"id\":\"%d\",\"status\":\"delivered\"}",
			(int)sms_sink_get(bad, i).id);
		r = call_signed(&world, "/gateway/eerste/receipt", body, "s");
		call_expect(&r, 200);
	}
}

static bool has(struct sms_sink *sink, int64_t callout, const char *phone)
{
	for (size_t i = 0; i < sms_sink_count(sink); i++) {
		struct sms m = sms_sink_get(sink, i);

		if (m.callout == callout && strcmp(m.to, phone) == 0)
			return true;
	}
	return false;
}

static size_t reached_of(int64_t callout, size_t *ret_by_first)
{
	size_t n = 0;

	*ret_by_first = 0;
	for (int64_t who = world.zaal_first; who < world.zaal_first + MANY; who++) {
		const bool first = has(bad, callout, call_phone(who));

		n += first || has(world.sink, callout, call_phone(who));
		*ret_by_first += first;
	}
	return n;
}

/* The first gateway loses one in so many; the others are reported, until everybody has
 * the question. The call-out. */
static int64_t lose_and_report(size_t one_in, size_t *ret_by_first)
{
	size_t reported = sms_sink_count(bad);
	int64_t callout;

	sms_sink_lose(bad, one_in);
	callout = call_begin(&world, world.all, "");
	for (int looks = 0; looks < 2000; looks++) {
		const size_t n = sms_sink_count(bad);

		report_delivered(reported, n);
		reported = n;
		if (reached_of(callout, ret_by_first) == MANY)
			break;
		(void)poll(NULL, 0, 10);
	}
	sms_sink_lose(bad, 0);
	assert_int_equal(reached_of(callout, ret_by_first), MANY);
	return callout;
}

static void who_a_gateway_loses_is_asked_by_the_second(void **state)
{
	size_t by_first = 0;
	int64_t callout;

	(void)state;
	with_gateways(sms_sink_port(bad), true);
	callout = lose_and_report(10, &by_first);
	assert_int_equal(by_first, MANY - MANY / 10);
	assert_true(timeline_has(callout, "retry", "eerste"));
}

/* --- a gateway that takes everything and delivers nothing --- */

static void metrics_say(const char *line)
{
	struct reply r = service_call(&world.s, NULL, "GET", "/metrics", NULL, NULL);

	assert_non_null(strstr(r.body, line));
	call_expect(&r, 200);
}

/* No receipts are failures as well: the next call-out goes to the second at once, and
 * everybody who watches sees why. A test that arrives makes it the first again. */
static void a_gateway_that_delivers_nothing_is_passed_over(void **state)
{
	struct live *live;
	int64_t callout;
	struct reply r;
	size_t taken;

	(void)state;
	with_gateways(sms_sink_port(bad), true);
	live = live_open(&world.s, "", "");
	callout = call_begin(&world, world.all, "");
	live_wait(live, "\"data\":{\"gateway\":\"eerste\","
			"\"state\":\"broken\",\"reason\":\"no receipts come\"}");
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	assert_non_null(strstr(
		r.body, "gateway eerste takes messages, and no receipts come\n"));
	call_expect(&r, 200);
	metrics_say("paraat_gateway_usable{gateway=\"eerste\"} 0\n");
	sms_sink_wait_of(world.sink, callout, MANY);
	taken = sms_sink_requests(bad);
	callout = call_begin(&world, world.all, "");
	sms_sink_wait_of(world.sink, callout, MANY);
	assert_int_equal(sms_sink_requests(bad), taken);
	taken = sms_sink_count(bad);
	r = service_post(
		&world.s, ROLE_COORDINATOR, "/api/v1/gateways/eerste/test", "{}");
	call_expect(&r, 202);
	sms_sink_wait(bad, taken + 1);
	report_delivered(taken, taken + 1);
	live_wait(live, "\"data\":{\"gateway\":\"eerste\","
			"\"state\":\"works\"}");
	metrics_say("paraat_gateway_usable{gateway=\"eerste\"} 1\n");
	callout = call_begin(&world, world.all, "");
	sms_sink_wait_of(bad, callout, MANY);
	live_close(live);
}

/* Half of what it takes arrives: nobody goes unasked, everybody who watches sees it,
 * and the next call-out does not go through it. */
static void a_gateway_that_loses_half_is_passed_over(void **state)
{
	size_t taken, by_first = 0;
	struct live *live;
	int64_t callout;
	struct reply r;

	(void)state;
	with_gateways(sms_sink_port(bad), true);
	live = live_open(&world.s, "", "");
	(void)lose_and_report(2, &by_first);
	assert_int_equal(by_first, MANY / 2);
	live_wait(live, "\"data\":{\"gateway\":\"eerste\","
			"\"state\":\"broken\",\"reason\":\"too few receipts come\"}");
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	assert_non_null(strstr(
		r.body, "gateway eerste takes messages, and too few receipts come\n"));
	call_expect(&r, 200);
	taken = sms_sink_requests(bad);
	callout = call_begin(&world, world.all, "");
	sms_sink_wait_of(world.sink, callout, MANY);
	assert_int_equal(sms_sink_requests(bad), taken);
	live_close(live);
}

/* --- a gateway that mixes people up --- */

/* It gives two people the same id: a report under it is nobody's. */
static void a_report_that_may_be_of_two_is_of_none(void **state)
{
	int64_t callout;
	struct reply r;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	sms_sink_same_id(bad, "zelfde");
	callout = call_begin(&world, world.grip, "");
	sms_sink_wait_of(bad, callout, 4);
	sms_sink_same_id(bad, "");
	json_decref(await_attempt(callout, world.ovd_person[0], "sent"));
	for (int i = 0; i < 3; i++)
		json_decref(await_attempt(callout, who_is_asked(callout, i), "sent"));
	r = call_signed(&world, "/gateway/eerste/receipt",
		"{\"id\":\"zelfde\",\"status\":\"failed\"}", "s");
	assert_string_equal(reply_text(&r, "result"), "unknown");
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(&world, callout, world.ovd_person[0]), "asked");
}

/* An answer counts for whose number it comes from, never for who was meant. */
static void an_answer_of_another_is_not_taken(void **state)
{
	int64_t callout, other;
	char body[160];
	struct reply r;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	callout = call_begin(&world, world.grip, "");
	sms_sink_wait_of(bad, callout, 4);
	other = world.ovd_person[1]; /* not asked: the first has his time */
	(void)snprintf(body, sizeof body,
		"{\"from\":\"%s\",\"text\":\"ja #%d\",\"at\":\"x\"}", call_phone(other),
		(int)callout);
	r = call_signed(&world, "/gateway/eerste/inbound", body, "s");
	assert_string_equal(reply_text(&r, "result"), "nothing_open");
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(&world, callout, world.ovd_person[0]), "asked");
	assert_string_equal(call_recipient_state(&world, callout, other), "waiting");
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

/* A gateway that takes messages again is used again; both are live events. */
static void a_gateway_that_recovers_is_used_again(void **state)
{
	struct live *live;
	int64_t callout;

	(void)state;
	with_gateways(sms_sink_port(bad), false);
	live = live_open(&world.s, "", "");
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
	live_wait(live, "\"data\":{\"gateway\":\"eerste\","
			"\"state\":\"broken\"}");
	live_wait(live, "\"data\":{\"channel\":\"sms\","
			"\"state\":\"stuck\"}");
	sms_sink_answer(bad, 200);
	sms_sink_wait_of(bad, callout, 4);
	live_wait(live, "\"data\":{\"gateway\":\"eerste\","
			"\"state\":\"works\"}");
	live_wait(live, "\"data\":{\"channel\":\"sms\","
			"\"state\":\"flows\"}");
	live_close(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gateway_that_refuses_is_replaced),
		cmocka_unit_test(a_gateway_that_misbehaves_is_replaced),
		cmocka_unit_test(a_gateway_that_fails_is_replaced),
		cmocka_unit_test(a_gateway_that_redirects_is_replaced),
		cmocka_unit_test(a_gateway_without_address_is_replaced),
		cmocka_unit_test(who_a_gateway_loses_is_asked_by_the_second),
		cmocka_unit_test(a_gateway_that_loses_half_is_passed_over),
		cmocka_unit_test(a_gateway_that_delivers_nothing_is_passed_over),
		cmocka_unit_test(a_report_that_may_be_of_two_is_of_none),
		cmocka_unit_test(an_answer_of_another_is_not_taken),
		cmocka_unit_test(retry_after_is_obeyed),
		cmocka_unit_test(a_refused_message_fails_for_good),
		cmocka_unit_test(a_gateway_that_recovers_is_used_again),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
