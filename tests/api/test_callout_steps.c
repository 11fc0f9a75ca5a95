/* SPDX-License-Identifier: EUPL-1.2 */
/* Steering a call-out over HTTP: stop, need, remind, message, an answer by telephone.
 */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t slot_field(const struct reply *r, size_t slot, const char *field)
{
	return json_integer_value(json_object_get(
		json_array_get(json_object_get(r->json, "slots"), slot), field));
}

static const char *slot_state(const struct reply *r, size_t slot)
{
	return json_string_value(json_object_get(
		json_array_get(json_object_get(r->json, "slots"), slot), "state"));
}

/* The three of the pool who are asked in the first wave. */
static void first_wave(struct call_service *w, int64_t callout, int64_t ret[3])
{
	size_t n = 0;

	for (size_t i = 0; i < EHB_PEOPLE; i++)
		if (strcmp(call_recipient_state(w, callout, w->ehb_person[i]), "asked")
			== 0) {
			assert_true(n < 3);
			ret[n++] = w->ehb_person[i];
		}
	assert_int_equal(n, 3);
}

/* An answer by telephone fills a place, says how it came, and shows when the person
 * comes; the answer of the request is the call-out as it is now. */
static void an_answer_by_phone_counts(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ",\"details\":\"Sleutel bij de portier\"");
	char body[128];
	struct reply r;
	json_t *o;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"yes\",\"eta_minutes\":12,"
		"\"note\":\"belde zelf\"}",
		(int)w->ovd_person[0]);
	r = call_post_step(w, id, "answer", body);
	assert_int_equal(slot_field(&r, 0, "accepted"), 1);
	assert_int_equal(slot_field(&r, 0, "on_time"), 1);
	assert_string_equal(slot_state(&r, 0), "filled");
	call_expect(&r, 200);
	o = call_recipient_json(w, id, w->ovd_person[0]);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "accepted");
	assert_string_equal(
		json_string_value(json_object_get(o, "via")), "coordinator");
	assert_int_equal(json_integer_value(json_object_get(o, "eta_minutes")), 12);
	assert_true(json_is_string(json_object_get(o, "expected_at")));
	assert_true(json_is_string(json_object_get(o, "answered_at")));
	json_decref(o);
	/* the confirmation holds the details: the question did not */
	assert_non_null(strstr(
		sms_sink_to(w->sink, call_phone(w->ovd_person[0]), 1).text, "portier"));
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_non_null(strstr(r.body, "belde zelf"));
	assert_non_null(strstr(r.body, "token:dispatcher"));
	call_expect(&r, 200);
	/* there: on time is then measured, not expected */
	call_answer(w, id, w->ovd_person[0], "arrived", 0);
	o = call_recipient_json(w, id, w->ovd_person[0]);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "arrived");
	assert_true(json_is_string(json_object_get(o, "arrived_at")));
	json_decref(o);
}

/* A no asks the next at once: first who is on duty too, then the pool. */
static void a_no_asks_the_next(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	json_t *o;

	call_answer(w, id, w->ovd_person[0], "no", 0);
	o = call_recipient_json(w, id, w->ovd_person[1]);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "asked");
	assert_string_equal(
		json_string_value(json_object_get(o, "reason_code")), "next_on_duty");
	json_decref(o);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[2]), "waiting");
	call_answer(w, id, w->ovd_person[1], "no", 0);
	o = call_recipient_json(w, id, w->ovd_person[2]);
	assert_string_equal(
		json_string_value(json_object_get(o, "reason_code")), "fallback");
	json_decref(o);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[3]), "asked");
	call_answer(w, id, w->ovd_person[2], "no", 0);
	call_answer(w, id, w->ovd_person[3], "no", 0);
	{
		struct reply r = call_item(w, id);

		assert_string_equal(slot_state(&r, 0), "exhausted"); /* rule 8 */
		call_expect(&r, 200);
	}
}

/* Rule 3: at need the place is filled, who says yes after that is reserve, who has not
 * answered is told; a no of one who was to come lets the reserve in. */
static void reserves_wait_and_move_in(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), wave[3];
	struct reply r;

	first_wave(w, id, wave);
	call_answer(w, id, wave[0], "yes", 20);
	call_answer(w, id, wave[1], "yes", 20);
	assert_string_equal(call_recipient_state(w, id, wave[2]), "stood_down");
	call_answer(w, id, wave[2], "yes", 20);
	assert_string_equal(call_recipient_state(w, id, wave[2]), "reserve");
	r = call_item(w, id);
	assert_int_equal(slot_field(&r, 1, "accepted"), 2);
	assert_int_equal(slot_field(&r, 1, "reserve"), 1);
	call_expect(&r, 200);
	call_answer(w, id, wave[0], "no", 0);
	assert_string_equal(call_recipient_state(w, id, wave[2]), "accepted");
}

