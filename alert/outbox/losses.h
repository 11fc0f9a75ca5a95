/* SPDX-License-Identifier: EUPL-1.2 */
/* The breaker for a gateway of which part arrives (of which nothing does: receipts.h).
 * Pure.
 *
 *      TRUSTED
 *    |         ^
 *    |         five that were sent half a minute apart arrived, and none was lost
 *    two fifths or more of the newest thirty to sixty people without a receipt
 *    v         |
 *      IN DOUBT
 *
 * Of each person the newest message counts, so that a telephone that is off counts once
 * however often it is asked. A loss is known later than an arrival: what was sent after
 * the loss that is looked at does not count yet. */
#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

enum { LOSSES_PEOPLE_MIN = 30, LOSSES_PEOPLE_MAX = 60, LOSSES_RUN = 5 };

struct losses {
	bool in_doubt;
	/* private */
	struct instant since; /* in doubt: what was sent from then on tells */
	struct instant last;  /* of the run: when the newest was sent */
	int run;
	struct {
		int64_t person_id;
		struct instant sent_at;
		bool arrived;
	} people[LOSSES_PEOPLE_MAX]; /* trusted: in the order of sent_at */
	size_t count;
};

/* A receipt came in time; person_id 0: of a test. */
void losses_came(struct losses *l, int64_t person_id, struct instant sent_at);
/* None did. True when it is in doubt from now on. */
bool losses_missed(struct losses *l, int64_t person_id, struct instant sent_at,
	struct instant now);
/* The wall clock was set. */
void losses_shift(struct losses *l, struct duration jump);
