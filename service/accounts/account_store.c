/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts in the database. */
#include "service/accounts/account.h"

#include "base/parse.h"
#include "service/accounts/scope_store.h"

#include <stdio.h>
#include <sodium.h>
#include <string.h>

#define ACCOUNT_ITEM                                                                   \
	"SELECT id, name, role, person_id, active, password IS NOT NULL AS signs_in,"  \
	" totp_confirmed, break_glass, signed_in_at, version FROM account"
/* Of somebody who left it is not active, whatever was forgotten. */
#define ACCOUNT_WHOLE                                                                  \
	"SELECT id, name, role, person_id, active AND NOT EXISTS (SELECT 1"            \
	" FROM person p WHERE p.id = account.person_id AND p.active = 0) AS active,"   \
	" password, totp, totp_pending, totp_confirmed, totp_step, break_glass"        \
	" FROM account"
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
	X(ACCOUNT_TOTP_BEGIN,                                                          \
		"UPDATE account SET totp_pending = :totp WHERE id = :id")              \
	X(ACCOUNT_TOTP_CONFIRM,                                                        \
		"UPDATE account SET totp = totp_pending, totp_pending = NULL,"         \
		" totp_confirmed = 1, totp_step = :step, version = version + 1"        \
		" WHERE id = :id AND totp_pending IS NOT NULL")                        \
	X(ACCOUNT_TOTP_REMOVE,                                                         \
		"UPDATE account SET totp = NULL, totp_pending = NULL,"                 \
		" totp_confirmed = 0, totp_step = 0, version = version + 1"            \
		" WHERE id = :id")                                                     \
	X(ACCOUNT_TOTP_ALL,                                                            \
		"SELECT totp FROM account WHERE totp_confirmed = 1 AND active = 1")    \
	X(ACCOUNT_TOTP_USED, "UPDATE account SET totp_step = :step WHERE id = :id")    \
	X(ACCOUNT_END_SESSIONS,                                                        \
		"DELETE FROM session WHERE account_id = :id AND id <> :keep")
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

static size_t read_sealed(struct stmt *s, const char *name, uint8_t ret[TOTP_SEALED])
{
	size_t n;
	const void *bytes = stmt_blob(s, name, &n);

	if (bytes == NULL || n != TOTP_SEALED)
		return 0;
	memcpy(ret, bytes, TOTP_SEALED);
	return n;
}

static void read_whole(struct stmt *s, struct account *a)
{
	int role = parse_word(stmt_text(s, "role"), role_words, ROLES_COUNT);

	a->id = stmt_int(s, "id");
	a->person_id = stmt_int(s, "person_id");
	a->role = role >= 0 ? (enum role)role : ROLE_MEMBER;
	a->active = stmt_bool(s, "active");
	a->break_glass = stmt_bool(s, "break_glass");
	a->totp_confirmed = stmt_bool(s, "totp_confirmed");
	a->totp_step = stmt_int(s, "totp_step");
	stmt_copy(s, "name", a->name, sizeof a->name);
	stmt_copy(s, "password", a->password, sizeof a->password);
	a->totp_len = read_sealed(s, "totp", a->totp);
	a->totp_pending_len = read_sealed(s, "totp_pending", a->totp_pending);
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
		|| end_sessions(db, id, keep, e) != ERR_OK
		|| account_secrets_drop(db, id, ACCOUNT_DEVICE, e) != ERR_OK
		|| account_secrets_drop(db, id, ACCOUNT_INVITATION, e) != ERR_OK)
		return e->code;
	return resource_audit(db, by, "password", "account", id, NULL, NULL, e);
}

enum err_code account_begin_totp(struct db *db, int64_t id,
	const uint8_t sealed[TOTP_SEALED], const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP_BEGIN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_blob(s, "totp", sealed, TOTP_SEALED);
	if (stmt_run_one(s, "account", e) != ERR_OK)
		return e->code;
	return resource_audit(
		db, by, "second_factor_begun", "account", id, NULL, NULL, e);
}

/* What the factor of before gave works no more. */
static enum err_code another_factor(struct db *db, int64_t id, const char *verb,
	const struct change *by, struct err *e)
{
	if (account_secrets_drop(db, id, ACCOUNT_RECOVERY, e) != ERR_OK
		|| account_secrets_drop(db, id, ACCOUNT_DEVICE, e) != ERR_OK)
		return e->code;
	return resource_audit(db, by, verb, "account", id, NULL, NULL, e);
}

enum err_code account_confirm_totp(
	struct db *db, int64_t id, int64_t step, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP_CONFIRM, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "step", step);
	if (stmt_run_one(s, "account", e) != ERR_OK)
		return e->code;
	return another_factor(db, id, "second_factor_confirmed", by, e);
}

enum err_code account_remove_totp(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP_REMOVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (stmt_run_one(s, "account", e) != ERR_OK)
		return e->code;
	return another_factor(db, id, "second_factor_removed", by, e);
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

enum err_code account_count_foreign_totp(
	struct db *db, const uint8_t *key, size_t key_len, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t n = 0;

	if (stmt_get(db, &account_statements, ACCOUNT_TOTP_ALL, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		uint8_t sealed[TOTP_SEALED], secret[TOTP_SECRET];
		size_t len = read_sealed(s, "totp", sealed);

		n += !totp_unseal(key, key_len, sealed, len, secret);
		sodium_memzero(secret, sizeof secret);
	}
	if (e->code == ERR_OK)
		*ret = n;
	return e->code;
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
