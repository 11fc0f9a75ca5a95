/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of call-outs and of what belongs to one: pages, filters, and no numbers. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t number_of(const json_t *item)
{
	const json_t *seq = json_object_get(item, "seq");

	return json_integer_value(seq != NULL ? seq : json_object_get(item, "id"));
}

/* Walks a list in pages of `limit`; every item once, in the order of one big page. The
 * list may grow at its end meanwhile. */
static void walk(struct call_service *w, const char *list, int limit)
{
	char path[256], cursor[64] = "0";
	struct reply whole;
	size_t at = 0;
	const char *mark = strchr(list, '?') != NULL ? "&" : "?";

	(void)snprintf(path, sizeof path, "%s%slimit=1000", list, mark);
	whole = service_get(&w->s, ROLE_AUDITOR, path);
	assert_int_equal(whole.status, 200);
	assert_true(reply_count(&whole) > 1);
	while (cursor[0] != '\0') {
		struct reply r;
		json_t *o;
		size_t i;

		(void)snprintf(path, sizeof path, "%s%slimit=%d&cursor=%s", list, mark,
			limit, cursor);
		r = service_get(&w->s, ROLE_AUDITOR, path);
		assert_in_range(reply_count(&r), 1, limit);
		json_array_foreach(json_object_get(r.json, "items"), i, o)
		{
			const json_t *same = json_array_get(
				json_object_get(whole.json, "items"), at++);

			if (same != NULL)
				assert_int_equal(number_of(o), number_of(same));
		}
		cursor[0] = '\0';
		if (json_is_string(json_object_get(r.json, "next")))
			(void)snprintf(
				cursor, sizeof cursor, "%s", reply_text(&r, "next"));
		call_expect(&r, 200);
	}
	assert_true(at >= reply_count(&whole));
	reply_free(&whole);
}

/* The lists of a call-out come in pages. */
static void lists_have_pages(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r;

	sms_sink_wait_of(w->sink, id, 4);
	call_answer(w, id, w->ovd_person[0], "yes", 10);
	call_answer(w, id, w->ehb_person[0], "no", 10);
	call_answer(w, id, w->ehb_person[1], "yes", 10);
	call_answer(w, id, w->ehb_person[2], "yes", 10);
	call_wait_state(w, id, "filled");
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
	sms_sink_wait_of(w->sink, id, 6);
	walk(w, call_path("/api/v1/callouts/{id}/recipients", id), 3);
	walk(w, call_path("/api/v1/callouts/{id}/timeline", id), 2);
	for (int i = 0; i < 4; i++)
		(void)call_begin(w, w->list, ",\"confirm_contact_lists\":true");
	walk(w, "/api/v1/callouts", 2);
}

static void only(struct call_service *w, const char *path, const char *field,
	const char *value, size_t n)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, path);
	json_t *o;
	size_t i;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		assert_string_equal(
			json_string_value(json_object_get(o, field)), value);
	}
	if (reply_count(&r) != n)
		fail_msg("%s: %zu instead of %zu", path, reply_count(&r), n);
	reply_free(&r);
}

/* The id of the first item; 0: none. */
static int64_t first_of(struct call_service *w, const char *path)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, path);
	int64_t id;

	assert_int_equal(r.status, 200);
	id = json_integer_value(json_object_get(
		json_array_get(json_object_get(r.json, "items"), 0), "id"));
	reply_free(&r);
	return id;
}

/* Lists can be narrowed to what goes on, to a state or a person; a state that does not
 * exist is 422. */
