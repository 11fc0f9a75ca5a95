/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory for the pages of all connections of a service, taken at once.
 *
 * Else it grows page by page while the first large call-out is written, and each page
 * costs a fault, and some a system call that stops the other threads. */
#include "schema/sqlite_internal.h"

#include <sys/mman.h>

enum {
	PAGE_BYTES = 4096,
	PAGES = 6144, /* as many as the caches of a writer and two readers hold */
	HUGE_BYTES = 2 * 1024 * 1024
};

void sqlite_engine_reserve(void)
{
	int header = 0;
	size_t slot, size;
	char *memory;

	if (sqlite3_config(SQLITE_CONFIG_PCACHE_HDRSZ, &header) != SQLITE_OK)
		return;
	slot = (size_t)(PAGE_BYTES + header + 7) / 8 * 8;
	size = slot * PAGES;
	memory = mmap(NULL, size + HUGE_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return; /* then page by page */
	memory += HUGE_BYTES - (uintptr_t)memory % HUGE_BYTES;
	(void)madvise(memory, size, MADV_HUGEPAGE); /* where there are: few faults */
	(void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, memory, (int)slot, PAGES);
}
