/* SPDX-License-Identifier: EUPL-1.2 */
/* The demo region learns: aspirants who were appointed, and what exercises taught. */
#pragma once

#include "schema/resource.h"

enum { DEMO_GROUPS = 3 };

/* Of each group of functions: function number f belongs to group f % DEMO_GROUPS. */
struct demo_activities {
	int64_t course[DEMO_GROUPS];   /* long ago */
	int64_t exercise[DEMO_GROUPS]; /* some months ago */
	int64_t system_test;           /* for all, more than a year ago */
	int64_t last, coming;          /* exercises of the first group */
	int64_t requirement;           /* which a learning point led to */
};

MUST_USE enum err_code demo_learning(struct db *db, const struct demo_activities *a,
	const int64_t function[], int functions, const struct change *by,
	struct err *e);
