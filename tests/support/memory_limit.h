/* SPDX-License-Identifier: EUPL-1.2 */
/* A limit on the memory of programs under test, as a service manager sets it: a memory
 * cgroup below that of the test, in which the kernel ends what goes over the limit.
 * Where none can be made (no right to, or no such controller) this process watches and
 * does what the kernel would. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { MEMORY_LIMIT_PATH = 512 };

struct memory_limit {
	char group[MEMORY_LIMIT_PATH]; /* "": none could be made */
	char home[MEMORY_LIMIT_PATH];  /* where this process belongs */
	bool unified;                  /* cgroup 2 */
	int64_t most;                  /* without a group: bytes */
};

void memory_limit_open(struct memory_limit *l);
/* What is started between these two is in the group, with all that it takes. */
void memory_limit_enter(const struct memory_limit *l);
void memory_limit_leave(const struct memory_limit *l);
/* From now on: what the program takes now, and so many bytes more. */
void memory_limit_narrow(struct memory_limit *l, pid_t pid, int64_t spare);
/* Waits until it was ended for going over the limit, which the caller still waits for
 * as a child; fails the test after a while. */
void memory_limit_await_end(const struct memory_limit *l, pid_t pid);
/* No limit any more. */
void memory_limit_lift(struct memory_limit *l);
/* Nothing may be left in it. */
void memory_limit_close(struct memory_limit *l);
