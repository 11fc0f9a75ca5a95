/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures: what was made holds; nothing else does. */
#include "base/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char content[] = "{\"id\":1}";
static struct signature_key key;

static int derive(void **state)
{
	(void)state;
	signature_key_derive(&key, "secret", 6);
	return 0;
}

static bool holds(const char *purpose, const char *text, const char *signature)
{
	return signature_holds(key.public_key, purpose, text, strlen(text), signature);
}

/* The key depends on the secret only; another secret gives another key. */
static void the_key_comes_from_the_secret(void **state)
{
	struct signature_key again, other;

	(void)state;
	signature_key_derive(&again, "secret", 6);
	signature_key_derive(&other, "secreT", 6);
	assert_memory_equal(&again, &key, sizeof key);
	assert_memory_not_equal(other.public_key, key.public_key, SIGNATURE_KEY_BYTES);
	signature_key_fini(&again);
	assert_int_equal(again.secret[0] | again.secret[31], 0);
}

/* Every changed bit of content, purpose, key or signature is seen. */
static void a_change_is_seen(void **state)
{
	char signature[SIGNATURE_HEX], text[sizeof content];
	struct signature_key other;

	(void)state;
	signature_make(&key, SIGNATURE_REPORT, content, strlen(content), signature);
	assert_true(holds(SIGNATURE_REPORT, content, signature));
	assert_false(holds(SIGNATURE_SEAL, content, signature));
	signature_key_derive(&other, "other", 5);
	assert_false(signature_holds(other.public_key, SIGNATURE_REPORT, content,
		strlen(content), signature));
	for (size_t bit = 0; bit < 8 * strlen(content); bit++) {
		memcpy(text, content, sizeof content);
		text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
		assert_false(signature_holds(key.public_key, SIGNATURE_REPORT, text,
			strlen(content), signature));
	}
	for (size_t i = 0; i < strlen(signature); i++) {
		char was = signature[i];

		signature[i] = was == '0' ? '1' : '0';
		assert_false(holds(SIGNATURE_REPORT, content, signature));
		signature[i] = was;
	}
	assert_true(holds(SIGNATURE_REPORT, content, signature));
}

/* What is no signature or key at all is refused, not read beyond its end. */
static void rubbish_is_refused(void **state)
{
	char long_text[SIGNATURE_HEX + 2];
	uint8_t back[SIGNATURE_KEY_BYTES];
	char hex[SIGNATURE_KEY_HEX];

	(void)state;
	memset(long_text, 'a', sizeof long_text);
	long_text[sizeof long_text - 1] = '\0';
	assert_false(holds(SIGNATURE_REPORT, content, ""));
	assert_false(holds(SIGNATURE_REPORT, content, "zz"));
	assert_false(holds(SIGNATURE_REPORT, content, long_text));
	assert_false(signature_key_from_hex("", back));
	assert_false(signature_key_from_hex(long_text, back));
	assert_true(
		signature_key_from_hex(signature_key_hex(key.public_key, hex), back));
	assert_memory_equal(back, key.public_key, sizeof back);
}

/* The PEM text is that of RFC 8410, section 10.1, for the key given there. */
static void the_key_is_written_for_others(void **state)
{
	char pem[SIGNATURE_PEM], id[SIGNATURE_ID];
	uint8_t example[SIGNATURE_KEY_BYTES];

	(void)state;
	assert_true(signature_key_from_hex("19bf44096984cdfe8541bac167dc3b96"
					   "c85086aa30b6b6cb0c5c38ad703166e1",
		example));
	assert_string_equal(signature_key_pem(example, pem),
		"-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
		"-----END PUBLIC KEY-----\n");
	assert_int_equal(strlen(signature_key_id(example, id)), SIGNATURE_ID - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_comes_from_the_secret),
		cmocka_unit_test(a_change_is_seen),
		cmocka_unit_test(rubbish_is_refused),
		cmocka_unit_test(the_key_is_written_for_others),
	};

	return cmocka_run_group_tests(tests, derive, NULL);
}
