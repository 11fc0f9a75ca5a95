/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is told that they are not needed: everybody whose question may have come through,
 * and nobody else.
 *
 * Mutations: on_stand_down() in call_effects.c tells always; or only whose question the
 * gateway took (`knows` without call_ask_left). */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE_MAX = 64 };

/* What became of one person's messages of a call-out. */
struct person {
	int64_t id;
	bool asked, left, told;
};

static void note(struct person *p, const json_t *attempt)
{
	const char *purpose = json_string_value(json_object_get(attempt, "purpose"));

	if (strcmp(purpose, "stand_down") == 0)
		p->told = true;
	if (strcmp(purpose, "ask") == 0) {
		p->asked = true;
		p->left |= json_is_string(json_object_get(attempt, "gateway"));
	}
}

static size_t people_of(
	struct call_service *w, int64_t callout, struct person ret[PEOPLE_MAX])
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR,
		call_path("/api/v1/callouts/{id}/attempts?limit=1000", callout));
	size_t n = 0, i;
	json_t *o;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		int64_t id = json_integer_value(json_object_get(o, "person_id"));
		size_t k = 0;

		while (k < n && ret[k].id != id)
			k++;
		assert_in_range(k, 0, PEOPLE_MAX - 1);
		if (k == n)
			ret[n++] = (struct person){ .id = id };
		note(&ret[k], o);
	}
	reply_free(&r);
	return n;
}

static bool gateway_is(struct call_service *w, const char *state)
{
	struct reply r = service_get(&w->s, ROLE_COORDINATOR, "/api/v1/gateways");
	const json_t *g = json_array_get(json_object_get(r.json, "gateways"), 0);
	bool is = strcmp(json_string_value(json_object_get(g, "state")), state) == 0;

	reply_free(&r);
	return is;
}

/* The only gateway fails until it is given no more. */
static void break_gateway(struct call_service *w)
{
	struct reply r;
	int64_t id;
	int looks = 0;

	sms_sink_answer(w->sink, 503);
	id = call_begin(w, w->grip, "");
	while (!gateway_is(w, "broken"))
		assert_in_range(looks++, 0, 20000);
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
}

/* A call-out is started while no gateway works, and stopped: its questions were taken
 * back before they left. */
static void who_never_heard_of_it_is_left_alone(void **state)
{
	struct call_service *w = *state;
	struct person people[PEOPLE_MAX];
	size_t n, quiet = 0;
	struct reply r;
	int64_t id;

	break_gateway(w);
	id = call_begin(w, w->grip, "");
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
	n = people_of(w, id, people);
	for (size_t i = 0; i < n; i++) {
		if (people[i].told != people[i].left)
			fail_msg("%d: the question %s, told: %d", (int)people[i].id,
				people[i].left ? "left" : "did not leave",
				people[i].told);
		quiet += people[i].asked && !people[i].left;
	}
	assert_in_range(quiet, 1, PEOPLE_MAX); /* one may have been a probe */
}

/* A gateway that refuses for now may lie: whose question it had is told. */
static void who_may_have_heard_of_it_is_told(void **state)
{
	struct call_service *w = *state;
	struct person people[PEOPLE_MAX];
	size_t n, left = 0;
	struct reply r;
	int64_t id;

	sms_sink_answer(w->sink, 503);
	id = call_begin(w, w->grip, "");
	for (int looks = 0; left == 0; looks++) {
		assert_in_range(looks, 0, 20000);
		n = people_of(w, id, people);
		for (size_t i = 0; i < n; i++)
			left += people[i].left;
	}
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
	n = people_of(w, id, people);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(people[i].told, people[i].left);
}

/* Who said to come is told, whether their question left or not. */
static void who_comes_is_told(void **state)
{
	struct call_service *w = *state;
	struct person people[PEOPLE_MAX];
	struct reply r;
	int64_t id;
	size_t n;

	break_gateway(w);
	id = call_begin(w, w->grip, "");
	call_answer(w, id, w->ovd_person[0], "yes", -1);
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
	n = people_of(w, id, people);
	for (size_t i = 0; i < n; i++)
		if (people[i].id == w->ovd_person[0]) {
			assert_true(people[i].told);
			return;
		}
	fail_msg("nobody was asked");
}

int main(void)
{
#define WORLD(test)                                                                    \
	cmocka_unit_test_setup_teardown(test, call_service_setup, call_service_teardown)
	const struct CMUnitTest tests[] = {
		WORLD(who_never_heard_of_it_is_left_alone),
		WORLD(who_may_have_heard_of_it_is_told),
		WORLD(who_comes_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
