/* SPDX-License-Identifier: EUPL-1.2 */
/* Statements: SQL text in one list per store, prepared once per connection, bound and
 * read by name.
 *
 *     #define DUTY_SQL(X) X(DUTY_BY_ID, "SELECT id, … FROM duty WHERE id = :id")
 *     STMT_LIST(duty, DUTY_SQL);      (enum duty_sql and struct stmt_list
 *                                      duty_statements)
 *
 *     STMT_AUTO s = NULL;
 *
 *     if (stmt_get(db, &duty_statements, DUTY_BY_ID, &s, e) != ERR_OK)
 *             return e->code;
 *     stmt_bind_int(s, "id", id);
 *     if (stmt_row(s, e))
 *             … stmt_int(s, "starts_at") …
 *
 * Binding and reading an unknown name is a bug (REQUIRE). Errors of memory while
 * binding are kept and reported by the next step. */
#pragma once

#include "base/clock.h"
#include "schema/db.h"

#include <jansson.h>

struct stmt;

struct stmt_text {
	const char *name, *sql;
};
struct stmt_list {
	const char *name;
	size_t count;
	const struct stmt_text *texts;
};

#define STMT_LIST_NAME_(name, text) name,
#define STMT_LIST_TEXT_(name, text) { #name, text },
/* In one .c file. The list object is external so that tests can walk over it: declare
 * `extern const struct stmt_list x_statements;` in the store's header. */
#define STMT_LIST(store, LIST)                                                         \
	enum store##_sql{ LIST(STMT_LIST_NAME_) store##_sql_count };                   \
	static const struct stmt_text store##_texts[] = { LIST(STMT_LIST_TEXT_) };     \
	const struct stmt_list store##_statements = { #store, store##_sql_count,       \
		store##_texts }

/* The statement, ready to bind. It is in use until stmt_done(); the same one can't be
 * got twice at a time (ERR_BUG). */
MUST_USE enum err_code stmt_get(struct db *db, const struct stmt_list *list, int which,
	struct stmt **ret, struct err *e);
void stmt_done(struct stmt **s); /* reset and unbound; *s becomes NULL; NULL is fine */
#define STMT_AUTO __attribute__((cleanup(stmt_done))) struct stmt *

void stmt_bind_int(struct stmt *s, const char *name, int64_t v);
void stmt_bind_text(
	struct stmt *s, const char *name, const char *v_or_null); /* copied */
void stmt_bind_blob(
	struct stmt *s, const char *name, const void *v_or_null, size_t len);
void stmt_bind_null(struct stmt *s, const char *name);
void stmt_bind_bool(struct stmt *s, const char *name, bool v);
void stmt_bind_instant(struct stmt *s, const char *name, struct instant t);
/* NULL when t.ms is 0 */
void stmt_bind_instant_or_null(struct stmt *s, const char *name, struct instant t);
/* NULL when v is 0 */
void stmt_bind_id_or_null(struct stmt *s, const char *name, int64_t v);

/* One row more? True: read it. False: the end, or an error: then e->code is not ERR_OK
 * (it is set to ERR_OK otherwise). */
MUST_USE bool stmt_row(struct stmt *s, struct err *e);
/* Runs a change to the end. */
MUST_USE enum err_code stmt_run(struct stmt *s, struct err *e);
/* Runs a change that must touch exactly one row, else ERR_NOTFOUND "<what> not found".
 */
MUST_USE enum err_code stmt_run_one(struct stmt *s, const char *what, struct err *e);
/* As stmt_run, then ready to bind again, for loops. */
MUST_USE enum err_code stmt_run_again(struct stmt *s, struct err *e);
int64_t stmt_changes(struct stmt *s);

/* --- many rows at once (stmt_rows.c)
 *
 *     if (stmt_get_rows(db, &duty_statements, DUTY_INSERT, &s, e) != ERR_OK)
 *             return e->code;
 *     for (…) {
 *             stmt_bind_int(s, "id", …);
 *             if (stmt_add(s, e) != ERR_OK)
 *                     return e->code;
 *     }
 *     return stmt_run(s, e);
 *
 * Half the cost of the same statement run again for each row; worth it from some tens
 * of rows. What was added but not run when the statement is done is dropped. */

/* An `INSERT … VALUES (…)` of one row, ready to take many. Apart from stmt_get's: both
 * may be in use. Bind, stmt_add, stmt_run and stmt_done are all that it can do. */
MUST_USE enum err_code stmt_get_rows(struct db *db, const struct stmt_list *list,
	int which, struct stmt **ret, struct err *e);
/* What was bound is a row; parameters that were not are NULL. Rows are kept back and
 * inserted some hundreds at a time: an error may be of an earlier one. */
MUST_USE enum err_code stmt_add(struct stmt *s, struct err *e);

/* Columns of the present row. NULL: 0, "", false, INSTANT 0. Text is valid until the
 * next step or done. */
bool stmt_is_null(struct stmt *s, const char *column);
int64_t stmt_int(struct stmt *s, const char *column);
bool stmt_bool(struct stmt *s, const char *column);
const char *stmt_text(struct stmt *s, const char *column);
const char *stmt_text_or_null(struct stmt *s, const char *column);
/* With its length: it may hold NULs when somebody else wrote it. NULL stays NULL. */
const char *stmt_text_bytes(struct stmt *s, const char *column, size_t *ret_len);
const void *stmt_blob(struct stmt *s, const char *column, size_t *ret_len);
struct instant stmt_instant(struct stmt *s, const char *column);
/* Copies a text column, cut at size-1 (a cut is a bug of the schema's CHECK). */
void stmt_copy(struct stmt *s, const char *column, char *buffer, size_t size);
/* The present row as an object, for exports: numbers, texts, null; columns whose names
 * end in _at, _from or _until are times; blobs are left out. NULL: no memory. */
json_t *stmt_json(struct stmt *s);
