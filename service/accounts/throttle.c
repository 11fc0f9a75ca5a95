/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of recent failures: each key has a few places where it may stand; the oldest
 * gives way. */
#include "service/accounts/throttle.h"

#include "base/random.h"

#include <stddef.h>
#include <string.h>

enum {
	PLACES = 8,
	FREE_PAIR = 4, /* wrong tries from one address for one account before waiting */
	FREE_ADDRESS = 20, /* wrong tries from one address for any account */
	FREE_CODES = 10,
	FORGET_MS = 15 * 60 * 1000,
	FORGET_CODES_MS = 24 * 60 * 60 * 1000
};

static uint64_t key_of(const char *account, const char *address)
{
	uint64_t key = 1469598103934665603U; /* FNV-1a */

	for (const char *s = address; *s != '\0'; s++)
		key = (key ^ (unsigned char)*s) * 1099511628211U;
	key = prng_mix(key, account != NULL ? strlen(account) + 1 : 0);
	for (const char *s = account != NULL ? account : ""; *s != '\0'; s++)
		key = (key ^ (unsigned char)*s) * 1099511628211U;
	return key != 0 ? key : 1;
}

static bool is_old(const struct throttle_entry *t, struct tick now)
{
	return now.ms - t->last.ms > FORGET_MS;
}

static const struct throttle_entry *find(const struct throttle *t, uint64_t key)
{
	size_t first = prng_mix(key, 0) % (THROTTLE_ENTRIES / PLACES) * PLACES;

	for (size_t i = first; i < first + PLACES; i++)
		if (t->entries[i].key == key)
			return &t->entries[i];
	return NULL;
}

/* 1, 2, 4 … seconds. */
static int64_t wait_after(
	const struct throttle_entry *entry, uint32_t free, int64_t max, struct tick now)
{
	uint32_t over;
	int64_t wait, left;

	if (entry->failures < free)
		return 0;
	over = entry->failures - free;
	wait = over < 20 ? INT64_C(1000) << over : max;
	left = entry->last.ms + (wait < max ? wait : max) - now.ms;
	return left > 0 ? left : 0;
}

static int64_t wait_of(
	const struct throttle *t, uint64_t key, uint32_t free, struct tick now)
{
	const struct throttle_entry *entry = find(t, key);

	if (entry == NULL || is_old(entry, now))
		return 0;
	return wait_after(entry, free, THROTTLE_WAIT_MAX_MS, now);
}

int64_t throttle_wait(const struct throttle *t, const char *account,
	const char *address, struct tick now)
{
	int64_t pair = wait_of(t, key_of(account, address), FREE_PAIR, now);
	int64_t all = wait_of(t, key_of(NULL, address), FREE_ADDRESS, now);

	return pair > all ? pair : all;
}

static void add(struct throttle *t, uint64_t key, struct tick now)
{
	size_t first = prng_mix(key, 0) % (THROTTLE_ENTRIES / PLACES) * PLACES;
	struct throttle_entry *place = &t->entries[first];

	for (size_t i = first; i < first + PLACES; i++) {
		if (t->entries[i].key == key) {
			place = &t->entries[i];
			break;
		}
		if (place->key != 0
			&& (t->entries[i].key == 0
				|| t->entries[i].last.ms < place->last.ms))
			place = &t->entries[i];
	}
	if (place->key != key || is_old(place, now))
		*place = (struct throttle_entry){ .key = key };
	place->failures++;
	place->last = now;
}

void throttle_failed(
	struct throttle *t, const char *account, const char *address, struct tick now)
{
	add(t, key_of(account, address), now);
	add(t, key_of(NULL, address), now);
}

void throttle_succeeded(struct throttle *t, const char *account, const char *address)
{
	const struct throttle_entry *entry = find(t, key_of(account, address));

	if (entry != NULL)
		t->entries[entry - t->entries] = (struct throttle_entry){ 0 };
}

/* --- codes */

/* Its place; else, where there is none, the one to take: free or the oldest. */
static size_t place_of_code(const struct throttle *t, int64_t account_id)
{
	size_t place = 0;

	for (size_t i = 0; i < THROTTLE_CODES; i++) {
		if (t->codes[i].key == (uint64_t)account_id)
			return i;
		if (t->codes[place].key != 0
			&& (t->codes[i].key == 0
				|| t->codes[i].last.ms < t->codes[place].last.ms))
			place = i;
	}
	return place;
}

static bool counts(
	const struct throttle_entry *entry, int64_t account_id, struct tick now)
{
	return entry->key == (uint64_t)account_id
	       && now.ms - entry->last.ms <= FORGET_CODES_MS;
}

int64_t throttle_code_wait(
	const struct throttle *t, int64_t account_id, struct tick now)
{
	const struct throttle_entry *entry = &t->codes[place_of_code(t, account_id)];

	return counts(entry, account_id, now)
		       ? wait_after(entry, FREE_CODES, THROTTLE_CODE_WAIT_MAX_MS, now)
		       : 0;
}

void throttle_code_failed(struct throttle *t, int64_t account_id, struct tick now)
{
	struct throttle_entry *entry = &t->codes[place_of_code(t, account_id)];

	if (!counts(entry, account_id, now))
		*entry = (struct throttle_entry){ .key = (uint64_t)account_id };
	entry->failures++;
	entry->last = now;
}
