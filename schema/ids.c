/* SPDX-License-Identifier: EUPL-1.2 */
/* Ids come from the program: counters in memory, written to `sequence` with the commit.
 */
#include "schema/db_internal.h"

#include <string.h>

#define IDS_SQL(X)                                                                     \
	X(IDS_NEXT, "SELECT next FROM sequence WHERE name = :name")                    \
	X(IDS_SAVE, "INSERT INTO sequence (name, next) VALUES (:name, :next)"          \
		    " ON CONFLICT (name) DO UPDATE SET next = excluded.next")
extern const struct stmt_list ids_statements;
STMT_LIST(ids, IDS_SQL);

static enum err_code load(struct db *db, const char *table, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &ids_statements, IDS_NEXT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", table);
	*ret = 1;
	if (stmt_row(s, e))
		*ret = stmt_int(s, "next");
	return e->code;
}

static enum err_code counter(
	struct db *db, const char *table, struct id_counter **ret, struct err *e)
{
	struct id_counter *c = NULL;

	for (size_t i = 0; i < db->ids_count; i++) {
		if (strcmp(db->ids[i].table, table) == 0) {
			*ret = &db->ids[i];
			return ERR_OK;
		}
	}
	REQUIRE(db->ids_count < IDS_TABLES_MAX);
	c = &db->ids[db->ids_count];
	if (load(db, table, &c->next, e) != ERR_OK)
		return e->code;
	c->table = table;
	c->dirty = false;
	db->ids_count++;
	*ret = c;
	return ERR_OK;
}

enum err_code ids_take(
	struct db *db, const char *table, int64_t n, int64_t *ret_first, struct err *e)
{
	struct id_counter *c = NULL;

	REQUIRE(db->in_transaction && db->mode == DB_WRITE);
	if (counter(db, table, &c, e) != ERR_OK)
		return e->code;
	*ret_first = c->next;
	c->next += n;
	c->dirty = true;
	return ERR_OK;
}

enum err_code ids_next(struct db *db, const char *table, int64_t *ret, struct err *e)
{
	return ids_take(db, table, 1, ret, e);
}

enum err_code ids_peek(struct db *db, const char *table, int64_t *ret, struct err *e)
{
	struct id_counter *c = NULL;

	/* outside a write transaction another program may be ahead of the counter */
	if (db->mode == DB_READ || !db->in_transaction)
		return load(db, table, ret, e);
	if (counter(db, table, &c, e) != ERR_OK)
		return e->code;
	*ret = c->next;
	return ERR_OK;
}

enum err_code ids_flush(struct db *db, struct err *e)
{
	for (size_t i = 0; i < db->ids_count; i++) {
		struct id_counter *c = &db->ids[i];
		STMT_AUTO s = NULL;

		if (!c->dirty)
			continue;
		if (stmt_get(db, &ids_statements, IDS_SAVE, &s, e) != ERR_OK)
			return e->code;
		stmt_bind_text(s, "name", c->table);
		stmt_bind_int(s, "next", c->next);
		if (stmt_run(s, e) != ERR_OK)
			return e->code;
		c->dirty = false;
	}
	return ERR_OK;
}

void ids_forget(struct db *db)
{
	db->ids_count = 0;
}
