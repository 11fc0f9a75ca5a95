/* SPDX-License-Identifier: EUPL-1.2 */
/* A call-out or test alarm that is over becomes an activity, with the people who came
 * and the times as they were. Write transaction, store thread. */
#pragma once

#include "schema/resource.h"

/* wishes: callout_id, and any field of the activity that shall differ from what follows
 * from the call-out. *ret: the activity, and "people", how many attended; the caller's.
 * ERR_CONFLICT: it goes on, or is an activity already. ERR_INVALID: no such call-out.
 */
MUST_USE enum err_code call_activity_make(struct db *db, int64_t callout_id,
	const json_t *wishes, const struct change *by, json_t **ret, struct err *e);
