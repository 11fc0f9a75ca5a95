/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections, transactions, caches. */
#include "schema/db.h"

#include "base/alloc.h"
#include "schema/db_internal.h"

enum err_code db_open(const struct engine *engine, const char *file, enum db_mode mode,
	struct db **ret, struct err *e)
{
	struct db *db = base_calloc(1, sizeof *db);

	if (db == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the database");
	db->engine = engine;
	db->mode = mode;
	db->outside = -1;
	if (engine->open(file, mode == DB_WRITE ? ENGINE_WRITE : ENGINE_READ,
		    &db->connection, e)
		!= ERR_OK) {
		base_free(db);
		return e->code;
	}
	*ret = db;
	return ERR_OK;
}

enum err_code db_close(struct db *db, struct err *e)
{
	enum err_code rc;
	struct err ignored;

	if (db == NULL)
		return ERR_OK;
	db_rollback(db);
	while (db->caches != NULL) {
		struct db_cache *c = db->caches;

		db->caches = c->next;
		c->fini(c);
	}
	stmts_close(db);
	if (db->mode == DB_WRITE)
		(void)db->engine->checkpoint(db->connection, &ignored);
	rc = db->engine->close(db->connection, e);
	base_free(db);
	return rc;
}

const struct engine *db_engine(struct db *db)
{
	return db->engine;
}

struct engine_connection *db_connection(struct db *db)
{
	return db->connection;
}

void db_cache_add(struct db *db, struct db_cache *c)
{
	c->next = db->caches;
	db->caches = c;
}

struct db_cache *db_cache_find(struct db *db, const void *key)
{
	struct db_cache *c = db->caches;

	while (c != NULL && c->key != key)
		c = c->next;
	return c;
}

void db_caches_forget(struct db *db)
{
	for (struct db_cache *c = db->caches; c != NULL; c = c->next)
		c->forget(c);
}

static enum err_code flush_all(struct db *db, struct err *e)
{
	for (struct db_cache *c = db->caches; c != NULL; c = c->next)
		if (c->flush != NULL && c->flush(c, db, e) != ERR_OK)
			return e->code;
	return ids_flush(db, e);
}

static void forget_all(struct db *db)
{
	db_caches_forget(db);
	ids_forget(db);
}

enum err_code db_begin(struct db *db, enum db_mode mode, struct err *e)
{
	int64_t outside;

	REQUIRE(!db->in_transaction);
	if (db->engine->begin(db->connection, mode == DB_WRITE, e) != ERR_OK)
		return e->code;
	db->in_transaction = true;
	db->writing = mode == DB_WRITE;
	if (db->engine->outside_version(db->connection, &outside, e) != ERR_OK) {
		db_rollback(db);
		return e->code;
	}
	if (outside != db->outside)
		forget_all(db);
	db->outside = outside;
	return ERR_OK;
}

enum err_code db_commit(struct db *db, struct err *e)
{
	REQUIRE(db->in_transaction && !db->in_savepoint);
	if (db->writing && flush_all(db, e) != ERR_OK) {
		db_rollback(db);
		return e->code = ERR_IO;
	}
	db->in_transaction = false;
	if (db->engine->commit(db->connection, e) == ERR_OK)
		return ERR_OK;
	forget_all(db);
	db->outside = -1;
	return e->code;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction)
		return;
	db->in_transaction = db->in_savepoint = false;
	db->engine->rollback(db->connection);
	if (db->mode == DB_WRITE)
		forget_all(db);
}

bool db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

enum err_code db_savepoint(struct db *db, struct err *e)
{
	REQUIRE(db->in_transaction && !db->in_savepoint);
	if (db->engine->savepoint(db->connection, e) != ERR_OK)
		return e->code;
	db->in_savepoint = true;
	return ERR_OK;
}

enum err_code db_savepoint_release(struct db *db, struct err *e)
{
	REQUIRE(db->in_savepoint);
	if (db->engine->savepoint_release(db->connection, e) != ERR_OK) {
		db_savepoint_rollback(db);
		return e->code;
	}
	db->in_savepoint = false;
	return ERR_OK;
}

void db_savepoint_rollback(struct db *db)
{
	REQUIRE(db->in_savepoint);
	db->in_savepoint = false;
	db->engine->savepoint_rollback(db->connection);
	db_caches_forget(db); /* ids only grow: their counters stay true */
}
