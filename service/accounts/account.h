/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, their sessions, and what works once (recovery codes, invitations) or for a
 * while (remembered devices), in the database. Tokens are random, shown once, and
 * stored as SHA-256. */
#pragma once

#include "base/digest.h"
#include "service/accounts/password.h"
#include "service/accounts/token_store.h"
#include "service/accounts/totp.h"
#include "service/policy.h"

enum {
	ACCOUNT_NAME_MAX = 64,
	RECOVERY_CODES = 10,
	SESSION_GLASS_MS = 4 * 3600 * 1000, /* of a break-glass account */
	SESSION_PREVIOUS_MS = 60 * 1000, /* a renewed secret's predecessor still works
					  */
	SESSION_TOUCH_MS = 60 * 1000     /* how exact seen_at is */
};

/* Fields name, role, person_id, active. */
extern const struct resource account_resource;
extern const struct stmt_list account_statements, session_statements, secret_statements;
MUST_USE enum err_code account_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);

struct account {
	int64_t id, person_id;
	char name[ACCOUNT_NAME_MAX + 1];
	enum role role;
	bool active;
	bool break_glass;             /* needs no second factor; loud */
	char password[PASSWORD_HASH]; /* "": none yet */
	uint8_t totp[TOTP_SEALED];
	size_t totp_len;                   /* 0: none */
	uint8_t totp_pending[TOTP_SEALED]; /* begun, and not confirmed yet */
	size_t totp_pending_len;           /* 0: none */
	bool totp_confirmed;
	int64_t totp_step;
};

/* Roles that steer others' safety need a second factor; but for the break-glass
 * account, which is for when telephones and administrators are out of reach. */
bool account_needs_second_factor(enum role role);
bool account_lacks_second_factor(const struct account *a, bool second_factor);
/* Persons of active administrators and coordinators, each once. */
MUST_USE enum err_code account_each_steward(struct db *db,
	enum err_code (*each)(
		void *ctx, int64_t person_id, const char *language, struct err *e),
	void *ctx, struct err *e);
/* id 0 in *ret when there is none. */
MUST_USE enum err_code account_find(
	struct db *db, const char *name, struct account *ret, struct err *e);
MUST_USE enum err_code account_get(
	struct db *db, int64_t id, struct account *ret, struct err *e);
/* Ends the account's sessions, but the one with the id `keep`; remembered devices and
 * links to choose a password work no more. hash: of password_hash. */
MUST_USE enum err_code account_set_password(struct db *db, int64_t id, const char *hash,
	int64_t keep, const struct change *by, struct err *e);
/* Keeps the secret of another second factor; the present one stays until then. */
MUST_USE enum err_code account_begin_totp(struct db *db, int64_t id,
	const uint8_t sealed[TOTP_SEALED], const struct change *by, struct err *e);
/* The one that was begun is the second factor from here on; step: of the code that it
 * showed. Recovery codes and remembered devices of before work no more. */
MUST_USE enum err_code account_confirm_totp(struct db *db, int64_t id, int64_t step,
	const struct change *by, struct err *e);
/* Takes the second factor away, with recovery codes and remembered devices. */
MUST_USE enum err_code account_remove_totp(
	struct db *db, int64_t id, const struct change *by, struct err *e);
/* How many second factors that are in use this key does not open. */
MUST_USE enum err_code account_count_foreign_totp(
	struct db *db, const uint8_t *key, size_t key_len, int64_t *ret, struct err *e);
/* The code of this time step was used. */
MUST_USE enum err_code account_used_totp(
	struct db *db, int64_t id, int64_t step, struct err *e);

/* --- what works once, or for a while */

#define ACCOUNT_SECRETS(X)                                                             \
	X(RECOVERY, "recovery")                                                        \
	X(INVITATION, "invitation")                                                    \
	X(DEVICE, "device")
#define X(name, text) ACCOUNT_##name,
enum account_secret { ACCOUNT_SECRETS(X) ACCOUNT_SECRETS_COUNT };
#undef X

MUST_USE enum err_code account_secret_add(struct db *db, int64_t account_id,
	enum account_secret kind, const char *secret, struct instant expires,
	struct err *e);
/* The account it belongs to, 0 when it is unknown or has expired. take: it works no
 * more after this. */
MUST_USE enum err_code account_secret_use(struct db *db, enum account_secret kind,
	const char *secret, bool take, struct instant now, int64_t *ret, struct err *e);
MUST_USE enum err_code account_secrets_drop(
	struct db *db, int64_t account_id, enum account_secret kind, struct err *e);
/* Those that work no more go. */
MUST_USE enum err_code account_secrets_forget(
	struct db *db, struct instant now, struct err *e);
/* A device that was remembered: from where, and until when. */
MUST_USE enum err_code device_add(struct db *db, int64_t account_id, const char *secret,
	struct instant expires, const struct change *by, struct err *e);
/* Newest first: id, origin and created_at (null when unknown), expires_at; current: it
 * is the one with this secret. */
MUST_USE enum err_code device_list(struct db *db, int64_t account_id,
	const char *secret, struct instant now, json_t **ret, struct err *e);
/* ERR_NOTFOUND when it is not this account's. */
MUST_USE enum err_code device_end(
	struct db *db, int64_t id, int64_t account_id, struct err *e);
/* 44 random characters behind a prefix of two, for sessions, invitations, devices. */
void account_secret_new(
	struct random *random, char prefix, char ret[ACCOUNT_TOKEN_TEXT]);

/* --- sessions */

struct session {
	int64_t id;
	struct instant created_at, rotated_at;
	struct account account; /* active */
	bool second_factor;
	bool stale; /* seen_at is old: session_touch */
};

/* token: shown once, in the cookie. */
MUST_USE enum err_code session_add(struct db *db, int64_t account_id,
	bool second_factor, const char *token, const struct change *by, int64_t *ret,
	struct err *e);
/* ERR_UNAUTHENTICATED when there is no such session, it idled or is too old. */
MUST_USE enum err_code session_check(struct db *db, const char *token,
	const struct policy *policy, struct instant now, struct session *ret,
	struct err *e);
/* Renews the session's secret; the one before works for another minute. */
MUST_USE enum err_code session_rotate(struct db *db, int64_t id, const char *token,
	struct instant now, struct err *e);
MUST_USE enum err_code session_touch(
	struct db *db, int64_t id, struct instant now, struct err *e);
MUST_USE enum err_code session_second_factor(struct db *db, int64_t id, struct err *e);
/* Those that have ended by themselves go. */
MUST_USE enum err_code session_forget(
	struct db *db, const struct policy *policy, struct instant now, struct err *e);
/* Newest first: id, origin, created_at, seen_at; current: it is the one with this id.
 */
MUST_USE enum err_code session_list(struct db *db, int64_t account_id, int64_t current,
	json_t **ret, struct err *e);
/* ERR_NOTFOUND when it is not this account's. */
MUST_USE enum err_code session_end(
	struct db *db, int64_t id, int64_t account_id, struct err *e);
/* Ends all sessions of the account but `keep`. */
MUST_USE enum err_code session_end_all(
	struct db *db, int64_t account_id, int64_t keep, struct err *e);
/* What changes must send as X-CSRF-Token: the same as long as the session lasts. */
const char *session_csrf(const void *secret, size_t len, int64_t id,
	struct instant created_at, char buffer[TOKEN_TEXT]);
