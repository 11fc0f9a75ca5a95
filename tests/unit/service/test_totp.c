/* SPDX-License-Identifier: EUPL-1.2 */
/* One-time codes against the numbers of RFC 6238, appendix B (its last six digits). */
#include "base/digest.h"
#include "service/accounts/totp.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t rfc_secret[TOTP_SECRET] = "12345678901234567890";

static struct instant at(int64_t seconds)
{
	return (struct instant){ seconds * 1000 };
}

static void codes_are_those_of_the_rfc(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} vectors[] = { { 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" } };

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		int64_t step = 0;

		assert_true(totp_check(
			rfc_secret, vectors[i].code, at(vectors[i].seconds), &step));
		assert_int_equal(step, vectors[i].seconds / 30);
	}
}

/* A code works once, and a step of grace either way, no more. */
static void codes_work_once(void **state)
{
	int64_t step = 0;

	(void)state;
	assert_true(totp_check(rfc_secret, "287082", at(59), &step));
	assert_false(totp_check(rfc_secret, "287082", at(59), &step));
	step = 0;
	assert_true(totp_check(rfc_secret, "287082", at(59 + 30), &step));
	step = 0;
	assert_false(totp_check(rfc_secret, "287082", at(59 + 61), &step));
	assert_false(totp_check(rfc_secret, "287083", at(59), &step));
	assert_false(totp_check(rfc_secret, "", at(59), &step));
	assert_false(totp_check(rfc_secret, "2870820", at(59), &step));
	assert_int_equal(step, 0);
}

/* RFC 4648: 20 bytes are 32 letters. */
static void secrets_are_shown_in_base32(void **state)
{
	char text[TOTP_TEXT];

	(void)state;
	assert_string_equal(
		totp_text(rfc_secret, text), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void sealed_secrets_open_with_their_key_only(void **state)
{
	uint8_t sealed[TOTP_SEALED], opened[TOTP_SECRET] = { 0 };

	(void)state;
	totp_seal((const uint8_t *)"key", 3, rfc_secret, sealed);
	assert_true(
		totp_unseal((const uint8_t *)"key", 3, sealed, sizeof sealed, opened));
	assert_memory_equal(opened, rfc_secret, TOTP_SECRET);
	assert_false(
		totp_unseal((const uint8_t *)"kex", 3, sealed, sizeof sealed, opened));
	assert_false(totp_unseal(
		(const uint8_t *)"key", 3, sealed, sizeof sealed - 1, opened));
	assert_false(totp_unseal((const uint8_t *)"key", 3, NULL, 0, opened));
	for (size_t i = 0; i < sizeof sealed; i++) {
		sealed[i] ^= 1;
		assert_false(totp_unseal(
			(const uint8_t *)"key", 3, sealed, sizeof sealed, opened));
		sealed[i] ^= 1;
	}
}

/* What programs of before sealed, with a nonce that was random. */
static void secrets_of_before_open(void **state)
{
	static const char purpose[] = "paraat second factor";
	const struct digest key = digest_hmac("key", 3, purpose, strlen(purpose));
	uint8_t sealed[TOTP_SEALED] = "any 24 bytes for a nonce";
	uint8_t opened[TOTP_SECRET] = { 0 };

	(void)state;
	assert_int_equal(crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES,
				 rfc_secret, TOTP_SECRET, sealed, key.bytes),
		0);
	assert_true(
		totp_unseal((const uint8_t *)"key", 3, sealed, sizeof sealed, opened));
	assert_memory_equal(opened, rfc_secret, TOTP_SECRET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(codes_work_once),
		cmocka_unit_test(secrets_are_shown_in_base32),
		cmocka_unit_test(sealed_secrets_open_with_their_key_only),
		cmocka_unit_test(secrets_of_before_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
