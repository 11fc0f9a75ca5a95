/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts and tokens that are given to some municipalities only. */
#pragma once

#include "schema/resource.h"

enum { SCOPE_MAX = 32 };

struct scope {
	size_t count; /* 0: the whole region */
	int64_t municipality_id[SCOPE_MAX];
};

/* holder: "account" or "token". */
MUST_USE enum err_code scope_read(struct db *db, const char *holder, int64_t holder_id,
	struct scope *ret, struct err *e);
/* Adds the field municipality_ids. */
MUST_USE enum err_code scope_to_json(
	struct db *db, const char *holder, int64_t holder_id, json_t *o, struct err *e);
/* Checks the field municipality_ids of a body, and replaces what was. */
MUST_USE enum err_code scope_write(struct db *db, const char *holder, int64_t holder_id,
	const json_t *body, struct err *e);

/* Does the scope hold it? (A scope of the region holds everything.) What belongs to no
 * municipality belongs to the region. */
bool scope_holds(const struct scope *s, int64_t municipality_id);
MUST_USE enum err_code scope_holds_person(struct db *db, const struct scope *s,
	int64_t person_id, bool *ret, struct err *e);
/* The people that a scope of some municipalities holds, by id. The caller frees *ret
 * with base_free; it is never NULL on success. */
MUST_USE enum err_code scope_people(struct db *db, const struct scope *s, int64_t **ret,
	size_t *ret_n, struct err *e);
MUST_USE enum err_code scope_holds_function(struct db *db, const struct scope *s,
	int64_t function_id, bool *ret, struct err *e);
/* All its functions. */
MUST_USE enum err_code scope_holds_scenario(struct db *db, const struct scope *s,
	int64_t scenario_id, bool *ret, struct err *e);
MUST_USE enum err_code scope_holds_callout(struct db *db, const struct scope *s,
	int64_t callout_id, bool *ret, struct err *e);
