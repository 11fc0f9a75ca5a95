/* SPDX-License-Identifier: EUPL-1.2 */
/* From yes to going home, over HTTP: checking in, running late, sent home, a slot
 * stopped. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply send_home(
	struct call_service *w, int64_t callout, int64_t person, const char *more)
{
	char body[120];

	(void)snprintf(body, sizeof body, "{\"person_id\":%d%s}", (int)person, more);
	return call_post_step(w, callout, "stop", body);
}

static int64_t slot_field(const struct reply *r, size_t slot, const char *field)
{
	return json_integer_value(json_object_get(
		json_array_get(json_object_get(r->json, "slots"), slot), field));
}

/* A field of the recipient as text; "" for null. In a static buffer. */
static const char *field_of(
	struct call_service *w, int64_t callout, int64_t person, const char *field)
{
	static char text[64];
	json_t *o = call_recipient_json(w, callout, person);
	const char *value = json_string_value(json_object_get(o, field));

	(void)snprintf(text, sizeof text, "%s", value != NULL ? value : "");
	json_decref(o);
	return text;
}

static int64_t minutes_of(struct call_service *w, int64_t callout, int64_t person)
{
	json_t *o = call_recipient_json(w, callout, person);
	int64_t n = json_integer_value(json_object_get(o, "eta_minutes"));

	json_decref(o);
	return n;
}

static struct reply text_in(
	struct call_service *w, int64_t person, const char *text, const char *at)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"from\":\"%s\",\"text\":\"%s\",\"at\":\"%s\"}", call_phone(person),
		text, at);
	return call_signed(w, "/gateway/sms/inbound", body, call_service_secret);
}

/* Who is late says so in any of three ways; the time of the yes stays, and what is
 * noted is read back to who texts. */
static void running_late_moves_only_the_time(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), person = w->ovd_person[0];
	char link[64], answered[64];
	struct reply r;

	(void)snprintf(link, sizeof link, "%s", call_link(w, id, person));
	r = call_say(w, id, person, "late", 10);
	call_expect(&r, 409); /* has not said to come */
	call_answer(w, id, person, "yes", 10);
	(void)snprintf(answered, sizeof answered, "%s",
		field_of(w, id, person, "answered_at"));
	r = call_say(w, id, person, "late", -1);
	assert_non_null(strstr(r.body, "eta_minutes"));
	call_expect(&r, 422);
	call_answer(w, id, person, "late", 25);
	assert_int_equal(minutes_of(w, id, person), 25);
	r = service_call(&w->s, NULL, "POST", link,
		"{\"answer\":\"late\",\"eta_minutes\":35}", NULL);
	assert_string_equal(reply_text(&r, "state"), "accepted");
	call_expect(&r, 200);
	assert_int_equal(minutes_of(w, id, person), 35);
	r = text_in(w, person, "later 50", "2026-01-01T00:00:00Z");
	assert_string_equal(reply_text(&r, "result"), "answer");
	call_expect(&r, 200);
	assert_int_equal(minutes_of(w, id, person), 50);
	assert_string_equal(field_of(w, id, person, "answered_at"), answered);
	/* question, confirmation, what was noted */
	assert_non_null(strstr(
		sms_sink_to(w->sink, call_phone(person), 2).text, "verwachten u rond"));
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_non_null(strstr(r.body, "\"late\""));
	assert_non_null(strstr(r.body, "\"on_time\":false"));
	call_expect(&r, 200);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

/* A word by text checks in; being sent home is told, kept on record, and calls nobody
 * else. */
static void who_was_there_is_sent_home(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), person = w->ovd_person[1];
	struct reply r;
	char link[64];
	size_t told;

	call_answer(w, id, w->ovd_person[0], "no", -1);
	(void)snprintf(link, sizeof link, "%s", call_link(w, id, person));
	call_answer(w, id, person, "yes", 5);
	r = text_in(w, person, "Ik ben er", "2026-01-02T00:00:00Z");
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, id, person), "arrived");
	r = call_item(w, id);
	assert_int_equal(slot_field(&r, 0, "present"), 1);
	reply_free(&r);
	told = sms_sink_count_to(w->sink, call_phone(w->ovd_person[2]));
	r = send_home(w, id, person, "");
	assert_int_equal(slot_field(&r, 0, "present"), 0);
	assert_int_equal(slot_field(&r, 0, "accepted"), 1);
	assert_int_equal(slot_field(&r, 0, "need"), 1);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, id, person), "stood_down");
	assert_string_not_equal(field_of(w, id, person, "left_at"), "");
	assert_string_not_equal(field_of(w, id, person, "arrived_at"), "");
	r = service_call(&w->s, NULL, "GET", link, NULL, NULL);
	assert_non_null(strstr(r.body, "naar huis"));
	call_expect(&r, 200);
	/* a late press of the button does not bring them back; the coordinator does */
	r = service_call(&w->s, NULL, "POST", link, "{\"answer\":\"yes\"}", NULL);
	assert_string_equal(reply_text(&r, "state"), "stood_down");
	call_expect(&r, 200);
	assert_int_equal(
		sms_sink_count_to(w->sink, call_phone(w->ovd_person[2])), told);
	call_answer(w, id, person, "yes", 20);
	assert_string_equal(call_recipient_state(w, id, person), "accepted");
	r = call_post_step(w, id, "stop", "{\"send_home\":true}");
	call_expect(&r, 200);
}

/* Who is on the way and is sent home gives up the place; with refill somebody else is
 * asked for it. */
