/* SPDX-License-Identifier: EUPL-1.2 */
/* The second factor: time-based one-time codes (RFC 6238, liboath): six digits, 30
 * seconds, one step of grace either way. Secrets rest sealed: the key comes from the
 * installation's secret file, so that a copy of the database alone yields no codes. */
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/err.h"

enum {
	TOTP_SECRET = 20,
	TOTP_SEALED = 60, /* nonce, authenticator, secret */
	TOTP_TEXT = 33    /* base32 and NUL */
};

void totp_new(struct random *random, uint8_t ret[TOTP_SECRET]);
const char *totp_text(const uint8_t secret[TOTP_SECRET], char buffer[TOTP_TEXT]);
/* True when the code is right now and belongs to a later time step than *step, which
 * then moves on: a code works once. */
bool totp_check(const uint8_t secret[TOTP_SECRET], const char *code, struct instant now,
	int64_t *step);

void totp_seal(const uint8_t *key, size_t key_len, const uint8_t secret[TOTP_SECRET],
	uint8_t ret[TOTP_SEALED]);
/* False: sealed with another key, or damaged. */
bool totp_unseal(const uint8_t *key, size_t key_len, const void *sealed, size_t len,
	uint8_t ret[TOTP_SECRET]);
