/* SPDX-License-Identifier: EUPL-1.2 */
/* A migrated database in a temporary folder. */
#pragma once

#include "schema/db.h"
#include "tests/support/inline_executor.h"

struct test_db {
	char folder[64];
	char file[96];
	struct db *db;
};

void test_db_open(struct test_db *t);
/* Only the folder and the name: t->db is NULL and the file does not exist. */
void test_db_folder(struct test_db *t);
void test_db_reopen(struct test_db *t);
/* Also removes the folder; fails the test when a statement leaked. */
void test_db_close(struct test_db *t);

/* Fails the test, saying what e says, unless it is ok. */
void test_ok(enum err_code rc, const struct err *e);
