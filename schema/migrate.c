/* SPDX-License-Identifier: EUPL-1.2 */
/* Migrations. The table that records them is made by this file; it is not a migration.
 */
#include "schema/migrate.h"

#include "base/digest.h"
#include "schema/engine.h"
#include "schema/stmt.h"

#include <string.h>

#define MIGRATE_SQL(X)                                                                 \
	X(MIGRATE_BEGUN, "SELECT count(*) AS n FROM sqlite_schema"                     \
			 " WHERE type = 'table' AND name = 'migration'")               \
	X(MIGRATE_DONE, "SELECT number, name, hash FROM migration ORDER BY number")    \
	X(MIGRATE_RECORD, "INSERT INTO migration (number, name, hash, applied_at)"     \
			  " VALUES (:number, :name, :hash, :applied_at)")
extern const struct stmt_list migrate_statements;
STMT_LIST(migrate, MIGRATE_SQL);

enum { BEGIN_TRIES = 30 };

static const char table_sql[] =
	"CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY NOT NULL,"
	" name TEXT NOT NULL, hash TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

static void hash_of(const struct migration *m, char hex[DIGEST_HEX])
{
	struct digest d = digest_sha256(m->sql, strlen(m->sql));

	(void)digest_hex(&d, hex);
}

/* How many are applied; each must be one that we know, unchanged. */
static enum err_code applied(struct db *db, const struct migration list[], size_t count,
	size_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	char hex[DIGEST_HEX];
	size_t n = 0;

	if (stmt_get(db, &migrate_statements, MIGRATE_DONE, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		if (n >= count)
			return err_set(e, ERR_CONFLICT,
				"the database is newer than this program: it has "
				"migration %s; "
				"install the newer program",
				stmt_text(s, "name"));
		hash_of(&list[n], hex);
		if (stmt_int(s, "number") != list[n].number
			|| strcmp(stmt_text(s, "hash"), hex) != 0)
			return err_set(e, ERR_CONFLICT,
				"migration %s in the database is not the one of this "
				"program",
				stmt_text(s, "name"));
		n++;
	}
	*ret = n;
	return e->code;
}

static enum err_code apply(
	struct db *db, const struct migration *m, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;
	char hex[DIGEST_HEX];

	hash_of(m, hex);
	if (db_engine(db)->script(db_connection(db), m->sql, e) != ERR_OK
		|| stmt_get(db, &migrate_statements, MIGRATE_RECORD, &s, e) != ERR_OK)
		return err_wrap(e, "migration %s", m->name);
	stmt_bind_int(s, "number", m->number);
	stmt_bind_text(s, "name", m->name);
	stmt_bind_text(s, "hash", hex);
	stmt_bind_instant(s, "applied_at", now);
	return stmt_run(s, e);
}

/* Another program that migrates leaves no room between two of its transactions: waiting
 * once, as for any other writer, may be too short for all of them. */
static enum err_code begin(struct db *db, struct err *e)
{
	enum err_code code = db_begin(db, DB_WRITE, e);

	for (int i = 0; i < BEGIN_TRIES && code == ERR_BUSY; i++) {
		err_clear(e);
		code = db_begin(db, DB_WRITE, e);
	}
	return code;
}

/* One migration, when one is missing: looked up inside the write transaction, so that
 * of two programs one waits and then finds nothing to do. */
static enum err_code one(struct db *db, const struct migration list[], size_t count,
	struct instant now, bool *ret_more, struct err *e)
{
	size_t n;

	if (begin(db, e) != ERR_OK)
		return e->code;
	if (db_engine(db)->script(db_connection(db), table_sql, e) != ERR_OK
		|| applied(db, list, count, &n, e) != ERR_OK
		|| (n < count && apply(db, &list[n], now, e) != ERR_OK)) {
		db_rollback(db);
		return e->code;
	}
	*ret_more = n + 1 < count;
	return db_commit(db, e);
}

enum err_code migrate_with(struct db *db, const struct migration list[], size_t count,
	struct instant now, struct err *e)
{
	bool more = true;

	while (more)
		if (one(db, list, count, now, &more, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code migrate(struct db *db, struct instant now, struct err *e)
{
	return migrate_with(db, migrations, migrations_count, now, e);
}

/* Was the database ever migrated? */
static enum err_code begun(struct db *db, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &migrate_statements, MIGRATE_BEGUN, &s, e) != ERR_OK)
		return e->code;
	*ret = stmt_row(s, e) && stmt_int(s, "n") > 0;
	return e->code;
}

enum err_code migrate_version(struct db *db, size_t *ret, struct err *e)
{
	bool is_begun = false;

	*ret = 0;
	if (db_begin(db, DB_READ, e) != ERR_OK)
		return e->code;
	if (begun(db, &is_begun, e) == ERR_OK && is_begun)
		(void)applied(db, migrations, migrations_count, ret, e);
	db_rollback(db);
	if (e->code == ERR_OK && !is_begun)
		return err_set(e, ERR_CONFLICT,
			"the database is empty: run 'paraat init' first");
	return e->code;
}

enum err_code migrate_compare(struct db *db, bool *ret_older, struct err *e)
{
	size_t n;

	if (migrate_version(db, &n, e) == ERR_OK)
		*ret_older = n < migrations_count;
	return e->code;
}

enum err_code migrate_check(struct db *db, struct err *e)
{
	bool older = false;

	if (migrate_compare(db, &older, e) == ERR_OK && older)
		return err_set(e, ERR_CONFLICT,
			"the database is older than this program: run 'paraat init' to "
			"migrate it");
	return e->code;
}
