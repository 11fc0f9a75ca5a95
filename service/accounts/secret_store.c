/* SPDX-License-Identifier: EUPL-1.2 */
/* What works once, or for a while: recovery codes, invitations, remembered devices. */
#include "service/accounts/account.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
static const char *const secret_words[] = { ACCOUNT_SECRETS(X) };
#undef X

#define SECRET_SQL(X)                                                                  \
	X(SECRET_INSERT,                                                               \
		"INSERT INTO account_secret (hash, account_id, kind, expires_at)"      \
		" VALUES (:hash, :account_id, :kind, :expires_at)")                    \
	X(SECRET_FIND, "SELECT account_id FROM account_secret WHERE hash = :hash"      \
		       " AND kind = :kind AND expires_at > :now")                      \
	X(SECRET_TAKE, "DELETE FROM account_secret WHERE hash = :hash")                \
	X(SECRET_FORGET, "DELETE FROM account_secret WHERE expires_at <= :now")        \
	X(SECRET_DROP, "DELETE FROM account_secret"                                    \
		       " WHERE account_id = :account_id AND kind = :kind")             \
	X(DEVICE_INSERT,                                                               \
		"INSERT INTO account_secret (hash, account_id, kind, expires_at, id,"  \
		" created_at, origin) VALUES (:hash, :account_id, 'device',"           \
		" :expires_at, :id, :now, :origin)")                                   \
	X(DEVICE_LIST,                                                                 \
		"SELECT id, hash, created_at, origin, expires_at FROM account_secret"  \
		" WHERE account_id = :account_id AND kind = 'device'"                  \
		" AND expires_at > :now ORDER BY id DESC LIMIT 100")                   \
	X(DEVICE_END, "DELETE FROM account_secret WHERE account_id = :account_id"      \
		      " AND kind = 'device' AND id = :id")
STMT_LIST(secret, SECRET_SQL);

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

	if (stmt_get(db, &secret_statements, SECRET_INSERT, &s, e) != ERR_OK)
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

	if (stmt_get(db, &secret_statements, SECRET_TAKE, &s, e) != ERR_OK)
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
	if (stmt_get(db, &secret_statements, SECRET_FIND, &s, e) != ERR_OK)
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

	if (stmt_get(db, &secret_statements, SECRET_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

enum err_code account_secrets_drop(
	struct db *db, int64_t account_id, enum account_secret kind, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &secret_statements, SECRET_DROP, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_text(s, "kind", secret_words[kind]);
	return stmt_run(s, e);
}

/* --- devices */

enum err_code device_add(struct db *db, int64_t account_id, const char *secret,
	struct instant expires, const struct change *by, struct err *e)
{
	struct digest hash = digest_sha256(secret, strlen(secret));
	STMT_AUTO s = NULL;
	int64_t id;

	if (ids_next(db, "account_device", &id, e) != ERR_OK
		|| stmt_get(db, &secret_statements, DEVICE_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_instant(s, "expires_at", expires);
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "now", by->now);
	stmt_bind_text(s, "origin", by->actor.origin);
	return stmt_run(s, e);
}

static json_t *device_json(struct stmt *row, const struct digest *mine)
{
	json_t *o = json_object();
	size_t n;
	const void *hash = stmt_blob(row, "hash", &n);

	fields_set_int(o, "id", stmt_int(row, "id"));
	fields_set_text(o, "origin",
		stmt_is_null(row, "origin") ? NULL : stmt_text(row, "origin"));
	fields_set_bool(o, "current",
		n == DIGEST_BYTES && digest_bytes_equal(hash, mine->bytes, n));
	fields_set_instant_or_null(o, "created_at", stmt_instant(row, "created_at"));
	fields_set_instant(o, "expires_at", stmt_instant(row, "expires_at"));
	return o;
}

enum err_code device_list(struct db *db, int64_t account_id, const char *secret,
	struct instant now, json_t **ret, struct err *e)
{
	const struct digest mine = digest_sha256(secret, strlen(secret));
	STMT_AUTO s = NULL;
	json_t *items;

	if (stmt_get(db, &secret_statements, DEVICE_LIST, &s, e) != ERR_OK)
		return e->code;
	items = json_array();
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_instant(s, "now", now);
	while (stmt_row(s, e))
		json_array_append_new(items, device_json(s, &mine));
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret = json_object();
	json_object_set_new(*ret, "items", items);
	fields_set_text(*ret, "next", NULL);
	return ERR_OK;
}

enum err_code device_end(struct db *db, int64_t id, int64_t account_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &secret_statements, DEVICE_END, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "account_id", account_id);
	return stmt_run_one(s, "device", e);
}
