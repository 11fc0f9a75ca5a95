/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs over HTTP: starting and reporting. Previews are in test_preview.c, steering
 * in test_callout_steps.c, lists in test_callout_lists.c. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply post(
	struct call_service *w, const char *path, const char *body, const char *key)
{
	const char *headers[] = { key, NULL };

	return service_call(&w->s, w->s.token[ROLE_COORDINATOR], "POST", path, body,
		key != NULL ? headers : NULL);
}

/* A start is answered with 201, the place, the version and the item; the questions go
 * out. */
static void a_start_makes_a_call_out(void **state)
{
	struct call_service *w = *state;
	struct reply r = post(w, "/api/v1/callouts",
		"{\"confirm_second\":true,\"scenario\":\"GRIP\",\"incident\":\"Brand\","
		"\"location\":\"Markt "
		"1\",\"details\":\"Achterom\",\"criteria_met_at\":"
		"\"2026-01-01T10:00:00+01:00\"}",
		NULL);
	char place[64];
	const json_t *slots = json_object_get(r.json, "slots"), *slot;
	int64_t id = reply_int(&r, "id");

	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	assert_string_equal(place, call_path("/api/v1/callouts/{id}", id));
	assert_string_equal(reply_text(&r, "kind"), "real");
	assert_string_equal(reply_text(&r, "state"), "active");
	assert_string_equal(reply_text(&r, "incident"), "Brand");
	assert_string_equal(reply_text(&r, "criteria_met_at"), "2026-01-01T09:00:00Z");
	assert_true(json_is_null(json_object_get(r.json, "closed_at")));
	assert_int_equal(json_array_size(slots), 2);
	slot = json_array_get(slots, 0);
	assert_int_equal(
		json_integer_value(json_object_get(slot, "function_id")), w->ovd);
	assert_int_equal(json_integer_value(json_object_get(slot, "need")), 1);
	assert_int_equal(json_integer_value(json_object_get(slot, "asked")), 1);
	assert_int_equal(json_integer_value(json_object_get(slot, "accepted")), 0);
	assert_int_equal(json_integer_value(json_object_get(slot, "norm_minutes")), 30);
	assert_int_equal(
		json_integer_value(json_object_get(json_array_get(slots, 1), "asked")),
		3);
	call_expect(&r, 201);
	r = service_get(&w->s, ROLE_AUDITOR, place);
	assert_string_equal(reply_text(&r, "details"), "Achterom");
	call_expect(&r, 200);
	for (size_t i = 0; i < 4; i++)
		assert_null(strstr(sms_sink_of(w->sink, id, i).text, "Achterom"));
}

/* The same Idempotency-Key starts once; the same key with another body is 409. */
static void a_repeated_start_starts_once(void **state)
{
	struct call_service *w = *state;
	const char *key = "Idempotency-Key: alarm-1";
	char body[96], again[96];
	struct reply r;
	int64_t id;
	char *first;

	(void)snprintf(body, sizeof body,
		"{\"confirm_second\":true,\"scenario_id\":%d}", (int)w->grip);
	(void)snprintf(again, sizeof again,
		"{\"confirm_second\":true,\"scenario_id\":%d }", (int)w->grip);
	r = post(w, "/api/v1/callouts", body, key);
	id = reply_int(&r, "id");
	first = strdup(r.body);
	call_expect(&r, 201);
	call_answer(w, id, w->ovd_person[0], "yes", 5);
	r = post(w, "/api/v1/callouts", body, key);
	assert_string_equal(r.body, first);
	assert_string_equal(
		reply_header(&r, "Location"), call_path("/api/v1/callouts/{id}", id));
	call_expect(&r, 201);
	r = post(w, "/api/v1/callouts", again, key);
	call_expect(&r, 409);
	r = service_get(&w->s, ROLE_COORDINATOR, "/api/v1/callouts?limit=1");
	assert_int_equal(
		json_integer_value(json_object_get(
			json_array_get(json_object_get(r.json, "items"), 0), "id")),
		id);
	call_expect(&r, 200);
	free(first);
}

