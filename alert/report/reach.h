/* SPDX-License-Identifier: EUPL-1.2 */
/* How well somebody can be reached, from the contacts and the last tests. */
#pragma once

#include "schema/stmt.h"

struct reach {
	int phones; /* numbers that ring */
	int tests;  /* of the last two that have ended: in how many they were asked */
	int tests_missed; /* and in how many of these they gave no answer */
};

/* Looks at the last REACH_CALLOUTS call-outs for tests. */
enum { REACH_CALLOUTS = 2000 };
MUST_USE enum err_code reach_find(
	struct db *db, int64_t person_id, struct reach *ret, struct err *e);

extern const struct stmt_list reach_statements;
