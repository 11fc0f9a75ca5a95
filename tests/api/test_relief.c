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

static const char shift[] =
	"\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:00Z\"";

/* Asks for relief; returns the id of the call-out that does. more: "" or fields. */
static int64_t ask(struct call_service *w, int64_t callout, const char *more)
{
	char body[300];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body, "{%s%s}", shift, more);
	r = call_post_step(w, callout, "relief", body);
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

	call_answer(w, id, w->ovd_person[0], "yes", -1);
	call_answer(w, id, w->ovd_person[0], "arrived", -1);
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
	r = call_post_step(w, id, "stop", "");
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

	r = call_post_step(w, relief, "handover", "");
	call_expect(&r, 409);
	r = call_post_step(w, id, "handover", "");
	call_expect(&r, 409);
	call_answer(w, relief, w->ovd_person[0], "yes", -1);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/relief", id));
	person = json_array_get(json_object_get(first_slot(&r), "people"), 0);
	assert_true(json_real_value(json_object_get(person, "rest_hours")) > 1000);
	call_expect(&r, 200);
	call_answer(w, relief, w->ovd_person[0], "no", -1);
	call_answer(w, relief, w->ovd_person[1], "arrived", -1);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "arrived");
	r = call_post_step(w, relief, "handover", "{\"function_id\":999999}");
	call_expect(&r, 422);
	r = call_post_step(w, relief, "handover", "");
	assert_int_equal(reply_int(&r, "sent_home"), 1);
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(w, id, w->ovd_person[0]), "stood_down");
	/* the relief that follows relieves that one */
	r = call_post_step(w, id, "relief",
		"{\"from\":\"2030-03-05T13:00:00Z\",\"until\":\"2030-03-05T21:00:"
		"00Z\"}");
	call_answer(w, reply_int(&r, "id"), w->ovd_person[3], "arrived", -1);
	reply_free(&r);
	assert_string_equal(
		call_recipient_state(w, relief, w->ovd_person[1]), "stood_down");
	r = call_post_step(w, id, "stop", "");
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
		r = call_post_step(w, id, "relief", wrong[i].body);
		if (r.status != 422 || strstr(r.body, field) == NULL)
			fail_msg("%s: %ld %s", wrong[i].body, r.status, r.body);
		reply_free(&r);
	}
	relief = ask(w, id, "");
	r = call_post_step(w, relief, "relief",
		"{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		"00Z\"}");
	call_expect(&r, 409);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
	r = call_post_step(w, id, "relief",
		"{\"from\":\"2030-03-05T05:00:00Z\",\"until\":\"2030-03-05T13:00:"
		"00Z\"}");
	call_expect(&r, 409);
}

/* It says where it comes from, and claims nothing that nobody wrote down. */
static void is_reported_as_a_record(struct call_service *w, int64_t id)
{
	static const char *html[] = { "Accept: text/html", NULL };
	const json_t *description;
	struct reply r;

	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/report", id));
	assert_non_null(strstr(r.body, "\"on_time\":true"));
	/* when people were told what it was about nobody wrote down */
	description = json_array_get(json_object_get(r.json, "rules"), 1);
	assert_string_equal(
		json_string_value(json_object_get(description, "rule")), "description");
	assert_true(json_is_null(json_object_get(description, "kept")));
	call_expect(&r, 200);
	r = service_call(&w->s, w->s.token[ROLE_AUDITOR], "GET",
		call_path("/api/v1/callouts/{id}/report", id), NULL, html);
	assert_non_null(strstr(r.body, "buiten Paraat om; achteraf ingevoerd door"));
	assert_non_null(strstr(r.body, "<td>buiten Paraat gevraagd"));
	call_expect(&r, 200);
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
		"\"details\":\"Ingang achter\","
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
	is_reported_as_a_record(w, id);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	assert_int_equal(reply_count(&r), 5);
	call_expect(&r, 200);
	/* corrections are noted without a message */
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"arrived\",\"at\":"
		"\"2026-01-01T02:40:00Z\"}",
		(int)w->ehb_person[1]);
	r = call_post_step(w, id, "answer", body);
	assert_string_equal(reply_text(&r, "closed_at"), "2026-01-01T08:00:00Z");
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, id, w->ehb_person[1]), "arrived");
	r = call_post_step(w, id, "remind", "");
	call_expect(&r, 409);
	r = call_post_step(w, id, "message", "{\"text\":\"x\"}");
	call_expect(&r, 409);
	r = call_post_step(w, id, "stop", "");
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

/* Whose line of a record is wrong is said with the line. */
static void what_is_wrong_in_a_record_is_named(void **state)
{
	struct call_service *w = *state;
	int a = (int)w->ovd_person[0], b = (int)w->ehb_person[0], ovd = (int)w->ovd;
	struct {
		int person, function;
		const char *more, *field;
	} const second[] = {
		{ a, ovd, "", "people[1].person_id" },
		{ 999999, ovd, "", "people[1].person_id" },
		{ b, 999999, "", "people[1].function_id" },
		{ b, ovd, ",\"answer\":\"yes\"", "people[1].answered_at" },
		{ b, ovd, ",\"arrived_at\":\"2026-01-01T01:00:00Z\"",
			"people[1].arrived_at" },
		{ b, ovd, ",\"left_at\":\"2026-01-01T03:00:00Z\"",
			"people[1].left_at" },
		{ b, ovd,
			",\"asked_at\":\"2026-01-01T02:30:00Z\",\"answer\":\"no\","
			"\"answered_at\":\"2026-01-01T02:10:00Z\"",
			"people[1].answered_at" },
	};

	for (size_t i = 0; i < sizeof second / sizeof *second; i++) {
		char body[512], field[48];
		struct reply r;

		(void)snprintf(body, sizeof body,
			"{\"scenario\":\"GRIP\",\"origin\":\"manual\","
			"\"started_at\":\"2026-01-01T02:00:00Z\",\"people\":["
			"{\"person_id\":%d,\"function_id\":%d},"
			"{\"person_id\":%d,\"function_id\":%d%s}]}",
			a, ovd, second[i].person, second[i].function, second[i].more);
		(void)snprintf(
			field, sizeof field, "\"field\":\"%s\"", second[i].field);
		r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts", body);
		if (r.status != 422 || strstr(r.body, field) == NULL)
			fail_msg("%s: %ld %s", body, r.status, r.body);
		reply_free(&r);
	}
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
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_out_from_elsewhere_is_entered),
		cmocka_unit_test(what_is_wrong_in_a_record_is_named),
		cmocka_unit_test(a_shift_is_asked_filled_and_handed_over),
		cmocka_unit_test(handing_over_waits_for_the_coordinator),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_second_start_asks_first),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
