/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sealed.h"

#include "base/digest.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SEALED_MORE == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
	"what is added to a text");
_Static_assert(DIGEST_BYTES == crypto_secretbox_KEYBYTES, "a digest is a key");

static struct digest key_for(const uint8_t *key, size_t key_len, const char *purpose)
{
	return digest_hmac(key, key_len, purpose, strlen(purpose));
}

void sealed_make(const uint8_t *key, size_t key_len, const char *purpose,
	const void *text, size_t n, uint8_t *ret)
{
	struct digest k = key_for(key, key_len, purpose);
	const struct digest nonce = digest_hmac(k.bytes, DIGEST_BYTES, text, n);

	memcpy(ret, nonce.bytes, crypto_secretbox_NONCEBYTES);
	(void)crypto_secretbox_easy(
		ret + crypto_secretbox_NONCEBYTES, text, n, ret, k.bytes);
	sodium_memzero(&k, sizeof k);
}

bool sealed_open(const uint8_t *key, size_t key_len, const char *purpose,
	const uint8_t *sealed, size_t n, void *ret)
{
	struct digest k = key_for(key, key_len, purpose);
	const bool ok =
		sealed != NULL && n >= SEALED_MORE
		&& crypto_secretbox_open_easy(ret, sealed + crypto_secretbox_NONCEBYTES,
			   n - crypto_secretbox_NONCEBYTES, sealed, k.bytes)
			   == 0;

	sodium_memzero(&k, sizeof k);
	return ok;
}
