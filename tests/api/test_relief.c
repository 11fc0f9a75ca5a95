/* SPDX-License-Identifier: EUPL-1.2 */
/* Relief crews over HTTP: asking for a later shift, who fills it, handing over; and
 * call-outs that were made elsewhere. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply step(
	struct call_service *w, int64_t callout, const char *what, const char *body)
{
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/%s", (int)callout, what);
	return service_post(&w->s, ROLE_COORDINATOR, path, body);
}

static void answer(
	struct call_service *w, int64_t callout, int64_t person, const char *what)
{
	char body[96];
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"person_id\":%d,\"answer\":\"%s\"}",
		(int)person, what);
	r = step(w, callout, "answer", body);
	call_expect(&r, 200);
}

static const char shift[] =
	"\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:00Z\"";

/* Asks for relief; returns the id of the call-out that does. more: "" or fields. */
static int64_t ask(struct call_service *w, int64_t callout, const char *more)
{
	char body[300];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body, "{%s%s}", shift, more);
	r = step(w, callout, "relief", body);
	id = reply_int(&r, "id");
	assert_int_equal(reply_int(&r, "relief_of"), callout);
	assert_string_equal(reply_text(&r, "origin"), "relief");
	call_expect(&r, 201);
	return id;
}

/* A call-out in which the first on duty is there. */
static int64_t deployed(struct call_service *w)
{
	int64_t id = call_begin(w, w->grip, ",\"incident\":\"Brand\"");

	answer(w, id, w->ovd_person[0], "yes");
	answer(w, id, w->ovd_person[0], "arrived");
	return id;
}

static json_t *first_slot(struct reply *r)
{
	return json_array_get(
		json_object_get(
			json_array_get(json_object_get(r->json, "items"), 0), "slots"),
		0);
}

/* The question names the shift; answers come by link; when somebody of the relief
 * arrives, who was there goes home. */
static void a_shift_is_asked_filled_and_handed_over(void **state)
{
	struct call_service *w = *state;
	int64_t id = deployed(w), relief = ask(w, id, "");
	char link[64];
	struct reply r;
	json_t *slot, *person;

	(void)snprintf(link, sizeof link, "%s", call_link(w, relief, w->ovd_person[2]));
	r = service_call(&w->s, NULL, "GET", link, NULL, NULL);
	assert_non_null(strstr(r.body, "di 05-03 06:00 tot 14:00"));
	assert_null(strstr(r.body, "eta_minutes"));
	call_expect(&r, 200);
	r = service_call(&w->s, NULL, "POST", link, "{\"answer\":\"yes\"}", NULL);
	assert_string_equal(reply_text(&r, "state"), "accepted");
	call_expect(&r, 200);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/relief", id));
	slot = first_slot(&r);
	assert_int_equal(json_integer_value(json_object_get(slot, "need")), 1);
	assert_int_equal(json_integer_value(json_object_get(slot, "filled")), 1);
	person = json_array_get(json_object_get(slot, "people"), 0);
	assert_int_equal(json_integer_value(json_object_get(person, "person_id")),
		w->ovd_person[2]);
	assert_true(json_is_null(json_object_get(person, "rest_hours")));
	assert_true(json_is_false(json_object_get(person, "rest_short")));
	call_expect(&r, 200);
	r = service_call(&w->s, NULL, "POST", link, "{\"answer\":\"arrived\"}", NULL);
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(w, id, w->ovd_person[0]), "stood_down");
	assert_string_equal(
		call_recipient_state(w, relief, w->ovd_person[2]), "arrived");
	r = service_get(&w->s, ROLE_AUDITOR,
		call_path("/api/v1/callouts/{id}/timeline", relief));
	assert_non_null(strstr(r.body, "\"relieved\""));
	call_expect(&r, 200);
	r = step(w, id, "stop", "");
	call_expect(&r, 200);
}

/* By hand: arriving sends nobody home; handing over does, and not before anybody of the
 * relief is there. Who worked until now is shown with the hours of rest. */
static void handing_over_waits_for_the_coordinator(void **state)
{
	struct call_service *w = *state;
	int64_t id = deployed(w), relief = ask(w, id, ",\"hand_over\":\"by_hand\"");
	struct reply r;
	json_t *person;

	r = step(w, relief, "handover", "");
	call_expect(&r, 409);
	r = step(w, id, "handover", "");
	call_expect(&r, 409);
	answer(w, relief, w->ovd_person[0], "yes");
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/relief", id));
	person = json_array_get(json_object_get(first_slot(&r), "people"), 0);
	assert_true(json_real_value(json_object_get(person, "rest_hours")) > 1000);
	call_expect(&r, 200);
	answer(w, relief, w->ovd_person[0], "no");
	answer(w, relief, w->ovd_person[1], "arrived");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "arrived");
	r = step(w, relief, "handover", "{\"function_id\":999999}");
	call_expect(&r, 422);
	r = step(w, relief, "handover", "");
	assert_int_equal(reply_int(&r, "sent_home"), 1);
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(w, id, w->ovd_person[0]), "stood_down");
	/* the relief that follows relieves that one */
	r = step(w, id, "relief",
		"{\"from\":\"2030-03-05T13:00:00Z\",\"until\":\"2030-03-05T21:00:"
		"00Z\"}");
	answer(w, reply_int(&r, "id"), w->ovd_person[3], "arrived");
	reply_free(&r);
	assert_string_equal(
		call_recipient_state(w, relief, w->ovd_person[1]), "stood_down");
	r = step(w, id, "stop", "");
	call_expect(&r, 200);
	r = call_item(w, relief); /* stops with it */
	assert_string_equal(reply_text(&r, "state"), "stopped");
	reply_free(&r);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *body, *field;
	} wrong[] = {
		{ "{}", "from" },
		{ "{\"from\":\"2030-03-05T13:00:00Z\",\"until\":\"2030-03-05T05:00:"
		  "00Z\"}",
			"until" },
		{ "{\"from\":\"2020-03-05T05:00:00Z\",\"until\":\"2020-03-05T13:00:"
		  "00Z\"}",
			"until" },
		{ "{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2031-03-05T05:00:"
		  "00Z\"}",
			"until" },
		{ "{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		  "00Z\","
		  "\"functions\":[{\"function_id\":999,\"need\":1}]}",
			"functions" },
		{ "{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		  "00Z\","
		  "\"functions\":[{\"function_id\":1}]}",
			"need" },
		{ "{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		  "00Z\","
		  "\"text\":\"{nonsense}\"}",
			"text" },
	};
	struct call_service *w = *state;
	int64_t id = deployed(w), relief;
	struct reply r;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char field[40];

		(void)snprintf(field, sizeof field, "\"field\":\"%s\"", wrong[i].field);
		r = step(w, id, "relief", wrong[i].body);
		if (r.status != 422 || strstr(r.body, field) == NULL)
			fail_msg("%s: %ld %s", wrong[i].body, r.status, r.body);
		reply_free(&r);
	}
	relief = ask(w, id, "");
	r = step(w, relief, "relief",
		"{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		"00Z\"}");
	call_expect(&r, 409);
	r = step(w, id, "stop", "");
	call_expect(&r, 200);
	r = step(w, id, "relief",
		"{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		"00Z\"}");
	call_expect(&r, 409);
}

