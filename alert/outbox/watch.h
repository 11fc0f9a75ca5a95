/* SPDX-License-Identifier: EUPL-1.2 */
/* Paraat watching itself: which gateways work, the daily test of each, and a warning to
 * the coordinators on duty when calls cannot get out. Store thread. */
#pragma once

#include "alert/call/call.h"

/* A gateway broke (reason: why, or "") or works again: kept, and an event. */
MUST_USE enum err_code watch_gateway(struct db *db, const char *name, bool works,
	const char *reason, const struct change *by, struct err *e);
/* At the start of the program nothing is known to be broken. */
MUST_USE enum err_code watch_forget(
	struct db *db, const struct change *by, struct err *e);
/* stuck: bit CHANNEL_x of each channel over which calls wait while no gateway works;
 * unsure: of these, those whose gateways take messages of which no receipts come. For
 * each that is new: an event, and a warning to the coordinators on duty over the
 * others; for each that is over: an event. */
MUST_USE enum err_code watch_channels(struct db *db,
	const struct call_settings *settings, unsigned stuck, unsigned unsure,
	const struct change *by, struct err *e);

/* Queues a test message to that address through that gateway. */
MUST_USE enum err_code watch_test(struct db *db, const char *gateway,
	enum channel channel, const char *address, const struct change *by,
	struct err *e);
/* What became of it: "sent", "delivered" or "failed" (then the coordinators on duty are
 * warned, once a day for each gateway). */
MUST_USE enum err_code watch_tested(struct db *db, const struct call_settings *settings,
	const char *gateway, const char *state, const char *reason,
	const struct change *by, struct err *e);

/* {"items": [{"name", "state", "changed_at", "tested_at", "test_state",
 * "test_reason"}], "stuck": [{"channel", "since"}]}; the caller owns *ret. */
MUST_USE enum err_code watch_list(struct db *db, json_t **ret, struct err *e);

extern const struct stmt_list watch_statements;
