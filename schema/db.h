/* SPDX-License-Identifier: EUPL-1.2 */
/* One database connection with its prepared statements, transactions, ids and caches.
 * Used by one thread at a time. */
#pragma once

#include "base/err.h"

struct db;
struct engine;
struct engine_connection;

enum db_mode { DB_WRITE, DB_READ };

/* WAL, synchronous=FULL, foreign keys; the file is made when missing and mode is
 * DB_WRITE. */
MUST_USE enum err_code db_open(const struct engine *engine, const char *file,
	enum db_mode mode, struct db **ret, struct err *e);
/* Finalizes statements, checkpoints (write mode), closes. ERR_BUG when something was
 * left open. NULL is fine. */
enum err_code db_close(struct db *db, struct err *e);
const struct engine *db_engine(struct db *db);
struct engine_connection *db_connection(struct db *db);

/* Something that a folder remembers about the database in memory, on the store thread.
 * flush() is called inside each write transaction that is about to be committed: write
 * what must be durable with it (NULL: nothing). forget() when a job or transaction was
 * rolled back or another program has written: drop what was remembered. fini() when the
 * db closes. */
struct db_cache {
	const void *key; /* address of a static object of the owner */
	enum err_code (*flush)(struct db_cache *c, struct db *db, struct err *e);
	void (*forget)(struct db_cache *c);
	void (*fini)(struct db_cache *c);
	struct db_cache *next; /* private */
};
void db_cache_add(struct db *db, struct db_cache *c);
struct db_cache *db_cache_find(struct db *db, const void *key); /* or NULL */
void db_caches_forget(struct db *db);

/* Transactions. Begin: refuses to nest. A write transaction first forgets caches when
 * another program has written since. commit flushes ids first; when it fails,
 * everything is forgotten and the code is ERR_IO: outcome unknown. */
MUST_USE enum err_code db_begin(struct db *db, enum db_mode mode, struct err *e);
MUST_USE enum err_code db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db); /* harmless outside a transaction */
bool db_in_transaction(const struct db *db);
/* One level of savepoint inside a write transaction: a job. A release that fails has
 * rolled the job back. */
MUST_USE enum err_code db_savepoint(struct db *db, struct err *e);
MUST_USE enum err_code db_savepoint_release(struct db *db, struct err *e);
void db_savepoint_rollback(struct db *db); /* also forgets caches */

/* Next id of a table, >= 1, never given twice, also after the highest row was deleted.
 * Write transaction only. */
MUST_USE enum err_code ids_next(
	struct db *db, const char *table, int64_t *ret, struct err *e);
/* n ids in a row: first is returned. */
MUST_USE enum err_code ids_take(
	struct db *db, const char *table, int64_t n, int64_t *ret_first, struct err *e);
/* The id that ids_next would give; works in a read transaction too. */
MUST_USE enum err_code ids_peek(
	struct db *db, const char *table, int64_t *ret, struct err *e);
