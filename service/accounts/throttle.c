/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables of recent failures: each key has a few places where it may stand. What is old
 * gives way first, then what failed least: whoever wants to push a key out has to fail
 * as often for others. */
#include "service/accounts/throttle.h"

#include "base/random.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
	PLACES = 8,
	FREE_PAIR = 4, /* wrong tries from one address for one account before waiting */
	FREE_ADDRESS = 20, /* wrong tries from one address for any account */
	FREE_ACCOUNT = 20, /* wrong tries for one account from any address */
	FREE_CODES = 10,
	FORGET_MS = 15 * 60 * 1000,
	FORGET_ACCOUNT_MS = 24 * 60 * 60 * 1000
};

static const struct {
	int64_t forget_ms, wait_ms,
		wait_max_ms; /* waits double from one to the other */
} tables[THROTTLE_TABLES] = {
	[THROTTLE_ADDRESSES] = { FORGET_MS, 1000, THROTTLE_WAIT_MAX_MS },
	[THROTTLE_ACCOUNTS] = { FORGET_ACCOUNT_MS, 60000,
		THROTTLE_ACCOUNT_WAIT_MAX_MS },
	[THROTTLE_CODES] = { FORGET_ACCOUNT_MS, 1000, THROTTLE_ACCOUNT_WAIT_MAX_MS },
};

void throttle_init(struct throttle *t, const void *secret, size_t len)
{
	static const char purpose[] = "throttle";

	memset(t, 0, sizeof *t);
	t->secret = digest_hmac(secret, len, purpose, sizeof purpose);
	memcpy(&t->seed, t->secret.bytes, sizeof t->seed);
}

/* What is kept tells nobody who was tried: these are keyed hashes. */
static uint64_t secret_key_of(const struct throttle *t, const char *whose)
{
	const struct digest d =
		digest_hmac(t->secret.bytes, DIGEST_BYTES, whose, strlen(whose));
	uint64_t key;

	memcpy(&key, d.bytes, sizeof key);
	return key != 0 ? key : 1;
}

static uint64_t account_key(const struct throttle *t, const char *account)
{
	char whose[96];

	(void)snprintf(whose, sizeof whose, "name %s", account);
	return secret_key_of(t, whose);
}

static uint64_t code_key(const struct throttle *t, int64_t account_id)
{
	char whose[32];

	(void)snprintf(whose, sizeof whose, "code %" PRId64, account_id);
	return secret_key_of(t, whose);
}

/* For what is not kept. Either may be NULL. */
static uint64_t key_of(
	const struct throttle *t, const char *account, const char *address)
{
	uint64_t key = 1469598103934665603U ^ t->seed; /* FNV-1a */

	for (const char *s = address != NULL ? address : ""; *s != '\0'; s++)
		key = (key ^ (unsigned char)*s) * 1099511628211U;
	key = prng_mix(key, account != NULL ? strlen(account) + 1 : 0);
	for (const char *s = account != NULL ? account : ""; *s != '\0'; s++)
		key = (key ^ (unsigned char)*s) * 1099511628211U;
	return key != 0 ? key : 1;
}

static bool is_old(
	enum throttle_table table, const struct throttle_entry *entry, struct tick now)
{
	return now.ms - entry->last.ms > tables[table].forget_ms;
}

/* The first of the PLACES where the key may stand. */
static size_t first_of(const struct throttle *t, uint64_t key)
{
	return prng_mix(key, t->seed) % (THROTTLE_ENTRIES / PLACES) * PLACES;
}

/* THROTTLE_ENTRIES: it stands nowhere. */
static size_t find(const struct throttle *t, enum throttle_table table, uint64_t key)
{
	size_t first = first_of(t, key);

	for (size_t i = first; i < first + PLACES; i++)
		if (t->entries[table][i].key == key)
			return i;
	return THROTTLE_ENTRIES;
}

/* How much is lost when it gives way: nothing when it is free or old. */
static uint32_t worth(
	enum throttle_table table, const struct throttle_entry *entry, struct tick now)
{
	return entry->key == 0 || is_old(table, entry, now) ? 0 : entry->failures;
}

