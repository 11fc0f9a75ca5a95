/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts in the database. */
#include "service/accounts/account.h"

#include "base/parse.h"
#include "service/accounts/scope_store.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
static const char *const secret_words[] = { ACCOUNT_SECRETS(X) };
#undef X

#define ACCOUNT_ITEM                                                                   \
	"SELECT id, name, role, person_id, active, password IS NOT NULL AS signs_in,"  \
	" totp_confirmed, break_glass, signed_in_at, version FROM account"
/* Of somebody who left it is not active, whatever was forgotten. */
#define ACCOUNT_WHOLE                                                                  \
	"SELECT id, name, role, person_id, active AND NOT EXISTS (SELECT 1"            \
	" FROM person p WHERE p.id = account.person_id AND p.active = 0) AS active,"   \
	" password, totp, totp_confirmed, totp_step, break_glass FROM account"
#define ACCOUNT_SQL(X)                                                                 \
	X(ACCOUNT_BY_ID, ACCOUNT_ITEM " WHERE id = :id")                               \
	X(ACCOUNT_LIST, ACCOUNT_ITEM " WHERE id > :after ORDER BY id LIMIT :limit")    \
	X(ACCOUNT_INSERT, "INSERT INTO account (id, name, role, person_id, active,"    \
			  " break_glass) VALUES (:id, :name, :role, :person_id,"       \
			  " :active, :break_glass)")                                   \
	X(ACCOUNT_UPDATE, "UPDATE account SET name = :name, role = :role,"             \
			  " person_id = :person_id, active = :active,"                 \
			  " break_glass = :break_glass, version = version + 1"         \
			  " WHERE id = :id AND version = :version")                    \
	X(ACCOUNT_STEWARDS,                                                            \
		"SELECT DISTINCT a.person_id, p.language FROM account a"               \
		" CROSS JOIN person p WHERE p.id = a.person_id"                        \
		" AND a.active = 1 AND p.active = 1"                                   \
		" AND (a.role = 'administrator' OR a.role = 'coordinator')")           \
	X(ACCOUNT_WHOLE_BY_NAME, ACCOUNT_WHOLE " WHERE name = :name")                  \
	X(ACCOUNT_WHOLE_BY_ID, ACCOUNT_WHOLE " WHERE id = :id")                        \
	X(ACCOUNT_PASSWORD, "UPDATE account SET password = :password,"                 \
			    " version = version + 1 WHERE id = :id")                   \
	X(ACCOUNT_TOTP,                                                                \
		"UPDATE account SET totp = :totp, totp_confirmed = :confirmed,"        \
		" totp_step = 0, version = version + 1 WHERE id = :id")                \
	X(ACCOUNT_TOTP_USED, "UPDATE account SET totp_step = :step WHERE id = :id")    \
	X(ACCOUNT_END_SESSIONS,                                                        \
		"DELETE FROM session WHERE account_id = :id AND id <> :keep")          \
	X(SECRET_INSERT,                                                               \
		"INSERT INTO account_secret (hash, account_id, kind, expires_at)"      \
		" VALUES (:hash, :account_id, :kind, :expires_at)")                    \
	X(SECRET_FIND, "SELECT account_id FROM account_secret WHERE hash = :hash"      \
		       " AND kind = :kind AND expires_at > :now")                      \
	X(SECRET_TAKE, "DELETE FROM account_secret WHERE hash = :hash")                \
	X(SECRET_FORGET, "DELETE FROM account_secret WHERE expires_at <= :now")        \
	X(SECRET_DROP, "DELETE FROM account_secret"                                    \
		       " WHERE account_id = :account_id AND kind = :kind")
STMT_LIST(account, ACCOUNT_SQL);

bool account_needs_second_factor(enum role role)
{
	return role == ROLE_ADMINISTRATOR || role == ROLE_COORDINATOR
	       || role == ROLE_DISPATCHER;
}

bool account_lacks_second_factor(const struct account *a, bool second_factor)
{
	return account_needs_second_factor(a->role) && !second_factor
	       && !a->break_glass;
}

