/* SPDX-License-Identifier: EUPL-1.2 */
/* What a coordinator of the fictional region has to look at: a week in which nobody has
 * hard piket (ten weeks ahead, never sooner), a swap that waits for approval and one
 * that is asked of all who qualify, an absence that hits a duty, two functions that go
 * together, the working hours of a few people, and a rotation with drafts that wait to
 * be published. */
#pragma once

#include "schema/resource.h"

enum { DEMO_GAP_WEEK = 10, DEMO_WEEKS_AFTER = 26 };

/* Monday 09:00 local, `weeks` weeks from the Monday of the week of `now`. */
struct instant demo_handover(struct instant now, int weeks);

/* Write transaction, after the duties were made. */
MUST_USE enum err_code demo_planning(
	struct db *db, const struct change *by, struct err *e);
