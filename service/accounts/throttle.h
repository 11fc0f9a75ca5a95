/* SPDX-License-Identifier: EUPL-1.2 */
/* Slows down guessing without locking anybody out: after some wrong passwords each next
 * attempt has to wait, a little longer each time, half a minute at most. Waiting counts
 * per account from one address, and per address; a person who signs in from elsewhere
 * is not held up by a stranger's guesses. Pure; forgets what is old. */
#pragma once

#include "base/clock.h"

enum { THROTTLE_ENTRIES = 4096, THROTTLE_WAIT_MAX_MS = 30000 };

struct throttle {
	/* private */
	struct throttle_entry {
		uint64_t key; /* 0: free */
		uint32_t failures;
		struct tick last;
	} entries[THROTTLE_ENTRIES];
};

/* 0: go ahead; else how long to wait first, in milliseconds. */
int64_t throttle_wait(const struct throttle *t, const char *account,
	const char *address, struct tick now);
void throttle_failed(
	struct throttle *t, const char *account, const char *address, struct tick now);
void throttle_succeeded(struct throttle *t, const char *account, const char *address);
