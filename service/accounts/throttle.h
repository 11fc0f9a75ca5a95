/* SPDX-License-Identifier: EUPL-1.2 */
/* Slows down guessing without locking anybody out: after some wrong passwords each next
 * attempt has to wait, a little longer each time. Counted are
 *
 * - an account from one address, and an address: half a minute at most;
 * - an account, from wherever they come: 20 are free, then one to five minutes each;
 * - codes of the second factor, by who has the password: 10 are free, then up to five
 *   minutes each.
 *
 * Who comes from an address that the account knows, or with a remembered device, is not
 * asked about the last two, and there are other ways past the second
 * (service/api/account/session.c). Names that nobody has count like those that somebody
 * has. Pure; forgets what is old. */
#pragma once

#include "base/clock.h"

enum {
	THROTTLE_ENTRIES = 4096,
	THROTTLE_WAIT_MAX_MS = 30000,
	THROTTLE_ACCOUNT_WAIT_MAX_MS = 5 * 60 * 1000
};

/* Tables of their own: addresses push out no account, and only who has a password can
 * write in the last one. */
enum throttle_table {
	THROTTLE_ADDRESSES,
	THROTTLE_ACCOUNTS,
	THROTTLE_CODES,
	THROTTLE_TABLES
};

struct throttle {
	/* random: nobody can tell which keys stand beside each other */
	uint64_t seed;
	/* private */
	struct throttle_entry {
		uint64_t key; /* 0: free */
		uint32_t failures;
		struct tick last;
	} entries[THROTTLE_TABLES][THROTTLE_ENTRIES];
};

/* 0: go ahead; else how long to wait first, in milliseconds. */
int64_t throttle_wait(const struct throttle *t, const char *account,
	const char *address, struct tick now);
void throttle_failed(
	struct throttle *t, const char *account, const char *address, struct tick now);
void throttle_succeeded(struct throttle *t, const char *account, const char *address);

/* The same for an account wherever the attempts come from; nothing but time forgives.
 */
int64_t throttle_account_wait(
	const struct throttle *t, const char *account, struct tick now);
void throttle_account_failed(struct throttle *t, const char *account, struct tick now);

/* The same for codes, by the number of the account. */
int64_t throttle_code_wait(
	const struct throttle *t, int64_t account_id, struct tick now);
void throttle_code_failed(struct throttle *t, int64_t account_id, struct tick now);
