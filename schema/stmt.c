/* SPDX-License-Identifier: EUPL-1.2 */
/* Prepared statements by list and index; names are looked up once, when preparing. */
#include "schema/stmt.h"

#include "base/alloc.h"
#include "base/fields.h"
#include "schema/db_internal.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 64 };

/* Names of parameters or columns, copied: the engine's own are gone when it prepares a
 * statement anew after a change of the schema. */
struct names {
	int count;
	int hint; /* names are asked for in the same order each time */
	const char *name[NAMES_MAX];
};

struct stmt {
	const struct engine *engine;
	struct engine_connection *connection;
	struct engine_statement *raw;
	const char *name;
	struct names columns, parameters;
	bool in_use;
	bool failed;  /* a bind found no memory */
	char texts[]; /* where the names are */
};

static const char *parameter_name(
	const struct engine *engine, struct engine_statement *raw, int i)
{
	return engine->parameter_name(raw, i + 1);
}

/* Copies the names to `to` (or only measures when it is NULL); returns the bytes. */
static size_t names_copy(struct names *n, int count, const struct engine *engine,
	struct engine_statement *raw,
	const char *(*name)(const struct engine *, struct engine_statement *, int),
	char *to)
{
	size_t used = 0;

	REQUIRE(count <= NAMES_MAX);
	for (int i = 0; i < count; i++) {
		const char *text = name(engine, raw, i);
		size_t size = strlen(text != NULL ? text : "") + 1;

		if (to != NULL) {
			memcpy(to + used, text != NULL ? text : "", size);
			n->name[i] = to + used;
		}
		used += size;
	}
	if (to != NULL)
		n->count = count;
	return used;
}

static int names_find(struct names *n, const char *name)
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

static const char *column_name(
	const struct engine *engine, struct engine_statement *raw, int i)
{
	return engine->column_name(raw, i);
}

static enum err_code prepare(
	struct db *db, const struct stmt_text *text, struct stmt **ret, struct err *e)
{
	const struct engine *engine = db->engine;
	struct engine_statement *raw;
	struct stmt *s;
	int parameters, columns;
	size_t size;

	if (engine->prepare(db->connection, text->sql, &raw, e) != ERR_OK)
		return err_wrap(e, "%s", text->name);
	parameters = engine->parameters(raw);
	columns = engine->columns(raw);
	size = names_copy(NULL, parameters, engine, raw, parameter_name, NULL)
	       + names_copy(NULL, columns, engine, raw, column_name, NULL);
	s = base_calloc(1, sizeof *s + size);
	if (s == NULL) {
		engine->finalize(raw);
		return err_set(e, ERR_NOMEM, "no memory for a statement");
	}
	s->engine = engine;
	s->connection = db->connection;
	s->raw = raw;
	s->name = text->name;
	size = names_copy(
		&s->parameters, parameters, engine, raw, parameter_name, s->texts);
	(void)names_copy(
		&s->columns, columns, engine, raw, column_name, s->texts + size);
	*ret = s;
	return ERR_OK;
}

static enum err_code list_of(struct db *db, const struct stmt_list *list,
	struct prepared **ret, struct err *e)
{
	struct prepared *p = NULL;

	for (size_t i = 0; i < db->lists_count; i++) {
		if (db->lists[i].list == list) {
			*ret = &db->lists[i];
			return ERR_OK;
		}
	}
	REQUIRE(db->lists_count < DB_LISTS_MAX);
	p = &db->lists[db->lists_count];
	p->stmts = base_calloc(list->count, sizeof(struct stmt *));
	if (p->stmts == NULL)
		return err_set(e, ERR_NOMEM, "no memory for statements");
	p->list = list;
	db->lists_count++;
	*ret = p;
	return ERR_OK;
}

enum err_code stmt_get(struct db *db, const struct stmt_list *list, int which,
	struct stmt **ret, struct err *e)
{
	struct prepared *p = NULL;
	struct stmt *s;

	err_clear(e);
	if (list_of(db, list, &p, e) != ERR_OK)
		return e->code;
	REQUIRE(which >= 0 && (size_t)which < list->count);
	if (p->stmts[which] == NULL
		&& prepare(db, &list->texts[which], &p->stmts[which], e) != ERR_OK)
		return e->code;
	s = p->stmts[which];
	if (FAILS(!s->in_use))
		return err_set(e, ERR_BUG, "%s is in use already", s->name);
	s->in_use = true;
	s->failed = false;
	*ret = s;
	return ERR_OK;
}

void stmt_done(struct stmt **s)
{
	if (*s == NULL)
		return;
	(*s)->engine->reset((*s)->raw);
	(*s)->in_use = false;
	*s = NULL;
}

void stmts_close(struct db *db)
{
	for (size_t i = 0; i < db->lists_count; i++) {
		for (size_t k = 0; k < db->lists[i].list->count; k++) {
			struct stmt *s = db->lists[i].stmts[k];

			if (s == NULL)
				continue;
			db->engine->finalize(s->raw);
			base_free(s);
		}
		base_free(db->lists[i].stmts);
	}
	db->lists_count = 0;
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
	s->failed |= !s->engine->bind_int(s->raw, parameter(s, name), v);
}

void stmt_bind_text(struct stmt *s, const char *name, const char *v_or_null)
{
	if (v_or_null == NULL) {
		stmt_bind_null(s, name);
		return;
	}
	s->failed |= !s->engine->bind_text(
		s->raw, parameter(s, name), v_or_null, strlen(v_or_null));
}

void stmt_bind_blob(struct stmt *s, const char *name, const void *v_or_null, size_t len)
{
	if (v_or_null == NULL) {
		stmt_bind_null(s, name);
		return;
	}
	s->failed |= !s->engine->bind_blob(s->raw, parameter(s, name), v_or_null, len);
}

void stmt_bind_null(struct stmt *s, const char *name)
{
	s->failed |= !s->engine->bind_null(s->raw, parameter(s, name));
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
	(void)snprintf(buffer, size, "%s", stmt_text(s, name));
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
