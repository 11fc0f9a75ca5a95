/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite engine: the only file that knows sqlite3. Hardened and durable: WAL with
 * synchronous=FULL, so that what was committed survives a power cut. */
#include "schema/engine.h"

#include "base/alloc.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { BUSY_MS = 10000, APPLICATION_ID = 0x50415241 /* "PARA" */ };

struct engine_connection {
	sqlite3 *db;
	sqlite3_stmt *begin_write, *begin_read, *commit, *rollback, *savepoint,
		*release, *rollback_to, *data_version;
};

static sqlite3_stmt *raw(struct engine_statement *s)
{
	return (sqlite3_stmt *)(void *)s;
}

static enum err_code fail(sqlite3 *db, int rc, struct err *e)
{
	const char *why = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(rc);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_BUSY, "the database is busy");
	case SQLITE_FULL:
		return err_set(
			e, ERR_IO, "the disk is full: make room, then try again");
	case SQLITE_CONSTRAINT:
		return err_set(e, ERR_CONFLICT, "the database refuses this: %s", why);
	case SQLITE_NOMEM:
		return err_set(e, ERR_NOMEM, "out of memory in the database");
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return err_set(e, ERR_IO, "the database file is damaged: %s", why);
	case SQLITE_CANTOPEN:
		return err_set(e, ERR_IO, "the database file cannot be opened");
	case SQLITE_READONLY:
		return err_set(e, ERR_IO, "the database file cannot be written");
	default:
		return err_set(e, ERR_IO, "the database reports: %s", why);
	}
}

static enum err_code script(struct engine_connection *c, const char *sql, struct err *e)
{
	int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : fail(c->db, rc, e);
}

static enum err_code prepare(struct engine_connection *c, const char *sql,
	struct engine_statement **ret, struct err *e)
{
	sqlite3_stmt *s = NULL;
	const char *tail = NULL;
	int rc = sqlite3_prepare_v3(
		c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, &tail);

	if (rc != SQLITE_OK)
		return fail(c->db, rc, e);
	if (s == NULL || tail[strspn(tail, " \t\r\n;")] != '\0') {
		(void)sqlite3_finalize(s);
		return err_set(e, ERR_BUG, "not exactly one statement: %.100s", sql);
	}
	*ret = (struct engine_statement *)(void *)s;
	return ERR_OK;
}

static void finalize(struct engine_statement *s)
{
	(void)sqlite3_finalize(raw(s));
}

static const char write_settings[] = "PRAGMA journal_mode = WAL;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA foreign_keys = ON;"
				     "PRAGMA wal_autocheckpoint = 4000;"
				     "PRAGMA cache_size = -16384;";
static const char read_settings[] = "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;"
				    "PRAGMA cache_size = -4096;";

static void harden(sqlite3 *db)
{
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
	(void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_busy_timeout(db, BUSY_MS);
}

static enum err_code own_statements(struct engine_connection *c, struct err *e)
{
	const struct {
		const char *sql;
		sqlite3_stmt **where;
	} own[] = {
		{ "BEGIN IMMEDIATE", &c->begin_write },
		{ "BEGIN DEFERRED", &c->begin_read },
		{ "COMMIT", &c->commit },
		{ "ROLLBACK", &c->rollback },
		{ "SAVEPOINT job", &c->savepoint },
		{ "RELEASE job", &c->release },
		{ "ROLLBACK TO job", &c->rollback_to },
		{ "PRAGMA data_version", &c->data_version },
	};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		int rc = sqlite3_prepare_v3(c->db, own[i].sql, -1,
			SQLITE_PREPARE_PERSISTENT, own[i].where, NULL);

		if (rc != SQLITE_OK)
			return fail(c->db, rc, e);
	}
	return ERR_OK;
}

static enum err_code close_connection(struct engine_connection *c, struct err *e)
{
	int rc;

	if (c == NULL)
		return ERR_OK;
	(void)sqlite3_finalize(c->begin_write);
	(void)sqlite3_finalize(c->begin_read);
	(void)sqlite3_finalize(c->commit);
	(void)sqlite3_finalize(c->rollback);
	(void)sqlite3_finalize(c->savepoint);
	(void)sqlite3_finalize(c->release);
	(void)sqlite3_finalize(c->rollback_to);
	(void)sqlite3_finalize(c->data_version);
	rc = sqlite3_close(c->db);
	if (rc != SQLITE_OK)
		return err_set(e, ERR_BUG, "a statement was left open: %s",
			sqlite3_errmsg(c->db));
	base_free(c);
	return ERR_OK;
}

