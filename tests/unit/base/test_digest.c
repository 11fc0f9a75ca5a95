/* SPDX-License-Identifier: EUPL-1.2 */
/* Digests against the vectors of FIPS 180-4, RFC 4231 and RFC 4648. */
#include "base/digest.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void sha256(void **state)
{
	char hex[DIGEST_HEX];
	struct digest d = digest_sha256("abc", 3);

	(void)state;
	assert_string_equal(digest_hex(&d, hex),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	d = digest_sha256("", 0);
	assert_string_equal(digest_hex(&d, hex),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac(void **state)
{
	unsigned char key[131];
	char hex[DIGEST_HEX];
	struct digest_key prepared;
	struct digest d;

	(void)state;
	memset(key, 0x0b, 20);
	d = digest_hmac(key, 20, "Hi There", 8); /* RFC 4231, 4.2 */
	assert_string_equal(digest_hex(&d, hex),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	memset(key, 0xaa, sizeof key); /* 4.7: a key longer than a block */
	d = digest_hmac(key, sizeof key,
		"Test Using Larger Than Block-Size Key - Hash Key First", 54);
	assert_string_equal(digest_hex(&d, hex),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	digest_key_init(&prepared, key, sizeof key);
	for (int i = 0; i < 2; i++) { /* a use leaves it as it was */
		const struct digest by = digest_hmac_by(&prepared,
			"Test Using Larger Than Block-Size Key - Hash Key First", 54);

		assert_true(digest_equal(&d, &by));
	}
}

static void hex_goes_both_ways(void **state)
{
	struct digest d = digest_sha256("x", 1), back;
	char hex[DIGEST_HEX];

	(void)state;
	assert_true(digest_from_hex(digest_hex(&d, hex), &back));
	assert_true(digest_equal(&d, &back));
	back.bytes[31] ^= 1;
	assert_false(digest_equal(&d, &back));
	hex[10] = 'g';
	assert_false(digest_from_hex(hex, &back));
	assert_false(digest_from_hex("abc", &back));
	assert_true(digest_text_equal("abc", "abc"));
	assert_false(digest_text_equal("abc", "abd"));
	assert_false(digest_text_equal("abc", "abcd"));
	assert_false(digest_text_equal("", "a"));
}

/* Lists of fields that would look the same in a row have different digests. */
static void fields_are_told_apart(void **state)
{
	static const char *const lists[][3] = { { "ab", "c", "" }, { "a", "bc", "" },
		{ "abc", "", "" }, { "", "abc", "" }, { NULL, "abc", "" },
		{ "abc", NULL, "" }, { "abc", "", NULL } };
	struct digest d[7];

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		struct digest_state s;

		digest_start(&s);
		for (int f = 0; f < 3; f++)
			digest_add_field(&s, lists[i][f]);
		d[i] = digest_finish(&s);
		for (size_t k = 0; k < i; k++)
			assert_false(digest_equal(&d[i], &d[k]));
	}
}

static void tokens_come_back(void **state)
{
	uint8_t bytes[TOKEN_BYTES], back[TOKEN_BYTES];
	char text[TOKEN_TEXT];
	struct prng p;

	(void)state;
	memset(bytes, 0xff, sizeof bytes);
	assert_string_equal(token_text(bytes, text), "_____________________w");
	prng_init(&p, 3);
	for (int i = 0; i < 2000; i++) {
		for (int b = 0; b < TOKEN_BYTES; b++)
			bytes[b] = (uint8_t)prng_below(&p, 256);
		assert_int_equal(strlen(token_text(bytes, text)), 22);
		assert_int_equal(
			strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				     "qrstuvwxyz0123456789-_"),
			22);
		assert_true(token_parse(text, back));
		assert_memory_equal(bytes, back, TOKEN_BYTES);
	}
	assert_false(token_parse("", back));
	assert_false(token_parse("_____________________w=", back));
	assert_false(token_parse("_____________________", back));
	assert_false(token_parse("____________________+w", back));
	assert_false(token_parse("\xc3\xa9"
				 "___________________w",
		back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256),
		cmocka_unit_test(hmac),
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(fields_are_told_apart),
		cmocka_unit_test(tokens_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
