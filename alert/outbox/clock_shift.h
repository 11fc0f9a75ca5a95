/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine's clock was set by hours: what waits is moved along, so that every wait
 * is as long as it would have been. Store thread, in a transaction. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct db;
struct stmt_list;

/* Instants of open call-outs and of messages on their way. What is for a moment of the
 * calendar (a reminder, a scheduled test) stays where it is; so do the timeline and the
 * audit log: they say what the clock said. `then`: the old time, now. */
MUST_USE enum err_code clock_shift(
	struct db *db, struct duration jump, struct instant then, struct err *e);
/* At the start: the clock may have been set while nobody looked. Nothing waits longer
 * from now than the longest wait there is. */
MUST_USE enum err_code clock_limit(struct db *db, struct instant now, struct err *e);

extern const struct stmt_list clock_shift_statements;