/* More need asks more people; less need makes the last who answered a reserve. */
static void need_goes_up_and_down(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), wave[3];
	char body[96];
	struct reply r;
	size_t asked = 0;

	first_wave(w, id, wave);
	call_answer(w, id, wave[0], "yes", 20);
	call_answer(w, id, wave[1], "yes", 20);
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":4}", (int)w->ehb);
	r = call_post_step(w, id, "need", body);
	assert_int_equal(slot_field(&r, 1, "need"), 4);
	assert_string_equal(slot_state(&r, 1), "open");
	call_expect(&r, 200);
	for (size_t i = 0; i < EHB_PEOPLE; i++)
		asked += strcmp(call_recipient_state(w, id, w->ehb_person[i]), "asked")
			 == 0;
	assert_true(asked >= 2);
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":1}", (int)w->ehb);
	r = call_post_step(w, id, "need", body);
	assert_int_equal(slot_field(&r, 1, "accepted"), 1);
	assert_string_equal(slot_state(&r, 1), "filled");
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, id, wave[0]), "accepted");
	assert_string_equal(call_recipient_state(w, id, wave[1]), "reserve");
}

/* A stop stands everybody down who comes or was asked, once; after that it is over. */
static void a_stop_stands_down(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ",\"incident\":\"Gaslucht\"");
	struct reply r;
	char body[96];
	int over = 0;

	sms_sink_wait_of(w->sink, id, 4);
	call_answer(w, id, w->ovd_person[0], "yes", 5);
	r = call_post_step(w, id, "stop", "{}");
	assert_string_equal(reply_text(&r, "state"), "stopped");
	assert_string_not_equal(reply_text(&r, "closed_at"), "");
	call_expect(&r, 200);
	/* 4 questions, 1 confirmation, and 4 words that it is over */
	sms_sink_wait_of(w->sink, id, 9);
	/* they go out side by side: in any order */
	for (size_t i = 4; i < 9; i++) {
		struct sms m = sms_sink_of(w->sink, id, i);

		over += strstr(m.text, "niet meer nodig") != NULL
			|| strstr(m.text, "no longer needed") != NULL;
	}
	assert_int_equal(over, 4);
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 409);
	r = call_post_step(w, id, "remind", "{}");
	call_expect(&r, 409);
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":4}", (int)w->ehb);
	r = call_post_step(w, id, "need", body);
	call_expect(&r, 409);
	r = call_item(w, id);
	assert_string_equal(reply_text(&r, "state"), "stopped");
	call_expect(&r, 200);
}

/* A repeated step with the same Idempotency-Key is done once. */
static void repeated_steps_are_done_once(void **state)
{
	static const char *const key[] = { "Idempotency-Key: stop-1", NULL };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/stop", (int)id);
	for (int i = 0; i < 2; i++) {
		struct reply r = service_call(
			&w->s, w->s.token[ROLE_DISPATCHER], "POST", path, "{}", key);

		assert_string_equal(reply_text(&r, "state"), "stopped");
		call_expect(&r, 200);
	}
}

/* When they were first asked stays, and over what; when last becomes later. */
static void first_stays(
	struct call_service *w, int64_t id, int64_t person, const char *before)
{
	json_t *o = call_recipient_json(w, id, person);

	assert_string_equal(
		json_string_value(json_object_get(o, "first_asked_at")), before);
	assert_string_equal(
		json_string_value(json_object_get(o, "first_asked_via")), "sms");
	assert_true(
		strcmp(json_string_value(json_object_get(o, "asked_at")), before) > 0);
	json_decref(o);
}

