/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is told when something goes wrong: whoever has hard piket now for a function
 * marked alerts_coordinator; when nobody has, whoever holds such a function and is not
 * absent: never nobody. */
#pragma once

#include "roster/duty/duty.h"

/* Each person once, at most max, in *ret_n. */
MUST_USE enum err_code coordinators_to_tell(struct db *db, struct instant at,
	int64_t ret[], size_t max, size_t *ret_n, struct err *e);
