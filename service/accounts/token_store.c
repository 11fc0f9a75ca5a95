/* SPDX-License-Identifier: EUPL-1.2 */
/* Tokens in the database. */
#include "service/accounts/token_store.h"

#include "base/parse.h"
#include "service/accounts/scope_store.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const role_words[] = { ROLES(X) };
#undef X

#define TOKEN_COLUMNS "id, name, role, person_id, created_at, revoked_at, version"
#define TOKEN_SQL(X)                                                                   \
	X(TOKEN_BY_ID, "SELECT " TOKEN_COLUMNS " FROM token WHERE id = :id")           \
	X(TOKEN_INSERT,                                                                \
		"INSERT INTO token (id, name, role, person_id, hash, created_at)"      \
		" VALUES (:id, :name, :role, :person_id, :hash, :created_at)")         \
	X(TOKEN_REVOKE, "UPDATE token SET revoked_at = :now, version = version + 1"    \
			" WHERE id = :id AND revoked_at IS NULL")                      \
	X(TOKEN_LIST, "SELECT " TOKEN_COLUMNS " FROM token WHERE id > :after"          \
		      " ORDER BY id LIMIT :limit")                                     \
	X(TOKEN_CHECK, "SELECT id, name, role, person_id FROM token"                   \
		       " WHERE hash = :hash AND revoked_at IS NULL"                    \
		       " AND NOT EXISTS (SELECT 1 FROM person p"                       \
		       " WHERE p.id = token.person_id AND p.active = 0)")
STMT_LIST(token, TOKEN_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "role", stmt_text(row, "role"));
	if (stmt_is_null(row, "person_id"))
		fields_set_text(o, "person_id", NULL);
	else
		fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_instant(o, "created_at", stmt_instant(row, "created_at"));
	fields_set_instant_or_null(o, "revoked_at", stmt_instant(row, "revoked_at"));
	return scope_to_json(db, "token", stmt_int(row, "id"), o, e);
}

const struct resource token_resource = {
	.name = "token",
	.list = &token_statements,
	.by_id = TOKEN_BY_ID,
	.to_json = to_json,
};

enum err_code token_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(db, &token_resource, TOKEN_LIST, after, limit, ret, e);
}

static enum err_code insert(struct db *db, int64_t id, const char *name, enum role role,
	int64_t person_id, const char *token, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, strlen(token));

	if (stmt_get(db, &token_statements, TOKEN_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, "name", name);
	stmt_bind_text(s, "role", role_words[role]);
	stmt_bind_id_or_null(s, "person_id", person_id);
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "created_at", by->now);
	if (stmt_run(s, e) == ERR_CONFLICT)
		return err_set(e, ERR_CONFLICT,
			"a token with the name '%s' exists already, or the person does "
			"not exist",
			name);
	return e->code;
}

enum err_code token_add_for(struct db *db, const char *name, enum role role,
	int64_t person_id, struct random *random, const struct change *by,
	char ret[ACCOUNT_TOKEN_TEXT], int64_t *ret_id, struct err *e)
{
	uint8_t bytes[2][TOKEN_BYTES];
	char text[2][TOKEN_TEXT];
	json_t *after = NULL;
	int64_t id;

	err_clear(e);
	if (name[0] == '\0' || !parse_is_line(name, 64))
		return err_fault(e, "name", "must be one line of at most 64 bytes");
	random->fill(random, bytes, sizeof bytes);
	(void)snprintf(ret, ACCOUNT_TOKEN_TEXT, "p_%.22s%.22s",
		token_text(bytes[0], text[0]), token_text(bytes[1], text[1]));
	if (ids_next(db, "token", &id, e) != ERR_OK
		|| insert(db, id, name, role, person_id, ret, by, e) != ERR_OK
		|| resource_get(db, &token_resource, id, &after, e) != ERR_OK)
		return e->code;
	if (resource_audit(db, by, "create", "token", id, NULL, after, e) == ERR_OK)
		*ret_id = id;
	json_decref(after);
	return e->code;
}

enum err_code token_add(struct db *db, const char *name, enum role role,
	struct random *random, const struct change *by, char ret[ACCOUNT_TOKEN_TEXT],
	struct err *e)
{
	int64_t id;

	return token_add_for(db, name, role, 0, random, by, ret, &id, e);
}

enum err_code token_revoke(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &token_statements, TOKEN_REVOKE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", by->now);
	if (stmt_run_one(s, "token", e) != ERR_OK)
		return e->code;
	return resource_audit(db, by, "revoke", "token", id, NULL, NULL, e);
}

enum err_code token_check(
	struct db *db, const char *token, struct token_holder *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, strlen(token));
	int role;

	if (stmt_get(db, &token_statements, TOKEN_CHECK, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_UNAUTHENTICATED,
				       "this token is not known, or was revoked");
	role = parse_word(stmt_text(s, "role"), role_words, ROLES_COUNT);
	ret->role = role >= 0 ? (enum role)role : ROLE_MEMBER;
	ret->id = stmt_int(s, "id");
	ret->person_id = stmt_int(s, "person_id");
	stmt_copy(s, "name", ret->name, sizeof ret->name);
	return ERR_OK;
}
