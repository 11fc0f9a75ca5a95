/* SPDX-License-Identifier: EUPL-1.2 */
/* Rule 9 over HTTP: preview, on-duty page and call-out agree on who is called. */
#include "tests/support/call_service.h"
#include "tests/support/carrier_probe.h"

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

static json_t *names_of(const json_t *recipients, const char *state_or_null)
{
	json_t *list = json_array(), *o;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)recipients, i, o)
	{
		const char *state = json_string_value(json_object_get(o, "state"));

		if (state_or_null == NULL || strcmp(state, state_or_null) == 0)
			json_array_append(list, json_object_get(o, "person_id"));
	}
	return list;
}

static bool same_order(const json_t *one, const json_t *other)
{
	json_t *a = names_of(one, NULL), *b = names_of(other, NULL);
	bool same = json_equal(a, b);

	json_decref(a);
	json_decref(b);
	return same;
}

static bool holds(const json_t *list, int64_t id)
{
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		if (json_integer_value(one) == id)
			return true;
	}
	return false;
}

/* Everybody of the piket function says no when asked: the next who is asked is each
 * time the next in the preview (rule 2: after who is on duty all others at once). */
static void follow_the_preview(
	struct call_service *w, int64_t callout, const json_t *shown)
{
	int64_t turn[OVD_PEOPLE];
	json_t *o;
	size_t i, n = 0;

	json_array_foreach((json_t *)(uintptr_t)shown, i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "function")), "OVD")
			== 0)
			turn[n++] = json_integer_value(json_object_get(o, "person_id"));
	}
	assert_int_equal(n, OVD_PEOPLE);
	assert_int_equal(turn[0], w->ovd_person[0]);
	assert_int_equal(turn[1], w->ovd_person[1]);
	for (i = 0; i < 2; i++) {
		assert_string_equal(call_recipient_state(w, callout, turn[i]), "asked");
		assert_string_equal(
			call_recipient_state(w, callout, turn[i + 1]), "waiting");
		call_answer(w, callout, turn[i], "no", 0);
	}
	assert_string_equal(call_recipient_state(w, callout, turn[2]), "asked");
	assert_string_equal(call_recipient_state(w, callout, turn[3]), "asked");
}

/* Rule 9: the preview shows who is called, in that order, changes nothing, and the
 * call-out then calls exactly those. */
static void the_preview_is_what_happens(void **state)
{
	struct call_service *w = *state;
	const char *path =
		call_path("/api/v1/callouts/preview?scenario_id={id}", w->grip);
	size_t before = call_changes(w);
	struct reply preview = service_get(&w->s, ROLE_DISPATCHER, path);
	struct reply again = service_get(&w->s, ROLE_DISPATCHER, path);
	const json_t *shown = json_object_get(preview.json, "recipients");
	json_t *asked = names_of(shown, "asked"), *p;
	struct reply r;
	int64_t id;

	assert_int_equal(preview.status, 200);
	assert_true(same_order(shown, json_object_get(again.json, "recipients")));
	assert_int_equal(call_changes(w), before);
	assert_int_equal(reply_int(&preview, "messages_at_once"), 4);
	assert_int_equal(json_array_size(asked), 4);
	assert_null(json_object_get(preview.json, "id"));
	p = json_array_get(json_object_get(preview.json, "texts"), 0);
	assert_string_equal(probe_at(p, "channel"), "sms");
	assert_string_equal(probe_at(p, "parts"), "1");
	assert_string_equal(probe_at(p, "parts_max"), "4");
	assert_string_equal(probe_at(p, "alphabet"), "gsm7");
	assert_non_null(strstr(probe_at(p, "text"), "/a/"));
	assert_non_null(strstr(probe_at(p, "text"), "JA of NEE"));
	id = call_begin(w, w->grip, "");
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/recipients", id));
	p = names_of(json_object_get(r.json, "items"), "asked");
	assert_int_equal(json_array_size(p), json_array_size(asked));
	{
		json_t *one;
		size_t i;

		json_array_foreach(p, i, one)
		{
			assert_true(holds(asked, json_integer_value(one)));
		}
	}
	follow_the_preview(w, id, shown);
	json_decref(p);
	json_decref(asked);
	reply_free(&r);
	reply_free(&preview);
	reply_free(&again);
	r = service_get(&w->s, ROLE_DISPATCHER, "/api/v1/callouts/preview");
	call_expect(&r, 422);
	r = service_get(
		&w->s, ROLE_DISPATCHER, "/api/v1/callouts/preview?scenario_id=9999");
	call_expect(&r, 422);
	/* a contact list may be looked at without confirming */
	r = service_get(&w->s, ROLE_DISPATCHER,
		call_path("/api/v1/callouts/preview?scenario_id={id}", w->list));
	assert_int_equal(
		json_array_size(json_object_get(r.json, "recipients")), LOKAAL_PEOPLE);
	call_expect(&r, 200);
}

/* The preview says what will be short, whoever comes. */
static void the_preview_says_what_is_short(void **state)
{
	struct call_service *w = *state;
	char body[256];
	const json_t *slot;
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"TEKORT\",\"name\":\"Tekort\",\"kind\":\"real\",\"text\":"
		"{\"sms\":\"x\"},\"slots\":[{\"function_id\":%d,\"need\":%d}]}",
		(int)w->ehb, EHB_PEOPLE + 2);
	r = post(w, "/api/v1/scenarios", body, NULL);
	id = reply_int(&r, "id");
	call_expect(&r, 201);
	r = service_get(&w->s, ROLE_DISPATCHER,
		call_path("/api/v1/callouts/preview?scenario_id={id}", id));
	slot = json_array_get(json_object_get(r.json, "slots"), 0);
	assert_int_equal(
		json_integer_value(json_object_get(slot, "candidates")), EHB_PEOPLE);
	assert_int_equal(json_integer_value(json_object_get(slot, "short")), 2);
	assert_string_equal(
		json_string_value(json_object_get(slot, "state")), "exhausted");
	call_expect(&r, 200);
}

/* Rule 9: the one whom the on-duty page names first is the one who is asked first. */
static void on_duty_is_who_is_called(void **state)
{
	struct call_service *w = *state;
	struct reply r = service_get(&w->s, ROLE_DISPATCHER, "/api/v1/on-duty");
	int64_t first = 0, id;
	json_t *f, *o;
	size_t i;

	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) == w->ovd)
			first = json_integer_value(json_object_get(
				json_array_get(json_object_get(f, "people"), 0),
				"person_id"));
	}
	call_expect(&r, 200);
	assert_int_equal(first, w->ovd_person[0]);
	id = call_begin(w, w->grip, "");
	o = call_recipient_json(w, id, first);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "asked");
	assert_string_equal(
		json_string_value(json_object_get(o, "reason_code")), "on_duty");
	assert_true(strlen(json_string_value(json_object_get(o, "reason"))) > 3);
	json_decref(o);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[1]), "waiting");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_preview_is_what_happens),
		cmocka_unit_test(the_preview_says_what_is_short),
		cmocka_unit_test(on_duty_is_who_is_called),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
