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
 * has. Pure; forgets what is old.
 *
 * What is counted for accounts outlives the program: each place of those tables that
 * changed is given out as a row, to be kept (throttle_store.h) and put back at the
 * start. */
#pragma once

#include "base/clock.h"
#include "base/digest.h"

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
	/* private */
	struct digest secret;
	uint64_t seed; /* nobody can tell which keys stand beside each other */
	struct throttle_entry {
		uint64_t key; /* 0: free */
		uint32_t failures;
		bool unkept; /* it changed, and was not given out since */
		struct tick last;
	} entries[THROTTLE_TABLES][THROTTLE_ENTRIES];
};

/* Counts nothing yet. secret: of the installation. The same one gives every key the
 * same places again, and nobody without it can tell whose a key is. */
void throttle_init(struct throttle *t, const void *secret, size_t len);

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

/* --- what is to be kept: of THROTTLE_ACCOUNTS and THROTTLE_CODES */

struct throttle_row {
	enum throttle_table table;
	size_t place; /* below THROTTLE_ENTRIES: a row takes that of the one before */
	uint64_t key;
	uint32_t failures;
	struct tick last;
};

/* Rows that changed and were not given out; returns how many, at most max. */
size_t throttle_take(struct throttle *t, struct throttle_row rows[], size_t max);
/* They could not be kept: they will be given out again. */
void throttle_take_back(
	struct throttle *t, const struct throttle_row rows[], size_t count);
/* As it was kept: at the start, before anything is counted. What says to be of the
 * future, after the clock was set back, counts as of now. */
void throttle_put(struct throttle *t, const struct throttle_row *row, struct tick now);
