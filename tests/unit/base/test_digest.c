/* SPDX-License-Identifier: EUPL-1.2 */
/* SHA-256 and HMAC against the published examples, and against libsodium. */
#include "base/digest.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void expect(struct digest d, const char *hex)
{
	char got[DIGEST_HEX];

	assert_string_equal(digest_hex(&d, got), hex);
}

/* FIPS 180-4, examples of the NIST. */
static void sha256_gives_the_published_digests(void **state)
{
	const char *two_blocks =
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

	(void)state;
	expect(digest_sha256("", 0), "e3b0c44298fc1c149afbf4c8996fb924"
				     "27ae41e4649b934ca495991b7852b855");
	expect(digest_sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223"
					"b00361a396177a9cb410ff61f20015ad");
	expect(digest_sha256(two_blocks, strlen(two_blocks)),
		"248d6a61d20638b8e5c026930c3e6039"
		"a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
static void hmac_gives_the_published_digests(void **state)
{
	unsigned char key[131];

	(void)state;
	memset(key, 0x0b, sizeof key);
	expect(digest_hmac(key, 20, "Hi There", 8), "b0344c61d8db38535ca8afceaf0bf12b"
						    "881dc200c9833da726e9376c2e32cff7");
	expect(digest_hmac("Jefe", 4, "what do ya want for nothing?", 28),
		"5bdcc146bf60754e6a042426089575c7"
		"5a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	expect(digest_hmac(key, sizeof key,
		       "Test Using Larger Than Block-Size Key - Hash Key First", 54),
		"60e431591ee0b67f0d8a26aacbf5b77f"
		"8e0bc6213728c5140546040f0ee37f54");
}

static void every_length_agrees_with_another_library(void **state)
{
	unsigned char data[300];
	struct digest d;
	unsigned char want[DIGEST_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i * 7 + 3);
	for (size_t n = 0; n <= sizeof data; n++) {
		struct digest_state s;

		(void)crypto_hash_sha256(want, data, n);
		d = digest_sha256(data, n);
		assert_memory_equal(d.bytes, want, DIGEST_BYTES);
		digest_start(&s);
		digest_add(&s, data, n / 3);
		digest_add(&s, data + n / 3, n - n / 3);
		d = digest_finish(&s);
		assert_memory_equal(d.bytes, want, DIGEST_BYTES);
		(void)crypto_auth_hmacsha256(want, data, n, data);
		d = digest_hmac(data, crypto_auth_hmacsha256_KEYBYTES, data, n);
		assert_memory_equal(d.bytes, want, DIGEST_BYTES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_gives_the_published_digests),
		cmocka_unit_test(hmac_gives_the_published_digests),
		cmocka_unit_test(every_length_agrees_with_another_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
