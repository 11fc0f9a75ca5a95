/* SPDX-License-Identifier: EUPL-1.2 */
/* Growable text: limits, failure that stays, escapes read back by an independent
 * reader. */
#include "base/text.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

/* Up to the limit and not a byte further; after that it stays failed and empty. */
static void limits_hold(void **state)
{
	(void)state;
	for (size_t max = 0; max < 200; max++) {
		TEXT_AUTO t = { 0 };
		size_t n = 0;

		text_init(&t, max);
		while (text_addc(&t, 'x'))
			n++;
		assert_int_equal(n, max);
		assert_false(text_ok(&t));
		assert_false(text_add(&t, "y"));
		assert_string_equal(text_str(&t), "");
		assert_null(text_take(&t));
		text_clear(&t);
		assert_true(text_ok(&t));
	}
}

/* Formatting fits exactly as the C library says, short and long, at and over the limit.
 */
static void formats_like_the_library(void **state)
{
	(void)state;
	for (int width = 1; width < 400; width += 7) {
		for (int slack = -1; slack <= 1; slack++) {
			TEXT_AUTO t = { 0 };
			char expected[512];
			bool ok;

			(void)snprintf(expected, sizeof expected, "a%*db", width, 7);
			text_init(&t, (size_t)((int)strlen(expected) + slack));
			ok = text_addf(&t, "a%*db", width, 7);
			assert_int_equal(ok, slack >= 0);
			assert_string_equal(text_str(&t), ok ? expected : "");
		}
	}
}

static void html_is_escaped(void **state)
{
	TEXT_AUTO t = { 0 };

	(void)state;
	text_init(&t, 1000);
	assert_true(text_add_html(&t, "<a href=\"x\" title='y'>&amp;</a>é"));
	assert_string_equal(text_str(&t),
		"&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;é");
}

/* Whatever the text, Jansson reads back the same. */
static void json_comes_back(void **state)
{
	struct prng p;

	(void)state;
	prng_init(&p, 1);
	for (int round = 0; round < 2000; round++) {
		TEXT_AUTO t = { 0 };
		char s[64];
		size_t n = (size_t)prng_below(&p, sizeof s - 1);
		json_t *v;

		for (size_t i = 0; i < n; i++)
			s[i] = (char)(1 + prng_below(&p, 127));
		s[n] = '\0';
		text_init(&t, 1000);
		assert_true(text_add_json(&t, s));
		v = json_loads(text_str(&t), JSON_DECODE_ANY, NULL);
		assert_true(json_is_string(v));
		assert_string_equal(json_string_value(v), s);
		json_decref(v);
	}
}

static void taking_hands_over(void **state)
{
	TEXT_AUTO t = { 0 };
	char *bytes;

	(void)state;
	text_init(&t, 10);
	assert_string_equal(text_str(&t), "");
	assert_true(text_addn(&t, "abcdef", 3));
	bytes = text_take(&t);
	assert_string_equal(bytes, "abc");
	assert_string_equal(text_str(&t), "");
	assert_true(text_add(&t, "0123456789"));
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(formats_like_the_library),
		cmocka_unit_test(html_is_escaped),
		cmocka_unit_test(json_comes_back),
		cmocka_unit_test(taking_hands_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
