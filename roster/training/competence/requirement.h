/* SPDX-License-Identifier: EUPL-1.2 */
/* What functions and persons must have done to be competent. How it is counted:
 * roster/training/competence/competence.h. */
#pragma once

#include "base/civil.h"
#include "roster/training/training.h"
#include "schema/resource.h"

extern const struct resource requirement_resource;
/* The same, with the field "source" that says where an import came from. */
extern const struct resource requirement_import_resource;
extern const struct stmt_list requirement_statements;
/* What makes a requirement this one, and no two share: whose it is, what it asks, from
 * when. */
struct requirement_key {
	int64_t function_id, person_id; /* 0: not said */
	const char *kind, *title, *subject;
	bool begins; /* `from` is given */
	struct date from;
};
/* *ret 0: there is none. */
MUST_USE enum err_code requirement_find(
	struct db *db, const struct requirement_key *k, int64_t *ret, struct err *e);
/* 0 for a filter: all. */
MUST_USE enum err_code requirement_list(struct db *db, int64_t function_id,
	int64_t person_id, int64_t after, int64_t limit, json_t **ret, struct err *e);
