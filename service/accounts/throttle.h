/* SPDX-License-Identifier: EUPL-1.2 */
/* Slows down guessing without locking anybody out: after some wrong passwords each next
 * attempt has to wait, a little longer each time, half a minute at most. Waiting counts
 * per account from one address, and per address; a person who signs in from elsewhere
 * is not held up by a stranger's guesses.
 *
 * Who has the password and guesses codes of the second factor from ever other addresses
 * is counted per account as well: ten are free, then up to five minutes each. Who comes
 * from an address that the account knows, or with a remembered device, is not asked
 * about this one (service/api/account/session.c). Pure; forgets what is old. */
#pragma once

#include "base/clock.h"

enum {
	THROTTLE_ENTRIES = 4096,
	THROTTLE_WAIT_MAX_MS = 30000,
	THROTTLE_CODES = 256, /* accounts whose codes are guessed */
	THROTTLE_CODE_WAIT_MAX_MS = 5 * 60 * 1000
};

struct throttle {
	/* private */
	struct throttle_entry {
		uint64_t key; /* 0: free */
		uint32_t failures;
		struct tick last;
	} entries[THROTTLE_ENTRIES];
	/* a table of its own: only who has a password can write in it */
	struct throttle_entry codes[THROTTLE_CODES];
};

/* 0: go ahead; else how long to wait first, in milliseconds. */
int64_t throttle_wait(const struct throttle *t, const char *account,
	const char *address, struct tick now);
void throttle_failed(
	struct throttle *t, const char *account, const char *address, struct tick now);
void throttle_succeeded(struct throttle *t, const char *account, const char *address);

/* The same for codes, by the number of the account; nothing but time forgives. */
int64_t throttle_code_wait(
	const struct throttle *t, int64_t account_id, struct tick now);
void throttle_code_failed(struct throttle *t, int64_t account_id, struct tick now);
