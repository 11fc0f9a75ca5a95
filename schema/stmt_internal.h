/* SPDX-License-Identifier: EUPL-1.2 */
/* What stmt.c, stmt_prepare.c and stmt_rows.c share. Not for other files. */
#pragma once

#include "schema/db_internal.h"

enum { STMT_NAMES_MAX = 64 };

/* Names of parameters or columns, copied: the engine's own are gone when it prepares a
 * statement anew after a change of the schema. */
struct stmt_names {
	int count;
	int hint; /* names are asked for in the same order each time */
	const char *name[STMT_NAMES_MAX];
};

/* Rows that wait to be inserted. */
struct stmt_rows;

struct stmt {
	const struct engine *engine;
	struct engine_connection *connection;
	struct engine_statement *raw;
	const char *name;
	struct stmt_names columns, parameters;
	struct stmt_rows *rows_or_null; /* of a statement that inserts many; owned */
	bool in_use;
	bool failed;  /* a bind found no memory */
	char texts[]; /* where the names are */
};

/* parameters: of one row. NULL: no memory. */
struct stmt_rows *stmt_rows_new(int parameters);
void stmt_rows_free(struct stmt_rows *rows_or_null);
void stmt_rows_drop(struct stmt_rows *rows);
/* A value of the row that is being bound; parameter: from 1. */
void stmt_rows_set_int(struct stmt_rows *rows, int parameter, int64_t v);
/* False: no memory. */
bool stmt_rows_set_bytes(struct stmt_rows *rows, int parameter, enum engine_type type,
	const void *v, size_t len);
void stmt_rows_set_null(struct stmt_rows *rows, int parameter);
/* Inserts what was added. */
enum err_code stmt_rows_run(struct stmt *s, struct err *e);
