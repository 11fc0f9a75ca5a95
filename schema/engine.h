/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine port: what schema/ needs of an SQL engine. Not for other folders: they use
 * stmt.h.
 *
 * One connection is used by one thread at a time. schema/sqlite_engine.c is the real
 * one; a replicated engine can stand behind the same port. */
#pragma once

#include "base/err.h"

struct engine_connection;
struct engine_statement;

enum engine_mode { ENGINE_WRITE, ENGINE_READ };
enum engine_step { ENGINE_ROW, ENGINE_DONE, ENGINE_FAILED };
enum engine_type { ENGINE_NULL, ENGINE_INT, ENGINE_REAL, ENGINE_TEXT, ENGINE_BLOB };

/* One value of a row that is to be inserted; texts and blobs lie in the bytes. */
struct engine_value {
	enum engine_type type;
	int64_t at; /* the number; or where its bytes begin */
	size_t len; /* of a text or blob */
};
/* Rows for insert_rows, borrowed by it until it returns. */
struct engine_rows {
	size_t count;
	int parameters;                    /* of a row */
	const struct engine_value *values; /* parameters of the first row, then … */
	const char *bytes;
};

struct engine {
	const char *name;
	enum err_code (*open)(const char *where, enum engine_mode mode,
		struct engine_connection **ret, struct err *e);
	/* ERR_BUG when a statement was left open. */
	enum err_code (*close)(struct engine_connection *c, struct err *e);
	/* Several statements without parameters: schema changes. */
	enum err_code (*script)(
		struct engine_connection *c, const char *sql, struct err *e);
	/* Exactly one statement; trailing text is an error. */
	enum err_code (*prepare)(struct engine_connection *c, const char *sql,
		struct engine_statement **ret, struct err *e);
	void (*finalize)(struct engine_statement *s);
	int (*parameter)(struct engine_statement *s,
		const char *name); /* index from 1; 0 = none. name without ':' */
	int (*parameters)(struct engine_statement *s);
	const char *(*parameter_name)(
		struct engine_statement *s, int parameter); /* without ':' */
	/* Bind: false when memory is out. Text and blob are copied. */
	bool (*bind_int)(struct engine_statement *s, int parameter, int64_t v);
	bool (*bind_text)(
		struct engine_statement *s, int parameter, const char *v, size_t len);
	bool (*bind_blob)(
		struct engine_statement *s, int parameter, const void *v, size_t len);
	bool (*bind_null)(struct engine_statement *s, int parameter);
	enum engine_step (*step)(struct engine_statement *s, struct err *e);
	/* Of a prepared `INSERT … VALUES (…)` of one row the one that inserts many, far
	 * cheaper than one by one; its parameters are those of one row. */
	enum err_code (*prepare_rows)(struct engine_statement *one,
		struct engine_statement **ret, struct err *e);
	/* All rows, in their order, or none. */
	enum err_code (*insert_rows)(struct engine_statement *many,
		const struct engine_rows *rows, struct err *e);
	void (*reset)(struct engine_statement *s); /* and forgets the bindings */
	int64_t (*changes)(struct engine_connection
			*c); /* rows of the last INSERT/UPDATE/DELETE */
	int64_t (*changes_total)(struct engine_connection *c); /* since it was opened */
	int (*columns)(struct engine_statement *s);
	const char *(*column_name)(struct engine_statement *s, int column);
	enum engine_type (*column_type)(struct engine_statement *s, int column);
	int64_t (*column_int)(struct engine_statement *s, int column);
	const char *(*column_text)(
		struct engine_statement *s, int column, size_t *ret_len);
	const void *(*column_blob)(
		struct engine_statement *s, int column, size_t *ret_len);
	/* Transactions. begin(write) waits for other writers up to the busy time-out.
	 * When the engine gave a transaction up by itself (after an I/O error), or a
	 * savepoint could not be rolled back, every further step, savepoint and commit
	 * fails with the error that caused it, until rollback or commit was called. */
	enum err_code (*begin)(struct engine_connection *c, bool write, struct err *e);
	/* On error the outcome is unknown until re-read: ERR_IO. */
	enum err_code (*commit)(struct engine_connection *c, struct err *e);
	void (*rollback)(struct engine_connection *c);
	enum err_code (*savepoint)(struct engine_connection *c, struct err *e);
	enum err_code (*savepoint_release)(struct engine_connection *c, struct err *e);
	void (*savepoint_rollback)(struct engine_connection *c);
	/* Changes whenever another connection has committed. */
	enum err_code (*outside_version)(
		struct engine_connection *c, int64_t *ret, struct err *e);
	enum err_code (*checkpoint)(struct engine_connection *c, struct err *e);
	/* The same, until nothing is in the log alone. ERR_BUSY: somebody who reads an
	 * older state is in the way. */
	enum err_code (*checkpoint_all)(struct engine_connection *c, struct err *e);
	enum err_code (*backup)(
		struct engine_connection *c, const char *file, struct err *e);
	/* Bytes that nobody can foretell, for salts. */
	void (*salt)(void *bytes, size_t n);
	/* Looks at every page, index and foreign key: ERR_INVALID names what is wrong.
	 */
	enum err_code (*check)(struct engine_connection *c, struct err *e);
	/* Text of the query plan, for tests. Caller frees with base_free. */
	enum err_code (*explain)(struct engine_connection *c, const char *sql,
		char **ret, struct err *e);
};

extern const struct engine sqlite_engine;
/* For a service, before anything is opened: memory for the pages of its connections,
 * which else grows while the first large call-out is written. */
void sqlite_engine_reserve(void);
