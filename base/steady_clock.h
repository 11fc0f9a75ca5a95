/* SPDX-License-Identifier: EUPL-1.2 */
/* A wall clock that does not jump by itself.
 *
 * Where the machine's clock is set by hours, waits that were reckoned by the old time
 * would all be over at once, or not for hours. This clock follows small corrections,
 * but goes on with the old time when the machine's jumps, until the owner has moved
 * what waits and takes the new time over: then nobody has seen a moment that was
 * neither. */
#pragma once

#include "base/clock.h"

#include <stdatomic.h>

/* What network time sync corrects by slewing, and leap seconds, is less. */
enum { STEADY_CLOCK_JUMP_MS = 5000 };

struct steady_clock {
	struct clock clock; /* to be handed out; any thread */
	/* private */
	const struct clock *source;
	_Atomic int64_t offset; /* of the wall clock to the ticks */
};

void steady_clock_init(struct steady_clock *c, const struct clock *source);
/* How far the source is ahead of this clock (behind: negative); 0 unless it jumped. */
struct duration steady_clock_jump(const struct steady_clock *c);
/* From now on this clock is ahead by so much. */
void steady_clock_move(struct steady_clock *c, struct duration jump);
