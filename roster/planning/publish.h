/* SPDX-License-Identifier: EUPL-1.2 */
/* Publishing: drafts of a function become the roster.
 *
 * A duty that was published earlier, of the same rank and sort (rotation, import or by
 * hand), gives way where a draft now stands: it is cut, or goes. Overrides and swaps
 * lie on top and stay. What was known before stays known (roster/duty/roster.h).
 * Whether the drafts should be published is the caller's question
 * (roster/planning/problems.h). */
#pragma once

#include "schema/resource.h"

struct publish_order {
	int64_t function_id;
	struct instant from, to; /* drafts that touch [from, to), whole */
};

struct publish_result {
	int published; /* drafts */
	int replaced;  /* duties published earlier that were cut or went */
	int skipped;   /* drafts of people who have left: they stay drafts */
};

enum { PUBLISH_MAX = 20000 };

/* Write transaction. ERR_TOO_LARGE beyond PUBLISH_MAX drafts. */
MUST_USE enum err_code publish_drafts(struct db *db, const struct publish_order *o,
	const struct change *by, struct publish_result *ret, struct err *e);

extern const struct stmt_list publish_statements;
