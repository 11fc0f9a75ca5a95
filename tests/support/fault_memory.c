/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/fault_memory.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

static sqlite3_mem_methods real;
static atomic_long at, count, outstanding;
static atomic_bool persistent, struck;

static bool strikes(void)
{
	long when = atomic_load(&at), n;

	if (when == 0)
		return false;
	n = atomic_fetch_add(&count, 1) + 1;
	if (n < when || (n > when && !atomic_load(&persistent)))
		return false;
	atomic_store(&struck, true);
	return true;
}

static void *on_malloc(int n)
{
	void *p = strikes() ? NULL : real.xMalloc(n);

	if (p != NULL)
		atomic_fetch_add(&outstanding, 1);
	return p;
}

static void *on_realloc(void *p, int n)
{
	return strikes() ? NULL : real.xRealloc(p, n);
}

static void on_free(void *p)
{
	if (p != NULL)
		atomic_fetch_sub(&outstanding, 1);
	real.xFree(p);
}

void fault_memory_install(void)
{
	sqlite3_mem_methods mine;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
		abort();
	mine = real;
	mine.xMalloc = on_malloc;
	mine.xRealloc = on_realloc;
	mine.xFree = on_free;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) != SQLITE_OK
		|| sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
		abort();
}

void fault_memory_arm(long n, bool stays)
{
	atomic_store(&count, 0);
	atomic_store(&struck, false);
	atomic_store(&persistent, stays);
	atomic_store(&at, n);
}

bool fault_memory_disarm(void)
{
	atomic_store(&at, 0);
	return atomic_load(&struck);
}

long fault_memory_outstanding(void)
{
	return atomic_load(&outstanding);
}