/* What was called by pager is entered with its times; nobody gets a message, then or
 * later. */
static void a_call_out_from_elsewhere_is_entered(void **state)
{
	struct call_service *w = *state;
	char body[900];
	size_t before;
	struct reply r;
	int64_t id;

	before = sms_sink_count(w->sink);
	(void)snprintf(body, sizeof body,
		"{\"scenario\":\"GRIP\",\"origin\":\"manual\",\"incident\":\"Storm\","
		"\"started_at\":\"2026-01-01T02:00:00Z\",\"people\":["
		"{\"person_id\":%d,\"function_id\":%d,\"answer\":\"yes\","
		"\"answered_at\":\"2026-01-01T02:03:00Z\","
		"\"arrived_at\":\"2026-01-01T02:25:00Z\","
		"\"left_at\":\"2026-01-01T08:00:00Z\"},"
		"{\"person_id\":%d,\"function_id\":%d,\"answer\":\"no\","
		"\"answered_at\":\"2026-01-01T02:10:00Z\"},"
		"{\"person_id\":%d,\"function_id\":%d}]}",
		(int)w->ovd_person[0], (int)w->ovd, (int)w->ehb_person[0], (int)w->ehb,
		(int)w->ehb_person[1], (int)w->ehb);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts", body);
	id = reply_int(&r, "id");
	assert_string_equal(reply_text(&r, "origin"), "manual");
	assert_string_equal(reply_text(&r, "state"), "exhausted");
	assert_string_equal(reply_text(&r, "started_at"), "2026-01-01T02:00:00Z");
	assert_string_equal(reply_text(&r, "closed_at"), "2026-01-01T08:00:00Z");
	call_expect(&r, 201);
	assert_string_equal(
		call_recipient_state(w, id, w->ovd_person[0]), "stood_down");
	assert_string_equal(call_recipient_state(w, id, w->ehb_person[0]), "declined");
	assert_string_equal(call_recipient_state(w, id, w->ehb_person[1]), "silent");
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/report", id));
	assert_non_null(strstr(r.body, "\"on_time\":true"));
	call_expect(&r, 200);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_int_equal(reply_count(&r), 5);
	call_expect(&r, 200);
	/* corrections are noted without a message */
	answer(w, id, w->ehb_person[1], "yes");
	r = step(w, id, "remind", "");
	call_expect(&r, 409);
	r = step(w, id, "message", "{\"text\":\"x\"}");
	call_expect(&r, 409);
	r = step(w, id, "stop", "");
	call_expect(&r, 200);
	assert_int_equal(sms_sink_count(w->sink), before);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"started_at\":\"2026-01-01T02:00:00Z\"}");
	assert_non_null(strstr(r.body, "origin manual"));
	call_expect(&r, 422);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"origin\":\"manual\",\"people\":["
		"{\"person_id\":1,\"function_id\":1,\"answer\":\"yes\"}]}");
	assert_non_null(strstr(r.body, "started_at"));
	call_expect(&r, 422);
}

/* The same scenario within a minute asks first. */
static void a_second_start_asks_first(void **state)
{
	struct call_service *w = *state;
	struct reply r;
	int64_t id;

	id = call_begin(w, w->grip, ",\"kind\":\"test\"");
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"kind\":\"test\"}");
	assert_non_null(strstr(r.body, "confirm_second"));
	assert_non_null(strstr(r.body, "seconds ago"));
	call_expect(&r, 409);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"kind\":\"exercise\"}"); /* no doubt meant */
	assert_int_equal(r.status, 201);
	reply_free(&r);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts",
		"{\"scenario\":\"GRIP\",\"kind\":\"test\",\"confirm_second\":true}");
	assert_int_equal(r.status, 201);
	reply_free(&r);
	r = step(w, id, "stop", "");
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_out_from_elsewhere_is_entered),
		cmocka_unit_test(a_shift_is_asked_filled_and_handed_over),
		cmocka_unit_test(handing_over_waits_for_the_coordinator),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_second_start_asks_first),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
