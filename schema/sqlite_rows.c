/* SPDX-License-Identifier: EUPL-1.2 */
/* Many rows in one statement: `INSERT INTO t (…) SELECT p1, 'queued', p2 … FROM
 * given_rows`, where given_rows is a virtual table over the caller's memory. SQLite
 * then keeps its place in the table and in every index from one row to the next,
 * instead of searching each anew for every row. */
#include "schema/sqlite_internal.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ROWS_TABLE "given_rows"

enum { PARAMETERS_MAX = 64, SQL_MAX = 64 * 1024 };

/* SQLite's own part stands first in both. */
struct rows_table {
	sqlite3_vtab base;
	struct engine_connection *connection;
};
struct rows_cursor {
	sqlite3_vtab_cursor base;
	const struct engine_rows *rows;
	size_t at;
};

static int rows_connect(sqlite3 *db, void *ctx, int argc, const char *const *argv,
	sqlite3_vtab **ret, char **ret_why)
{
	struct engine_connection *c = ctx;
	const bool in_script = c->in_script;
	struct rows_table *t;
	TEXT_AUTO sql = { 0 };
	int rc;

	(void)argc;
	(void)argv;
	text_init(&sql, SQL_MAX);
	(void)text_add(&sql, "CREATE TABLE x(");
	for (int i = 1; i <= PARAMETERS_MAX; i++)
		(void)text_addf(&sql, "%sp%d", i > 1 ? ", " : "", i);
	if (!text_add(&sql, ")"))
		return SQLITE_NOMEM;
	c->in_script = true; /* for the authorizer it makes a table */
	rc = sqlite3_declare_vtab(db, text_str(&sql));
	c->in_script = in_script;
	if (rc != SQLITE_OK) {
		*ret_why = sqlite3_mprintf("%s", sqlite3_errmsg(db));
		return rc;
	}
	(void)sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
	t = base_calloc(1, sizeof *t);
	if (t == NULL)
		return SQLITE_NOMEM;
	t->connection = c;
	*ret = &t->base;
	return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table)
{
	base_free(table);
	return SQLITE_OK;
}

static int rows_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedRows = 100;
	info->estimatedCost = 100;
	return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
	struct rows_cursor *c = base_calloc(1, sizeof *c);

	(void)table;
	if (c == NULL)
		return SQLITE_NOMEM;
	*ret = &c->base;
	return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor)
{
	base_free(cursor);
	return SQLITE_OK;
}

static struct rows_cursor *cursor_of(sqlite3_vtab_cursor *cursor)
{
	return (struct rows_cursor *)(void *)cursor;
}

static int rows_filter(sqlite3_vtab_cursor *cursor, int plan, const char *text, int n,
	sqlite3_value **v)
{
	struct rows_cursor *c = cursor_of(cursor);

	(void)plan;
	(void)text;
	(void)n;
	(void)v;
	c->rows = ((struct rows_table *)(void *)cursor->pVtab)->connection->rows;
	c->at = 0;
	return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor)
{
	cursor_of(cursor)->at++;
	return SQLITE_OK;
}

static int rows_eof(sqlite3_vtab_cursor *cursor)
{
	const struct rows_cursor *c = cursor_of(cursor);

	return c->rows == NULL || c->at >= c->rows->count;
}

/* The bytes stay where they are while the statement runs: nothing is copied. */
static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
	const struct rows_cursor *c = cursor_of(cursor);
	const struct engine_rows *rows = c->rows;
	const struct engine_value *v;

	if (column >= rows->parameters)
		return SQLITE_OK; /* NULL */
	v = &rows->values[c->at * (size_t)rows->parameters + (size_t)column];
	if (v->type == ENGINE_INT)
		sqlite3_result_int64(to, v->at);
	else if (v->type == ENGINE_TEXT)
		sqlite3_result_text64(
			to, rows->bytes + v->at, v->len, SQLITE_STATIC, SQLITE_UTF8);
	else if (v->type == ENGINE_BLOB)
		sqlite3_result_blob64(to, rows->bytes + v->at, v->len, SQLITE_STATIC);
	return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)cursor_of(cursor)->at;
	return SQLITE_OK;
}

static const sqlite3_module rows_module = {
	.xConnect = rows_connect, /* without xCreate: it is there, and cannot be made */
	.xDisconnect = rows_disconnect,
	.xBestIndex = rows_best_index,
	.xOpen = rows_open,
	.xClose = rows_close,
	.xFilter = rows_filter,
	.xNext = rows_next,
	.xEof = rows_eof,
	.xColumn = rows_column,
	.xRowid = rows_rowid,
};

enum err_code sqlite_rows_register(struct engine_connection *c, struct err *e)
{
	int rc = sqlite3_create_module_v2(c->db, ROWS_TABLE, &rows_module, c, NULL);

	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(c->db, rc, e);
}

/* `:name` becomes p and the number of that parameter; texts in quotes stay. */
static void add_columns(struct text *to, const char *tuple, size_t n, sqlite3_stmt *one)
{
	bool quoted = false;

	for (size_t i = 0; i < n;) {
		char name[64];
		size_t len = 1;

		quoted ^= tuple[i] == '\'';
		if (quoted || tuple[i] != ':') {
			(void)text_addc(to, tuple[i++]);
			continue;
		}
		while (isalnum((unsigned char)tuple[i + len]) != 0
			|| tuple[i + len] == '_')
			len++;
		(void)snprintf(name, sizeof name, "%.*s", (int)len, tuple + i);
		(void)text_addf(to, "p%d", sqlite3_bind_parameter_index(one, name));
		i += len;
	}
}

enum err_code sqlite_prepare_rows(
	struct engine_statement *one, struct engine_statement **ret, struct err *e)
{
	static const char values[] = " VALUES (";
	const char *sql = sqlite3_sql(one->raw), *tuple = strstr(sql, values);
	const size_t last = strlen(sql) - 1;
	TEXT_AUTO many = { 0 };

	if (tuple == NULL || sql[last] != ')'
		|| sqlite3_bind_parameter_count(one->raw) > PARAMETERS_MAX)
		return err_set(e, ERR_BUG, "does not insert one row: %.100s", sql);
	text_init(&many, SQL_MAX);
	(void)text_addn(&many, sql, (size_t)(tuple - sql));
	(void)text_add(&many, " SELECT ");
	tuple += sizeof values - 1;
	add_columns(&many, tuple, (size_t)(sql + last - tuple), one->raw);
	if (!text_add(&many, " FROM " ROWS_TABLE))
		return err_set(e, ERR_NOMEM, "no memory for a statement");
	return sqlite_prepare(one->connection, text_str(&many), ret, e);
}

enum err_code sqlite_insert_rows(
	struct engine_statement *many, const struct engine_rows *rows, struct err *e)
{
	enum engine_step step;

	many->connection->rows = rows;
	step = sqlite_step(many, e);
	many->connection->rows = NULL;
	(void)sqlite3_reset(many->raw);
	return step == ENGINE_DONE ? ERR_OK : e->code;
}
