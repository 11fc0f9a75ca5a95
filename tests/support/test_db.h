/* SPDX-License-Identifier: EUPL-1.2 */
/* A migrated database in a temporary folder, in TMPDIR when that is set. */
#pragma once

#include "schema/db.h"
#include "tests/support/inline_executor.h"

struct test_db {
	char folder[64];
	char file[96];
	struct db *db;
};

/* At the newest version: the migrations are done once a process, then copied. */
void test_db_open(struct test_db *t);
/* A file at which that many migrations were done; not opened: t->db is NULL. 0: the
 * file does not exist. */
void test_db_at(struct test_db *t, size_t migrations_done);
/* Only the folder and the name: t->db is NULL and the file does not exist. */
void test_db_folder(struct test_db *t);
void test_db_reopen(struct test_db *t);
/* Also removes the folder; fails the test when a statement leaked. */
void test_db_close(struct test_db *t);

/* Takes away what keeps tables append-only, as somebody can who writes the database
 * with a program of their own. */
void test_db_unlock(struct test_db *t);

/* Fails the test, saying what e says, unless it is ok. */
void test_ok(enum err_code rc, const struct err *e);