/* What is wrong in a start is 422 with the field's name, and starts nothing. */
static void wrong_starts_are_named(void **state)
{
	static const struct {
		const char *body, *named;
	} cases[] = {
		{ "{}", "scenario_id" },
		{ "{\"scenario_id\":0}", "scenario_id" },
		{ "{\"scenario_id\":9999}", "scenario_id" },
		{ "{\"scenario_id\":\"1\"}", "scenario_id" },
		{ "{\"scenario\":\"geen\"}", "scenario" },
		{ "{\"scenario\":\"GRIP\",\"kind\":\"war\"}", "kind" },
		{ "{\"scenario\":\"GRIP\",\"incident\":7}", "incident" },
		{ "{\"scenario\":\"GRIP\",\"incident\":\"a\\nb\"}", "incident" },
		{ "{\"scenario\":\"GRIP\",\"location\":[]}", "location" },
		{ "{\"scenario\":\"GRIP\",\"details\":{}}", "details" },
		{ "{\"scenario\":\"GRIP\",\"criteria_met_at\":\"gisteren\"}",
			"criteria_met_at" },
		{ "{\"scenario\":\"GRIP\",\"criteria_met_at\":\"2150-01-01T00:00:00Z\""
		  "}",
			"criteria_met_at" },
		{ "{\"scenario\":\"GRIP\",\"confirm_contact_lists\":\"ja\"}",
			"confirm_contact_lists" },
		{ "{\"scenario\":\"GRIP\",\"colour\":1}", "colour" },
		{ "{\"scenario\":\"LIJST\"}", "confirm_contact_lists" },
		{ "{\"scenario\":\"LIJST\",\"confirm_contact_lists\":false}",
			"confirm_contact_lists" },
	};
	struct call_service *w = *state;
	struct reply before =
		service_get(&w->s, ROLE_AUDITOR, "/api/v1/callouts?limit=1000");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = post(w, "/api/v1/callouts", cases[i].body, NULL);
		char named[64];

		(void)snprintf(named, sizeof named, "\"field\":\"%s\"", cases[i].named);
		if (r.status != 422 || strstr(r.body, named) == NULL)
			fail_msg("%s: %ld %s", cases[i].body, r.status, r.body);
		reply_free(&r);
	}
	{
		struct reply after =
			service_get(&w->s, ROLE_AUDITOR, "/api/v1/callouts?limit=1000");

		assert_string_equal(after.body, before.body);
		call_expect(&after, 200);
	}
	call_expect(&before, 200);
}

/* Rule 7: a contact list is called when that is confirmed. */
static void contact_lists_are_confirmed(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->list, ",\"confirm_contact_lists\":true");

	assert_string_equal(call_recipient_state(w, id, w->lokaal_person[0]), "asked");
	(void)call_link(w, id, w->lokaal_person[1]);
}

/* Rule 7: every text of what is not real says so first, in the person's language. */
static void kinds_stand_before_the_text(void **state)
{
	static const struct {
		const char *kind, *nl, *en;
	} cases[] = {
		{ "real", "", "" },
		{ "exercise", "OEFENING. ", "EXERCISE (OEFENING). " },
		{ "test", "TEST. ", "TEST. " },
		{ "reachability", "BEREIKBAARHEIDSTEST. ",
			"REACHABILITY TEST (BEREIKBAARHEIDSTEST). " },
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char more[128], word[64];
		int64_t id;

		(void)snprintf(more, sizeof more,
			",\"kind\":\"%s\",\"incident\":\"Nummer %zu\"", cases[i].kind,
			i);
		(void)snprintf(word, sizeof word, "Nummer %zu", i);
		id = call_begin(w, w->grip, more);
		sms_sink_wait_of(w->sink, id, 4);
		/* a no makes a next question, a yes a confirmation, a stop a last word
		 */
		call_answer(w, id, w->ovd_person[0], "no", 0);
		call_answer(w, id, w->ovd_person[1], "yes", 5);
		{
			struct reply r = call_post_step(w, id, "stop", "{}");
			call_expect(&r, 200);
		}
		/* at the least a question to each of the first four, and the last
		 * word to the one that came */
		for (size_t k = 0; k < 5; k++) {
			struct sms m = sms_sink_of(w->sink, id, k);
			const char *at = m.text;

			if (strncmp(at, cases[i].en, strlen(cases[i].en)) == 0
				&& strcmp(m.to, call_phone(w->ehb_person[0])) == 0)
				at += strlen(cases[i].en);
			else if (strncmp(at, cases[i].nl, strlen(cases[i].nl)) == 0)
				at += strlen(cases[i].nl);
			else
				fail_msg("%s: %s", cases[i].kind, m.text);
			if (strncmp(at, word, strlen(word)) != 0
				&& strncmp(at, "U ", 2) != 0
				&& strncmp(at, "You ", 4) != 0)
				fail_msg("%s: %s", cases[i].kind, m.text);
		}
	}
}

