/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may see training records: auditors and coordinators of the region all,
 * coordinators of some municipalities those of their people, members their own. */
#pragma once

#include "service/api/api.h"

/* A member asks about themselves: *person_id becomes theirs; another's, somebody of
 * another municipality, or an account without a person, is ERR_FORBIDDEN. Others ask
 * about whom they like. */
MUST_USE enum err_code training_own(
	const struct api_call *c, struct db *db, int64_t *person_id, struct err *e);
/* Reads ?person_id and applies training_own. */
MUST_USE enum err_code training_person(
	const struct api_call *c, struct db *db, int64_t *ret, struct err *e);
/* Of whom a list may tell: *ret NULL: of all; else these, by id; base_free. */
MUST_USE enum err_code training_people(const struct api_call *c, struct db *db,
	int64_t **ret, size_t *ret_n, struct err *e);
/* Takes out of {"items": […]} what is about other people; frees *list on error. */
MUST_USE enum err_code training_keep(
	const struct api_call *c, struct db *db, json_t **list, struct err *e);
/* Is the activity of the path there? Before anything else: ERR_NOTFOUND when not. */
MUST_USE enum err_code training_activity(
	const struct api_call *c, struct db *db, struct err *e);
