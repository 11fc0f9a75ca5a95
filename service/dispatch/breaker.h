/* SPDX-License-Identifier: EUPL-1.2 */
/* The circuit breaker of a gateway. Pure.
 *
 *  CLOSED --3 failures in a row--> OPEN --time to probe, one message--> PROBING
 *    ^                              ^                                     |  |
 *    |                              +---------------failure---------------+  |
 *    +------------------------------success----------------------------------+
 *
 * Probes come after 5 s, 10 s … at most 60 s, and within that not before the gateway
 * asked for (Retry-After, RFC 9110 10.2.3). A message that is refused for good shows
 * that the gateway works. */
#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_PROBING };

struct breaker {
	enum breaker_state state;
	int failures;         /* in a row */
	int probes;           /* in a row that failed */
	int64_t asked_ms;     /* the longest wait that one of them asked for */
	struct tick probe_at; /* OPEN: not before */
};

/* May messages be given to it, as far as is known? Open: only when a probe is due. */
bool breaker_is_usable(const struct breaker *b, struct tick now);
/* Closed: all that it takes; open: one, when a probe is due; probing: none. */
size_t breaker_room(const struct breaker *b, struct tick now, size_t limit);
/* A message was given to it. */
void breaker_gave(struct breaker *b);
/* It could not be given after all, for a reason that is not the gateway's. */
void breaker_took_back(struct breaker *b);
/* With the failure that comes next, the gateway asked for that much patience; 0: none.
 * An open one puts its probe off. */
void breaker_asked(struct breaker *b, int seconds, struct tick now);
/* What became of one. True when it opened or closed by it. */
bool breaker_outcome(struct breaker *b, bool worked, struct tick now);
