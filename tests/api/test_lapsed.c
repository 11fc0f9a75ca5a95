/* SPDX-License-Identifier: EUPL-1.2 */
/* Lapsed people are flagged wherever a roster or a call-out is shown, and called like
 * everybody else. Mutations: leave out who is lapsed in call_plan, or ask them last
 * (the order differs); show members the flags of others. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reply get(struct call_service *w, enum role role, const char *path)
{
	struct reply r = service_get(&w->s, role, path);

	if (r.status != 200)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	return r;
}

/* Whom a call-out would ask, in order, and who of them is lapsed. */
struct plan {
	int64_t person[64];
	bool lapsed[64];
	size_t n;
};

static void preview(struct call_service *w, struct plan *plan)
{
	const json_t *o;
	struct reply r;
	char path[96];
	size_t i;

	(void)snprintf(path, sizeof path,
		"/api/v1/callouts/preview?scenario_id=%" PRId64, w->grip);
	r = get(w, ROLE_DISPATCHER, path);
	plan->n = 0;
	json_array_foreach(json_object_get(r.json, "recipients"), i, o)
	{
		assert_true(json_is_boolean(json_object_get(o, "lapsed")));
		assert_true(plan->n < 64);
		plan->person[plan->n] =
			json_integer_value(json_object_get(o, "person_id"));
		plan->lapsed[plan->n++] = json_is_true(json_object_get(o, "lapsed"));
	}
	reply_free(&r);
}

/* From now on everybody of the function is lapsed: it asks what nobody did. */
static void ask_an_exercise(struct call_service *w, int64_t function)
{
	char body[256];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%" PRId64 ",\"kind\":\"exercise\",\"title\":"
		"\"Oefening\",\"count\":1,\"within_months\":12,"
		"\"grace_days\":0,\"from\":\"2020-01-01\"}",
		function);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/requirements", body);
	if (r.status != 201)
		fail_msg("%ld %s", r.status, r.body);
	reply_free(&r);
}

/* 1 lapsed, 0 not, -1 not told; -2 not on duty. */
static int on_duty_flag(
	struct call_service *w, const char *token, int64_t function, int64_t person)
{
	struct reply r =
		service_call(&w->s, token, "GET", "/api/v1/on-duty", NULL, NULL);
	const json_t *f, *o;
	int flag = -2;
	size_t i, k;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) != function)
			continue;
		json_array_foreach(json_object_get(f, "people"), k, o)
		{
			const json_t *lapsed = json_object_get(o, "lapsed");

			if (json_integer_value(json_object_get(o, "person_id"))
				== person)
				flag = lapsed == NULL ? -1 : json_is_true(lapsed);
		}
	}
	reply_free(&r);
	return flag;
}

static size_t training_problems(struct call_service *w, int64_t person)
{
	struct reply r = get(
		w, ROLE_COORDINATOR, "/api/v1/coverage?from=2026-01-01&to=2030-01-01");
	const json_t *o;
	size_t i, n = 0;

	json_array_foreach(json_object_get(r.json, "problems"), i, o)
	{
		const char *kind = json_string_value(json_object_get(o, "kind"));

		if (strcmp(kind, "training") == 0
			&& json_integer_value(json_object_get(o, "person_id"))
				   == person) {
			assert_string_equal(
				json_string_value(json_object_get(o, "severity")),
				"warning");
			n++;
		}
	}
	reply_free(&r);
	return n;
}

static void lapsed_people_are_flagged_and_called(void **state)
{
	struct call_service *w = *state;
	int64_t officer = w->ovd_person[0];
	const char *dispatcher = w->s.token[ROLE_DISPATCHER];
	struct plan before, after;
	int64_t callout;
	size_t lapsed = 0;

	preview(w, &before);
	assert_true(before.n > 0);
	assert_int_equal(on_duty_flag(w, dispatcher, w->ovd, officer), 0);
	assert_int_equal(training_problems(w, officer), 0);
	ask_an_exercise(w, w->ovd);
	preview(w, &after);
	assert_int_equal(after.n, before.n);
	for (size_t i = 0; i < after.n; i++) {
		bool is_officer = false;

		for (int k = 0; k < OVD_PEOPLE; k++)
			is_officer |= after.person[i] == w->ovd_person[k];
		assert_int_equal(after.person[i], before.person[i]);
		assert_false(before.lapsed[i]);
		assert_int_equal(after.lapsed[i], is_officer);
		lapsed += after.lapsed[i];
	}
	assert_int_equal(lapsed, OVD_PEOPLE);
	assert_int_equal(on_duty_flag(w, dispatcher, w->ovd, officer), 1);
	assert_int_equal(on_duty_flag(w, w->s.member, w->ovd, officer), -1);
	assert_true(training_problems(w, officer) > 0);
	callout = call_begin(w, w->grip, "");
	assert_non_null(call_link(w, callout, officer));
	assert_string_equal(call_recipient_state(w, callout, officer), "asked");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lapsed_people_are_flagged_and_called,
			call_service_setup, call_service_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
