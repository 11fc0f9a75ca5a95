/* SPDX-License-Identifier: EUPL-1.2 */
/* An executor for tests: keeps jobs until it is told to run one, then runs it as the
 * store does, without threads. So a test can hold a commit back while something else
 * happens. */
#pragma once

#include "schema/store.h"

struct inline_executor {
	struct executor executor;
	struct db *db;      /* borrowed; the test may put another one here */
	size_t max;         /* jobs that may wait; beyond it ERR_BUSY */
	size_t commits;     /* transactions that were committed */
	struct list writes; /* private */
	struct list reads;
	size_t waiting;
};

void inline_executor_init(struct inline_executor *x, struct db *db);
/* Runs the oldest write job (JOB_CALL first), or when there is none the oldest read
 * job, in its own transaction, and calls its done(). False when nothing waits. */
bool inline_executor_one(struct inline_executor *x);
void inline_executor_all(struct inline_executor *x);
/* As the process dying: what waits is never run, and done() is never called. */
void inline_executor_drop(struct inline_executor *x);