/* A reminder asks again who has not answered, and nobody who has. */
static void a_reminder_asks_again(void **state)
{
	struct call_service *w = *state;
	size_t mine = 0;
	int64_t id = call_begin(w, w->grip, ""), wave[3];
	char body[96], first[40];
	struct reply r;
	json_t *o;

	first_wave(w, id, wave);
	sms_sink_wait_of(w->sink, id, 4);
	o = call_recipient_json(w, id, wave[1]);
	(void)snprintf(first, sizeof first, "%s",
		json_string_value(json_object_get(o, "asked_at")));
	json_decref(o);
	call_answer(w, id, wave[0], "yes", 20);
	sms_sink_wait_of(w->sink, id, 5); /* and a confirmation */
	(void)snprintf(body, sizeof body, "{\"function_id\":%d}", (int)w->ehb);
	/* that a message was sent is written a moment after the gateway took it */
	for (int looks = 0; looks < 200 && mine < 2; looks++) {
		r = call_post_step(w, id, "remind", body);
		call_expect(&r, 200);
		r = service_get(&w->s, ROLE_AUDITOR,
			call_path("/api/v1/callouts/{id}/attempts", id));
		mine = 0;
		for (const char *p = r.body;
			(p = strstr(p, "\"purpose\":\"remind\"")) != NULL; p++)
			mine++;
		call_expect(&r, 200);
	}
	sms_sink_wait_of(w->sink, id, 7);
	first_stays(w, id, wave[1], first);
	for (size_t i = 5; i < 7; i++) {
		struct sms m = sms_sink_of(w->sink, id, i);

		assert_true(strcmp(m.to, call_phone(wave[1])) == 0
			    || strcmp(m.to, call_phone(wave[2])) == 0);
		assert_true(strncmp(m.text, "Nog geen antwoord", 17) == 0
			    || strncmp(m.text, "No answer from you", 18) == 0);
	}
}

/* A message goes to those who come; to all who were asked when it says so. */
static void a_message_goes_to_those_who_come(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ",\"kind\":\"exercise\""), wave[3];
	struct reply r;
	struct sms m;

	first_wave(w, id, wave);
	call_answer(w, id, w->ovd_person[0], "yes", 20);
	call_answer(w, id, wave[0], "no", 20);
	r = call_post_step(w, id, "message", "{\"text\":\"Parkeer {achter} de hal\"}");
	assert_int_equal(reply_int(&r, "told"), 1);
	call_expect(&r, 200);
	for (size_t nth = 0;; nth++) {
		m = sms_sink_to(w->sink, call_phone(w->ovd_person[0]), nth);
		if (strstr(m.text, "Parkeer") != NULL)
			break;
	}
	assert_string_equal(m.text, "OEFENING. Parkeer {achter} de hal");
	r = call_post_step(w, id, "message", "{\"text\":\"Aan allen\",\"to\":\"all\"}");
	assert_true(reply_int(&r, "told") >= 3); /* the one who comes, who are asked */
	call_expect(&r, 200);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_non_null(strstr(r.body, "\"what\":\"message\""));
	call_expect(&r, 200);
}

/* Rule 8: a slot that cannot be filled says so at once: its state, an event, and a
 * message to the coordinator on duty. */
static void a_slot_that_stays_short_is_told(void **state)
{
	struct call_service *w = *state;
	int64_t id;
	struct reply r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/functions/{id}", w->ovd),
		"{\"alerts_coordinator\":true}", NULL);
	struct sms m;

	call_expect(&r, 200);
	id = call_begin(w, w->grip, ",\"incident\":\"Tekort\"");
	call_answer(w, id, w->ovd_person[0], "yes", 5);
	for (size_t i = 0; i + 1 < EHB_PEOPLE; i++)
		call_answer(w, id, w->ehb_person[i], "no", 0);
	r = call_item(w, id);
	assert_string_equal(slot_state(&r, 1), "exhausted");
	call_expect(&r, 200);
	call_answer(w, id, w->ehb_person[EHB_PEOPLE - 1], "yes", 5);
	r = call_item(w, id);
	assert_string_equal(reply_text(&r, "state"), "exhausted");
	call_expect(&r, 200);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_non_null(strstr(r.body, "\"what\":\"short\""));
	assert_non_null(strstr(r.body, "\"coordinators_told\":2"));
	call_expect(&r, 200);
	for (size_t nth = 0;; nth++) {
		m = sms_sink_to(w->sink, call_phone(w->ovd_person[0]), nth);
		if (m.callout == id && strncmp(m.text, "LET OP", 6) == 0)
			break;
	}
	assert_non_null(strstr(m.text, "EHB"));
	assert_non_null(strstr(m.text, "Tekort"));
}

/* The live stream tells of the call-out, its people and its messages, and goes on from
 * the last event that was seen. */
