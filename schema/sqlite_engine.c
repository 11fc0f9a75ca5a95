/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite engine: statements, back-up, and the table of the port. Connections and
 * transactions are in schema/sqlite_connection.c. */
#include "base/alloc.h"
#include "base/text.h"
#include "schema/sqlite_internal.h"

#include <stdio.h>
#include <string.h>

enum { PLAN_MAX = 64 * 1024 };

static enum err_code script(struct engine_connection *c, const char *sql, struct err *e)
{
	int rc;

	if (!sqlite_usable(c, e))
		return e->code;
	c->in_script = true;
	rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
	c->in_script = false;
	if (rc == SQLITE_OK)
		return ERR_OK;
	(void)sqlite_fail(c->db, rc, e);
	sqlite_notice_loss(c, e);
	return e->code;
}

enum err_code sqlite_prepare(struct engine_connection *c, const char *sql,
	struct engine_statement **ret, struct err *e)
{
	struct engine_statement *s = base_calloc(1, sizeof *s);
	const char *tail = NULL;
	int rc;

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a statement");
	s->connection = c;
	rc = sqlite3_prepare_v3(
		c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->raw, &tail);
	if (rc != SQLITE_OK)
		(void)sqlite_fail(c->db, rc, e);
	else if (s->raw == NULL || tail[strspn(tail, " \t\r\n;")] != '\0')
		(void)err_set(e, ERR_BUG, "not exactly one statement: %.100s", sql);
	else {
		*ret = s;
		return ERR_OK;
	}
	(void)sqlite3_finalize(s->raw);
	base_free(s);
	return e->code;
}

static void finalize(struct engine_statement *s)
{
	(void)sqlite3_finalize(s->raw);
	base_free(s);
}

static int parameter(struct engine_statement *s, const char *name)
{
	char with_colon[64];

	(void)snprintf(with_colon, sizeof with_colon, ":%s", name);
	return sqlite3_bind_parameter_index(s->raw, with_colon);
}

static int parameters(struct engine_statement *s)
{
	return sqlite3_bind_parameter_count(s->raw);
}

static const char *parameter_name(struct engine_statement *s, int p)
{
	const char *name = sqlite3_bind_parameter_name(s->raw, p);

	return name != NULL ? name + 1 : "";
}

static bool bind_int(struct engine_statement *s, int p, int64_t v)
{
	return sqlite3_bind_int64(s->raw, p, v) == SQLITE_OK;
}

static bool bind_text(struct engine_statement *s, int p, const char *v, size_t len)
{
	return sqlite3_bind_text64(s->raw, p, v, len, SQLITE_TRANSIENT, SQLITE_UTF8)
	       == SQLITE_OK;
}

static bool bind_blob(struct engine_statement *s, int p, const void *v, size_t len)
{
	return sqlite3_bind_blob64(s->raw, p, v, len, SQLITE_TRANSIENT) == SQLITE_OK;
}

static bool bind_null(struct engine_statement *s, int p)
{
	return sqlite3_bind_null(s->raw, p) == SQLITE_OK;
}

enum engine_step sqlite_step(struct engine_statement *s, struct err *e)
{
	int rc;

	if (!sqlite_usable(s->connection, e))
		return ENGINE_FAILED;
	rc = sqlite3_step(s->raw);
	if (rc == SQLITE_ROW)
		return ENGINE_ROW;
	if (rc == SQLITE_DONE)
		return ENGINE_DONE;
	(void)sqlite_fail(s->connection->db, rc, e);
	sqlite_notice_loss(s->connection, e);
	return ENGINE_FAILED;
}

static void reset(struct engine_statement *s)
{
	(void)sqlite3_reset(s->raw);
	(void)sqlite3_clear_bindings(s->raw);
}

static int64_t changes(struct engine_connection *c)
{
	return sqlite3_changes64(c->db);
}

static int64_t changes_total(struct engine_connection *c)
{
	return sqlite3_total_changes64(c->db);
}

static int columns(struct engine_statement *s)
{
	return sqlite3_column_count(s->raw);
}

static const char *column_name(struct engine_statement *s, int column)
{
	return sqlite3_column_name(s->raw, column);
}

