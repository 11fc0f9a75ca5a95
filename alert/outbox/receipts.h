/* SPDX-License-Identifier: EUPL-1.2 */
/* The breaker for a gateway that takes messages and delivers nothing: does what it says
 * that it took arrive? Pure.
 *
 *      TRUSTED
 *    |         ^
 *    |         a receipt of something that was sent in the meantime
 *    no receipt in time for three people, and none of anything sent since
 *    v         |
 *      IN DOUBT
 *
 * What arrived is reckoned by when it was sent, not by when that is known: one that
 * loses every tenth message has others that were sent later and arrived. Telephones
 * that are off are of one person each, so that it takes three of them.
 *
 * Of which part arrives: losses.h, which is kept along while this one trusts it.
 *
 * What is sent in the meantime: a probe now and then, after a minute, then two, four …
 * at most ten, and again after a minute when one arrived; or everything, while no other
 * gateway of the channel works. */
#pragma once

#include "alert/outbox/losses.h"

#include <stdbool.h>
#include <stddef.h>

enum { RECEIPTS_MISSED = 3 };

struct receipts {
	struct losses losses;
	struct instant probe_at;
	int probes; /* given since it is in doubt, or the last that arrived */
	/* private */
	bool silent;            /* nothing arrives */
	struct instant since;   /* silent: what was sent from then on tells */
	struct instant arrived; /* when the newest message that arrived was sent */
	struct {
		int64_t person_id;
		struct instant sent_at;
	} missed[RECEIPTS_MISSED]; /* different people, sent after that */
	size_t missed_count;
};

/* Because nothing arrives, or because of losses. */
bool receipts_in_doubt(const struct receipts *r);
/* A receipt, good or bad, came in time; person_id 0: of a test. */
void receipts_came(struct receipts *r, int64_t person_id, struct instant sent_at,
	struct instant now);
/* None did. True when it is in doubt from now on. */
bool receipts_missed(struct receipts *r, int64_t person_id, struct instant sent_at,
	struct instant now);
/* In doubt: may it be given a message to see whether that arrives? */
bool receipts_probe_due(const struct receipts *r, struct instant now);
void receipts_probed(struct receipts *r, struct instant now);
/* At the start of the program, for one that was in doubt when it ended: in doubt from
 * now on. silent: because nothing arrived, else because of losses. */
void receipts_doubt(struct receipts *r, bool silent, struct instant now);
/* The wall clock was set. */
void receipts_shift(struct receipts *r, struct duration jump);
