/* SPDX-License-Identifier: EUPL-1.2 */
/* What leasing and recording share. Store thread; private to alert/outbox. */
#pragma once

#include "alert/outbox/outbox.h"
#include "alert/outbox/outbox_rows.h"
#include "alert/outbox/receipts.h"

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
	struct instant sent_at;
	bool is_test; /* of `gateway`, and through no other */
};

/* --- one row (outbox_attempt.c) */

/* The row where the statement stands. */
void outbox_attempt_row(struct stmt *row, struct attempt *ret);
/* The next row of the statement; ERR_NOTFOUND when it has none. */
MUST_USE enum err_code outbox_attempt_read(
	struct stmt *s, struct attempt *a, struct err *e);
MUST_USE enum err_code outbox_attempt_find(
	struct db *db, int64_t id, struct attempt *a, struct err *e);
/* which: of outbox_statements, with the parameter reason (text) for what failed, else
 * at. *ret_changed stays as it was for a late or repeated report. */
MUST_USE enum err_code outbox_attempt_mark(struct db *db, int which,
	const struct attempt *a, struct instant at, const char *text, bool *ret_changed,
	struct err *e);
/* which: OUTBOX_GIVE_UP, or OUTBOX_FAILED for what the gateway reports. */
MUST_USE enum err_code outbox_attempt_failed(struct db *db,
	const struct call_settings *settings, int which, const struct attempt *a,
	const char *reason, const struct change *by, struct err *e);
/* Tells the machine what became of an ask. */
MUST_USE enum err_code outbox_step_ask(struct db *db,
	const struct call_settings *settings, const struct attempt *a,
	enum callout_event_kind kind, const struct change *by, struct err *e);

/* --- */

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
/* With those of event_rows; NULL: at once. */
MUST_USE enum err_code outbox_event_add(struct db *db, struct stmt *rows_or_null,
	const struct attempt *a, const char *state, const char *reason,
	const struct change *by, struct err *e);

/* Leases what is due: real calls before exercises, tests and notices; within each an
 * equal share for each call-out and channel. */
MUST_USE enum err_code outbox_lease(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e);
/* Fills batch->stuck and batch->unsure. */
MUST_USE enum err_code outbox_stuck(
	struct db *db, struct outbox_batch *batch, struct err *e);
/* When the first message is due; INSTANT_NEVER: none waits. */
MUST_USE enum err_code outbox_next_due(
	struct db *db, struct instant *ret, struct err *e);

/* --- which gateway (outbox_gateway.c) */

bool outbox_serves(const struct outbox_gateway *g, const char *channel);
size_t outbox_gateways_of(const struct outbox_batch *batch, const char *channel);
/* Has the channel gateways, and is every one of them broken? What fails then is not the
 * message's fault. */
bool outbox_is_down(const struct outbox_batch *batch, const char *channel);
/* The same, when those that are in doubt are not counted on. */
bool outbox_is_unsure(const struct outbox_batch *batch, const char *channel);

enum { OUTBOX_NO_GATEWAY = -1 };
/* The gateway for this try: by rank, the next one after each failure; those that are
 * broken only when all are. Gateways of equal rank share what comes for the first time:
 * the one with most room. */
int outbox_choose(const struct outbox_batch *batch, const struct attempt *a);
bool outbox_is_candidate(const struct outbox_gateway *g);
/* One that is passed over does: that is how it is looked at. */
bool outbox_takes_test(const struct outbox_gateway *g);
/* How many more messages the channel takes; *ret_works: any of its gateways does. */
size_t outbox_room(
	const struct outbox_batch *batch, const char *channel, bool *ret_works);

/* Does another one of its channel work, as far as is known? */
bool outbox_is_replaced(
	const struct outbox_batch *batch, const struct outbox_gateway *g);

/* --- whether what a gateway takes arrives (outbox_ledger.c) */

/* Which are in doubt, and are passed over because another one of the channel works:
 * these get a probe at most, and no first question as one. */
void outbox_judge(struct db *db, struct outbox_batch *batch, struct instant now);
/* After outbox_judge: one that is passed over and may be tried somewhere gets a test
 * when its probe is due, so that it need not wait for something to say. *batch:
 * next_due is the next one. */
MUST_USE enum err_code outbox_probe(
	struct db *db, struct outbox_batch *batch, struct instant now, struct err *e);
/* Those that came into doubt or out of it are kept, for the next start. */
MUST_USE enum err_code outbox_keep_doubt(
	struct db *db, struct instant now, struct err *e);
/* At the start of the program. */
MUST_USE enum err_code outbox_restore_doubt(
	struct db *db, struct instant now, struct err *e);
/* Changes in it stay, whatever becomes of the transaction. NULL: no memory, or "". */
struct receipts *outbox_receipts_of(struct db *db, const char *gateway);

/* --- what it says (outbox_fill.c) */

/* Is an ask still wanted? Somebody may have answered since it was queued. */
bool outbox_still_wanted(
	const struct call *call, int64_t person, enum call_purpose purpose);
/* call: NULL for a notice or a test; person: index in it, or CALLOUT_NOBODY. ERR_GONE:
 * what it says cannot be read any more. */
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
