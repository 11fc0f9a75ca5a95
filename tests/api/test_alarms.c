/* SPDX-License-Identifier: EUPL-1.2 */
/* A control room starts call-outs: signed, once an alarm, by rules. */
#include "alert/alarm/alarm.h"
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char secret[] = "geheim van de meldkamer";

static int start(void **state)
{
	static struct call_service w;

	call_service_open(&w, 0);
	service_stop(&w.s);
	/* with the gateway it has, and a control room beside it */
	(void)snprintf(w.gateways, sizeof w.gateways,
		"[gateway sms]\nkind = http-sms\nchannel = sms\n"
		"url = http://127.0.0.1:%d/send\nsecret = %s\n"
		"[control-room MKON]\nsecret = %s\n",
		sms_sink_port(w.sink), call_service_secret, secret);
	call_service_again(&w);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	call_service_close(*state);
	return 0;
}

static struct reply alarm_in(struct call_service *w, const char *body)
{
	return call_signed(w, "/gateway/MKON/alarm", body, secret);
}

static int64_t rule(struct call_service *w, const char *more)
{
	char body[600];
	struct reply r;
	int64_t id;

	(void)snprintf(
		body, sizeof body, "{\"scenario_id\":%d,%s}", (int)w->grip, more);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/alarm-rules", body);
	if (r.status != 201)
		fail_msg("%ld %s", r.status, r.body);
	id = reply_int(&r, "id");
	reply_free(&r);
	return id;
}

static void remove_rule(struct call_service *w, int64_t id)
{
	struct reply r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "DELETE",
		call_path("/api/v1/alarm-rules/{id}", id), NULL, NULL);

	call_expect(&r, 204);
}

/* A rule says which scenario; the texts come out of the alarm; the same alarm again
 * changes nothing, and another one within a minute joins the call-out that runs. */
static void an_alarm_starts_a_call_out_once(void **state)
{
	static const char body[] =
		"{\"id\":\"P-1\",\"type\":\"BRAND\",\"grip\":1,\"street\":\"Markt 1\"}";
	struct call_service *w = *state;
	int64_t id =
		rule(w, "\"name\":\"GRIP\",\"matches\":["
			"{\"field\":\"type\",\"is\":\"contains\",\"value\":\"bran\"},"
			"{\"field\":\"grip\",\"is\":\"equals\",\"value\":\"1\"}],"
			"\"incident\":\"{type} {nothing}!\",\"location\":\"{street}\","
			"\"kind\":\"exercise\"");
	struct reply r = alarm_in(w, body);
	int64_t callout = reply_int(&r, "callout_id");

	assert_string_equal(reply_text(&r, "result"), "started");
	call_expect(&r, 201);
	r = call_item(w, callout);
	assert_string_equal(reply_text(&r, "incident"), "BRAND !");
	assert_string_equal(reply_text(&r, "location"), "Markt 1");
	assert_string_equal(reply_text(&r, "kind"), "exercise");
	assert_string_equal(reply_text(&r, "origin"), "alarm");
	assert_string_equal(reply_text(&r, "started_by"), "control-room:MKON");
	reply_free(&r);
	sms_sink_wait_of(w->sink, callout, 4);
	r = alarm_in(w, body);
	assert_string_equal(reply_text(&r, "result"), "repeated");
	assert_int_equal(reply_int(&r, "callout_id"), callout);
	call_expect(&r, 200);
	r = alarm_in(w, "{\"id\":\"P-2\",\"type\":\"brand\",\"grip\":1}");
	assert_string_equal(reply_text(&r, "result"), "joined");
	assert_int_equal(reply_int(&r, "callout_id"), callout);
	call_expect(&r, 200);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/alarms");
	assert_int_equal(reply_count(&r), 2);
	call_expect(&r, 200);
	remove_rule(w, id);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/stop", callout), "");
	call_expect(&r, 200);
}

/* Who has duty for the first function is the coordinator on duty. */
static void make_coordinator(struct call_service *w)
{
	struct reply r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/functions/{id}", w->ovd),
		"{\"alerts_coordinator\":true}", NULL);

	call_expect(&r, 200);
}

