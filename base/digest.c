/* SPDX-License-Identifier: EUPL-1.2 */
/* SHA-256 and HMAC by nettle, which uses the processor's own instructions (four times
 * as fast as libsodium's: each message and each answer needs some); comparison and
 * encoding by libsodium. */
#include "base/digest.h"

#include "base/form.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct digest_state), "room");
_Static_assert(sizeof(struct hmac_sha256_ctx) <= sizeof(struct digest_key), "room");

struct digest digest_sha256(const void *data, size_t len)
{
	struct sha256_ctx state;
	struct digest d;

	sha256_init(&state);
	sha256_update(&state, len, data);
	sha256_digest(&state, DIGEST_BYTES, d.bytes);
	return d;
}

void digest_key_init(struct digest_key *k, const void *key, size_t key_len)
{
	hmac_sha256_set_key((struct hmac_sha256_ctx *)(void *)k->opaque, key_len, key);
}

struct digest digest_hmac_by(const struct digest_key *k, const void *data, size_t len)
{
	struct hmac_sha256_ctx state;
	struct digest d;

	memcpy(&state, k->opaque, sizeof state);
	hmac_sha256_update(&state, len, data);
	hmac_sha256_digest(&state, DIGEST_BYTES, d.bytes);
	return d;
}

struct digest digest_hmac(const void *key, size_t key_len, const void *data, size_t len)
{
	struct digest_key k;

	digest_key_init(&k, key, key_len);
	return digest_hmac_by(&k, data, len);
}

void digest_hmac_sha1(const void *key, size_t key_len, const void *data, size_t len,
	uint8_t ret[DIGEST_SHA1_BYTES])
{
	struct hmac_sha1_ctx state;

	hmac_sha1_set_key(&state, key_len, key);
	hmac_sha1_update(&state, len, data);
	hmac_sha1_digest(&state, DIGEST_SHA1_BYTES, ret);
}

void digest_hmac_sha2(int bits, const void *key, size_t key_len, const void *data,
	size_t len, uint8_t ret[DIGEST_SHA2_MAX])
{
	struct hmac_sha384_ctx s384;
	struct hmac_sha512_ctx s512;
	struct digest d;

	REQUIRE(bits == 256 || bits == 384 || bits == 512);
	if (bits == 256) {
		d = digest_hmac(key, key_len, data, len);
		memcpy(ret, d.bytes, DIGEST_BYTES);
	} else if (bits == 384) {
		hmac_sha384_set_key(&s384, key_len, key);
		hmac_sha384_update(&s384, len, data);
		hmac_sha384_digest(&s384, SHA384_DIGEST_SIZE, ret);
	} else {
		hmac_sha512_set_key(&s512, key_len, key);
		hmac_sha512_update(&s512, len, data);
		hmac_sha512_digest(&s512, SHA512_DIGEST_SIZE, ret);
	}
}

bool digest_bytes_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
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

static struct sha256_ctx *state_of(struct digest_state *s)
{
	return (struct sha256_ctx *)(void *)s->opaque;
}

void digest_start(struct digest_state *s)
{
	sha256_init(state_of(s));
}

void digest_add(struct digest_state *s, const void *data, size_t len)
{
	sha256_update(state_of(s), len, data);
}

void digest_add_field(struct digest_state *s, const char *text_or_null)
{
	digest_add_bytes(
		s, text_or_null, text_or_null != NULL ? strlen(text_or_null) : 0);
}

void digest_add_bytes(struct digest_state *s, const void *bytes_or_null, size_t len)
{
	uint64_t n = bytes_or_null != NULL ? len + 1 : 0;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(n >> (8 * i));
	digest_add(s, length, sizeof length);
	if (n > 1)
		digest_add(s, bytes_or_null, n - 1);
}

struct digest digest_finish(struct digest_state *s)
{
	struct digest d;

	sha256_digest(state_of(s), DIGEST_BYTES, d.bytes);
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

	return strlen(s) == TOKEN_TEXT - 1
	       && form_base64url(s, TOKEN_TEXT - 1, ret, TOKEN_BYTES, &n)
	       && n == TOKEN_BYTES;
}
