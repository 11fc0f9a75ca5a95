/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A path is decoded once; broken escapes and what is no text are refused. */
static void paths_are_decoded(void **state)
{
	static const struct {
		const char *target, *path; /* NULL: refused */
	} cases[] = { { "/", "/" }, { "/a/b?c=d", "/a/b" }, { "/a%20b", "/a b" },
		{ "/%c3%ab", "/\xc3\xab" }, { "/%41%2f", "/A/" }, { "/a+b", "/a+b" },
		{ "/a%2525", "/a%25" }, { "/%", NULL }, { "/%4", NULL },
		{ "/%zz", NULL }, { "/%4g", NULL }, { "/%ff", NULL }, { "/%01", NULL },
		{ "/%7f", NULL }, { "/a?%zz", "/a" } };
	char buffer[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool ok = target_path(cases[i].target, buffer);

		assert_int_equal(ok, cases[i].path != NULL);
		if (ok)
			assert_string_equal(buffer, cases[i].path);
	}
}

/* A target is printable ASCII from the root. */
static void targets_are_clean(void **state)
{
	(void)state;
	assert_true(target_is_clean("/a?b=%20"));
	assert_false(target_is_clean(""));
	assert_false(target_is_clean("*"));
	assert_false(target_is_clean("http://x/"));
	assert_false(target_is_clean("/a b"));
	assert_false(target_is_clean("/a\tb"));
	assert_false(target_is_clean("/\xc3\xab"));
	assert_false(target_is_clean("/%00"));
}

/* Values are found by their whole name and decoded; the first one counts. */
static void values_are_found(void **state)
{
	char v[8];
	bool bad;

	(void)state;
	assert_true(target_value("a=1&b=2", "b", v, sizeof v, &bad));
	assert_string_equal(v, "2");
	assert_false(target_value("ab=1", "a", v, sizeof v, &bad));
	assert_false(target_value("", "a", v, sizeof v, &bad));
	assert_true(target_value("a", "a", v, sizeof v, &bad));
	assert_string_equal(v, "");
	assert_true(target_value("a=x+y%21&a=z", "a", v, sizeof v, &bad) && !bad);
	assert_string_equal(v, "x y!");
	assert_true(target_value("a=1234567", "a", v, sizeof v, &bad) && !bad);
	assert_true(target_value("a=12345678", "a", v, sizeof v, &bad) && bad);
	assert_true(target_value("a=%", "a", v, sizeof v, &bad) && bad);
	assert_true(target_value("a=%ff", "a", v, sizeof v, &bad) && bad);
	assert_true(target_value("a=%00", "a", v, sizeof v, &bad) && bad);
	assert_string_equal(target_query("/x?a=1"), "a=1");
	assert_string_equal(target_query("/x"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_decoded),
		cmocka_unit_test(targets_are_clean),
		cmocka_unit_test(values_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
