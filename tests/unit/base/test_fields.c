/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields of JSON objects: limits of the reader, and a fault that names each wrong
 * field. */
#include "base/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *read_json(const char *s)
{
	json_t *v = NULL;
	struct err e = { 0 };

	if (fields_read(s, strlen(s), &v, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return v;
}

static void what_is_no_json(void **state)
{
	static const char *const wrong[] = { "", "{", "{\"a\":1,}", "{\"a\":1,\"a\":2}",
		"[1] x", "{'a':1}", "nul", "\"\xff\"", "{\"a\":\"\\u0000\"}",
		"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "{\"a\":1e999}" };
	json_t *v = NULL;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		memset(&e, 0, sizeof e);
		if (fields_read(wrong[i], strlen(wrong[i]), &v, &e) == ERR_OK)
			fail_msg("'%s' was taken", wrong[i]);
		assert_int_equal(e.code, ERR_MALFORMED);
		assert_string_not_equal(e.msg, "");
	}
	v = read_json("[[[[[[[[[[[[[[[[\"]]]]]]]]]]]]]]]]]]]\"]]]]]]]]]]]]]]]]");
	json_decref(v);
	v = read_json("3");
	memset(&e, 0, sizeof e);
	assert_int_equal(fields_object(v, &e), ERR_MALFORMED);
	json_decref(v);
}

static void right_values_are_read(void **state)
{
	static const char *const words[] = { "real", "test" };
	json_t *o = read_json("{\"n\":-5,\"b\":true,\"s\":\"Dalfsen\",\"t\":\"a\\nb\","
			      "\"w\":\"test\",\"at\":\"2026-03-29T01:00:00Z\","
			      "\"d\":\"2026-03-29\",\"z\":null}");
	struct err e = { 0 };
	const char *s = NULL;
	struct instant at;
	struct date d;
	int64_t n = 0;
	bool b = false;
	int w = -1;

	(void)state;
	assert_true(fields_int(o, "n", FIELDS_REQUIRED, -5, 5, &n, &e) && n == -5);
	assert_true(fields_bool(o, "b", FIELDS_REQUIRED, &b, &e) && b);
	assert_true(fields_line(o, "s", FIELDS_REQUIRED, 7, &s, &e));
	assert_string_equal(s, "Dalfsen");
	assert_true(fields_text(o, "t", FIELDS_REQUIRED, 7, &s, &e));
	assert_true(fields_word(o, "w", FIELDS_REQUIRED, words, 2, &w, &e) && w == 1);
	assert_true(fields_instant(o, "at", FIELDS_REQUIRED, &at, &e));
	assert_true(fields_date(o, "d", FIELDS_REQUIRED, &d, &e) && d.day == 29);
	assert_false(fields_int(o, "z", FIELDS_OPTIONAL, 0, 1, &n, &e));
	assert_false(fields_int(o, "absent", FIELDS_OPTIONAL, 0, 1, &n, &e));
	assert_int_equal(e.code, ERR_OK);
	json_decref(o);
}

static void each_wrong_field_is_named(void **state)
{
	static const char *const words[] = { "real", "test" };
	static const char *const names[] = { "n", "b", "s", "t", "w", "at", "d", NULL };
	json_t *o =
		read_json("{\"n\":6,\"b\":\"true\",\"s\":\"a\\nb\",\"t\":\"\\u001b\","
			  "\"w\":\"Test\",\"at\":\"2026-03-29\",\"d\":\"2026-02-29\","
			  "\"vreemd\":1}");
	struct err e = { 0 };
	const char *s = NULL;
	struct instant at;
	struct date d;
	int64_t n = 77;
	bool b;
	int w;

	(void)state;
	fields_only(o, names, &e);
	assert_false(fields_int(o, "n", FIELDS_REQUIRED, -5, 5, &n, &e));
	assert_int_equal(n, 77);
	assert_false(fields_bool(o, "b", FIELDS_REQUIRED, &b, &e));
	assert_false(fields_line(o, "s", FIELDS_REQUIRED, 80, &s, &e));
	assert_false(fields_text(o, "t", FIELDS_REQUIRED, 80, &s, &e));
	assert_false(fields_word(o, "w", FIELDS_REQUIRED, words, 2, &w, &e));
	assert_false(fields_instant(o, "at", FIELDS_REQUIRED, &at, &e));
	assert_false(fields_date(o, "d", FIELDS_REQUIRED, &d, &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(e.faults, 8);
	assert_string_equal(e.fault[0].field, "vreemd");
	for (size_t i = 0; names[i] != NULL; i++)
		assert_string_equal(e.fault[i + 1].field, names[i]);
	assert_non_null(strstr(e.fault[5].message, "real, test"));
	err_clear(&e);
	assert_false(fields_line(o, "absent", FIELDS_REQUIRED, 80, &s, &e));
	assert_string_equal(e.fault[0].message, "must be given");
	json_decref(o);
}

/* Texts are measured in bytes, and blanks alone are nothing. */
static void limits_and_blanks(void **state)
{
	json_t *o = read_json("{\"s\":\"ééé\",\"blank\":\"  \"}");
	struct err e = { 0 };
	const char *s;

	(void)state;
	assert_true(fields_line(o, "s", FIELDS_REQUIRED, 6, &s, &e));
	assert_false(fields_line(o, "s", FIELDS_REQUIRED, 5, &s, &e));
	assert_false(fields_line(o, "blank", FIELDS_REQUIRED, 5, &s, &e));
	assert_int_equal(e.faults, 2);
	assert_true(fields_line(o, "blank", FIELDS_OPTIONAL, 5, &s, &e));
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_json),
		cmocka_unit_test(right_values_are_read),
		cmocka_unit_test(each_wrong_field_is_named),
		cmocka_unit_test(limits_and_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
