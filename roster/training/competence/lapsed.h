/* SPDX-License-Identifier: EUPL-1.2 */
/* Who of some people is not competent any more: a flag next to their names. It never
 * takes anybody off a list. */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "schema/stmt.h"

#include <stddef.h>

struct lapsed {
	int64_t person_id, function_id;
	bool is; /* set by lapsed_find */
};

/* As of the local day of `at`, from the records that stood at known_at (ms 0: all). */
MUST_USE enum err_code lapsed_find(struct db *db, struct instant at,
	struct instant known_at, struct lapsed *list, size_t n, struct err *e);
