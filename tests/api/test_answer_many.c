/* SPDX-License-Identifier: EUPL-1.2 */
/* The answer page and the lists of a call-out of 10,000 people. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 10000, SAMPLE = 25 };

static int start(void **state)
{
	static struct call_service w;

	call_service_open(&w, MANY);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	call_service_close(*state);
	return 0;
}

/* With 10,000 people in one call-out everybody is asked, and every link opens, answers
 * and shows what its owner may see. */
static void everybody_can_answer(void **state)
{
	struct call_service *w = *state;
	int64_t id =
		call_begin(w, w->all, ",\"incident\":\"Groot\",\"details\":\"Hal 3\"");
	struct reply r = call_item(w, id);

	assert_int_equal(reply_int(&r, "people"), MANY);
	call_expect(&r, 200);
	sms_sink_wait(w->sink, MANY);
	for (int i = 0; i < SAMPLE; i++) {
		int64_t person = w->zaal_first + (int64_t)i * (MANY / SAMPLE);
		const char *link = call_link(w, id, person);

		r = service_call(&w->s, NULL, "GET", link, NULL, NULL);
		assert_non_null(strstr(r.body, "Groot"));
		assert_null(strstr(r.body, "Hal 3"));
		call_expect(&r, 200);
		r = service_call(&w->s, NULL, "POST", link,
			"{\"answer\":\"yes\",\"eta_minutes\":10}", NULL);
		assert_string_equal(reply_text(&r, "state"), "accepted");
		assert_string_equal(reply_text(&r, "details"), "Hal 3");
		call_expect(&r, 200);
		r = service_call(&w->s, NULL, "GET", link, NULL, NULL);
		assert_non_null(strstr(r.body, "Hal 3"));
		call_expect(&r, 200);
	}
	r = call_item(w, id);
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(r.json, "slots"), 0),
				 "accepted")),
		SAMPLE);
	call_expect(&r, 200);
}

/* Pages of a thousand hold everybody once. */
static void all_are_listed_once(void **state)
{
	static bool seen[2 * MANY];
	struct call_service *w = *state;
	char path[128], cursor[32] = "0";
	size_t n = 0, pages = 0;

	while (cursor[0] != '\0') {
		struct reply r;
		json_t *o;
		size_t i;

		(void)snprintf(path, sizeof path,
			"/api/v1/callouts/1/recipients?limit=1000&cursor=%s", cursor);
		r = service_get(&w->s, ROLE_AUDITOR, path);
		json_array_foreach(json_object_get(r.json, "items"), i, o)
		{
			int64_t person =
				json_integer_value(json_object_get(o, "person_id"));

			assert_in_range(person, 1, 2 * MANY - 1);
			assert_false(seen[person]);
			seen[person] = true;
			n++;
		}
		cursor[0] = '\0';
		if (json_is_string(json_object_get(r.json, "next")))
			(void)snprintf(
				cursor, sizeof cursor, "%s", reply_text(&r, "next"));
		call_expect(&r, 200);
		pages++;
	}
	assert_int_equal(n, MANY);
	assert_int_equal(pages, MANY / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everybody_can_answer),
		cmocka_unit_test(all_are_listed_once),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