static enum err_code open_connection(const char *where, enum engine_mode mode,
	struct engine_connection **ret, struct err *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
		    | (mode == ENGINE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					    : SQLITE_OPEN_READWRITE);
	struct engine_connection *c = base_calloc(1, sizeof *c);
	struct err ignored;
	int rc;

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the database");
	rc = sqlite3_open_v2(where, &c->db, flags, NULL);
	if (rc != SQLITE_OK) {
		(void)fail(c->db, rc, e);
		(void)close_connection(c, &ignored);
		return err_wrap(e, "%s", where);
	}
	harden(c->db);
	if (script(c, mode == ENGINE_WRITE ? write_settings : read_settings, e)
			!= ERR_OK
		|| own_statements(c, e) != ERR_OK) {
		(void)close_connection(c, &ignored);
		return err_wrap(e, "%s", where);
	}
	*ret = c;
	return ERR_OK;
}

static int parameter(struct engine_statement *s, const char *name)
{
	char with_colon[64];

	(void)snprintf(with_colon, sizeof with_colon, ":%s", name);
	return sqlite3_bind_parameter_index(raw(s), with_colon);
}

static int parameters(struct engine_statement *s)
{
	return sqlite3_bind_parameter_count(raw(s));
}

static bool bind_int(struct engine_statement *s, int p, int64_t v)
{
	return sqlite3_bind_int64(raw(s), p, v) == SQLITE_OK;
}

static bool bind_text(struct engine_statement *s, int p, const char *v, size_t len)
{
	return sqlite3_bind_text64(raw(s), p, v, len, SQLITE_TRANSIENT, SQLITE_UTF8)
	       == SQLITE_OK;
}

static bool bind_blob(struct engine_statement *s, int p, const void *v, size_t len)
{
	return sqlite3_bind_blob64(raw(s), p, v, len, SQLITE_TRANSIENT) == SQLITE_OK;
}

static bool bind_null(struct engine_statement *s, int p)
{
	return sqlite3_bind_null(raw(s), p) == SQLITE_OK;
}

static enum engine_step step(struct engine_statement *s, struct err *e)
{
	int rc = sqlite3_step(raw(s));

	if (rc == SQLITE_ROW)
		return ENGINE_ROW;
	if (rc == SQLITE_DONE)
		return ENGINE_DONE;
	(void)fail(sqlite3_db_handle(raw(s)), rc, e);
	return ENGINE_FAILED;
}

static void reset(struct engine_statement *s)
{
	(void)sqlite3_reset(raw(s));
	(void)sqlite3_clear_bindings(raw(s));
}

static int64_t changes(struct engine_connection *c)
{
	return sqlite3_changes64(c->db);
}

static int columns(struct engine_statement *s)
{
	return sqlite3_column_count(raw(s));
}

static const char *column_name(struct engine_statement *s, int column)
{
	return sqlite3_column_name(raw(s), column);
}

static enum engine_type column_type(struct engine_statement *s, int column)
{
	switch (sqlite3_column_type(raw(s), column)) {
	case SQLITE_INTEGER:
		return ENGINE_INT;
	case SQLITE_FLOAT:
		return ENGINE_REAL;
	case SQLITE_TEXT:
		return ENGINE_TEXT;
	case SQLITE_BLOB:
		return ENGINE_BLOB;
	default:
		return ENGINE_NULL;
	}
}

static int64_t column_int(struct engine_statement *s, int column)
{
	return sqlite3_column_int64(raw(s), column);
}

static const char *column_text(struct engine_statement *s, int column, size_t *ret_len)
{
	const unsigned char *t = sqlite3_column_text(raw(s), column);

	*ret_len = (size_t)sqlite3_column_bytes(raw(s), column);
	return (const char *)t;
}

static const void *column_blob(struct engine_statement *s, int column, size_t *ret_len)
{
	const void *b = sqlite3_column_blob(raw(s), column);

	*ret_len = (size_t)sqlite3_column_bytes(raw(s), column);
	return b;
}

static enum err_code run_own(
	struct engine_connection *c, sqlite3_stmt *s, struct err *e)
{
	int rc = sqlite3_step(s);

	if (rc != SQLITE_DONE)
		(void)fail(c->db, rc, e);
	(void)sqlite3_reset(s);
	return rc == SQLITE_DONE ? ERR_OK : e->code;
}

