/* SPDX-License-Identifier: EUPL-1.2 */
/* What call-outs ask a member: every one that may still be answered, newest first, each
 * answered by itself. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The member of the service is in the function that asks all. */
static int setup(void **state)
{
	static struct call_service w;
	char body[160];
	struct reply r;

	call_service_open(&w, 1);
	r = service_expect(&w.s, w.s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", w.s.person_id),
		"{\"contacts\":[{\"kind\":\"mobile\",\"address\":\"0612312312\","
		"\"rank\":1}]}",
		200);
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)w.s.person_id, (int)w.zaal);
	r = service_post(&w.s, ROLE_COORDINATOR, "/api/v1/assignments", body);
	call_expect(&r, 201);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	call_service_close(*state);
	return 0;
}

static struct reply questions(struct call_service *w)
{
	return service_expect(
		&w->s, w->s.member, "GET", "/api/v1/me/question", NULL, 200);
}

static json_t *nth(const struct reply *r, size_t i)
{
	return json_array_get(json_object_get(r->json, "questions"), i);
}

static const char *text(json_t *o, const char *field)
{
	return json_string_value(json_object_get(o, field));
}

static int64_t callout(json_t *o)
{
	return json_integer_value(json_object_get(o, "callout_id"));
}

static void every_open_question_is_shown(void **state)
{
	struct call_service *w = *state;
	int64_t first = call_begin(w, w->all,
		",\"incident\":\"Brand\",\"details\":\"Sleutel bij de portier\"");
	int64_t second = call_begin(w, w->all, ",\"incident\":\"Storm\"");
	struct reply r = questions(w);

	assert_int_equal(json_array_size(json_object_get(r.json, "questions")), 2);
	assert_int_equal(callout(nth(&r, 0)), second);
	assert_int_equal(callout(nth(&r, 1)), first);
	assert_true(json_equal(json_object_get(r.json, "question"), nth(&r, 0)));
	assert_string_equal(text(nth(&r, 1), "incident"), "Brand");
	assert_null(text(nth(&r, 1), "details"));
	reply_free(&r);

	/* the older one is answered; the newer one waits as before */
	r = service_expect(&w->s, w->s.member, "POST",
		call_path("/api/v1/me/question/{id}", first),
		"{\"answer\":\"yes\",\"eta_minutes\":20}", 200);
	assert_int_equal(callout(json_object_get(r.json, "question")), first);
	assert_non_null(text(json_object_get(r.json, "question"), "expected_at"));
	reply_free(&r);
	r = questions(w);
	assert_int_equal(callout(nth(&r, 0)), second);
	assert_null(text(nth(&r, 0), "expected_at"));
	assert_string_equal(text(nth(&r, 0), "state"), "asked");
	assert_string_equal(text(nth(&r, 1), "state"), "accepted");
	assert_string_equal(text(nth(&r, 1), "details"), "Sleutel bij de portier");
	reply_free(&r);
}

static void an_account_without_a_person_is_asked_nothing(void **state)
{
	struct call_service *w = *state;
	struct reply r = service_get(&w->s, ROLE_COORDINATOR, "/api/v1/me/question");

	assert_true(json_is_null(json_object_get(r.json, "question")));
	assert_int_equal(json_array_size(json_object_get(r.json, "questions")), 0);
	call_expect(&r, 200);
}

/* More call-outs than are shown at once: the newest, still in order. */
static void of_many_the_newest_are_shown(void **state)
{
	enum { SHOWN = 16 };
	struct call_service *w = *state;
	int64_t ids[SHOWN + 3];
	struct reply r;

	for (size_t i = 0; i < SHOWN + 3; i++)
		ids[i] = call_begin(w, w->all, "");
	r = questions(w);
	assert_int_equal(json_array_size(json_object_get(r.json, "questions")), SHOWN);
	for (size_t i = 0; i < SHOWN; i++)
		assert_int_equal(callout(nth(&r, i)), ids[SHOWN + 2 - i]);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_open_question_is_shown),
		cmocka_unit_test(an_account_without_a_person_is_asked_nothing),
		cmocka_unit_test(of_many_the_newest_are_shown),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