static void lists_can_be_narrowed(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char path[160];
	struct reply r;

	sms_sink_wait_of(w->sink, id, 4);
	call_answer(w, id, w->ehb_person[4], "no", 0);
	(void)snprintf(path, sizeof path,
		"/api/v1/callouts/%d/recipients?state=declined", (int)id);
	only(w, path, "state", "declined", 1);
	(void)snprintf(path, sizeof path,
		"/api/v1/callouts/%d/recipients?function_id=%d", (int)id, (int)w->ovd);
	only(w, path, "function", "OVD", OVD_PEOPLE);
	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/recipients?person_id=%d",
		(int)id, (int)w->ehb_person[4]);
	only(w, path, "state", "declined", 1);
	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/attempts?person_id=%d",
		(int)id, (int)w->ovd_person[0]);
	only(w, path, "channel", "sms", 1);
	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/attempts?state=failed",
		(int)id);
	only(w, path, "state", "failed", 0);
	assert_int_equal(first_of(w, "/api/v1/callouts?running=true"), id);
	r = call_post_step(w, id, "stop", "");
	call_expect(&r, 200);
	assert_int_not_equal(first_of(w, "/api/v1/callouts?running=true"), id);
	assert_int_equal(first_of(w, "/api/v1/callouts?running=false"), id);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/callouts?state=stopped");
	assert_true(reply_count(&r) >= 1);
	call_expect(&r, 200);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/callouts?state=gone");
	assert_non_null(strstr(r.body, "\"field\":\"state\""));
	call_expect(&r, 422);
	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/recipients?state=gone",
		(int)id);
	r = service_get(&w->s, ROLE_AUDITOR, path);
	call_expect(&r, 422);
	(void)snprintf(
		path, sizeof path, "/api/v1/callouts/%d/attempts?state=gone", (int)id);
	r = service_get(&w->s, ROLE_AUDITOR, path);
	call_expect(&r, 422);
}

/* Whether a call-out asked somebody, as its own list of people says. */
static bool was_asked(struct call_service *w, int64_t callout, int64_t person)
{
	json_t *o = call_recipient_json(w, callout, person);
	bool asked = !json_is_null(json_object_get(o, "asked_at"));

	json_decref(o);
	return asked;
}

/* The call-outs of a person are those that asked them: not those that only might have.
 */
static void the_call_outs_of_a_person_are_those_that_asked(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	size_t asked = 0;

	sms_sink_wait_of(w->sink, id, 4);
	for (int i = 0; i < OVD_PEOPLE; i++) {
		char path[80];
		struct reply r;
		bool listed;

		(void)snprintf(path, sizeof path,
			"/api/v1/callouts?limit=1&person_id=%d", (int)w->ovd_person[i]);
		r = service_get(&w->s, ROLE_AUDITOR, path);
		assert_int_equal(r.status, 200);
		listed = reply_count(&r) == 1
			 && json_integer_value(json_object_get(
				    json_array_get(json_object_get(r.json, "items"), 0),
				    "id"))
				    == id;
		/* and what they said stands beside it: not a question each */
		if (listed)
			assert_int_equal(
				json_integer_value(json_object_get(
					json_object_get(
						json_array_get(json_object_get(
								       r.json, "items"),
							0),
						"recipient"),
					"person_id")),
				w->ovd_person[i]);
		reply_free(&r);
		assert_int_equal(listed, was_asked(w, id, w->ovd_person[i]));
		asked += listed;
	}
	assert_in_range(asked, 1, OVD_PEOPLE - 1);
}

/* The attempts say who was sent what by which gateway, without the number. */
static void attempts_show_no_numbers(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r;
	const json_t *o;

	sms_sink_wait_of(w->sink, id, 4);
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/attempts", id));
	assert_int_equal(reply_count(&r), 4);
	o = json_array_get(json_object_get(r.json, "items"), 0);
	assert_string_equal(json_string_value(json_object_get(o, "channel")), "sms");
	assert_non_null(strstr(r.body, "address_hint"));
	assert_null(strstr(r.body, "+3161"));
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_have_pages),
		cmocka_unit_test(lists_can_be_narrowed),
		cmocka_unit_test(the_call_outs_of_a_person_are_those_that_asked),
		cmocka_unit_test(attempts_show_no_numbers),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
