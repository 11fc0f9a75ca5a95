/* SPDX-License-Identifier: EUPL-1.2 */
/* Which public holidays count, and how heavily, as the coordinator keeps it. The Dutch
 * ones are there from the start, and computed: they can be weighed (0: does not count),
 * not deleted or moved. Days of one's own can be added. */
#pragma once

#include "roster/fairness/holiday.h"
#include "schema/resource.h"

extern const struct resource holiday_resource;
extern const struct stmt_list holiday_statements;

MUST_USE enum err_code holiday_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);

/* The computed one of that kind, or, kind "own", the day of one's own of that name and
 * date (for which date.year is not 0); 0: none. */
MUST_USE enum err_code holiday_find(struct db *db, const char *kind, const char *name,
	struct date date, int64_t *ret, struct err *e);

MUST_USE enum err_code holiday_set_load(
	struct db *db, struct holiday_set *ret, struct err *e);
