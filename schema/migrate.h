/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbered migrations, forward only: each in one transaction, recorded with name and
 * hash. */
#pragma once

#include "base/clock.h"
#include "schema/db.h"

struct migration {
	int number;       /* 1, 2, 3 … without holes */
	const char *name; /* "0001_foundation" */
	const char *sql;
};

/* Generated from schema/migrations/NNNN_*.sql by the build. */
extern const struct migration migrations[];
extern const size_t migrations_count;

/* Brings the database to the newest version; safe when two programs start at once (one
 * migrates, the other waits). ERR_CONFLICT when the database is newer than this
 * program, or a recorded migration's hash differs. */
MUST_USE enum err_code migrate(struct db *db, struct instant now, struct err *e);
/* ERR_CONFLICT unless the database is exactly at this program's version (a sentence
 * says what to run). */
MUST_USE enum err_code migrate_check(struct db *db, struct err *e);
/* How many migrations it has. ERR_CONFLICT when the database is empty, newer than this
 * program, or a recorded migration differs. */
MUST_USE enum err_code migrate_version(struct db *db, size_t *ret, struct err *e);
/* Can this program bring it there? *ret_older: only after migrate(). Else as above. */
MUST_USE enum err_code migrate_compare(struct db *db, bool *ret_older, struct err *e);
/* As migrate, for tests: with a given list. */
MUST_USE enum err_code migrate_with(struct db *db, const struct migration list[],
	size_t count, struct instant now, struct err *e);
