/* SPDX-License-Identifier: EUPL-1.2 */
/* Ed25519 by libsodium. */
#include "base/signature.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "size of a signature");
_Static_assert(SIGNATURE_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "size of a key");
_Static_assert(
	SIGNATURE_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "size of a secret");
_Static_assert(DIGEST_BYTES == crypto_sign_SEEDBYTES, "a digest is a seed");

enum { SIGNED_MAX = 160 }; /* purpose, digest, two line feeds */

void signature_key_derive(struct signature_key *ret, const void *secret, size_t len)
{
	static const char what[] = "paraat Ed25519 signing key 1";
	struct digest seed = digest_hmac(secret, len, what, sizeof what - 1);

	REQUIRE(crypto_sign_seed_keypair(ret->public_key, ret->secret, seed.bytes)
		== 0);
	sodium_memzero(&seed, sizeof seed);
}

void signature_key_fini(struct signature_key *k)
{
	sodium_memzero(k, sizeof *k);
}

static size_t signed_text(
	const char *purpose, const void *content, size_t len, char ret[SIGNED_MAX])
{
	struct digest d = digest_sha256(content, len);
	char hex[DIGEST_HEX];
	int n = snprintf(ret, SIGNED_MAX, "%s\n%s\n", purpose, digest_hex(&d, hex));

	REQUIRE(n > 0 && n < SIGNED_MAX);
	return (size_t)n;
}

const char *signature_make(const struct signature_key *k, const char *purpose,
	const void *content, size_t len, char ret[SIGNATURE_HEX])
{
	char text[SIGNED_MAX];
	uint8_t signature[SIGNATURE_BYTES];
	size_t n = signed_text(purpose, content, len, text);

	REQUIRE(crypto_sign_detached(
			signature, NULL, (const unsigned char *)text, n, k->secret)
		== 0);
	return sodium_bin2hex(ret, SIGNATURE_HEX, signature, sizeof signature);
}

/* Exactly `want` bytes, written in lower-case or upper-case hexadecimal. */
static bool from_hex(const char *hex, uint8_t *ret, size_t want)
{
	size_t n;
	const char *end;

	return strlen(hex) == 2 * want
	       && sodium_hex2bin(ret, want, hex, 2 * want, NULL, &n, &end) == 0
	       && n == want;
}

bool signature_holds(const uint8_t public_key[SIGNATURE_KEY_BYTES], const char *purpose,
	const void *content, size_t len, const char *signature_hex)
{
	char text[SIGNED_MAX];
	uint8_t signature[SIGNATURE_BYTES];
	size_t n;

	if (!from_hex(signature_hex, signature, sizeof signature))
		return false;
	n = signed_text(purpose, content, len, text);
	return crypto_sign_verify_detached(
		       signature, (const unsigned char *)text, n, public_key)
	       == 0;
}

const char *signature_key_id(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_ID])
{
	struct digest d = digest_sha256(public_key, SIGNATURE_KEY_BYTES);

	return sodium_bin2hex(ret, SIGNATURE_ID, d.bytes, (SIGNATURE_ID - 1) / 2);
}

const char *signature_key_hex(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_KEY_HEX])
{
	return sodium_bin2hex(ret, SIGNATURE_KEY_HEX, public_key, SIGNATURE_KEY_BYTES);
}

const char *signature_key_pem(
	const uint8_t public_key[SIGNATURE_KEY_BYTES], char ret[SIGNATURE_PEM])
{
	/* SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING } */
	static const uint8_t before[12] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b,
		0x65, 0x70, 0x03, 0x21, 0x00 };
	uint8_t der[sizeof before + SIGNATURE_KEY_BYTES];
	char base64[64];

	memcpy(der, before, sizeof before);
	memcpy(der + sizeof before, public_key, SIGNATURE_KEY_BYTES);
	(void)sodium_bin2base64(
		base64, sizeof base64, der, sizeof der, sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(ret, SIGNATURE_PEM,
		"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n", base64);
	return ret;
}

bool signature_key_from_hex(const char *hex, uint8_t ret[SIGNATURE_KEY_BYTES])
{
	return from_hex(hex, ret, SIGNATURE_KEY_BYTES);
}
