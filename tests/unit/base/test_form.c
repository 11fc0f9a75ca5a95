/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms and base64 both ways; libcurl is the second reader and writer, RFC 2202 and RFC
 * 4648 give the examples. */
#include "base/digest.h"
#include "base/form.h"
#include "base/random.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void curl_reads_what_is_escaped(void **state)
{
	struct prng p;

	(void)state;
	prng_init(&p, 4);
	for (int round = 0; round < 500; round++) {
		TEXT_AUTO out = { 0 };
		char bytes[64];
		size_t n = (size_t)prng_below(&p, sizeof bytes - 1);
		int len;
		char *read, *written;

		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)(1 + prng_below(&p, 255));
		bytes[n] = '\0';
		text_init(&out, 1000);
		assert_true(form_escape(&out, bytes));
		read = curl_easy_unescape(NULL, text_str(&out), (int)out.len, &len);
		assert_int_equal(len, n);
		assert_memory_equal(read, bytes, n);
		written = curl_easy_escape(NULL, bytes, (int)n);
		assert_string_equal(written, text_str(&out));
		curl_free(read);
		curl_free(written);
	}
}

static void fields_are_added_and_found(void **state)
{
	TEXT_AUTO out = { 0 };
	char v[16];

	(void)state;
	text_init(&out, 200);
	form_add(&out, "a", "1&2=3");
	form_add(&out, "b c", "é +");
	form_add(&out, "leeg", "");
	assert_string_equal(text_str(&out), "a=1%262%3D3&b%20c=%C3%A9%20%2B&leeg=");
	assert_true(form_text(text_str(&out), "a", v, sizeof v));
	assert_string_equal(v, "1&2=3");
	assert_false(form_text(text_str(&out), "leeg", v, sizeof v));
	assert_false(form_text(text_str(&out), "b", v, sizeof v));
	assert_false(form_text("a=%zz", "a", v, sizeof v));
	assert_string_equal(v, "");
	text_clear(&out);
	text_add(&out, "http://x/y?");
	form_add(&out, "q", "1");
	form_add(&out, "r", "2");
	assert_string_equal(text_str(&out), "http://x/y?q=1&r=2");
}

static void fields_come_one_by_one(void **state)
{
	const char *at = "&&a=1&b&=x&c==&&";
	static const char *const expected[][2] = { { "a", "1" }, { "b", "" },
		{ "", "x" }, { "c", "=" } };
	struct form_field f;
	size_t n = 0;

	(void)state;
	for (; form_next(&at, &f); n++) {
		assert_true(n < 4);
		assert_int_equal(f.name_len, strlen(expected[n][0]));
		assert_memory_equal(f.name, expected[n][0], f.name_len);
		assert_int_equal(f.value_len, strlen(expected[n][1]));
		assert_memory_equal(f.value, expected[n][1], f.value_len);
	}
	assert_int_equal(n, 4);
}

static void base64_of_the_standard(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" },
		{ "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" } };

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		TEXT_AUTO out = { 0 };

		text_init(&out, 100);
		assert_true(form_base64(&out, pairs[i][0], strlen(pairs[i][0])));
		assert_string_equal(text_str(&out), pairs[i][1]);
	}
}

static void sha1_of_the_standard(void **state)
{
	static const uint8_t expected[] = { 0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f,
		0xa2, 0xd2, 0x74, 0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c,
		0x79 };
	uint8_t got[DIGEST_SHA1_BYTES];

	(void)state;
	digest_hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, got);
	assert_memory_equal(got, expected, sizeof got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curl_reads_what_is_escaped),
		cmocka_unit_test(fields_are_added_and_found),
		cmocka_unit_test(fields_come_one_by_one),
		cmocka_unit_test(base64_of_the_standard),
		cmocka_unit_test(sha1_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
