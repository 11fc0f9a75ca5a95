/* SPDX-License-Identifier: EUPL-1.2 */
/* Small readers: numbers, words, UTF-8, names folded for search. */
#include "base/parse.h"
#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void numbers(void **state)
{
	static const char *const wrong[] = { "", " 1", "1 ", "+1", "0x10", "1e3", "--1",
		"9223372036854775808", "-9223372036854775809", "1.0", "１" };
	int64_t v = 0;

	(void)state;
	assert_true(parse_int("9223372036854775807", INT64_MIN, INT64_MAX, &v));
	assert_int_equal(v, INT64_MAX);
	assert_true(parse_int("-9223372036854775808", INT64_MIN, INT64_MAX, &v));
	assert_int_equal(v, INT64_MIN);
	assert_true(parse_int("007", 0, 10, &v));
	assert_int_equal(v, 7);
	assert_false(parse_int("11", 0, 10, &v));
	assert_false(parse_int("-1", 0, 10, &v));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (parse_int(wrong[i], INT64_MIN, INT64_MAX, &v))
			fail_msg("'%s' was taken", wrong[i]);
}

static void words(void **state)
{
	static const char *const list[] = { "een", "twee" };
	bool b;

	(void)state;
	assert_int_equal(parse_word("twee", list, 2), 1);
	assert_int_equal(parse_word("Twee", list, 2), -1);
	assert_int_equal(parse_word("", list, 2), -1);
	assert_true(parse_bool("ja", &b) && b);
	assert_true(parse_bool("no", &b) && !b);
	assert_true(parse_bool("1", &b) && b);
	assert_false(parse_bool("misschien", &b));
}

/* Well-formed UTF-8 as RFC 3629 has it: no overlong forms, surrogates, or cut letters.
 */
static void utf8(void **state)
{
	static const char *const good[] = { "", "abc", "ë", "€", "𝄞",
		"\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\xff", "\x80", "\xc3", "\xc0\xaf",
		"\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
		"\xf4\x90\x80\x80", "\xe2\x82", "a\xc3", "\xf5\x80\x80\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(parse_is_utf8(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (parse_is_utf8(bad[i], strlen(bad[i])))
			fail_msg("case %zu was taken", i);
	assert_false(parse_is_utf8("a\0b", 3));
	assert_int_equal(parse_utf8_fit("aë€", 1), 1);
	assert_int_equal(parse_utf8_fit("aë€", 2), 1);
	assert_int_equal(parse_utf8_fit("aë€", 3), 3);
	assert_int_equal(parse_utf8_fit("aë€", 5), 3);
	assert_int_equal(parse_utf8_fit("aë€", 6), 6);
	assert_int_equal(parse_utf8_fit("aë€", 99), 6);
}

static void lines(void **state)
{
	(void)state;
	assert_true(parse_is_line("Dalfsen, 't Zand", 80));
	assert_true(parse_is_line("12345", 5));
	assert_false(parse_is_line("123456", 5));
	assert_false(parse_is_line("a\nb", 80));
	assert_false(parse_is_line("a\x1b[31m", 80));
	assert_false(parse_is_line("a\x7f", 80));
	assert_false(parse_is_line("\xff", 80));
}

static void names_are_found_without_accents(void **state)
{
	static const struct {
		const char *name, *folded;
	} cases[] = { { "Müller-Çelik", "muller-celik" }, { "IJssel", "ijssel" },
		{ "Ĳsbrand", "ijsbrand" }, { "José", "jose" },
		{ "JOSE\xcc\x81", "jose" }, { "Ångström", "angstrom" },
		{ "van 't Hof", "van 't hof" }, { "Yılmaz", "yılmaz" } };
	char buffer[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(fold(cases[i].name, buffer, sizeof buffer));
		assert_string_equal(buffer, cases[i].folded);
	}
	assert_false(fold("\xff", buffer, sizeof buffer));
	for (size_t max = 1; max < 12; max++) {
		assert_true(fold("€€€", buffer, max));
		assert_true(strlen(buffer) < max);
		assert_true(parse_is_utf8(buffer, strlen(buffer)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(words),
		cmocka_unit_test(utf8),
		cmocka_unit_test(lines),
		cmocka_unit_test(names_are_found_without_accents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