/* --- as an item */

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "role", stmt_text(row, "role"));
	if (stmt_is_null(row, "person_id"))
		fields_set_text(o, "person_id", NULL);
	else
		fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_bool(o, "active", stmt_bool(row, "active"));
	fields_set_bool(o, "break_glass", stmt_bool(row, "break_glass"));
	fields_set_bool(o, "has_password", stmt_bool(row, "signs_in"));
	fields_set_bool(o, "second_factor", stmt_bool(row, "totp_confirmed"));
	fields_set_instant_or_null(
		o, "signed_in_at", stmt_instant(row, "signed_in_at"));
	return scope_to_json(db, "account", stmt_int(row, "id"), o, e);
}

static bool is_name(const char *s)
{
	return s[0] != '\0'
	       && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._@-")] == '\0';
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *name = "";
	int64_t person_id = 0;
	int role = ROLE_MEMBER;
	bool active = true, break_glass = false;

	(void)db;
	if (fields_line(o, "name", FIELDS_REQUIRED, ACCOUNT_NAME_MAX, &name, e)
		&& !is_name(name))
		(void)err_fault(
			e, "name", "may hold small letters, digits and . _ @ - only");
	(void)fields_word(
		o, "role", FIELDS_REQUIRED, role_words, ROLES_COUNT, &role, e);
	(void)fields_int(o, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX, &person_id, e);
	(void)fields_bool(o, "active", FIELDS_OPTIONAL, &active, e);
	(void)fields_bool(o, "break_glass", FIELDS_OPTIONAL, &break_glass, e);
	if (break_glass && role != ROLE_ADMINISTRATOR)
		(void)err_fault(e, "break_glass", "is for administrators only");
	if (role == ROLE_MEMBER && person_id == 0)
		(void)err_fault(e, "person_id", "must say who the member is");
	stmt_bind_text(s, "name", name);
	stmt_bind_text(s, "role", role_words[role]);
	stmt_bind_bool(s, "break_glass", break_glass);
	stmt_bind_id_or_null(s, "person_id", person_id);
	stmt_bind_bool(s, "active", active);
}

static enum err_code end_sessions(
	struct db *db, int64_t id, int64_t keep, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_END_SESSIONS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "keep", keep);
	return stmt_run(s, e);
}

/* Whoever is changed signs in anew: rights are never those of yesterday. */
static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	return scope_write(db, "account", id, o, e) != ERR_OK
		       ? e->code
		       : end_sessions(db, id, 0, e);
}

static const char *const fields[] = { "name", "role", "person_id", "active",
	"municipality_ids", "break_glass", NULL };
static const char *const read_only[] = { "has_password", "second_factor",
	"signed_in_at", NULL };

const struct resource account_resource = {
	.name = "account",
	.list = &account_statements,
	.by_id = ACCOUNT_BY_ID,
	.insert = ACCOUNT_INSERT,
	.update = ACCOUNT_UPDATE,
	.remove = -1,
	.fields = fields,
	.read_only = read_only,
	.to_json = to_json,
	.bind = bind,
	.save_parts = save_parts,
};

enum err_code account_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(db, &account_resource, ACCOUNT_LIST, after, limit, ret, e);
}

/* --- as a struct */

static void read_whole(struct stmt *s, struct account *a)
{
	int role = parse_word(stmt_text(s, "role"), role_words, ROLES_COUNT);
	const void *totp = stmt_blob(s, "totp", &a->totp_len);

	a->id = stmt_int(s, "id");
	a->person_id = stmt_int(s, "person_id");
	a->role = role >= 0 ? (enum role)role : ROLE_MEMBER;
	a->active = stmt_bool(s, "active");
	a->break_glass = stmt_bool(s, "break_glass");
	a->totp_confirmed = stmt_bool(s, "totp_confirmed");
	a->totp_step = stmt_int(s, "totp_step");
	stmt_copy(s, "name", a->name, sizeof a->name);
	stmt_copy(s, "password", a->password, sizeof a->password);
	if (a->totp_len == TOTP_SEALED)
		memcpy(a->totp, totp, TOTP_SEALED);
	else
		a->totp_len = 0;
}

