/* SPDX-License-Identifier: EUPL-1.2 */
/* What the fictional region lived through in the last months: an exercise that became
 * an activity and taught something, a night's call-out by pager that was entered
 * afterwards, a GRIP 1 with learning points, and a test alarm. */
#pragma once

#include "alert/call/call.h"

/* Write transaction, after demo_scenarios. Nothing is left to be sent. */
MUST_USE enum err_code demo_past(struct db *db, const struct call_settings *settings,
	const struct change *by, struct err *e);
