/* SPDX-License-Identifier: EUPL-1.2 */
/* The smallest change that is like a real one: a row, an event and an audit record in
 * one transaction. Tests of the store and of faults do nothing else, so that "all or
 * nothing" can be counted. */
#pragma once

#include "schema/store.h"

/* Adds entry number n (its code is "M<n>"): ERR_CONFLICT when it is there already. */
enum err_code ledger_add(struct db *db, int n, struct err *e);
bool ledger_has(struct db *db, int n);
int64_t ledger_count(struct db *db);
/* Deletes the row only. */
enum err_code ledger_remove(struct db *db, int64_t id, struct err *e);
/* Fails the test unless there are as many audit records and events as rows, the chain
 * holds, every id is below its counter, and the file is sound. Returns the rows. */
int64_t ledger_check(struct db *db);

/* A job that adds one entry. */
struct ledger_job {
	struct job job;
	int number;
	bool spoil;    /* fails with ERR_INVALID after the row was written */
	bool done;     /* done() was called */
	int *order;    /* counts the runs of work(), or NULL */
	int place;     /* what *order was */
	uint64_t seen; /* free for the test */
};
void ledger_job_init(struct ledger_job *j, int number);
