/* SPDX-License-Identifier: EUPL-1.2 */
/* Using prepared statements: binding, running, reading, all by name. Preparing is in
 * stmt_prepare.c. */
#include "schema/stmt_internal.h"

#include "base/fields.h"

#include <stdio.h>
#include <string.h>

static int names_find(struct stmt_names *n, const char *name)
{
	for (int i = 0, at = n->hint; i < n->count; i++, at++) {
		if (at >= n->count)
			at = 0;
		if (strcmp(n->name[at], name) == 0) {
			n->hint = at + 1;
			return at;
		}
	}
	return -1;
}

static int parameter(struct stmt *s, const char *name)
{
	int at = names_find(&s->parameters, name);

	if (at < 0)
		(void)fprintf(stderr, "%s has no parameter %s\n", s->name, name);
	REQUIRE(at >= 0);
	return at + 1;
}

void stmt_bind_int(struct stmt *s, const char *name, int64_t v)
{
	const int p = parameter(s, name);

	if (s->rows_or_null != NULL)
		stmt_rows_set_int(s->rows_or_null, p, v);
	else
		s->failed |= !s->engine->bind_int(s->raw, p, v);
}

static void bind_bytes(struct stmt *s, const char *name, enum engine_type type,
	const void *v_or_null, size_t len)
{
	int p;

	if (v_or_null == NULL) {
		stmt_bind_null(s, name);
		return;
	}
	p = parameter(s, name);
	if (s->rows_or_null != NULL)
		s->failed |=
			!stmt_rows_set_bytes(s->rows_or_null, p, type, v_or_null, len);
	else if (type == ENGINE_TEXT)
		s->failed |= !s->engine->bind_text(s->raw, p, v_or_null, len);
	else
		s->failed |= !s->engine->bind_blob(s->raw, p, v_or_null, len);
}

void stmt_bind_text(struct stmt *s, const char *name, const char *v_or_null)
{
	bind_bytes(s, name, ENGINE_TEXT, v_or_null,
		v_or_null != NULL ? strlen(v_or_null) : 0);
}

void stmt_bind_blob(struct stmt *s, const char *name, const void *v_or_null, size_t len)
{
	bind_bytes(s, name, ENGINE_BLOB, v_or_null, len);
}

void stmt_bind_null(struct stmt *s, const char *name)
{
	const int p = parameter(s, name);

	if (s->rows_or_null != NULL)
		stmt_rows_set_null(s->rows_or_null, p);
	else
		s->failed |= !s->engine->bind_null(s->raw, p);
}

void stmt_bind_bool(struct stmt *s, const char *name, bool v)
{
	stmt_bind_int(s, name, v);
}

void stmt_bind_instant(struct stmt *s, const char *name, struct instant t)
{
	stmt_bind_int(s, name, t.ms);
}

void stmt_bind_instant_or_null(struct stmt *s, const char *name, struct instant t)
{
	stmt_bind_id_or_null(s, name, t.ms);
}

void stmt_bind_id_or_null(struct stmt *s, const char *name, int64_t v)
{
	if (v != 0)
		stmt_bind_int(s, name, v);
	else
		stmt_bind_null(s, name);
}

bool stmt_row(struct stmt *s, struct err *e)
{
	enum engine_step step;

	e->code = ERR_OK;
	if (s->failed) {
		(void)err_set(e, ERR_NOMEM, "no memory for %s", s->name);
		return false;
	}
	step = s->engine->step(s->raw, e);
	if (step == ENGINE_FAILED)
		(void)err_wrap(e, "%s", s->name);
	return step == ENGINE_ROW;
}

enum err_code stmt_run(struct stmt *s, struct err *e)
{
	if (s->rows_or_null != NULL)
		return stmt_rows_run(s, e);
	while (stmt_row(s, e))
		;
	return e->code;
}

enum err_code stmt_run_one(struct stmt *s, const char *what, struct err *e)
{
	if (stmt_run(s, e) == ERR_OK && stmt_changes(s) != 1)
		return err_set(e, ERR_NOTFOUND, "%s not found", what);
	return e->code;
}

enum err_code stmt_run_again(struct stmt *s, struct err *e)
{
	enum err_code rc = stmt_run(s, e);

	s->engine->reset(s->raw);
	s->failed = false;
	return rc;
}

int64_t stmt_changes(struct stmt *s)
{
	return s->engine->changes(s->connection);
}

static int column(struct stmt *s, const char *name)
{
	int at = names_find(&s->columns, name);

	if (at < 0)
		(void)fprintf(stderr, "%s has no column %s\n", s->name, name);
	REQUIRE(at >= 0);
	return at;
}

bool stmt_is_null(struct stmt *s, const char *name)
{
	return s->engine->column_type(s->raw, column(s, name)) == ENGINE_NULL;
}

int64_t stmt_int(struct stmt *s, const char *name)
{
	return s->engine->column_int(s->raw, column(s, name));
}

bool stmt_bool(struct stmt *s, const char *name)
{
	return stmt_int(s, name) != 0;
}

const char *stmt_text_or_null(struct stmt *s, const char *name)
{
	size_t n;

	return s->engine->column_text(s->raw, column(s, name), &n);
}

const char *stmt_text(struct stmt *s, const char *name)
{
	const char *t = stmt_text_or_null(s, name);

	return t != NULL ? t : "";
}

const char *stmt_text_bytes(struct stmt *s, const char *name, size_t *ret_len)
{
	return s->engine->column_text(s->raw, column(s, name), ret_len);
}

const void *stmt_blob(struct stmt *s, const char *name, size_t *ret_len)
{
	return s->engine->column_blob(s->raw, column(s, name), ret_len);
}

struct instant stmt_instant(struct stmt *s, const char *name)
{
	return (struct instant){ stmt_int(s, name) };
}

void stmt_copy(struct stmt *s, const char *name, char *buffer, size_t size)
{
	size_t len = 0;
	const char *text = stmt_text_bytes(s, name, &len);

	if (len >= size)
		len = size - 1;
	if (len > 0)
		memcpy(buffer, text, len);
	buffer[len] = '\0';
}

static bool is_time(const char *name)
{
	static const char *const ends[] = { "_at", "_from", "_until" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t len = strlen(ends[i]);

		if (n > len && strcmp(name + n - len, ends[i]) == 0)
			return true;
	}
	return false;
}

static void set_column(struct stmt *s, int i, json_t *o)
{
	const char *name = s->columns.name[i];
	size_t n;

	switch (s->engine->column_type(s->raw, i)) {
	case ENGINE_INT:
		if (is_time(name))
			fields_set_instant(o, name,
				(struct instant){ s->engine->column_int(s->raw, i) });
		else
			fields_set_int(o, name, s->engine->column_int(s->raw, i));
		break;
	case ENGINE_TEXT:
		fields_set_text(o, name, s->engine->column_text(s->raw, i, &n));
		break;
	case ENGINE_NULL:
		fields_set_text(o, name, NULL);
		break;
	case ENGINE_REAL:
	case ENGINE_BLOB:
		break;
	}
}

json_t *stmt_json(struct stmt *s)
{
	json_t *o = json_object();

	for (int i = 0; o != NULL && i < s->columns.count; i++)
		set_column(s, i, o);
	return o;
}
