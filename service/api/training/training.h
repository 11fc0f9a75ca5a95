/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may see training records: coordinators and auditors all, members their own. */
#pragma once

#include "service/api/api.h"

/* A member asks about themselves: *person_id becomes theirs; another's, or an account
 * without a person, is ERR_FORBIDDEN. Others ask about whom they like. */
MUST_USE enum err_code training_own(
	const struct api_call *c, int64_t *person_id, struct err *e);
/* Reads ?person_id and applies training_own. */
MUST_USE enum err_code training_person(
	const struct api_call *c, int64_t *ret, struct err *e);
/* Is the activity of the path there? Before anything else: ERR_NOTFOUND when not. */
MUST_USE enum err_code training_activity(
	const struct api_call *c, struct db *db, struct err *e);
