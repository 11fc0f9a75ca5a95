/* SPDX-License-Identifier: EUPL-1.2 */
/* Training records of the fictional region: two years of activities, so that some
 * people are current, some expiring, some lapsed, and the aspirants are aspirants. */
#pragma once

#include "schema/resource.h"

/* Creates an item from packed JSON; takes it over. Returns its id, 0 on failure. */
int64_t demo_make(struct db *db, const struct resource *r, json_t *body,
	const struct change *by, struct err *e);

/* Somebody's result of an activity, as noted from a list. False: see *e. */
bool demo_attended(struct db *db, int64_t activity, int64_t person, int64_t function,
	const char *result, const struct change *by, struct err *e);

/* function: ids, the first `hard` of which have hard piket. Write transaction. */
MUST_USE enum err_code demo_training(struct db *db, uint64_t seed,
	const int64_t function[], int functions, int hard, const struct change *by,
	struct err *e);
