/* SPDX-License-Identifier: EUPL-1.2 */
/* A migrated database in a temporary folder. */
#pragma once

#include "schema/db.h"
#include "schema/store.h"

struct test_db {
	char folder[64];
	char file[96];
	struct db *db;
};

void test_db_open(struct test_db *t);
void test_db_reopen(struct test_db *t);
void test_db_close(struct test_db *
		t); /* and removes the folder; fails the test when a statement leaked */

/* Fails the test, saying what e says, unless it is ok. */
void test_ok(enum err_code rc, const struct err *e);

/* An executor for tests: keeps jobs until told, runs them as the store does. */
struct inline_executor {
	struct executor executor;
	struct db *db;
	struct list jobs;
};
void inline_executor_init(struct inline_executor *x, struct db *db);
/* Runs the oldest job and calls its done(); false when there is none. */
bool inline_executor_one(struct inline_executor *x);
void inline_executor_all(struct inline_executor *x);
