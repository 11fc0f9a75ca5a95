/* SPDX-License-Identifier: EUPL-1.2 */
/* What who was invited to a series hears when it is changed: one message a person,
 * however many activities are moved, cancelled, or on after all. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { EVENINGS = 5 };

static struct call_service w;
static int64_t first; /* of the series; the others follow it */

static struct reply send(const char *method, const char *path, const char *body)
{
	return service_call(
		&w.s, w.s.token[ROLE_COORDINATOR], method, path, body, NULL);
}

static void change(int nth, const char *what, const char *body)
{
	char path[80];
	struct reply r;

	(void)snprintf(path, sizeof path, "/api/v1/activities/%" PRId64 "%s",
		first + nth, what);
	r = send("PATCH", path, body);
	call_expect(&r, 200);
}

static void invite(int nth, int64_t person_id)
{
	char body[64];
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"person_ids\":[%" PRId64 "]}", person_id);
	r = send("POST", call_path("/api/v1/activities/{id}/invitations", first + nth),
		body);
	call_expect(&r, 200);
}

static void refuse(int nth, int64_t person_id)
{
	char body[64];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%" PRId64 ",\"answer\":\"no\"}", person_id);
	r = send(
		"POST", call_path("/api/v1/activities/{id}/answer", first + nth), body);
	call_expect(&r, 200);
}

/* The first of the pool is invited to all, the second to the first only, the third to
 * all and comes to none. */
static int make_series(void **state)
{
	struct reply r;

	(void)state;
	call_service_open(&w, 0);
	r = send("POST", "/api/v1/activities/series",
		"{\"kind\":\"exercise\",\"title\":\"Avond\",\"series\":\"Winter\","
		"\"starts_at\":\"2031-01-07T18:30:00Z\","
		"\"ends_at\":\"2031-01-07T20:30:00Z\",\"location\":\"Zwolle\","
		"\"repeat\":{\"unit\":\"week\",\"until\":\"2031-02-04\"}}");
	assert_int_equal(reply_count(&r), EVENINGS);
	first = json_integer_value(json_object_get(
		json_array_get(json_object_get(r.json, "items"), 0), "id"));
	call_expect(&r, 201);
	for (int i = 0; i < EVENINGS; i++) {
		invite(i, w.ehb_person[1]);
		invite(i, w.ehb_person[2]);
		refuse(i, w.ehb_person[2]);
	}
	invite(0, w.ehb_person[3]);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	call_service_close(&w);
	return 0;
}

/* The newest messages to a person, one subject a line: those after the first `told`. */
static const char *subjects(int64_t person_id, size_t told)
{
	static char text[2048];
	struct reply r = service_get(&w.s, ROLE_ADMINISTRATOR,
		call_path("/api/v1/notices?person_id={id}", person_id));
	const json_t *items = json_object_get(r.json, "items");

	text[0] = '\0';
	assert_true(json_array_size(items) >= told);
	for (size_t i = 0; i < json_array_size(items) - told; i++) {
		size_t n = strlen(text);

		(void)snprintf(text + n, sizeof text - n, "%s\n",
			json_string_value(
				json_object_get(json_array_get(items, i), "subject")));
	}
	call_expect(&r, 200);
	return text;
}

/* Waits for the message to a person that says so. */
static const char *message(int64_t person_id, const char *words)
{
	static char text[2048];

	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w.sink, call_phone(person_id), nth);

		if (strstr(m.text, words) == NULL)
			continue;
		(void)snprintf(text, sizeof text, "%s", m.text);
		return text;
	}
}

static void moving_a_series_is_one_message(void **state)
{
	const char *text;

	(void)state;
	change(0, "/following",
		"{\"starts_at\":\"2031-01-07T19:00:00Z\",\"location\":\"Deventer\"}");
	assert_string_equal(
		subjects(w.ehb_person[1], EVENINGS), "Gewijzigd: Avond (5×)\n");
	assert_string_equal(subjects(w.ehb_person[3], 1), "Gewijzigd: Avond\n");
	assert_string_equal(subjects(w.ehb_person[2], EVENINGS), "");
	text = message(w.ehb_person[1], "gewijzigd");
	assert_non_null(
		strstr(text, "- Avond, 07-01-2031 20:00 tot 21:30, Deventer: http"));
	assert_non_null(strstr(text, "- Avond, 14-01-2031 20:00"));
	assert_non_null(strstr(text, "- en nog 2\n")); /* it is a text message */
	text = message(w.ehb_person[3], "is nu op");
	assert_non_null(strstr(text, "07-01-2031 20:00 tot 21:30, Deventer"));
}

/* Back to the old place is news again, whatever was told before. */
static void what_changes_back_is_told(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		change(0, "", "{\"location\":\"Zwolle\"}");
		change(0, "", "{\"location\":\"Deventer\"}");
	}
	change(0, "", "{\"goals\":\"Meer\"}");
	assert_string_equal(subjects(w.ehb_person[3], 2),
		"Gewijzigd: Avond\nGewijzigd: Avond\nGewijzigd: Avond\n"
		"Gewijzigd: Avond\n");
}

static void cancelling_a_series_is_one_message(void **state)
{
	const size_t told = EVENINGS + 5;

	(void)state;
	change(2, "/following", "{\"cancelled\":true}");
	assert_string_equal(
		subjects(w.ehb_person[1], told), "Gaat niet door: Avond (3×)\n");
	assert_null(strstr(message(w.ehb_person[1], "Gaat niet door"), "http"));
	change(2, "/following", "{\"cancelled\":false}");
	change(2, "/following", "{\"cancelled\":true}");
	assert_string_equal(subjects(w.ehb_person[1], told),
		"Gaat niet door: Avond (3×)\nGaat toch door: Avond (3×)\n"
		"Gaat niet door: Avond (3×)\n");
	assert_string_equal(subjects(w.ehb_person[2], EVENINGS), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moving_a_series_is_one_message),
		cmocka_unit_test(what_changes_back_is_told),
		cmocka_unit_test(cancelling_a_series_is_one_message),
	};

	return cmocka_run_group_tests(tests, make_series, stop);
}
