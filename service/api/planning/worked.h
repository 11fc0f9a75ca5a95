/* SPDX-License-Identifier: EUPL-1.2 */
/* Work that people did for call-outs, for the rules about hours. */
#pragma once

#include "roster/planning/problems.h"

/* Fills q->call with the work in and around its period. base_free(*ret) when done; *ret
 * is NULL on error. */
MUST_USE enum err_code worked_calls(struct db *db, struct problems_query *q,
	struct roster_call **ret, struct err *e);
