/* SPDX-License-Identifier: EUPL-1.2 */
/* SHA-256, HMAC and tokens through libsodium's stateless primitives. */
#include "base/digest.h"

#include <nettle/hmac.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct digest_state), "room");

struct digest digest_sha256(const void *data, size_t len)
{
	struct digest d;

	(void)crypto_hash_sha256(d.bytes, data, len);
	return d;
}

struct digest digest_hmac(const void *key, size_t key_len, const void *data, size_t len)
{
	crypto_auth_hmacsha256_state state;
	struct digest d;

	(void)crypto_auth_hmacsha256_init(&state, key, key_len);
	(void)crypto_auth_hmacsha256_update(&state, data, len);
	(void)crypto_auth_hmacsha256_final(&state, d.bytes);
	return d;
}

void digest_hmac_sha1(const void *key, size_t key_len, const void *data, size_t len,
	uint8_t ret[DIGEST_SHA1_BYTES])
{
	struct hmac_sha1_ctx state;

	hmac_sha1_set_key(&state, key_len, key);
	hmac_sha1_update(&state, len, data);
	hmac_sha1_digest(&state, DIGEST_SHA1_BYTES, ret);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return sodium_memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

bool digest_text_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}

const char *digest_hex(const struct digest *d, char buffer[DIGEST_HEX])
{
	return sodium_bin2hex(buffer, DIGEST_HEX, d->bytes, DIGEST_BYTES);
}

bool digest_from_hex(const char *hex, struct digest *ret)
{
	size_t n;
	const char *end;

	return strlen(hex) == DIGEST_HEX - 1
	       && sodium_hex2bin(
			  ret->bytes, DIGEST_BYTES, hex, DIGEST_HEX - 1, NULL, &n, &end)
			  == 0
	       && n == DIGEST_BYTES;
}

static crypto_hash_sha256_state *state_of(struct digest_state *s)
{
	return (crypto_hash_sha256_state *)(void *)s->opaque;
}

void digest_start(struct digest_state *s)
{
	(void)crypto_hash_sha256_init(state_of(s));
}

void digest_add(struct digest_state *s, const void *data, size_t len)
{
	(void)crypto_hash_sha256_update(state_of(s), data, len);
}

void digest_add_field(struct digest_state *s, const char *text_or_null)
{
	uint64_t n = text_or_null != NULL ? strlen(text_or_null) + 1 : 0;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(n >> (8 * i));
	digest_add(s, length, sizeof length);
	if (n > 1)
		digest_add(s, text_or_null, n - 1);
}

struct digest digest_finish(struct digest_state *s)
{
	struct digest d;

	(void)crypto_hash_sha256_final(state_of(s), d.bytes);
	return d;
}

const char *token_text(const uint8_t bytes[TOKEN_BYTES], char buffer[TOKEN_TEXT])
{
	return sodium_bin2base64(buffer, TOKEN_TEXT, bytes, TOKEN_BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool token_parse(const char *s, uint8_t ret[TOKEN_BYTES])
{
	size_t n;
	const char *end;

	return strlen(s) == TOKEN_TEXT - 1
	       && sodium_base642bin(ret, TOKEN_BYTES, s, TOKEN_TEXT - 1, NULL, &n, &end,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING)
			  == 0
	       && n == TOKEN_BYTES && end == s + TOKEN_TEXT - 1;
}