static enum err_code begin(struct engine_connection *c, bool write, struct err *e)
{
	return run_own(c, write ? c->begin_write : c->begin_read, e);
}

static void rollback(struct engine_connection *c)
{
	struct err ignored;

	if (sqlite3_get_autocommit(c->db) == 0)
		(void)run_own(c, c->rollback, &ignored);
}

static enum err_code commit(struct engine_connection *c, struct err *e)
{
	if (sqlite3_get_autocommit(c->db) != 0)
		return err_set(e, ERR_IO, "the database gave the transaction up");
	if (run_own(c, c->commit, e) == ERR_OK)
		return ERR_OK;
	rollback(c);
	return e->code = ERR_IO;
}

static enum err_code savepoint(struct engine_connection *c, struct err *e)
{
	if (sqlite3_get_autocommit(c->db) != 0)
		return err_set(e, ERR_IO, "the database gave the transaction up");
	return run_own(c, c->savepoint, e);
}

static enum err_code savepoint_release(struct engine_connection *c, struct err *e)
{
	if (sqlite3_get_autocommit(c->db) != 0)
		return err_set(e, ERR_IO, "the database gave the transaction up");
	return run_own(c, c->release, e);
}

static void savepoint_rollback(struct engine_connection *c)
{
	struct err ignored;

	if (sqlite3_get_autocommit(c->db) != 0)
		return;
	(void)run_own(c, c->rollback_to, &ignored);
	(void)run_own(c, c->release, &ignored);
}

static enum err_code outside_version(
	struct engine_connection *c, int64_t *ret, struct err *e)
{
	int rc = sqlite3_step(c->data_version);

	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(c->data_version, 0);
	else
		(void)fail(c->db, rc, e);
	(void)sqlite3_reset(c->data_version);
	return rc == SQLITE_ROW ? ERR_OK : e->code;
}

static enum err_code checkpoint(struct engine_connection *c, struct err *e)
{
	int rc = sqlite3_wal_checkpoint_v2(
		c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : fail(c->db, rc, e);
}

static enum err_code backup(
	struct engine_connection *c, const char *file, struct err *e)
{
	sqlite3 *to = NULL;
	sqlite3_backup *b;
	int rc = sqlite3_open_v2(file, &to,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
		NULL);

	if (rc == SQLITE_OK) {
		b = sqlite3_backup_init(to, "main", c->db, "main");
		if (b != NULL) {
			rc = sqlite3_backup_step(b, -1);
			(void)sqlite3_backup_finish(b);
		} else {
			rc = sqlite3_errcode(to);
		}
	}
	if (rc != SQLITE_DONE)
		(void)fail(to, rc, e);
	(void)sqlite3_close(to);
	return rc == SQLITE_DONE ? ERR_OK : err_wrap(e, "%s", file);
}

static enum err_code explain(
	struct engine_connection *c, const char *sql, char **ret, struct err *e)
{
	sqlite3_stmt *s = NULL;
	char plan[2048] = "", *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	int rc;

	if (text == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a plan");
	rc = sqlite3_prepare_v2(c->db, text, -1, &s, NULL);
	sqlite3_free(text);
	if (rc != SQLITE_OK)
		return fail(c->db, rc, e);
	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t n = strlen(plan);

		(void)snprintf(plan + n, sizeof plan - n, "%s\n",
			(const char *)sqlite3_column_text(s, 3));
	}
	(void)sqlite3_finalize(s);
	*ret = base_strdup(plan);
	return *ret != NULL ? ERR_OK : err_set(e, ERR_NOMEM, "no memory for a plan");
}

const struct engine sqlite_engine = {
	.name = "sqlite",
	.open = open_connection,
	.close = close_connection,
	.script = script,
	.prepare = prepare,
	.finalize = finalize,
	.parameter = parameter,
	.parameters = parameters,
	.bind_int = bind_int,
	.bind_text = bind_text,
	.bind_blob = bind_blob,
	.bind_null = bind_null,
	.step = step,
	.reset = reset,
	.changes = changes,
	.columns = columns,
	.column_name = column_name,
	.column_type = column_type,
	.column_int = column_int,
	.column_text = column_text,
	.column_blob = column_blob,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.savepoint = savepoint,
	.savepoint_release = savepoint_release,
	.savepoint_rollback = savepoint_rollback,
	.outside_version = outside_version,
	.checkpoint = checkpoint,
	.backup = backup,
	.explain = explain,
};
