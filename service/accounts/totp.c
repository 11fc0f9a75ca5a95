/* SPDX-License-Identifier: EUPL-1.2 */
/* One-time codes and their sealed secrets. */
#include "service/accounts/totp.h"

#include "base/digest.h"
#include "base/sealed.h"

#include <liboath/oath.h>
#include <string.h>

enum { STEP_SECONDS = 30, WINDOW = 1, DIGITS = 6 };

_Static_assert((int)TOTP_SEALED == (int)SEALED_MORE + (int)TOTP_SECRET,
	"what a sealed secret is made of");
static const char purpose[] = "paraat second factor";

void totp_new(struct random *random, uint8_t ret[TOTP_SECRET])
{
	random->fill(random, ret, TOTP_SECRET);
}

const char *totp_text(const uint8_t secret[TOTP_SECRET], char buffer[TOTP_TEXT])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	for (int i = 0; i < TOTP_TEXT - 1; i++) { /* 5 bits a letter */
		int bit = i * 5, at = bit / 8, left = 8 - bit % 8;
		unsigned two = (unsigned)secret[at] << 8
			       | (at + 1 < TOTP_SECRET ? secret[at + 1] : 0U);

		buffer[i] = letters[two >> (left + 3) & 31];
	}
	buffer[TOTP_TEXT - 1] = '\0';
	return buffer;
}

/* Every code of the window is made and compared, in the same time whichever it is. */
bool totp_check(const uint8_t secret[TOTP_SECRET], const char *code, struct instant now,
	int64_t *step)
{
	int64_t found = 0;

	if (strlen(code) != DIGITS)
		return false;
	for (int64_t i = -WINDOW; i <= WINDOW; i++) {
		const int64_t at = now.ms / 1000 / STEP_SECONDS + i;
		char right[DIGITS + 1] = "";

		if (at <= *step
			|| oath_totp_generate((const char *)secret, TOTP_SECRET,
				   (time_t)at * STEP_SECONDS, STEP_SECONDS,
				   OATH_TOTP_DEFAULT_START_TIME, DIGITS, right)
				   != OATH_OK)
			continue;
		if (digest_text_equal(code, right))
			found = at;
	}
	if (found == 0)
		return false;
	*step = found;
	return true;
}

void totp_seal(const uint8_t *key, size_t key_len, const uint8_t secret[TOTP_SECRET],
	uint8_t ret[TOTP_SEALED])
{
	sealed_make(key, key_len, purpose, secret, TOTP_SECRET, ret);
}

bool totp_unseal(const uint8_t *key, size_t key_len, const void *sealed, size_t len,
	uint8_t ret[TOTP_SECRET])
{
	return len == TOTP_SEALED
	       && sealed_open(key, key_len, purpose, sealed, len, ret);
}
