/* SPDX-License-Identifier: EUPL-1.2 */
/* Access reviews (BIO2 5.18.02, 8.02.01): does everybody still need the rights they
 * have? Yearly; of administrators each quarter. */
#pragma once

#include "schema/resource.h"

enum { REVIEW_DAYS = 365, REVIEW_ADMINISTRATOR_DAYS = 91 };

/* Every account and token that works, the longest unreviewed first: holder, id, name,
 * role, person_id, municipality_ids, second_factor, signed_in_at, reviewed_at,
 * reviewed_by, due_at, overdue. */
MUST_USE enum err_code review_list(
	struct db *db, struct instant now, json_t **ret, struct err *e);
/* How many of them are overdue. */
MUST_USE enum err_code review_overdue(
	struct db *db, struct instant now, int64_t *ret, struct err *e);
/* outcome: kept, changed or ended. ERR_NOTFOUND when there is no such holder. */
MUST_USE enum err_code review_add(struct db *db, const char *holder, int64_t id,
	const char *outcome, const struct change *by, struct err *e);
