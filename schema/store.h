/* SPDX-License-Identifier: EUPL-1.2 */
/* The store: one writing thread with group commit, a few reading threads, and the
 * executor port.
 *
 * Write jobs run in order, each in a savepoint, many in one transaction, one COMMIT;
 * then each job's own result is reported. */
#pragma once

#include "base/list.h"
#include "schema/db.h"

enum job_class {
	JOB_CALL, /* calls in progress: answers, outcomes, deadlines, starts; ahead of
		     the rest, own room in the queue */
	JOB_OTHER,
};

/* Owned by its submitter until done() was called; done() may free it.
 * work(): store or reader thread, sees only the job and the database; a code other than
 * ERR_OK rolls this job back (e is kept as job->err). done(): loop thread, after the
 * commit; job->err.code is ERR_OK only when the job is durable. Never called before
 * submit returns. */
struct job {
	enum err_code (*work)(struct job *j, struct db *db, struct err *e);
	void (*done)(struct job *j);
	struct err err;
	/* private */
	struct list link;
	enum job_class class;
};

/* Port: a job runner. Submitting fails with ERR_BUSY when the queue is full: then
 * done() is never called. */
struct executor {
	enum err_code (*write)(
		struct executor *x, struct job *j, enum job_class class, struct err *e);
	enum err_code (*read)(struct executor *x, struct job *j, struct err *e);
};

struct store;

struct store_config {
	const struct engine *engine;
	const char *file;
	int readers;        /* threads */
	size_t queue_other; /* limits: jobs waiting */
	size_t queue_call;
	size_t queue_read;
	size_t group; /* write jobs in one transaction at most */
	/* Called from store and reader threads when finished jobs wait: make the loop
	 * call store_deliver (uv_async_send). */
	void (*wake)(void *ctx);
	void *wake_ctx;
};

/* The database must be migrated already. */
MUST_USE enum err_code store_open(
	const struct store_config *config, struct store **ret, struct err *e);
struct executor *store_executor(struct store *s);
/* Loop thread: calls done() of all finished jobs. */
void store_deliver(struct store *s);
/* Jobs submitted and not yet delivered. Loop thread. */
size_t store_pending(const struct store *s);
/* Any thread: grows by at least one with each committed transaction of this store that
 * changed something. */
uint64_t store_commits(const struct store *s);
/* Any thread: whether the last commit that had something to write succeeded
 * (readiness). */
bool store_writable(const struct store *s);
/* Runs what is queued, delivers it, joins the threads, closes. ERR_BUG when a statement
 * was left open. Loop thread. */
enum err_code store_close(struct store *s, struct err *e);
