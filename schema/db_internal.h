/* SPDX-License-Identifier: EUPL-1.2 */
/* What db.c, stmt.c and ids.c share. Not for other folders. */
#pragma once

#include "schema/engine.h"
#include "schema/stmt.h"

enum { DB_LISTS_MAX = 128, IDS_TABLES_MAX = 96 };

/* The prepared statements of one list. */
struct prepared {
	const struct stmt_list *list;
	struct stmt **stmts; /* those of one row, then those of many */
};

/* The next id of one table. */
struct id_counter {
	const char *table; /* compared as text; borrowed from the caller's literal */
	int64_t next;
	bool dirty;
};

struct db {
	const struct engine *engine;
	struct engine_connection *connection;
	enum db_mode mode;
	bool in_transaction, in_savepoint, writing;
	int64_t outside;
	struct db_cache *caches;
	struct prepared lists[DB_LISTS_MAX];
	size_t lists_count;
	struct id_counter ids[IDS_TABLES_MAX];
	size_t ids_count;
};

/* Writes dirty counters to `sequence`. */
enum err_code ids_flush(struct db *db, struct err *e);
void ids_forget(struct db *db);
void stmts_close(struct db *db);