static void a_place_is_filled_again_when_asked(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r;

	call_answer(w, id, w->ovd_person[0], "yes", 5);
	r = send_home(w, id, w->ovd_person[0], ",\"refill\":true");
	assert_int_equal(slot_field(&r, 0, "accepted"), 0);
	assert_int_equal(slot_field(&r, 0, "need"), 1);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[1]), "asked");
	call_answer(w, id, w->ovd_person[1], "yes", 5);
	r = send_home(w, id, w->ovd_person[1], "");
	assert_int_equal(slot_field(&r, 0, "need"), 0);
	call_expect(&r, 200);
	r = send_home(w, id, w->ovd_person[1], ""); /* again: nothing more happens */
	assert_int_equal(slot_field(&r, 0, "need"), 0);
	call_expect(&r, 200);
	r = send_home(w, id, 999999, "");
	call_expect(&r, 422);
	r = call_post_step(w, id, "stop", "{\"refill\":true}");
	call_expect(&r, 422);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

/* Stopping one function leaves the others as they are. */
static void one_function_is_stopped(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char body[96];
	struct reply r;

	call_answer(w, id, w->ovd_person[0], "yes", 5);
	(void)snprintf(body, sizeof body, "{\"function_id\":%d}", (int)w->ehb);
	r = call_post_step(w, id, "stop", body);
	assert_string_equal(reply_text(&r, "state"), "filled");
	assert_int_equal(slot_field(&r, 1, "need"), 0);
	assert_int_equal(slot_field(&r, 0, "accepted"), 1);
	call_expect(&r, 200);
	for (size_t i = 0; i < EHB_PEOPLE; i++)
		assert_string_not_equal(
			call_recipient_state(w, id, w->ehb_person[i]), "asked");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "accepted");
	/* wanted again: those who were told off are asked anew */
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":1}", (int)w->ehb);
	r = call_post_step(w, id, "need", body);
	assert_string_equal(reply_text(&r, "state"), "active");
	call_expect(&r, 200);
	(void)snprintf(body, sizeof body, "{\"text\":\"Koffie\",\"function_id\":%d}",
		(int)w->ovd);
	r = call_post_step(w, id, "message", body);
	assert_int_equal(reply_int(&r, "told"), 1);
	call_expect(&r, 200);
	(void)snprintf(body, sizeof body, "{\"text\":\"Koffie\",\"function_id\":%d}",
		(int)w->ehb);
	r = call_post_step(w, id, "message", body);
	assert_int_equal(reply_int(&r, "told"), 0);
	call_expect(&r, 200);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

/* What is noted later happened when it did: the norm is reckoned with that, and hours
 * are. */
static void what_is_noted_later_happened_then(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ""), person = w->ovd_person[0];
	char started[64], body[200];
	struct reply r = call_item(w, id);

	(void)snprintf(started, sizeof started, "%s", reply_text(&r, "started_at"));
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"arrived\",\"at\":\"%s\"}", (int)person,
		started);
	call_answer(w, id, person, "yes", 5);
	call_answer(w, id, person, "arrived", -1);
	r = call_post_step(w, id, "answer", body); /* corrected */
	call_expect(&r, 200);
	assert_string_equal(field_of(w, id, person, "arrived_at"), started);
	(void)snprintf(body, sizeof body, "{\"person_id\":%d,\"at\":\"%s\"}",
		(int)person, started);
	r = call_post_step(w, id, "stop", body);
	call_expect(&r, 200);
	assert_string_equal(field_of(w, id, person, "left_at"), started);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

static void what_cannot_have_happened_then_is_named(void **state)
{
	static const struct {
		const char *step, *more, *says;
	} wrong[] = {
		{ "answer", ",\"answer\":\"yes\",\"at\":\"2190-01-01T00:00:00Z\"",
			"lies in the future" },
		{ "answer", ",\"answer\":\"no\",\"at\":\"2020-01-01T00:00:00Z\"",
			"lies before started_at" },
		{ "stop", ",\"at\":\"2020-01-01T00:00:00Z\"",
			"lies before started_at" },
	};
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char body[200];
	struct reply r;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		(void)snprintf(body, sizeof body, "{\"person_id\":%d%s}",
			(int)w->ovd_person[0], wrong[i].more);
		r = call_post_step(w, id, wrong[i].step, body);
		assert_non_null(strstr(r.body, "\"field\":\"at\""));
		assert_non_null(strstr(r.body, wrong[i].says));
		call_expect(&r, 422);
	}
	r = call_post_step(w, id, "stop", "{\"at\":\"2020-01-01T00:00:00Z\"}");
	assert_non_null(strstr(r.body, "\"field\":\"at\""));
	call_expect(&r, 422);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

/* What stands in the database gives the same call-out after a restart. */
static void it_survives_a_restart(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char left[64];
	struct reply r;

	call_answer(w, id, w->ovd_person[0], "yes", 5);
	call_answer(w, id, w->ovd_person[0], "arrived", -1);
	r = send_home(w, id, w->ovd_person[0], "");
	call_expect(&r, 200);
	(void)snprintf(
		left, sizeof left, "%s", field_of(w, id, w->ovd_person[0], "left_at"));
	call_service_restart(w);
	assert_string_equal(field_of(w, id, w->ovd_person[0], "left_at"), left);
	r = call_item(w, id);
	assert_int_equal(slot_field(&r, 0, "accepted"), 1);
	reply_free(&r);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(running_late_moves_only_the_time),
		cmocka_unit_test(who_was_there_is_sent_home),
		cmocka_unit_test(a_place_is_filled_again_when_asked),
		cmocka_unit_test(one_function_is_stopped),
		cmocka_unit_test(what_is_noted_later_happened_then),
		cmocka_unit_test(what_cannot_have_happened_then_is_named),
		cmocka_unit_test(it_survives_a_restart),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
