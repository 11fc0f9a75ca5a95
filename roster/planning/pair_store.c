/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/planning/pair.h"

#include "base/alloc.h"

#define PAIR_COLUMNS "id, function_id, other_function_id, note, version"
#define PAIR_SQL(X)                                                                    \
	X(PAIR_BY_ID, "SELECT " PAIR_COLUMNS " FROM function_pair WHERE id = :id")     \
	X(PAIR_INSERT,                                                                 \
		"INSERT INTO function_pair (id, function_id, other_function_id, note)" \
		" VALUES (:id, :function_id, :other_function_id, :note)")              \
	X(PAIR_UPDATE, "UPDATE function_pair SET function_id = :function_id,"          \
		       " other_function_id = :other_function_id, note = :note,"        \
		       " version = version + 1 WHERE id = :id AND version = :version") \
	X(PAIR_DELETE, "DELETE FROM function_pair WHERE id = :id")                     \
	X(PAIR_LIST, "SELECT " PAIR_COLUMNS " FROM function_pair WHERE id > :after"    \
		     " AND (:function_id = 0 OR function_id = :function_id"            \
		     " OR other_function_id = :function_id)"                           \
		     " ORDER BY id LIMIT :limit")                                      \
	X(PAIR_FIND, "SELECT id FROM function_pair WHERE function_id = :function_id"   \
		     " AND other_function_id = :other_function_id")                    \
	X(PAIR_ALL, "SELECT function_id, other_function_id FROM function_pair"         \
		    " WHERE id > 0")
STMT_LIST(function_pair, PAIR_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_int(o, "other_function_id", stmt_int(row, "other_function_id"));
	fields_set_text(o, "note", stmt_text(row, "note"));
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t a = 0, b = 0;
	const char *note = "";

	(void)db;
	(void)fields_int(o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &a, e);
	(void)fields_int(o, "other_function_id", FIELDS_REQUIRED, 1, INT64_MAX, &b, e);
	(void)fields_line(o, "note", FIELDS_OPTIONAL, 200, &note, e);
	if (e->faults == 0 && a == b)
		(void)err_fault(e, "other_function_id", "must be another function");
	stmt_bind_int(s, "function_id", a < b ? a : b);
	stmt_bind_int(s, "other_function_id", a < b ? b : a);
	stmt_bind_text(s, "note", note);
}

static const char *const fields[] = { "function_id", "other_function_id", "note",
	NULL };

const struct resource function_pair_resource = {
	.name = "function_pair",
	.event = "coverage",
	.list = &function_pair_statements,
	.by_id = PAIR_BY_ID,
	.insert = PAIR_INSERT,
	.update = PAIR_UPDATE,
	.remove = PAIR_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
};

enum err_code function_pair_list(struct db *db, int64_t function_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	return resource_page_of(db, &function_pair_resource, PAIR_LIST, "function_id",
		function_id, after, limit, ret, e);
}

enum err_code function_pair_find(
	struct db *db, int64_t a, int64_t b, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &function_pair_statements, PAIR_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", a < b ? a : b);
	stmt_bind_int(s, "other_function_id", a < b ? b : a);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

enum err_code function_pairs_load(
	struct db *db, struct coverage_pair **ret, size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	struct coverage_pair *item = NULL, *grown;
	size_t n = 0, cap = 0;

	if (stmt_get(db, &function_pair_statements, PAIR_ALL, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		grown = base_room(item, n, &cap, sizeof *item);
		if (grown == NULL) {
			(void)err_set(e, ERR_NOMEM, "no memory for pairs");
			break;
		}
		item = grown;
		item[n++] = (struct coverage_pair){ stmt_int(s, "function_id"),
			stmt_int(s, "other_function_id") };
	}
	if (e->code != ERR_OK) {
		base_free(item);
		return e->code;
	}
	*ret = item;
	*ret_n = n;
	return ERR_OK;
}
