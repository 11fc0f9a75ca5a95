/* SPDX-License-Identifier: EUPL-1.2 */
/* Disk faults on purpose: a layer over SQLite's own file system that counts writes,
 * truncations and syncs, and lets the n-th fail or kill the process.
 *
 * One plan for the process; any thread. Reading never fails. */
#pragma once

#include <stdbool.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_IOERR,    /* the disk reports an error */
	FAULT_FULL,     /* the disk is full */
	FAULT_DIE,      /* the process ends before the operation */
	FAULT_DIE_TORN, /* the process ends half-way through a write */
	FAULT_KINDS
};

enum { FAULT_DIE_CODE = 77 };

/* Becomes the default file system of SQLite. Once a process; before any database is
 * open. */
void fault_vfs_install(void);
/* The n-th operation from now (1 = the next) fails; with persistent all after it too.
 * n = 0 only counts. */
void fault_vfs_arm(enum fault_kind kind, long n, bool persistent);
/* Back to normal. Whether the plan struck. */
bool fault_vfs_disarm(void);
/* Operations since fault_vfs_arm. */
long fault_vfs_count(void);
