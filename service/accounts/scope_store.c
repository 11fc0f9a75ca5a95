/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/accounts/scope_store.h"

#include "base/alloc.h"

#define SCOPE_SQL(X)                                                                   \
	X(SCOPE_READ, "SELECT municipality_id FROM account_scope"                      \
		      " WHERE holder = :holder AND holder_id = :id"                    \
		      " ORDER BY municipality_id")                                     \
	X(SCOPE_CLEAR, "DELETE FROM account_scope WHERE holder = :holder"              \
		       " AND holder_id = :id")                                         \
	X(SCOPE_ADD, "INSERT INTO account_scope (holder, holder_id, municipality_id)"  \
		     " VALUES (:holder, :id, :municipality_id)")                       \
	X(SCOPE_PERSON, "SELECT municipality_id FROM person WHERE id = :id")           \
	X(SCOPE_PEOPLE, "SELECT id, municipality_id FROM person ORDER BY id")          \
	X(SCOPE_FUNCTION, "SELECT municipality_id FROM function WHERE id = :id")       \
	X(SCOPE_SCENARIO, "SELECT f.municipality_id FROM scenario_slot s"              \
			  " JOIN function f ON f.id = s.function_id"                   \
			  " WHERE s.scenario_id = :id")                                \
	X(SCOPE_CALLOUT, "SELECT f.municipality_id FROM callout_slot s"                \
			 " JOIN function f ON f.id = s.function_id"                    \
			 " WHERE s.callout_id = :id")
extern const struct stmt_list scope_statements;
STMT_LIST(scope, SCOPE_SQL);

enum err_code scope_read(struct db *db, const char *holder, int64_t holder_id,
	struct scope *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	ret->count = 0;
	if (stmt_get(db, &scope_statements, SCOPE_READ, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "holder", holder);
	stmt_bind_int(s, "id", holder_id);
	while (ret->count < SCOPE_MAX && stmt_row(s, e))
		ret->municipality_id[ret->count++] = stmt_int(s, "municipality_id");
	return e->code;
}

enum err_code scope_to_json(
	struct db *db, const char *holder, int64_t holder_id, json_t *o, struct err *e)
{
	json_t *ids = json_array();
	struct scope scope;

	if (scope_read(db, holder, holder_id, &scope, e) == ERR_OK)
		for (size_t i = 0; i < scope.count; i++)
			json_array_append_new(
				ids, json_integer(scope.municipality_id[i]));
	json_object_set_new(o, "municipality_ids", ids);
	return e->code;
}

static enum err_code clear(
	struct db *db, const char *holder, int64_t holder_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &scope_statements, SCOPE_CLEAR, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "holder", holder);
	stmt_bind_int(s, "id", holder_id);
	return stmt_run(s, e);
}

static enum err_code add(struct db *db, const char *holder, int64_t holder_id,
	int64_t municipality_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &scope_statements, SCOPE_ADD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "holder", holder);
	stmt_bind_int(s, "id", holder_id);
	stmt_bind_int(s, "municipality_id", municipality_id);
	if (stmt_run(s, e) == ERR_CONFLICT) {
		err_clear(e);
		return err_fault(e, "municipality_ids",
			"must name municipalities that exist, each once");
	}
	return e->code;
}

enum err_code scope_write(struct db *db, const char *holder, int64_t holder_id,
	const json_t *body, struct err *e)
{
	const json_t *ids = json_object_get(body, "municipality_ids"), *id;
	size_t i;

	if (ids != NULL && !json_is_null(ids)
		&& (!json_is_array(ids) || json_array_size(ids) > SCOPE_MAX))
		return err_fault(e, "municipality_ids",
			"must be a list of at most 32 municipalities; [] is the whole "
			"region");
	if (clear(db, holder, holder_id, e) != ERR_OK)
		return e->code;
	json_array_foreach(ids, i, id)
	{
		if (add(db, holder, holder_id, json_integer_value(id), e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

bool scope_holds(const struct scope *s, int64_t municipality_id)
{
	if (s->count == 0)
		return true;
	for (size_t i = 0; i < s->count; i++)
		if (s->municipality_id[i] == municipality_id)
			return true;
	return false;
}

/* All rows of the statement; what has none does not exist, which others say better. */
static enum err_code holds_all(struct db *db, int which, const struct scope *scope,
	int64_t id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = true;
	if (scope->count == 0)
		return ERR_OK;
	if (stmt_get(db, &scope_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	while (stmt_row(s, e))
		*ret = *ret && scope_holds(scope, stmt_int(s, "municipality_id"));
	return e->code;
}

enum err_code scope_holds_person(struct db *db, const struct scope *s,
	int64_t person_id, bool *ret, struct err *e)
{
	return holds_all(db, SCOPE_PERSON, s, person_id, ret, e);
}

enum err_code scope_people(struct db *db, const struct scope *s, int64_t **ret,
	size_t *ret_n, struct err *e)
{
	int64_t *people = base_calloc(1, sizeof *people);
	size_t n = 0, cap = 1;
	STMT_AUTO row = NULL;

	if (people == NULL)
		return err_set(e, ERR_NOMEM, "no memory for people");
	if (stmt_get(db, &scope_statements, SCOPE_PEOPLE, &row, e) == ERR_OK)
		while (stmt_row(row, e)) {
			int64_t *grown = base_room(people, n, &cap, sizeof *people);

			if (grown == NULL) {
				(void)err_set(e, ERR_NOMEM, "no memory for people");
				break;
			}
			people = grown;
			if (scope_holds(s, stmt_int(row, "municipality_id")))
				people[n++] = stmt_int(row, "id");
		}
	if (e->code != ERR_OK) {
		base_free(people);
		return e->code;
	}
	*ret = people;
	*ret_n = n;
	return ERR_OK;
}

enum err_code scope_holds_function(struct db *db, const struct scope *s,
	int64_t function_id, bool *ret, struct err *e)
{
	return holds_all(db, SCOPE_FUNCTION, s, function_id, ret, e);
}

enum err_code scope_holds_scenario(struct db *db, const struct scope *s,
	int64_t scenario_id, bool *ret, struct err *e)
{
	return holds_all(db, SCOPE_SCENARIO, s, scenario_id, ret, e);
}

enum err_code scope_holds_callout(struct db *db, const struct scope *s,
	int64_t callout_id, bool *ret, struct err *e)
{
	return holds_all(db, SCOPE_CALLOUT, s, callout_id, ret, e);
}
