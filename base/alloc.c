/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory, with a countdown for tests. */
#include "base/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static atomic_long countdown; /* 0: off; 1: the next one fails; negative: fired */
static atomic_int stays;

int alloc_fail_at(long n, int persistent)
{
	int fired = atomic_exchange(&countdown, n) < 0;

	atomic_store(&stays, persistent);
	return fired;
}

static bool fails(void)
{
	long now = atomic_load(&countdown);

	if (now == 0)
		return false;
	if (now < 0)
		return atomic_load(&stays) != 0;
	if (atomic_fetch_sub(&countdown, 1) != 1)
		return false;
	atomic_store(&countdown, -1);
	return true;
}

void *base_alloc(size_t size)
{
	return fails() ? NULL : malloc(size > 0 ? size : 1);
}

void *base_calloc(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || fails())
		return NULL;
	return calloc(1, bytes > 0 ? bytes : 1);
}

void *base_realloc(void *p, size_t size)
{
	return fails() ? NULL : realloc(p, size > 0 ? size : 1);
}

void *base_realloc_array(void *p, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return base_realloc(p, bytes);
}

void *base_room(void *items, size_t n, size_t *cap, size_t size)
{
	size_t wider = *cap > 0 ? 2 * *cap : 16;
	void *grown;

	if (n < *cap)
		return items;
	grown = base_realloc_array(items, wider, size);
	if (grown != NULL)
		*cap = wider;
	return grown;
}

char *base_strdup(const char *s)
{
	return base_strndup(s, strlen(s));
}

char *base_strndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *copy = base_alloc(n + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void base_free(void *p)
{
	free(p);
}
