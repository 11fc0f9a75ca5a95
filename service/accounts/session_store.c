/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions in the database. */
#include "service/accounts/account.h"

#include <stdio.h>
#include <string.h>

#define SESSION_ROW                                                                    \
	"SELECT id, account_id, second_factor, created_at, seen_at, rotated_at"        \
	" FROM session"
#define SESSION_SQL(X)                                                                 \
	X(SESSION_INSERT,                                                              \
		"INSERT INTO session (id, hash, account_id, second_factor, origin,"    \
		" created_at, seen_at, rotated_at) VALUES (:id, :hash, :account_id,"   \
		" :second_factor, :origin, :now, :now, :now)")                         \
	X(SESSION_SIGNED_IN, "UPDATE account SET signed_in_at = :now WHERE id = :id")  \
	X(SESSION_FIND, SESSION_ROW " WHERE hash = :hash")                             \
	X(SESSION_FIND_PREVIOUS, SESSION_ROW " WHERE previous_hash = :hash"            \
					     " AND previous_until > :now")             \
	X(SESSION_ROTATE,                                                              \
		"UPDATE session SET previous_hash = hash, previous_until = :until,"    \
		" hash = :hash, rotated_at = :now WHERE id = :id")                     \
	X(SESSION_TOUCH, "UPDATE session SET seen_at = :now WHERE id = :id")           \
	X(SESSION_FACTOR, "UPDATE session SET second_factor = 1 WHERE id = :id")       \
	X(SESSION_LIST, "SELECT id, second_factor, origin, created_at, seen_at"        \
			" FROM session WHERE account_id = :account_id"                 \
			" ORDER BY id DESC LIMIT 100")                                 \
	X(SESSION_END, "DELETE FROM session WHERE id = :id"                            \
		       " AND account_id = :account_id")                                \
	X(SESSION_FORGET, "DELETE FROM session WHERE seen_at < :seen_before"           \
			  " OR created_at < :created_before")
STMT_LIST(session, SESSION_SQL);

static enum err_code signed_in(
	struct db *db, int64_t account_id, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, SESSION_SIGNED_IN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", account_id);
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

enum err_code session_add(struct db *db, int64_t account_id, bool second_factor,
	const char *token, const struct change *by, int64_t *ret, struct err *e)
{
	struct digest hash = digest_sha256(token, strlen(token));
	STMT_AUTO s = NULL;
	int64_t id;

	if (ids_next(db, "session", &id, e) != ERR_OK
		|| stmt_get(db, &session_statements, SESSION_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_bool(s, "second_factor", second_factor);
	stmt_bind_text(s, "origin", by->actor.origin);
	stmt_bind_instant(s, "now", by->now);
	if (stmt_run(s, e) != ERR_OK || signed_in(db, account_id, by->now, e) != ERR_OK)
		return e->code;
	*ret = id;
	return ERR_OK;
}

static int64_t idle_ms(const struct policy *p)
{
	return (int64_t)p->session_idle_minutes * 60 * 1000;
}

static int64_t most_ms(const struct policy *p)
{
	return (int64_t)p->session_hours * 3600 * 1000;
}

static bool is_over(const struct session *session, struct instant seen,
	const struct policy *p, struct instant now)
{
	int64_t most = most_ms(p);

	if (session->account.break_glass && most > SESSION_GLASS_MS)
		most = SESSION_GLASS_MS;
	return instant_since(now, seen).ms > idle_ms(p)
	       || instant_since(now, session->created_at).ms > most;
}

static bool find_row(struct db *db, int which, const struct digest *hash,
	struct instant now, struct session *ret, int64_t *ret_account,
	struct instant *ret_seen, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, which, &s, e) != ERR_OK)
		return false;
	stmt_bind_blob(s, "hash", hash->bytes, DIGEST_BYTES);
	if (which == SESSION_FIND_PREVIOUS)
		stmt_bind_instant(s, "now", now);
	if (!stmt_row(s, e))
		return false;
	ret->id = stmt_int(s, "id");
	ret->second_factor = stmt_bool(s, "second_factor");
	ret->created_at = stmt_instant(s, "created_at");
	ret->rotated_at = stmt_instant(s, "rotated_at");
	*ret_seen = stmt_instant(s, "seen_at");
	*ret_account = stmt_int(s, "account_id");
	return true;
}

static enum err_code ended(struct err *e)
{
	return err_set(e, ERR_UNAUTHENTICATED, "the session has ended: sign in again");
}

enum err_code session_check(struct db *db, const char *token,
	const struct policy *policy, struct instant now, struct session *ret,
	struct err *e)
{
	struct digest hash = digest_sha256(token, strlen(token));
	struct instant seen;
	int64_t account;

	if (!find_row(db, SESSION_FIND, &hash, now, ret, &account, &seen, e)
		&& (e->code != ERR_OK
			|| !find_row(db, SESSION_FIND_PREVIOUS, &hash, now, ret,
				&account, &seen, e)))
		return e->code != ERR_OK ? e->code : ended(e);
	if (account_get(db, account, &ret->account, e) != ERR_OK)
		return e->code;
	if (is_over(ret, seen, policy, now))
		return ended(e);
	ret->stale = instant_since(now, seen).ms > SESSION_TOUCH_MS;
	return ret->account.active
		       ? ERR_OK
		       : err_set(e, ERR_UNAUTHENTICATED, "this account is not active");
}

enum err_code session_rotate(
	struct db *db, int64_t id, const char *token, struct instant now, struct err *e)
{
	struct digest hash = digest_sha256(token, strlen(token));
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, SESSION_ROTATE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "now", now);
	stmt_bind_instant(
		s, "until", instant_add(now, (struct duration){ SESSION_PREVIOUS_MS }));
	return stmt_run(s, e);
}