/* Rules are tried in their order; one for another control room, one that is off and one
 * whose field is not there do not count. No rule: nobody is called, it is kept, and the
 * coordinator on duty is told. */
static void the_first_rule_that_fits_counts(void **state)
{
	struct call_service *w = *state;
	int64_t ids[] = {
		rule(w, "\"name\":\"a\",\"rank\":1,\"matches\":[],\"active\":false"),
		rule(w, "\"name\":\"b\",\"rank\":2,\"matches\":[],"
			"\"control_room\":\"ander\""),
		rule(w, "\"name\":\"c\",\"rank\":3,\"matches\":[{\"field\":\"x\","
			"\"is\":\"starts_with\",\"value\":\"a\"}]"),
	};
	const char *phone = call_phone(w->ovd_person[0]);
	size_t before = sms_sink_count_to(w->sink, phone);
	struct reply r;
	int64_t last;

	make_coordinator(w);
	for (int i = 0; i < 2; i++) { /* the second time it is known */
		r = alarm_in(w, "{\"id\":\"Q-1\",\"y\":\"abc\"}");
		assert_string_equal(
			reply_text(&r, "result"), i == 0 ? "no_rule" : "repeated");
		assert_true(json_is_null(json_object_get(r.json, "callout_id")));
		call_expect(&r, 200);
	}
	while (strstr(sms_sink_to(w->sink, phone, before).text,
		       "alarm Q-1 en geen regel past")
		== NULL)
		before++;
	last = rule(w, "\"name\":\"d\",\"rank\":900,\"matches\":[],"
		       "\"kind\":\"test\",\"incident\":\"rest\"");
	r = alarm_in(w, "{\"id\":\"Q-2\",\"y\":\"abc\"}");
	assert_string_equal(reply_text(&r, "result"), "started");
	call_expect(&r, 201);
	for (size_t i = 0; i < 3; i++)
		remove_rule(w, ids[i]);
	remove_rule(w, last);
}

/* Without the right signature nothing of it is read; with it, what is wrong is named.
 */
static void strangers_start_nothing(void **state)
{
	struct call_service *w = *state;
	size_t before = call_changes(w);
	struct reply r;

	r = call_signed(w, "/gateway/MKON/alarm", "{\"id\":\"S\"}", "ander geheim");
	call_expect(&r, 401);
	r = call_signed(w, "/gateway/other/alarm", "{\"id\":\"S\"}", secret);
	call_expect(&r, 401);
	r = call_signed(w, "/gateway/sms/alarm", "{\"id\":\"S\"}", call_service_secret);
	call_expect(&r, 401);
	r = alarm_in(w, "nonsense");
	call_expect(&r, 400);
	r = alarm_in(w, "{}");
	call_expect(&r, 422);
	r = alarm_in(w, "{\"id\":\"\"}");
	call_expect(&r, 422);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/alarm-rules",
		"{\"name\":\"x\",\"scenario_id\":9999,\"matches\":[]}");
	call_expect(&r, 422);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/alarm-rules",
		"{\"name\":\"x\",\"scenario_id\":1,\"matches\":[{\"field\":\"a\"}]}");
	call_expect(&r, 422);
	assert_int_equal(call_changes(w), before);
}

/* Whatever an alarm holds, its texts stay one line and within their length. */
static void texts_stay_within_bounds(void **state)
{
	json_t *a = json_pack("{s:s,s:i}", "t", "a\nb\x01{t}\xc3\xa9\xc3\xa9", "n", 7);
	struct text t;

	(void)state;
	text_init(&t, 100);
	assert_true(alarm_render(&t, "{t}|{n}|{open", a, true, 90));
	assert_string_equal(text_str(&t), "a b {t}\xc3\xa9\xc3\xa9|7|{open");
	text_fini(&t);
	text_init(&t, 100);
	assert_true(alarm_render(&t, "{t}", a, true, 10));
	assert_string_equal(text_str(&t), "a b {t}\xc3\xa9");
	text_fini(&t);
	json_decref(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_stay_within_bounds),
		cmocka_unit_test(an_alarm_starts_a_call_out_once),
		cmocka_unit_test(the_first_rule_that_fits_counts),
		cmocka_unit_test(strangers_start_nothing),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
