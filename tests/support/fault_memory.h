/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory faults inside SQLite on purpose. Our own memory: alloc_fail_at. */
#pragma once

#include <stdbool.h>

/* Before SQLite is used at all; once a process. */
void fault_memory_install(void);
/* The n-th allocation from now fails; with persistent all after it too. */
void fault_memory_arm(long n, bool persistent);
/* Back to normal. Whether the plan struck. */
bool fault_memory_disarm(void);
/* Allocations of SQLite that were not freed. */
long fault_memory_outstanding(void);
