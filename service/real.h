/* SPDX-License-Identifier: EUPL-1.2 */
/* The real ends of the ports: clock, random bytes, log lines on stderr. The only place
 * that asks the time or for randomness. */
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

extern const struct clock real_clock;
extern struct random real_random; /* secure (libsodium); after real_init */
extern struct log_sink real_log;

void real_init(void);

/* How lines are written: key=value or JSON. Under systemd's journal each begins with
 * its level, <3> to <7>, which the journal takes off. */
void real_log_format(bool json);