enum err_code account_find(
	struct db *db, const char *name, struct account *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct account){ 0 };
	if (stmt_get(db, &account_statements, ACCOUNT_WHOLE_BY_NAME, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", name);
	if (stmt_row(s, e))
		read_whole(s, ret);
	return e->code;
}

enum err_code account_get(struct db *db, int64_t id, struct account *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_WHOLE_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND, "account not found");
	read_whole(s, ret);
	return ERR_OK;
}

enum err_code account_set_password(struct db *db, int64_t id, const char *hash,
	int64_t keep, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_PASSWORD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, "password", hash);
	if (stmt_run_one(s, "account", e) != ERR_OK
		|| end_sessions(db, id, keep, e) != ERR_OK)
		return e->code;
	return resource_audit(db, by, "password", "account", id, NULL, NULL, e);
}

enum err_code account_set_totp(struct db *db, int64_t id, const uint8_t *sealed_or_null,
	bool confirmed, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_blob(s, "totp", sealed_or_null, TOTP_SEALED);
	stmt_bind_bool(s, "confirmed", confirmed);
	if (stmt_run_one(s, "account", e) != ERR_OK
		|| account_secrets_drop(db, id, ACCOUNT_RECOVERY, e) != ERR_OK)
		return e->code;
	return resource_audit(db, by,
		sealed_or_null == NULL ? "second_factor_removed"
		: confirmed            ? "second_factor_confirmed"
				       : "second_factor_begun",
		"account", id, NULL, NULL, e);
}

enum err_code account_used_totp(struct db *db, int64_t id, int64_t step, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP_USED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "step", step);
	return stmt_run(s, e);
}

/* --- what works once, or for a while */

void account_secret_new(
	struct random *random, char prefix, char ret[ACCOUNT_TOKEN_TEXT])
{
	uint8_t bytes[2][TOKEN_BYTES];
	char text[2][TOKEN_TEXT];

	random->fill(random, bytes, sizeof bytes);
	(void)snprintf(ret, ACCOUNT_TOKEN_TEXT, "%c_%.22s%.22s", prefix,
		token_text(bytes[0], text[0]), token_text(bytes[1], text[1]));
}

enum err_code account_secret_add(struct db *db, int64_t account_id,
	enum account_secret kind, const char *secret, struct instant expires,
	struct err *e)
{
	struct digest hash = digest_sha256(secret, strlen(secret));
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, SECRET_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_text(s, "kind", secret_words[kind]);
	stmt_bind_instant(s, "expires_at", expires);
	return stmt_run(s, e);
}

static enum err_code forget(struct db *db, const struct digest *hash, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, SECRET_TAKE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash->bytes, DIGEST_BYTES);
	return stmt_run(s, e);
}

enum err_code account_secret_use(struct db *db, enum account_secret kind,
	const char *secret, bool take, struct instant now, int64_t *ret, struct err *e)
{
	struct digest hash = digest_sha256(secret, strlen(secret));
	STMT_AUTO s = NULL;

	*ret = 0;
	if (stmt_get(db, &account_statements, SECRET_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_text(s, "kind", secret_words[kind]);
	stmt_bind_instant(s, "now", now);
	if (!stmt_row(s, e))
		return e->code;
	*ret = stmt_int(s, "account_id");
	return take ? forget(db, &hash, e) : ERR_OK;
}

enum err_code account_secrets_forget(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, SECRET_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

enum err_code account_secrets_drop(
	struct db *db, int64_t account_id, enum account_secret kind, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, SECRET_DROP, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_text(s, "kind", secret_words[kind]);
	return stmt_run(s, e);
}

enum err_code session_end_all(
	struct db *db, int64_t account_id, int64_t keep, struct err *e)
{
	return end_sessions(db, account_id, keep, e);
}

enum err_code account_each_steward(struct db *db,
	enum err_code (*each)(
		void *ctx, int64_t person_id, const char *language, struct err *e),
	void *ctx, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_STEWARDS, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e))
		if (each(ctx, stmt_int(s, "person_id"), stmt_text(s, "language"), e)
			!= ERR_OK)
			return e->code;
	return e->code;
}
