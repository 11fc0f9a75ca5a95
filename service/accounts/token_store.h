/* SPDX-License-Identifier: EUPL-1.2 */
/* API tokens: made once, shown once, stored hashed. */
#pragma once

#include "base/random.h"
#include "schema/resource.h"

#define ROLES(X)                                                                       \
	X(ADMINISTRATOR, "administrator")                                              \
	X(COORDINATOR, "coordinator")                                                  \
	X(DISPATCHER, "dispatcher") X(MEMBER, "member") X(AUDITOR, "auditor")
#define X(name, text) ROLE_##name,
enum role { ROLES(X) ROLES_COUNT };
#undef X
extern const char *const role_words[];

enum { ACCOUNT_TOKEN_TEXT = 48 };

extern const struct resource token_resource;
extern const struct stmt_list token_statements;
MUST_USE enum err_code token_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* ret: the token itself, "p_…", to be shown once. */
MUST_USE enum err_code token_add(struct db *db, const char *name, enum role role,
	struct random *random, const struct change *by, char ret[ACCOUNT_TOKEN_TEXT],
	struct err *e);
/* As token_add, for the token of one person (0: of nobody). */
MUST_USE enum err_code token_add_for(struct db *db, const char *name, enum role role,
	int64_t person_id, struct random *random, const struct change *by,
	char ret[ACCOUNT_TOKEN_TEXT], int64_t *ret_id, struct err *e);
MUST_USE enum err_code token_revoke(
	struct db *db, int64_t id, const struct change *by, struct err *e);

struct token_holder {
	int64_t id, person_id;
	char name[65];
	enum role role;
};
/* ERR_UNAUTHENTICATED when there is no such token or it was revoked. */
MUST_USE enum err_code token_check(
	struct db *db, const char *token, struct token_holder *ret, struct err *e);
