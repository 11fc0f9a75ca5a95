/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions that go together: one person may be on duty for both at the same time.
 * A region's own choice; without a pair, two functions at once are a problem. */
#pragma once

#include "roster/duty/coverage.h"
#include "schema/resource.h"

extern const struct resource function_pair_resource;
extern const struct stmt_list function_pair_statements;

MUST_USE enum err_code function_pair_list(struct db *db, int64_t function_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* The pair of these two, in either order; 0: none. */
MUST_USE enum err_code function_pair_find(
	struct db *db, int64_t a, int64_t b, int64_t *ret, struct err *e);

/* All pairs. The caller frees *ret with base_free; NULL when there are none. */
MUST_USE enum err_code function_pairs_load(
	struct db *db, struct coverage_pair **ret, size_t *ret_n, struct err *e);