static enum engine_type column_type(struct engine_statement *s, int column)
{
	switch (sqlite3_column_type(s->raw, column)) {
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
	return sqlite3_column_int64(s->raw, column);
}

/* A NULL that is no NULL: no memory to hand the value out. The caller cannot tell, so
 * the transaction must not succeed. */
static void check_value(struct engine_statement *s, int column, const void *value)
{
	struct err e;

	if (value != NULL || sqlite3_column_type(s->raw, column) == SQLITE_NULL
		|| sqlite3_errcode(s->connection->db) != SQLITE_NOMEM)
		return;
	/* UNTESTED: SQLite 3.40 asks for this memory in the step before */
	(void)sqlite_fail(s->connection->db, SQLITE_NOMEM, &e);
	sqlite_lose(s->connection, &e);
}

static const char *column_text(struct engine_statement *s, int column, size_t *ret_len)
{
	const unsigned char *t = sqlite3_column_text(s->raw, column);

	check_value(s, column, t);
	*ret_len = (size_t)sqlite3_column_bytes(s->raw, column);
	return (const char *)t;
}

static const void *column_blob(struct engine_statement *s, int column, size_t *ret_len)
{
	const void *b = sqlite3_column_blob(s->raw, column);

	check_value(s, column, b);
	*ret_len = (size_t)sqlite3_column_bytes(s->raw, column);
	return b;
}

static enum err_code checkpoint_with(
	struct engine_connection *c, int mode, struct err *e)
{
	int rc = sqlite3_wal_checkpoint_v2(c->db, NULL, mode, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(c->db, rc, e);
}

static enum err_code checkpoint(struct engine_connection *c, struct err *e)
{
	return checkpoint_with(c, SQLITE_CHECKPOINT_PASSIVE, e);
}

static enum err_code checkpoint_all(struct engine_connection *c, struct err *e)
{
	return checkpoint_with(c, SQLITE_CHECKPOINT_FULL, e);
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
		(void)sqlite_fail(to, rc, e);
	(void)sqlite3_close(to);
	return rc == SQLITE_DONE ? ERR_OK : err_wrap(e, "%s", file);
}

static void salt(void *bytes, size_t n)
{
	sqlite3_randomness((int)n, bytes);
}

/* The first row of a check, when it is not "ok". */
static enum err_code check_with(
	struct engine_connection *c, const char *pragma, struct err *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(c->db, pragma, -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		const char *said = (const char *)sqlite3_column_text(s, 0);

		if (said == NULL || strcmp(said, "ok") != 0)
			(void)err_set(e, ERR_INVALID, "the database is damaged: %s",
				said != NULL ? said : "a row without its parent");
	} else if (rc != SQLITE_DONE) {
		(void)sqlite_fail(c->db, rc, e);
	}
	(void)sqlite3_finalize(s);
	return e->code;
}

static enum err_code check(struct engine_connection *c, struct err *e)
{
	err_clear(e);
	if (check_with(c, "PRAGMA integrity_check", e) != ERR_OK)
		return e->code;
	return check_with(c, "PRAGMA foreign_key_check", e);
}

static enum err_code explain(
	struct engine_connection *c, const char *sql, char **ret, struct err *e)
{
	sqlite3_stmt *s = NULL;
	TEXT_AUTO query, plan;
	int rc;

	text_init(&query, PLAN_MAX);
	text_init(&plan, PLAN_MAX);
	if (!text_addf(&query, "EXPLAIN QUERY PLAN %s", sql))
		return err_set(e, ERR_NOMEM, "no memory for a plan");
	rc = sqlite3_prepare_v2(c->db, text_str(&query), -1, &s, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(c->db, rc, e);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		(void)text_addf(&plan, "%s\n", (const char *)sqlite3_column_text(s, 3));
	(void)sqlite3_finalize(s);
	if (rc != SQLITE_DONE)
		return sqlite_fail(c->db, rc, e);
	*ret = text_take(&plan);
	return *ret != NULL ? ERR_OK : err_set(e, ERR_NOMEM, "no memory for a plan");
}

const struct engine sqlite_engine = {
	.name = "sqlite",
	.open = sqlite_open,
	.close = sqlite_close,
	.script = script,
	.prepare = sqlite_prepare,
	.finalize = finalize,
	.parameter = parameter,
	.parameters = parameters,
	.parameter_name = parameter_name,
	.bind_int = bind_int,
	.bind_text = bind_text,
	.bind_blob = bind_blob,
	.bind_null = bind_null,
	.step = sqlite_step,
	.prepare_rows = sqlite_prepare_rows,
	.insert_rows = sqlite_insert_rows,
	.reset = reset,
	.changes = changes,
	.changes_total = changes_total,
	.columns = columns,
	.column_name = column_name,
	.column_type = column_type,
	.column_int = column_int,
	.column_text = column_text,
	.column_blob = column_blob,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.savepoint_release = sqlite_savepoint_release,
	.savepoint_rollback = sqlite_savepoint_rollback,
	.outside_version = sqlite_outside_version,
	.checkpoint = checkpoint,
	.checkpoint_all = checkpoint_all,
	.backup = backup,
	.salt = salt,
	.check = check,
	.explain = explain,
};
