/* SPDX-License-Identifier: EUPL-1.2 */
/* One gateway as the dispatcher sees it: what is on its way, how much more it takes,
 * and whether it works. Pure. */
#pragma once

#include "base/list.h"
#include "service/dispatch/breaker.h"
#include "service/dispatch/gateways.h"

enum { LANE_WINDOW = 1024 }; /* messages in memory at most */

struct lane {
	const struct gateway_config *config;
	const struct gateway_entry *entry;
	bool used, gone;     /* gone: gets no more, finishes what it has */
	size_t under_way;    /* leased and without outcome */
	struct list waiting; /* of them: those for which no connection is free */
	size_t sending;      /* of them: those with the transport */
	double reply_ms;     /* how long a message takes, smoothed */
	struct breaker breaker;
	bool in_doubt; /* no receipts come, as the last job found */
	bool loses;    /* in doubt: too few come */
	/* its state in the events; what the job tells */
	bool told_works, tell_works;
	double tokens; /* of the rate limit */
	struct tick filled;
	uint64_t sent, retried, failed;
};

void lane_open(struct lane *g, const struct gateway_entry *entry, struct tick now);
/* In the place of one with the same name: goes on with its counts. */
void lane_follow(struct lane *g, struct lane *before);
/* How many more messages it takes now. */
size_t lane_room(struct lane *g, struct tick now);
/* A message was leased for it. */
void lane_gave(struct lane *g);
void lane_count(struct lane *g, enum carrier_result result);
/* The gateway answered, or did not. */
void lane_judge(struct lane *g, const struct carrier_outcome *what, struct tick now);
/* What it takes arrives, or not (outbox/receipts.h). */
void lane_doubt(struct lane *g, bool in_doubt, bool loses);
/* It answers, and what it takes arrives. */
bool lane_works(const struct lane *g);
