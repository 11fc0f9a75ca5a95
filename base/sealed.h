/* SPDX-License-Identifier: EUPL-1.2 */
/* Short texts that rest where others may read them, and mean something only to who has
 * the key (libsodium's secretbox): a nonce, an authenticator, and the text. The nonce
 * is a keyed hash of the text, so that no clock and no random numbers are needed: the
 * same text for the same purpose is sealed to the same bytes, and no nonce serves two
 * texts. Pure. */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum { SEALED_MORE = 40 };

/* purpose: keeps what one part of the program sealed from another one. Writes n +
 * SEALED_MORE bytes. */
void sealed_make(const uint8_t *key, size_t key_len, const char *purpose,
	const void *text, size_t n, uint8_t *ret);
/* Writes n - SEALED_MORE bytes. False: it was sealed with another key or for another
 * purpose, or is damaged. */
bool sealed_open(const uint8_t *key, size_t key_len, const char *purpose,
	const uint8_t *sealed, size_t n, void *ret);
