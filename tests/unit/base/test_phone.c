/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers as people write them, and those that nobody can call. */
#include "base/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void people_write_them_in_many_ways(void **state)
{
	static const struct {
		const char *text, *e164;
	} cases[] = { { "0612345678", "+31612345678" },
		{ "06-12345678", "+31612345678" }, { "06 12 34 56 78", "+31612345678" },
		{ "06.1234.5678", "+31612345678" },
		{ "+31 6 12345678", "+31612345678" },
		{ "+31 (0)6 12345678", "+31612345678" },
		{ "0031612345678", "+31612345678" },
		{ "(0529) 123456", "+31529123456" }, { "038-1234567", "+31381234567" },
		{ "+49 30 123456", "+4930123456" }, { "0049 30 123456", "+4930123456" },
		{ " 0612345678 ", "+31612345678" } };
	char number[PHONE_TEXT];
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (phone_parse(cases[i].text, number, &e) != ERR_OK)
			fail_msg("'%s': %s", cases[i].text, e.msg);
		assert_string_equal(number, cases[i].e164);
		/* what came out goes in again */
		assert_int_equal(phone_parse(cases[i].e164, number, &e), ERR_OK);
		assert_string_equal(number, cases[i].e164);
	}
}

static void what_cannot_be_called_is_refused(void **state)
{
	static const char *const wrong[] = { "", "   ", "112", "06", "061234567",
		"06123456789", "12345678", "+", "+31", "+0612345678", "06-1234567a",
		"06;12345678", "++31612345678", "+31612345678901234", "00",
		"tel:0612345678", "06\t12345678\n", "0612345678,5",
		"06 1234 5678 toestel 2", "+316-" };
	char number[PHONE_TEXT], huge[4000];
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		memset(&e, 0, sizeof e);
		if (phone_parse(wrong[i], number, &e) == ERR_OK)
			fail_msg("'%s' was taken as %s", wrong[i], number);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_not_equal(e.msg, "");
	}
	memset(huge, '6', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	assert_int_equal(phone_parse(huge, number, &e), ERR_INVALID);
}

static void hints_hide_the_middle(void **state)
{
	char hint[PHONE_TEXT + 8];

	(void)state;
	assert_string_equal(phone_hint("+31612345678", hint), "+31 ... 78");
	assert_null(strstr(phone_hint("+4930123456", hint), "0123"));
	assert_true(phone_is_mobile("+31612345678"));
	assert_false(phone_is_mobile("+31529123456"));
	assert_true(phone_is_mobile("+4915112345678"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_write_them_in_many_ways),
		cmocka_unit_test(what_cannot_be_called_is_refused),
		cmocka_unit_test(hints_hide_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
