/* SPDX-License-Identifier: EUPL-1.2 */
/* Chores: work that the program does by itself at times – reminders, sealing the audit
 * log, deleting what is past its term, scheduled tests. One line each in chores.c.
 *
 * Each run is one write job (one transaction, with the chore's own record). When it
 * fails nothing of it is kept but the failure, and it is tried again after a minute,
 * then longer, at most an hour. What the program missed while it was down is done once,
 * at the start.
 *
 * A chore that reads and writes files for long (a backup) runs aside, on a thread of
 * its own, without the store's connection; only its record is a write job. */
#pragma once

#include "alert/call/call.h"
#include "base/random.h"
#include "schema/resource.h"
#include "schema/store.h"

#include <uv.h>

struct config;

/* What runs found, for /metrics. */
struct chore_found {
	int64_t reviews_overdue;
};

/* What a run is given. Store thread; borrowed for the run. */
struct chore_call {
	struct change by; /* actor "paraat"; by.now: one reading for the whole run */
	const struct config *config;
	const struct call_settings *calls;
	struct random *random;
	struct chore_found *found;
};

/* As daily_minute: the time that the configuration says (self_test). */
enum { CHORE_SELF_TEST = -1 };

struct chore {
	const char *name;  /* in table chore, /metrics and logs */
	int every_seconds; /* or 0: daily */
	int daily_minute;  /* of the local day: 4 * 60 + 15 is 04:15 */
	/* One of the two: */
	enum err_code (*run)(struct db *db, const struct chore_call *c, struct err *e);
	enum err_code (*run_aside)(const struct chore_call *c, struct err *e);
	/* Does the configuration ask for it? NULL: it always does. Who watches sees
	 * nothing of a chore that nobody asked for. */
	bool (*wanted)(const struct config *config);
};
extern const struct chore chores[];
extern const size_t chores_count;

/* How it went until now. */
struct chore_record {
	struct instant ran_at;    /* ms 0: never */
	struct instant failed_at; /* ms 0: not since then */
	int failures;             /* in a row */
	char reason[192];
};

/* When it is due. A record of the future was made before the clock was set back:
 * then it is due now. since: the program's start, which a daily chore that never ran
 * counts from. A daily minute that does not exist on a day (clock set forward) means
 * the first instant after; one that occurs twice, the first. Pure. */
struct instant chore_due(const struct chore *chore, const struct chore_record *record,
	struct instant since, struct instant now);

/* --- store */

MUST_USE enum err_code chore_record_read(
	struct db *db, const char *name, struct chore_record *ret, struct err *e);
MUST_USE enum err_code chore_record_write(struct db *db, const char *name,
	const struct chore_record *record, struct err *e);
extern const struct stmt_list chore_statements;

/* --- running them. Loop thread. */

struct chore_loop;
struct chore_loop_config {
	uv_loop_t *loop;
	struct executor *executor;
	const struct clock *clock;
	const struct config *config;
	const struct call_settings *calls;
	struct random *random;
	const struct chore *chores; /* borrowed */
	size_t chores_count;
	void (*committed)(void *ctx); /* after a chore that went well */
	void *ctx;
};
MUST_USE enum err_code chore_loop_open(
	const struct chore_loop_config *config, struct chore_loop **ret, struct err *e);
/* From the next chore on; one that runs keeps what it began with. */
void chore_loop_set_config(struct chore_loop *l, const struct config *config,
	const struct call_settings *calls);
/* Starts no more chores; one that is under way ends by itself. */
void chore_loop_drain(struct chore_loop *l);
/* Runs the chore of that name now, due or not. Only while idle, also when draining;
 * when the queue is full it is not run. */
void chore_loop_run(struct chore_loop *l, const char *name);
bool chore_loop_idle(const struct chore_loop *l);
void chore_loop_close(struct chore_loop *l, void (*closed)(void *ctx), void *ctx);
/* For /metrics: when the last good run was, when the next is due, failures in a row. */
void chore_loop_metrics(const struct chore_loop *l, struct text *out);
