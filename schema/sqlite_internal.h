/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the SQLite engine share. Not for other files. */
#pragma once

#include "schema/engine.h"

#include <sqlite3.h>

/* Statements of the engine itself, prepared when the connection is opened. */
#define SQLITE_OWN(X)                                                                  \
	X(BEGIN_WRITE, "BEGIN IMMEDIATE")                                              \
	X(BEGIN_READ, "BEGIN DEFERRED")                                                \
	X(COMMIT, "COMMIT")                                                            \
	X(ROLLBACK, "ROLLBACK")                                                        \
	X(SAVEPOINT, "SAVEPOINT job")                                                  \
	X(RELEASE, "RELEASE job")                                                      \
	X(ROLLBACK_TO, "ROLLBACK TO job")                                              \
	X(DATA_VERSION, "PRAGMA data_version")

enum sqlite_own {
#define X(name, sql) OWN_##name,
	SQLITE_OWN(X)
#undef X
		OWN_COUNT
};

struct engine_connection {
	sqlite3 *db;
	sqlite3_stmt *own[OWN_COUNT];
	bool in_transaction;
	bool in_script;                 /* of a migration: may change the schema */
	const struct engine_rows *rows; /* that are being inserted, or NULL */
	bool lost; /* the transaction is gone though nobody ended it */
	struct err why;
};

struct engine_statement {
	sqlite3_stmt *raw;
	struct engine_connection *connection;
};

/* Fills *e with the code and a sentence for what SQLite reported last. */
enum err_code sqlite_fail(sqlite3 *db, int rc, struct err *e);
/* The transaction must not succeed: everything fails with *e until it is ended. */
void sqlite_lose(struct engine_connection *c, const struct err *e);
/* After a failure: has SQLite rolled the transaction back by itself? */
void sqlite_notice_loss(struct engine_connection *c, const struct err *e);
/* False, with the reason in *e, when the transaction was lost. */
bool sqlite_usable(const struct engine_connection *c, struct err *e);

/* From now on statements may do no more than the service's own do. */
void sqlite_authorize(struct engine_connection *c);

enum err_code sqlite_open(const char *where, enum engine_mode mode,
	struct engine_connection **ret, struct err *e);
enum err_code sqlite_close(struct engine_connection *c, struct err *e);
enum err_code sqlite_begin(struct engine_connection *c, bool write, struct err *e);
enum err_code sqlite_commit(struct engine_connection *c, struct err *e);
void sqlite_rollback(struct engine_connection *c);
enum err_code sqlite_savepoint(struct engine_connection *c, struct err *e);
enum err_code sqlite_savepoint_release(struct engine_connection *c, struct err *e);
void sqlite_savepoint_rollback(struct engine_connection *c);
enum err_code sqlite_outside_version(
	struct engine_connection *c, int64_t *ret, struct err *e);

/* Makes the table from which rows are inserted (sqlite_rows.c). */
enum err_code sqlite_rows_register(struct engine_connection *c, struct err *e);
enum err_code sqlite_prepare_rows(
	struct engine_statement *one, struct engine_statement **ret, struct err *e);
enum err_code sqlite_insert_rows(
	struct engine_statement *many, const struct engine_rows *rows, struct err *e);
/* Exactly one statement, kept for long. */
enum err_code sqlite_prepare(struct engine_connection *c, const char *sql,
	struct engine_statement **ret, struct err *e);
/* Runs it until its next row or its end. */
enum engine_step sqlite_step(struct engine_statement *s, struct err *e);
