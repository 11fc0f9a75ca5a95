/* SPDX-License-Identifier: EUPL-1.2 */
/* SHA-256, SHA-1 and HMAC (nettle), hexadecimal, base64url, comparison in constant time
 * (libsodium). Pure.
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX = 65, TOKEN_BYTES = 16, TOKEN_TEXT = 23 };

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

struct digest digest_sha256(const void *data, size_t len);
/* Key of any length (RFC 2104). */
struct digest digest_hmac(
	const void *key, size_t key_len, const void *data, size_t len);
/* The same with a key that is used often, prepared once: that is half of the work. */
struct digest_key {
	_Alignas(16) unsigned char opaque[384];
};
void digest_key_init(struct digest_key *k, const void *key, size_t key_len);
struct digest digest_hmac_by(const struct digest_key *k, const void *data, size_t len);
/* HMAC-SHA1, for peers that know nothing newer (RFC 2104, RFC 3174). */
enum { DIGEST_SHA1_BYTES = 20 };
void digest_hmac_sha1(const void *key, size_t key_len, const void *data, size_t len,
	uint8_t ret[DIGEST_SHA1_BYTES]);
/* HMAC of the SHA-2 family: bits is 256, 384 or 512 (RFC 4231); writes bits / 8 bytes.
 */
enum { DIGEST_SHA2_MAX = 64 };
void digest_hmac_sha2(int bits, const void *key, size_t key_len, const void *data,
	size_t len, uint8_t ret[DIGEST_SHA2_MAX]);
bool digest_bytes_equal(const void *a, const void *b, size_t n);   /* constant time */
bool digest_equal(const struct digest *a, const struct digest *b); /* constant time */
bool digest_text_equal(
	const char *a, const char *b); /* constant time for equal lengths */
const char *digest_hex(const struct digest *d, char buffer[DIGEST_HEX]);
bool digest_from_hex(const char *hex, struct digest *ret);

/* Incremental: for chains of fields. Each field goes in with its length before it, so
 * that no two different lists of fields give the same bytes; NULL differs from "". */
struct digest_state {
	_Alignas(16) unsigned char opaque[128];
};
void digest_start(struct digest_state *s);
void digest_add(struct digest_state *s, const void *data, size_t len);
void digest_add_field(struct digest_state *s, const char *text_or_null);
void digest_add_bytes(struct digest_state *s, const void *bytes_or_null, size_t len);
struct digest digest_finish(struct digest_state *s);

/* 16 bytes <-> 22 characters base64url without padding (RFC 4648). */
const char *token_text(const uint8_t bytes[TOKEN_BYTES], char buffer[TOKEN_TEXT]);
bool token_parse(const char *s, uint8_t ret[TOKEN_BYTES]);
