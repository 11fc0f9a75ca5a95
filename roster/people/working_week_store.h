/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks in the database: what the rules of working time must know of ordinary
 * work (roster/rules/working_week.h), a resource of the API. */
#pragma once

#include "roster/rules/working_week.h"
#include "schema/resource.h"

extern const struct resource working_week_resource;
extern const struct stmt_list working_week_statements;
/* person_id 0: of all. */
MUST_USE enum err_code working_week_list(struct db *db, int64_t person_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e);
/* Of that person, as they were known at that moment: {"items": […]}, whole. */
MUST_USE enum err_code working_week_known(struct db *db, int64_t person_id,
	struct instant known_at, json_t **ret, struct err *e);
/* The one of that person that begins on that day (from_day; WORKING_WEEK_ALWAYS: the
 * one without first day); 0 when there is none. */
MUST_USE enum err_code working_week_find(struct db *db, int64_t person_id,
	int64_t from_day, int64_t *ret, struct err *e);

struct person_weeks {
	struct working_week *week; /* by person, from_day */
	int64_t *person;           /* whose week[i] is */
	size_t n;
	/* private */
	size_t week_room, person_room;
};
/* Those that touch local days [from_day, until_day); person_id 0: of all. *ret is empty
 * before; person_weeks_fini frees it, also after an error. */
MUST_USE enum err_code person_weeks_load(struct db *db, int64_t person_id,
	int64_t from_day, int64_t until_day, struct person_weeks *ret, struct err *e);
void person_weeks_fini(struct person_weeks *w);
/* That person's: *ret_n of them, borrowed. */
const struct working_week *person_weeks_of(
	const struct person_weeks *w, int64_t person_id, size_t *ret_n);