static size_t place_for(const struct throttle *t, enum throttle_table table,
	uint64_t key, struct tick now)
{
	const struct throttle_entry *entries = t->entries[table];
	size_t first = first_of(t, key), place = first;

	for (size_t i = first + 1; i < first + PLACES; i++) {
		uint32_t lost = worth(table, &entries[i], now),
			 least = worth(table, &entries[place], now);

		if (lost < least
			|| (lost == least
				&& entries[i].last.ms < entries[place].last.ms))
			place = i;
	}
	return place;
}

static void add(
	struct throttle *t, enum throttle_table table, uint64_t key, struct tick now)
{
	size_t i = find(t, table, key);
	struct throttle_entry *entry =
		&t->entries[table]
			   [i < THROTTLE_ENTRIES ? i : place_for(t, table, key, now)];

	if (entry->key != key || is_old(table, entry, now))
		*entry = (struct throttle_entry){ .key = key };
	entry->failures++;
	entry->last = now;
	entry->unkept = table != THROTTLE_ADDRESSES;
}

static int64_t wait_of(const struct throttle *t, enum throttle_table table,
	uint64_t key, uint32_t free, struct tick now)
{
	size_t i = find(t, table, key);
	const struct throttle_entry *entry;
	const int64_t max = tables[table].wait_max_ms;
	uint32_t over;
	int64_t wait, left;

	if (i == THROTTLE_ENTRIES)
		return 0;
	entry = &t->entries[table][i];
	if (is_old(table, entry, now) || entry->failures < free)
		return 0;
	over = entry->failures - free;
	wait = over < 20 ? tables[table].wait_ms << over : max;
	left = entry->last.ms + (wait < max ? wait : max) - now.ms;
	return left > 0 ? left : 0;
}

int64_t throttle_wait(const struct throttle *t, const char *account,
	const char *address, struct tick now)
{
	int64_t pair = wait_of(
		t, THROTTLE_ADDRESSES, key_of(t, account, address), FREE_PAIR, now);
	int64_t all = wait_of(
		t, THROTTLE_ADDRESSES, key_of(t, NULL, address), FREE_ADDRESS, now);

	return pair > all ? pair : all;
}

void throttle_failed(
	struct throttle *t, const char *account, const char *address, struct tick now)
{
	add(t, THROTTLE_ADDRESSES, key_of(t, account, address), now);
	add(t, THROTTLE_ADDRESSES, key_of(t, NULL, address), now);
}

void throttle_succeeded(struct throttle *t, const char *account, const char *address)
{
	size_t i = find(t, THROTTLE_ADDRESSES, key_of(t, account, address));

	if (i < THROTTLE_ENTRIES)
		t->entries[THROTTLE_ADDRESSES][i] = (struct throttle_entry){ 0 };
}

int64_t throttle_account_wait(
	const struct throttle *t, const char *account, struct tick now)
{
	return wait_of(
		t, THROTTLE_ACCOUNTS, account_key(t, account), FREE_ACCOUNT, now);
}

void throttle_account_failed(struct throttle *t, const char *account, struct tick now)
{
	add(t, THROTTLE_ACCOUNTS, account_key(t, account), now);
}

int64_t throttle_code_wait(
	const struct throttle *t, int64_t account_id, struct tick now)
{
	return wait_of(t, THROTTLE_CODES, code_key(t, account_id), FREE_CODES, now);
}

void throttle_code_failed(struct throttle *t, int64_t account_id, struct tick now)
{
	add(t, THROTTLE_CODES, code_key(t, account_id), now);
}

size_t throttle_take(struct throttle *t, struct throttle_row rows[], size_t max)
{
	size_t n = 0;

	for (int table = THROTTLE_ACCOUNTS; table < THROTTLE_TABLES; table++)
		for (size_t i = 0; i < THROTTLE_ENTRIES && n < max; i++) {
			struct throttle_entry *entry = &t->entries[table][i];

			if (!entry->unkept)
				continue;
			entry->unkept = false;
			rows[n++] = (struct throttle_row){
				.table = (enum throttle_table)table,
				.place = i,
				.key = entry->key,
				.failures = entry->failures,
				.last = entry->last
			};
		}
	return n;
}

void throttle_take_back(
	struct throttle *t, const struct throttle_row rows[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		t->entries[rows[i].table][rows[i].place].unkept = true;
}

void throttle_put(struct throttle *t, const struct throttle_row *row, struct tick now)
{
	t->entries[row->table][row->place] = (struct throttle_entry){ .key = row->key,
		.failures = row->failures,
		.last = row->last.ms < now.ms ? row->last : now };
}