static void the_stream_tells_of_a_call_out(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	static char bytes[64 * 1024];
	char request[512];
	const char *from, *at;
	bool closed;

	call_answer(w, id, w->ovd_person[0], "yes", 5);
	(void)snprintf(request, sizeof request,
		"GET /api/v1/events?callout_id=%d HTTP/1.1\r\nHost: x\r\n"
		"Authorization: Bearer %s\r\nLast-Event-ID: 0\r\n\r\n",
		(int)id, w->s.token[ROLE_DISPATCHER]);
	(void)raw_exchange(w->s.port, request, strlen(request), "event: attempt", bytes,
		sizeof bytes, &closed);
	assert_non_null(strstr(bytes, "event: callout\ndata: {"));
	assert_non_null(strstr(bytes, "event: recipient\ndata: {"));
	from = strstr(bytes, "\nid: ");
	assert_non_null(from);
	(void)snprintf(request, sizeof request,
		"GET /api/v1/events?callout_id=%d HTTP/1.1\r\nHost: x\r\n"
		"Authorization: Bearer %s\r\nLast-Event-ID: %ld\r\n\r\n",
		(int)id, w->s.token[ROLE_DISPATCHER], strtol(from + 5, NULL, 10));
	(void)raw_exchange(w->s.port, request, strlen(request), "event: attempt", bytes,
		sizeof bytes, &closed);
	at = strstr(bytes, "\nid: ");
	assert_non_null(at);
	assert_null(strstr(bytes, "\"what\":\"started\"")); /* it was seen */
}

/* What is wrong is named; what is not there is 404. */
static void wrong_steps_are_named(void **state)
{
	static const struct {
		const char *what, *body, *named;
	} cases[] = {
		{ "need", "{}", "need" },
		{ "need", "{\"need\":1}", "function_id" },
		{ "need", "{\"function_id\":999,\"need\":1}", "function_id" },
		{ "need", "{\"function_id\":3,\"need\":1}", "function_id" },
		{ "need", "{\"function_id\":1,\"need\":-1}", "need" },
		{ "need", "{\"function_id\":1,\"need\":1,\"x\":1}", "x" },
		{ "remind", "{\"function_id\":999}", "function_id" },
		{ "remind", "{\"x\":1}", "x" },
		{ "stop", "{\"x\":1}", "x" },
		{ "message", "{}", "text" },
		{ "message", "{\"text\":\"\"}", "text" },
		{ "message", "{\"text\":\"a\",\"to\":\"x\"}", "to" },
		{ "answer", "{}", "person_id" },
		{ "answer", "{\"person_id\":1,\"answer\":\"yes\"}", "person_id" },
		{ "answer", "{\"person_id\":2,\"answer\":\"maybe\"}", "answer" },
		{ "answer", "{\"person_id\":2,\"answer\":\"yes\",\"eta_minutes\":1441}",
			"eta_minutes" },
		{ "answer", "{\"person_id\":2,\"answer\":\"yes\",\"note\":7}", "note" },
	};
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply before = call_item(w, id), after;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = call_post_step(w, id, cases[i].what, cases[i].body);
		char named[64];

		(void)snprintf(named, sizeof named, "\"field\":\"%s\"", cases[i].named);
		if (r.status != 422 || strstr(r.body, named) == NULL)
			fail_msg("%s %s: %ld %s", cases[i].what, cases[i].body,
				r.status, r.body);
		reply_free(&r);
		r = call_post_step(w, 9999, cases[i].what, cases[i].body);
		call_expect(&r, 404);
	}
	after = call_item(w, id);
	assert_string_equal(after.body, before.body);
	reply_free(&before);
	reply_free(&after);
}

/* The timeline names every decision, in order, with who made it and how. */
static void the_timeline_tells_it_all(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r;
	json_t *o;
	int64_t last = 0;
	size_t i;

	call_answer(w, id, w->ovd_person[0], "yes", 5);
	call_answer(w, id, w->ovd_person[0], "no", 5);
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		int64_t seq = json_integer_value(json_object_get(o, "seq"));

		assert_true(seq > last);
		last = seq;
		assert_true(json_is_string(json_object_get(o, "at")));
		assert_true(json_is_string(json_object_get(o, "actor")));
	}
	assert_non_null(strstr(r.body, "\"what\":\"started\""));
	assert_non_null(strstr(r.body, "\"answer\":\"yes\""));
	assert_non_null(strstr(r.body, "\"answer\":\"no\""));
	assert_non_null(strstr(r.body, "\"what\":\"stopped\""));
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_by_phone_counts),
		cmocka_unit_test(a_no_asks_the_next),
		cmocka_unit_test(reserves_wait_and_move_in),
		cmocka_unit_test(need_goes_up_and_down),
		cmocka_unit_test(a_stop_stands_down),
		cmocka_unit_test(repeated_steps_are_done_once),
		cmocka_unit_test(a_reminder_asks_again),
		cmocka_unit_test(a_message_goes_to_those_who_come),
		cmocka_unit_test(a_slot_that_stays_short_is_told),
		cmocka_unit_test(the_stream_tells_of_a_call_out),
		cmocka_unit_test(wrong_steps_are_named),
		cmocka_unit_test(the_timeline_tells_it_all),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
