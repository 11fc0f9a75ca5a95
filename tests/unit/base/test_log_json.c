/* SPDX-License-Identifier: EUPL-1.2 */
/* Log lines as JSON: every line becomes one object, whatever stands in it. */
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static json_t *object_of(const char *line)
{
	TEXT_AUTO t = { 0 };
	json_error_t where;
	json_t *o;

	text_init(&t, 65536);
	assert_true(log_json(line, &t));
	o = json_loads(text_str(&t), 0, &where);
	if (o == NULL)
		fail_msg("%s: %s", text_str(&t), where.text);
	assert_true(json_is_object(o));
	return o;
}

static void names_numbers_and_texts(void **state)
{
	json_t *o = object_of("ts=2026-11-25T03:00:00Z level=warn event=chore.failed "
			      "status=500 ms=-3 zip=0123 reason='it's full' "
			      "error=\"disk \"x\": full\" last=1.5 flag");

	(void)state;
	assert_string_equal(
		json_string_value(json_object_get(o, "ts")), "2026-11-25T03:00:00Z");
	assert_int_equal(json_integer_value(json_object_get(o, "status")), 500);
	assert_int_equal(json_integer_value(json_object_get(o, "ms")), -3);
	assert_string_equal(json_string_value(json_object_get(o, "zip")), "0123");
	assert_string_equal(
		json_string_value(json_object_get(o, "reason")), "it's full");
	assert_string_equal(
		json_string_value(json_object_get(o, "error")), "disk \"x\": full");
	assert_string_equal(json_string_value(json_object_get(o, "last")), "1.5");
	assert_true(json_is_true(json_object_get(o, "flag")));
	json_decref(o);
}

static void empty_is_an_object(void **state)
{
	json_t *o = object_of("");

	(void)state;
	assert_int_equal(json_object_size(o), 0);
	json_decref(o);
}

/* Lines of any of these letters, in any order. */
static void whatever_is_in_it(void **state)
{
	static const char letters[] = "ab=  '\"\\-01\t\x7f";
	struct prng r;

	(void)state;
	prng_init(&r, 7);
	for (int i = 0; i < 20000; i++) {
		char line[40];
		size_t n = prng_below(&r, sizeof line);

		for (size_t k = 0; k < n; k++)
			line[k] = letters[prng_below(&r, sizeof letters - 1)];
		line[n] = '\0';
		json_decref(object_of(line));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_numbers_and_texts),
		cmocka_unit_test(empty_is_an_object),
		cmocka_unit_test(whatever_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
