/* SPDX-License-Identifier: EUPL-1.2 */
/* Preparing statements by list and index, once; names are copied then. */
#include "schema/stmt_internal.h"

#include "base/alloc.h"

#include <string.h>

static const char *parameter_name(
	const struct engine *engine, struct engine_statement *raw, int i)
{
	return engine->parameter_name(raw, i + 1);
}

/* Copies the names to `to` (or only measures when it is NULL); returns the bytes. */
static size_t names_copy(struct stmt_names *n, int count, const struct engine *engine,
	struct engine_statement *raw,
	const char *(*name)(const struct engine *, struct engine_statement *, int),
	char *to)
{
	size_t used = 0;

	REQUIRE(count <= STMT_NAMES_MAX);
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

static const char *column_name(
	const struct engine *engine, struct engine_statement *raw, int i)
{
	return engine->column_name(raw, i);
}

/* The names are those of `named`, which may be the statement itself. Takes raw, also
 * when it fails. */
static enum err_code make(struct db *db, const char *name, struct engine_statement *raw,
	struct engine_statement *named, struct stmt **ret, struct err *e)
{
	const struct engine *engine = db->engine;
	const int parameters = engine->parameters(named);
	const int columns = engine->columns(named);
	size_t size = names_copy(NULL, parameters, engine, named, parameter_name, NULL)
		      + names_copy(NULL, columns, engine, named, column_name, NULL);
	struct stmt *s = base_calloc(1, sizeof *s + size);

	if (s == NULL) {
		engine->finalize(raw);
		return err_set(e, ERR_NOMEM, "no memory for a statement");
	}
	s->engine = engine;
	s->connection = db->connection;
	s->raw = raw;
	s->name = name;
	size = names_copy(
		&s->parameters, parameters, engine, named, parameter_name, s->texts);
	(void)names_copy(
		&s->columns, columns, engine, named, column_name, s->texts + size);
	*ret = s;
	return ERR_OK;
}

static enum err_code prepare(
	struct db *db, const struct stmt_text *text, struct stmt **ret, struct err *e)
{
	struct engine_statement *raw;

	if (db->engine->prepare(db->connection, text->sql, &raw, e) != ERR_OK)
		return err_wrap(e, "%s", text->name);
	return make(db, text->name, raw, raw, ret, e);
}

static void stmt_free(struct stmt *s)
{
	if (s == NULL)
		return;
	s->engine->finalize(s->raw);
	stmt_rows_free(s->rows_or_null);
	base_free(s);
}

static enum err_code prepare_rows(
	struct db *db, const struct stmt *one, struct stmt **ret, struct err *e)
{
	struct engine_statement *raw;
	struct stmt *s = NULL;

	if (db->engine->prepare_rows(one->raw, &raw, e) != ERR_OK)
		return err_wrap(e, "%s", one->name);
	if (make(db, one->name, raw, one->raw, &s, e) != ERR_OK)
		return e->code;
	s->rows_or_null = stmt_rows_new(s->parameters.count);
	if (s->rows_or_null == NULL) {
		stmt_free(s);
		return err_set(e, ERR_NOMEM, "no memory for a statement");
	}
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
	p->stmts = base_calloc(2 * list->count, sizeof(struct stmt *));
	if (p->stmts == NULL)
		return err_set(e, ERR_NOMEM, "no memory for statements");
	p->list = list;
	db->lists_count++;
	*ret = p;
	return ERR_OK;
}

/* The statement itself; ready when it was used before. NULL: *e says why. */
static struct stmt *find(struct db *db, const struct stmt_list *list, int which,
	bool rows, struct err *e)
{
	struct prepared *p = NULL;
	struct stmt **one, **many;

	err_clear(e);
	if (list_of(db, list, &p, e) != ERR_OK)
		return NULL;
	REQUIRE(which >= 0 && (size_t)which < list->count);
	one = &p->stmts[which];
	many = &p->stmts[list->count + (size_t)which];
	if (*one == NULL && prepare(db, &list->texts[which], one, e) != ERR_OK)
		return NULL;
	if (rows && *many == NULL && prepare_rows(db, *one, many, e) != ERR_OK)
		return NULL;
	return rows ? *many : *one;
}

static enum err_code take(struct stmt *s, struct stmt **ret, struct err *e)
{
	if (FAILS(!s->in_use))
		return err_set(e, ERR_BUG, "%s is in use already", s->name);
	s->in_use = true;
	s->failed = false;
	*ret = s;
	return ERR_OK;
}

enum err_code stmt_get(struct db *db, const struct stmt_list *list, int which,
	struct stmt **ret, struct err *e)
{
	struct stmt *s = find(db, list, which, false, e);

	return s == NULL ? e->code : take(s, ret, e);
}

enum err_code stmt_get_rows(struct db *db, const struct stmt_list *list, int which,
	struct stmt **ret, struct err *e)
{
	struct stmt *s = find(db, list, which, true, e);

	return s == NULL ? e->code : take(s, ret, e);
}

void stmt_done(struct stmt **s)
{
	if (*s == NULL)
		return;
	if ((*s)->rows_or_null != NULL)
		stmt_rows_drop((*s)->rows_or_null);
	else
		(*s)->engine->reset((*s)->raw);
	(*s)->in_use = false;
	*s = NULL;
}

void stmts_close(struct db *db)
{
	for (size_t i = 0; i < db->lists_count; i++) {
		for (size_t k = 0; k < 2 * db->lists[i].list->count; k++)
			stmt_free(db->lists[i].stmts[k]);
		base_free(db->lists[i].stmts);
	}
	db->lists_count = 0;
}
