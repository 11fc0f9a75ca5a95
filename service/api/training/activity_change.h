/* SPDX-License-Identifier: EUPL-1.2 */
/* Changing an activity, and what those who were invited must hear of it. Store thread.
 */
#pragma once

#include "service/api/api.h"
#include "service/training/invite_news.h"

struct activity_change {
	int64_t id;
	const json_t *body;
	bool replace;             /* else the fields that body lacks stay */
	int64_t expected_version; /* 0: any */
};
/* The caller owns *ret, the activity as it is now, and tells the news. */
MUST_USE enum err_code activity_change(struct api_call *c, struct db *db,
	const struct activity_change *change, struct invite_news *news, json_t **ret,
	struct err *e);
