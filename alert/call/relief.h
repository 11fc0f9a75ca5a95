/* SPDX-License-Identifier: EUPL-1.2 */
/* Relief: who takes over, later, from those who are there.
 *
 * A relief is a call-out of its own that asks the same pools for a shift: with answers
 * by link, text and telephone, places and reserves as in any other. It begins with
 * everybody at once, because there is time. When somebody of the relief arrives, who
 * has been there longest for that function goes home (or the coordinator says when).
 * Rest is shown, never a reason not to ask: the law lets a disaster go before (ATW 5:3,
 * 2:1). Store thread. */
#pragma once

#include "alert/call/call.h"

struct relief_slot {
	int64_t function_id;
	int need;
};

struct relief_request {
	int64_t callout_id; /* in which people are to be relieved */
	struct instant from, until;
	const struct relief_slot *slots; /* none: every function, as many as came */
	int slots_count;
	const char *text; /* of the question; "" for the usual one */
	bool by_hand;     /* handing over waits for the coordinator */
	uint8_t nonce[CALL_NONCE_BYTES];
};

enum { RELIEF_HOURS_MAX = 24 * 14 };

/* ERR_CONFLICT: the call-out was stopped, is itself a relief, or was entered
 * afterwards. ERR_INVALID with fields: functions that are not in it, nobody to relieve.
 */
MUST_USE enum err_code relief_start(struct db *db, const struct call_settings *settings,
	const struct relief_request *request, const struct change *by, int64_t *ret_id,
	struct err *e);

/* The reliefs of a call-out whose shift begins before that instant, in their order.
 * stopped: those that were stopped too. */
enum { RELIEFS_MAX = 64 };
MUST_USE enum err_code relief_ids(struct db *db, int64_t callout_id,
	struct instant before, bool stopped, int64_t ids[RELIEFS_MAX], size_t *ret_n,
	struct err *e);

/* Somebody of the relief has arrived: who was there longest for that function goes
 * home, unless nobody is left to. */
MUST_USE enum err_code relief_arrived(struct db *db,
	const struct call_settings *settings, const struct call *relief,
	uint32_t person, const struct change *by, struct err *e);
/* All who were there before, for the functions (slot CALLOUT_NOBODY: all) of which
 * somebody of the relief has arrived, go home. ERR_CONFLICT: nobody has arrived. */
MUST_USE enum err_code relief_hand_over(struct db *db,
	const struct call_settings *settings, int64_t relief_id, int slot,
	const struct change *by, int64_t *ret_count, struct err *e);

/* Stops the reliefs that still run for a call-out. */
MUST_USE enum err_code relief_stop_all(struct db *db,
	const struct call_settings *settings, int64_t callout_id,
	const struct change *by, struct err *e);

extern const struct stmt_list relief_statements;
