/* SPDX-License-Identifier: EUPL-1.2 */
/* Training records of the fictional region: two years of activities, so that some
 * people are current, some expiring, some lapsed, and the aspirants are aspirants. */
#pragma once

#include "schema/resource.h"

/* function: ids, the first `hard` of which have hard piket. Write transaction. */
MUST_USE enum err_code demo_training(struct db *db, uint64_t seed,
	const int64_t function[], int functions, int hard, const struct change *by,
	struct err *e);
