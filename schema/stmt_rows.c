/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows kept back until there are enough for the engine to insert together. */
#include "schema/stmt_internal.h"

#include "base/alloc.h"

#include <string.h>

enum {
	ROWS_MAX = 512,          /* kept back at the most */
	BYTES_MAX = 1024 * 1024, /* of their texts: then they go as well */
	BYTES_FIRST = 4096,
};

struct stmt_rows {
	size_t count; /* complete rows; the next one is being bound */
	int parameters;
	char *bytes;
	size_t bytes_used, bytes_size;
	struct engine_value values[]; /* of ROWS_MAX rows */
};

struct stmt_rows *stmt_rows_new(int parameters)
{
	struct stmt_rows *rows = base_calloc(1,
		sizeof *rows + ROWS_MAX * (size_t)parameters * sizeof rows->values[0]);

	if (rows != NULL)
		rows->parameters = parameters;
	return rows;
}

void stmt_rows_free(struct stmt_rows *rows)
{
	if (rows == NULL)
		return;
	base_free(rows->bytes);
	base_free(rows);
}

static struct engine_value *row_at(struct stmt_rows *rows, size_t row)
{
	return &rows->values[row * (size_t)rows->parameters];
}

static void clear_row(struct stmt_rows *rows)
{
	memset(row_at(rows, rows->count), 0,
		(size_t)rows->parameters * sizeof rows->values[0]);
}

void stmt_rows_drop(struct stmt_rows *rows)
{
	rows->count = 0;
	rows->bytes_used = 0;
	clear_row(rows);
}

static struct engine_value *value_at(struct stmt_rows *rows, int parameter)
{
	return row_at(rows, rows->count) + parameter - 1;
}

void stmt_rows_set_int(struct stmt_rows *rows, int parameter, int64_t v)
{
	*value_at(rows, parameter) =
		(struct engine_value){ .type = ENGINE_INT, .at = v };
}

static bool make_room(struct stmt_rows *rows, size_t len)
{
	size_t size = rows->bytes_size != 0 ? rows->bytes_size : BYTES_FIRST;
	char *bytes;

	while (size - rows->bytes_used < len)
		size *= 2;
	if (size == rows->bytes_size)
		return true;
	bytes = base_realloc(rows->bytes, size);
	if (bytes == NULL)
		return false;
	rows->bytes = bytes;
	rows->bytes_size = size;
	return true;
}

bool stmt_rows_set_bytes(struct stmt_rows *rows, int parameter, enum engine_type type,
	const void *v, size_t len)
{
	if (!make_room(rows, len))
		return false;
	*value_at(rows, parameter) = (struct engine_value){
		.type = type, .at = (int64_t)rows->bytes_used, .len = len
	};
	memcpy(rows->bytes + rows->bytes_used, v, len);
	rows->bytes_used += len;
	return true;
}

void stmt_rows_set_null(struct stmt_rows *rows, int parameter)
{
	*value_at(rows, parameter) = (struct engine_value){ .type = ENGINE_NULL };
}

enum err_code stmt_rows_run(struct stmt *s, struct err *e)
{
	struct stmt_rows *rows = s->rows_or_null;
	const struct engine_rows all = { .count = rows->count,
		.parameters = rows->parameters,
		.values = rows->values,
		.bytes = rows->bytes };

	err_clear(e);
	if (s->failed)
		(void)err_set(e, ERR_NOMEM, "no memory for %s", s->name);
	else if (all.count > 0 && s->engine->insert_rows(s->raw, &all, e) != ERR_OK)
		(void)err_wrap(e, "%s", s->name);
	stmt_rows_drop(rows);
	s->failed = false;
	return e->code;
}

enum err_code stmt_add(struct stmt *s, struct err *e)
{
	struct stmt_rows *rows = s->rows_or_null;

	REQUIRE(rows != NULL);
	rows->count++;
	if (rows->count == ROWS_MAX || rows->bytes_used >= BYTES_MAX || s->failed)
		return stmt_rows_run(s, e);
	clear_row(rows);
	return err_clear(e), ERR_OK;
}
