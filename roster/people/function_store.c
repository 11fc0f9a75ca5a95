/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions in the database. */
#include "roster/people/function.h"

#include "base/parse.h"

#include <stdio.h>

#define X(name, text) text,
const char *const function_regime_words[] = { FUNCTION_REGIMES(X) };
#undef X

#define FUNCTION_COLUMNS                                                               \
	"id, code, name, spoken_name, regime, arrival_norm_minutes, required_on_duty," \
	" requirements, municipality_id, alerts_coordinator, version"
#define FUNCTION_SQL(X)                                                                \
	X(FUNCTION_BY_ID, "SELECT " FUNCTION_COLUMNS " FROM function WHERE id = :id")  \
	X(FUNCTION_INSERT,                                                             \
		"INSERT INTO function (id, code, name, spoken_name, regime,"           \
		" arrival_norm_minutes, required_on_duty, requirements, "              \
		"municipality_id,"                                                     \
		" alerts_coordinator) VALUES (:id, :code, :name, :spoken_name, "       \
		":regime,"                                                             \
		" :arrival_norm_minutes, :required_on_duty, :requirements,"            \
		" :municipality_id, :alerts_coordinator)")                             \
	X(FUNCTION_UPDATE,                                                             \
		"UPDATE function SET code = :code, name = :name,"                      \
		" spoken_name = :spoken_name, regime = :regime,"                       \
		" arrival_norm_minutes = :arrival_norm_minutes,"                       \
		" required_on_duty = :required_on_duty, requirements = :requirements," \
		" municipality_id = :municipality_id,"                                 \
		" alerts_coordinator = :alerts_coordinator, version = version + 1"     \
		" WHERE id = :id AND version = :version")                              \
	X(FUNCTION_DELETE, "DELETE FROM function WHERE id = :id")                      \
	X(FUNCTION_LIST, "SELECT " FUNCTION_COLUMNS " FROM function WHERE id > :after" \
			 " ORDER BY id LIMIT :limit")                                  \
	X(FUNCTION_BY_CODE, "SELECT id FROM function WHERE code = :code")
STMT_LIST(function, FUNCTION_SQL);

static void set_or_null(json_t *o, const char *field, int64_t v)
{
	if (v != 0)
		fields_set_int(o, field, v);
	else
		fields_set_text(o, field, NULL);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_text(o, "code", stmt_text(row, "code"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "spoken_name", stmt_text(row, "spoken_name"));
	fields_set_text(o, "regime", stmt_text(row, "regime"));
	set_or_null(o, "arrival_norm_minutes", stmt_int(row, "arrival_norm_minutes"));
	fields_set_int(o, "required_on_duty", stmt_int(row, "required_on_duty"));
	fields_set_text(o, "requirements", stmt_text(row, "requirements"));
	set_or_null(o, "municipality_id", stmt_int(row, "municipality_id"));
	fields_set_bool(o, "alerts_coordinator", stmt_bool(row, "alerts_coordinator"));
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *code = "", *name = "", *spoken = NULL, *requirements = "";
	int64_t norm = 0, required = 0, municipality = 0;
	bool alerts = false;
	int regime = 0;

	(void)db;
	(void)fields_line(o, "code", FIELDS_REQUIRED, 32, &code, e);
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_line(o, "spoken_name", FIELDS_OPTIONAL, 120, &spoken, e);
	(void)fields_word(o, "regime", FIELDS_REQUIRED, function_regime_words,
		REGIMES_COUNT, &regime, e);
	(void)fields_int(
		o, "arrival_norm_minutes", FIELDS_OPTIONAL, 1, 10080, &norm, e);
	(void)fields_int(o, "required_on_duty", FIELDS_OPTIONAL, 0, 99, &required, e);
	(void)fields_text(o, "requirements", FIELDS_OPTIONAL, 2000, &requirements, e);
	(void)fields_int(
		o, "municipality_id", FIELDS_OPTIONAL, 1, INT64_MAX, &municipality, e);
	(void)fields_bool(o, "alerts_coordinator", FIELDS_OPTIONAL, &alerts, e);
	stmt_bind_text(s, "code", code);
	stmt_bind_text(s, "name", name);
	stmt_bind_text(s, "spoken_name", spoken != NULL && spoken[0] ? spoken : name);
	stmt_bind_text(s, "regime", function_regime_words[regime]);
	stmt_bind_id_or_null(s, "arrival_norm_minutes", norm);
	stmt_bind_int(s, "required_on_duty", required);
	stmt_bind_text(s, "requirements", requirements);
	stmt_bind_id_or_null(s, "municipality_id", municipality);
	stmt_bind_bool(s, "alerts_coordinator", alerts);
}

static const char *const fields[] = { "code", "name", "spoken_name", "regime",
	"arrival_norm_minutes", "required_on_duty", "requirements", "municipality_id",
	"alerts_coordinator", NULL };

const struct resource function_resource = {
	.name = "function",
	.list = &function_statements,
	.by_id = FUNCTION_BY_ID,
	.insert = FUNCTION_INSERT,
	.update = FUNCTION_UPDATE,
	.remove = FUNCTION_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
};

enum err_code function_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &function_resource, FUNCTION_LIST, after, limit, ret, e);
}

enum err_code function_by_code(
	struct db *db, const char *code, int64_t *ret, struct err *e)
{
	return resource_by_text(
		db, &function_resource, FUNCTION_BY_CODE, "code", code, ret, e);
}

enum err_code function_find(
	struct db *db, int64_t id, struct function *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &function_statements, FUNCTION_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "function %" PRId64 " does not exist", id);
	ret->id = id;
	stmt_copy(s, "code", ret->code, sizeof ret->code);
	stmt_copy(s, "name", ret->name, sizeof ret->name);
	stmt_copy(s, "spoken_name", ret->spoken_name, sizeof ret->spoken_name);
	ret->regime = (enum function_regime)parse_word(
		stmt_text(s, "regime"), function_regime_words, REGIMES_COUNT);
	ret->norm_minutes = (int)stmt_int(s, "arrival_norm_minutes");
	ret->alerts_coordinator = stmt_bool(s, "alerts_coordinator");
	return ERR_OK;
}
