/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in on the day: people say themselves that they are there, with the code on
 * the door; it becomes attendance when the organiser confirms. */
#pragma once

#include "roster/training/record/activity.h"

/* The code of an activity: eight letters and digits that are not mistaken for each
 * other, from the secret of the installation. */
enum { SIGN_IN_CODE = 9 };
const char *sign_in_code(const void *secret, size_t secret_len, int64_t activity_id,
	char buffer[SIGN_IN_CODE]);
/* Is it that code? In capitals or not, with or without "-" and blanks; in constant
 * time.
 */
bool sign_in_code_is(const char *code, const char *given);

/* Notes that the person is there; once more changes nothing. ERR_GONE outside the time:
 * from the local day on which the activity begins until twelve hours after its end.
 * via: "code", "qr" or "link". */
MUST_USE enum err_code sign_in_add(struct db *db, int64_t activity_id,
	int64_t person_id, const char *via, const struct change *by, struct err *e);
/* Is that time now? (And not cancelled.) */
bool sign_in_open(const struct activity *a, struct instant now);
/* Did the person sign in? */
MUST_USE enum err_code sign_in_is(struct db *db, int64_t activity_id, int64_t person_id,
	bool *ret, struct err *e);
/* {"items": [{"person_id", "signed_at", "via", "confirmed"}]}: confirmed when there is
 * attendance. */
MUST_USE enum err_code sign_in_list(
	struct db *db, int64_t activity_id, json_t **ret, struct err *e);
/* Attendance for those who signed in and have no record yet: everybody, or the people
 * of the list. *ret_n records were made. A person of the list who did not sign in is a
 * fault of "person_ids[2]". */
MUST_USE enum err_code sign_in_confirm(struct db *db, int64_t activity_id,
	const json_t *person_ids_or_null, const struct change *by, int64_t *ret_n,
	struct err *e);

extern const struct stmt_list sign_in_statements;
