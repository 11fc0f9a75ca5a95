/* SPDX-License-Identifier: EUPL-1.2 */
/* Changing an activity, and telling those who were invited. Store thread. */
#pragma once

#include "service/api/api.h"

struct activity_change {
	int64_t id;
	const json_t *body;
	bool replace;             /* else the fields that body lacks stay */
	int64_t expected_version; /* 0: any */
};
/* The caller owns *ret, the activity as it is now. */
MUST_USE enum err_code activity_change(struct api_call *c, struct db *db,
	const struct activity_change *change, json_t **ret, struct err *e);
