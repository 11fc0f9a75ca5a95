/* SPDX-License-Identifier: EUPL-1.2 */
/* What leasing and recording share. Store thread; private to alert/outbox. */
#pragma once

#include "alert/outbox/outbox.h"
#include "alert/outbox/outbox_rows.h"

enum {
	OUTBOX_PRIORITIES = 10,
	OUTBOX_LAST_CALL = 2 /* real calls and exercises up to here */
};

/* A row of the outbox as it is. */
struct attempt {
	int64_t id, callout_id, recipient_id, notice_id, person_id;
	enum call_purpose purpose;
	int path; /* round * 100 + path */
	int tries;
	char state[12], channel[8], gateway[64];
	bool is_test; /* of `gateway`, and through no other */
};

bool outbox_serves(const struct outbox_gateway *g, const char *channel);
size_t outbox_gateways_of(const struct outbox_batch *batch, const char *channel);

/* Waits until due, in state retry. */
MUST_USE enum err_code outbox_postpone(struct db *db, int64_t id, struct instant due,
	const char *reason, struct err *e);
/* For good: the person's next path, if any, is asked in the same transaction. */
MUST_USE enum err_code outbox_give_up(struct db *db,
	const struct call_settings *settings, const struct attempt *a,
	const char *reason, const struct change *by, struct err *e);
/* May the person be reached over another channel that has a usable gateway? */
MUST_USE enum err_code outbox_has_other_way(struct db *db,
	const struct call_settings *settings, const struct outbox_batch *batch,
	const struct attempt *a, bool *ret, struct err *e);
MUST_USE enum err_code outbox_event(struct db *db, const struct attempt *a,
	const char *state, const char *reason, const struct change *by, struct err *e);

/* Leases what is due: real calls before exercises, tests and notices; within each an
 * equal share for each call-out and channel. */
MUST_USE enum err_code outbox_lease(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e);
/* Bit CHANNEL_x of each channel over which calls wait and every gateway is broken. */
MUST_USE enum err_code outbox_stuck(
	struct db *db, const struct outbox_batch *batch, unsigned *ret, struct err *e);
/* When the first message is due; INSTANT_NEVER: none waits. */
MUST_USE enum err_code outbox_next_due(
	struct db *db, struct instant *ret, struct err *e);

/* --- which gateway (outbox_gateway.c) */

enum { OUTBOX_NO_GATEWAY = -1 };
/* The gateway for this try: by rank, the next one after each failure; those that are
 * broken only when all are. Gateways of equal rank share what comes for the first time:
 * the one with most room. */
int outbox_choose(const struct outbox_batch *batch, const struct attempt *a);
bool outbox_is_candidate(const struct outbox_gateway *g);
/* How many more messages the channel takes; *ret_works: any of its gateways does. */
size_t outbox_room(
	const struct outbox_batch *batch, const char *channel, bool *ret_works);

/* --- what it says (outbox_fill.c) */

/* Is an ask still wanted? Somebody may have answered since it was queued. */
bool outbox_still_wanted(
	const struct call *call, int64_t person, enum call_purpose purpose);
/* call: NULL for a notice or a test; person: index in it, or CALLOUT_NOBODY. */
MUST_USE enum err_code outbox_fill(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const struct call *call, int64_t person,
	struct stmt *row, struct outbox_message *m, struct err *e);

/* --- one due row (outbox_row.c) */

/* Leased; or postponed (no gateway), left (no room), dropped (no longer wanted), given
 * up (no receipt). */
MUST_USE enum err_code outbox_lease_row(struct db *db,
	const struct call_settings *settings, struct outbox_batch *batch,
	struct stmt *row, const struct change *by, struct err *e);
/* A row of a channel of which no gateway works: whoever can be reached another way is;
 * the others wait, so that those behind them are seen too. */
MUST_USE enum err_code outbox_free_row(struct db *db,
	const struct call_settings *settings, const struct outbox_batch *batch,
	struct stmt *row, const struct change *by, struct err *e);
