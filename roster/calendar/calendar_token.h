/* SPDX-License-Identifier: EUPL-1.2 */
/* Secret links to the calendar of one person, or of one function. The secret itself is
 * never stored; a link that was taken away is unknown from then on. */
#pragma once

#include "base/digest.h"
#include "base/random.h"
#include "schema/resource.h"

extern const struct resource calendar_token_resource; /* read and delete */
extern const struct stmt_list calendar_token_statements;

/* Links of one person or function at a time. */
enum { CALENDAR_TOKENS_MAX = 20 };

/* Whose calendar: one of the two, the other is 0. */
struct calendar_owner {
	int64_t person_id, function_id;
};

/* Makes one: 128 random bits as text. ERR_INVALID with the field when the person or the
 * function does not exist, ERR_CONFLICT beyond CALENDAR_TOKENS_MAX. */
MUST_USE enum err_code calendar_token_add(struct db *db,
	const struct calendar_owner *owner, const char *name, struct random *random,
	const struct change *by, char ret[TOKEN_TEXT], int64_t *ret_id, struct err *e);
/* 0 for a filter: all. */
MUST_USE enum err_code calendar_token_list(struct db *db,
	const struct calendar_owner *of, int64_t after, int64_t limit, json_t **ret,
	struct err *e);
/* ERR_NOTFOUND for a token that is not known (any more). */
MUST_USE enum err_code calendar_token_find(
	struct db *db, const char *token, struct calendar_owner *ret, struct err *e);
