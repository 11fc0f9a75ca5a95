/* SPDX-License-Identifier: EUPL-1.2 */
/* Municipalities in the database. */
#include "roster/people/function.h"

#define MUNICIPALITY_SQL(X)                                                            \
	X(MUNICIPALITY_BY_ID,                                                          \
		"SELECT id, code, name, version FROM municipality WHERE id = :id")     \
	X(MUNICIPALITY_INSERT, "INSERT INTO municipality (id, code, name) VALUES "     \
			       "(:id, :code, :name)")                                  \
	X(MUNICIPALITY_UPDATE,                                                         \
		"UPDATE municipality SET code = :code, name = :name,"                  \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(MUNICIPALITY_DELETE, "DELETE FROM municipality WHERE id = :id")              \
	X(MUNICIPALITY_LIST, "SELECT id, code, name, version FROM municipality"        \
			     " WHERE id > :after ORDER BY id LIMIT :limit")            \
	X(MUNICIPALITY_FIND,                                                           \
		"SELECT id FROM municipality WHERE code = :what OR name = :what")
STMT_LIST(municipality, MUNICIPALITY_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_text(o, "code", stmt_text(row, "code"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *code = "", *name = "";

	(void)db;
	(void)fields_line(o, "code", FIELDS_REQUIRED, 16, &code, e);
	(void)fields_line(o, "name", FIELDS_REQUIRED, 80, &name, e);
	stmt_bind_text(s, "code", code);
	stmt_bind_text(s, "name", name);
}

static const char *const fields[] = { "code", "name", NULL };

const struct resource municipality_resource = {
	.name = "municipality",
	.list = &municipality_statements,
	.by_id = MUNICIPALITY_BY_ID,
	.insert = MUNICIPALITY_INSERT,
	.update = MUNICIPALITY_UPDATE,
	.remove = MUNICIPALITY_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
};

enum err_code municipality_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &municipality_resource, MUNICIPALITY_LIST, after, limit, ret, e);
}

enum err_code municipality_find(
	struct db *db, const char *code_or_name, int64_t *ret, struct err *e)
{
	return resource_by_text(db, &municipality_resource, MUNICIPALITY_FIND, "what",
		code_or_name, ret, e);
}