static enum err_code on_one(
	struct db *db, int which, int64_t id, const struct instant *now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (now != NULL)
		stmt_bind_instant(s, "now", *now);
	return stmt_run(s, e);
}

enum err_code session_touch(
	struct db *db, int64_t id, struct instant now, struct err *e)
{
	return on_one(db, SESSION_TOUCH, id, &now, e);
}

enum err_code session_second_factor(struct db *db, int64_t id, struct err *e)
{
	return on_one(db, SESSION_FACTOR, id, NULL, e);
}

enum err_code session_forget(
	struct db *db, const struct policy *policy, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, SESSION_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seen_before", now.ms - idle_ms(policy));
	stmt_bind_int(s, "created_before", now.ms - most_ms(policy));
	return stmt_run(s, e);
}

enum err_code session_list(
	struct db *db, int64_t account_id, int64_t current, json_t **ret, struct err *e)
{
	json_t *items = json_array(), *list = json_object(), *o;
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, SESSION_LIST, &s, e) != ERR_OK) {
		json_decref(items);
		json_decref(list);
		return e->code;
	}
	stmt_bind_int(s, "account_id", account_id);
	while (stmt_row(s, e)) {
		o = json_object();
		fields_set_int(o, "id", stmt_int(s, "id"));
		fields_set_text(o, "origin", stmt_text(s, "origin"));
		fields_set_bool(o, "second_factor", stmt_bool(s, "second_factor"));
		fields_set_bool(o, "current", stmt_int(s, "id") == current);
		fields_set_instant(o, "created_at", stmt_instant(s, "created_at"));
		fields_set_instant(o, "seen_at", stmt_instant(s, "seen_at"));
		json_array_append_new(items, o);
	}
	json_object_set_new(list, "items", items);
	fields_set_text(list, "next", NULL);
	if (e->code != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	*ret = list;
	return ERR_OK;
}

enum err_code session_end(struct db *db, int64_t id, int64_t account_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &session_statements, SESSION_END, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "account_id", account_id);
	return stmt_run_one(s, "session", e);
}

const char *session_csrf(const void *secret, size_t len, int64_t id,
	struct instant created_at, char buffer[TOKEN_TEXT])
{
	char what[64];
	int n = snprintf(
		what, sizeof what, "csrf %" PRId64 " %" PRId64, id, created_at.ms);
	struct digest d = digest_hmac(secret, len, what, (size_t)n);

	return token_text(d.bytes, buffer);
}
