/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/event_text.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* An event is three lines and a blank one; its data is JSON whatever the texts hold. */
static void an_event_is_four_lines(void **state)
{
	struct event_entry entry = { .seq = 12,
		.r = { .at = { 1000 },
			.kind = "recipient",
			.callout_id = 7,
			.actor = "token:a\"b\\c\x01",
			.data = "{\"a\":\n1}" } };
	struct text t;
	json_t *o;
	int lines = 0;

	(void)state;
	text_init(&t, 4096);
	assert_true(event_text(&entry, &t));
	for (const char *c = t.data; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 4);
	assert_int_equal(strncmp(t.data, "id: 12\nevent: recipient\ndata: {", 31), 0);
	o = json_loads(strchr(t.data, '{'), JSON_DISABLE_EOF_CHECK, NULL);
	assert_non_null(o);
	assert_int_equal(json_integer_value(json_object_get(o, "callout_id")), 7);
	assert_true(json_is_null(json_object_get(o, "person_id")));
	assert_string_equal(
		json_string_value(json_object_get(o, "at")), "1970-01-01T00:00:01Z");
	assert_string_equal(
		json_string_value(json_object_get(o, "actor")), entry.r.actor);
	json_decref(o);
	text_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_four_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