/* The ETag of a call-out changes with every answer: what a screen holds is never
 * called unchanged when it is not. */
static void every_answer_is_a_new_version(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char etag[64], header[96];
	const char *headers[] = { header, NULL };
	struct reply r = call_item(w, id);

	(void)snprintf(etag, sizeof etag, "%s", reply_header(&r, "ETag"));
	(void)snprintf(header, sizeof header, "If-None-Match: %s", etag);
	call_expect(&r, 200);
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "GET",
		call_path("/api/v1/callouts/{id}", id), NULL, headers);
	assert_int_equal(r.len, 0);
	call_expect(&r, 304);
	call_answer(w, id, w->ehb_person[0], "yes", 10); /* fills nothing yet */
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "GET",
		call_path("/api/v1/callouts/{id}", id), NULL, headers);
	assert_string_not_equal(reply_header(&r, "ETag"), etag);
	call_expect(&r, 200);
}

static struct reply report(struct call_service *w, int64_t id, const char *accept)
{
	const char *headers[] = { accept, NULL };

	return service_call(&w->s, w->s.token[ROLE_AUDITOR], "GET",
		call_path("/api/v1/callouts/{id}/report", id), NULL, headers);
}

/* The report comes as JSON, CSV or a page for print, with the same figures. */
static void reports_come_in_three_types(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ",\"incident\":\"<b>Brand</b> & zo\"");
	struct reply r;
	const json_t *totals;
	size_t lines = 0;

	call_answer(w, id, w->ovd_person[0], "yes", 10);
	call_answer(w, id, w->ehb_person[0], "yes", 61); /* later than the norm */
	r = report(w, id, "Accept: application/json");
	totals = json_object_get(r.json, "totals");
	assert_int_equal(json_integer_value(json_object_get(totals, "coming")), 2);
	assert_int_equal(json_integer_value(json_object_get(totals, "on_time")), 1);
	assert_int_equal(json_integer_value(json_object_get(totals, "need")), 3);
	assert_int_equal(json_array_size(json_object_get(r.json, "slots")), 2);
	call_expect(&r, 200);
	r = report(w, id, "Accept: text/csv");
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/csv; charset=utf-8");
	for (const char *p = r.body; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_true(lines >= 5); /* head, and at least four who were asked */
	assert_memory_equal(r.body, "function;person_id;name;", 24);
	call_expect(&r, 200);
	r = report(w, id, "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/html; charset=utf-8");
	assert_null(strstr(r.body, "<b>Brand"));
	assert_non_null(strstr(r.body, "&lt;b&gt;Brand&lt;/b&gt; &amp; zo"));
	assert_null(strstr(r.body, "<script"));
	call_expect(&r, 200);
	r = report(w, id, "Accept: */*");
	assert_non_null(r.json);
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_start_makes_a_call_out),
		cmocka_unit_test(a_repeated_start_starts_once),
		cmocka_unit_test(wrong_starts_are_named),
		cmocka_unit_test(contact_lists_are_confirmed),
		cmocka_unit_test(kinds_stand_before_the_text),
		cmocka_unit_test(every_answer_is_a_new_version),
		cmocka_unit_test(reports_come_in_three_types),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
