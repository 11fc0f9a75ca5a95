/* SPDX-License-Identifier: EUPL-1.2 */
/* Links to calendars in the database. */
#include "roster/calendar/calendar_token.h"

#include <string.h>

#define TOKEN_COLUMNS "id, person_id, function_id, name, created_at, version"
#define CALENDAR_TOKEN_SQL(X)                                                          \
	X(CALENDAR_TOKEN_BY_ID,                                                        \
		"SELECT " TOKEN_COLUMNS " FROM calendar_token WHERE id = :id")         \
	X(CALENDAR_TOKEN_INSERT,                                                       \
		"INSERT INTO calendar_token (id, person_id, function_id, name, hash,"  \
		" created_at) VALUES (:id, :person_id, :function_id, :name, :hash,"    \
		" :created_at)")                                                       \
	X(CALENDAR_TOKEN_DELETE, "DELETE FROM calendar_token WHERE id = :id")          \
	X(CALENDAR_TOKEN_LIST,                                                         \
		"SELECT " TOKEN_COLUMNS " FROM calendar_token WHERE id > :after"       \
		" AND (:person_id = 0 OR person_id = :person_id)"                      \
		" AND (:function_id = 0 OR function_id = :function_id)"                \
		" ORDER BY id LIMIT :limit")                                           \
	X(CALENDAR_TOKEN_OF_PERSON,                                                    \
		"SELECT (SELECT count(*) FROM calendar_token WHERE person_id = :id)"   \
		" AS links, EXISTS (SELECT 1 FROM person WHERE id = :id) AS there")    \
	X(CALENDAR_TOKEN_OF_FUNCTION,                                                  \
		"SELECT (SELECT count(*) FROM calendar_token WHERE function_id = :id)" \
		" AS links, EXISTS (SELECT 1 FROM function WHERE id = :id) AS there")  \
	X(CALENDAR_TOKEN_FIND, "SELECT person_id, function_id FROM calendar_token"     \
			       " WHERE hash = :hash AND NOT EXISTS"                    \
			       " (SELECT 1 FROM person p"                              \
			       " WHERE p.id = person_id AND p.active = 0)")
STMT_LIST(calendar_token, CALENDAR_TOKEN_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_id_or_null(o, "person_id", stmt_int(row, "person_id"));
	fields_set_id_or_null(o, "function_id", stmt_int(row, "function_id"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_instant(o, "created_at", stmt_instant(row, "created_at"));
	return ERR_OK;
}

const struct resource calendar_token_resource = {
	.name = "calendar_token",
	.list = &calendar_token_statements,
	.by_id = CALENDAR_TOKEN_BY_ID,
	.remove = CALENDAR_TOKEN_DELETE,
	.to_json = to_json,
};

static enum err_code check_owner(
	struct db *db, const struct calendar_owner *owner, struct err *e)
{
	bool is_person = owner->person_id != 0;
	STMT_AUTO s = NULL;

	if (stmt_get(db, &calendar_token_statements,
		    is_person ? CALENDAR_TOKEN_OF_PERSON : CALENDAR_TOKEN_OF_FUNCTION,
		    &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", is_person ? owner->person_id : owner->function_id);
	if (!stmt_row(s, e))
		return e->code;
	if (!stmt_bool(s, "there"))
		return err_fault(
			e, is_person ? "person_id" : "function_id", "does not exist");
	if (stmt_int(s, "links") >= CALENDAR_TOKENS_MAX)
		return err_set(e, ERR_CONFLICT,
			"there are %d links to this calendar already: delete one first",
			(int)CALENDAR_TOKENS_MAX);
	return ERR_OK;
}

static enum err_code insert(struct db *db, int64_t id,
	const struct calendar_owner *owner, const char *name, const char *token,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, strlen(token));

	if (stmt_get(db, &calendar_token_statements, CALENDAR_TOKEN_INSERT, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_id_or_null(s, "person_id", owner->person_id);
	stmt_bind_id_or_null(s, "function_id", owner->function_id);
	stmt_bind_text(s, "name", name);
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "created_at", now);
	return stmt_run(s, e);
}

enum err_code calendar_token_add(struct db *db, const struct calendar_owner *owner,
	const char *name, struct random *random, const struct change *by,
	char ret[TOKEN_TEXT], int64_t *ret_id, struct err *e)
{
	uint8_t bytes[TOKEN_BYTES];
	json_t *after = NULL;
	int64_t id;

	REQUIRE((owner->person_id == 0) != (owner->function_id == 0));
	random->fill(random, bytes, sizeof bytes);
	(void)token_text(bytes, ret);
	if (check_owner(db, owner, e) != ERR_OK
		|| ids_next(db, "calendar_token", &id, e) != ERR_OK
		|| insert(db, id, owner, name, ret, by->now, e) != ERR_OK
		|| resource_get(db, &calendar_token_resource, id, &after, e) != ERR_OK)
		return e->code;
	if (resource_audit(db, by, "create", "calendar_token", id, NULL, after, e)
		== ERR_OK)
		*ret_id = id;
	json_decref(after);
	return e->code;
}

enum err_code calendar_token_list(struct db *db, const struct calendar_owner *of,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &calendar_token_statements, CALENDAR_TOKEN_LIST, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "person_id", of->person_id);
	stmt_bind_int(s, "function_id", of->function_id);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &calendar_token_resource, s, limit, ret, e);
}

enum err_code calendar_token_find(
	struct db *db, const char *token, struct calendar_owner *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, strlen(token));

	if (stmt_get(db, &calendar_token_statements, CALENDAR_TOKEN_FIND, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "this calendar link is not known (any more)");
	ret->person_id = stmt_int(s, "person_id");
	ret->function_id = stmt_int(s, "function_id");
	return ERR_OK;
}
