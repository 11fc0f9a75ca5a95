/* SPDX-License-Identifier: EUPL-1.2 */
/* The simulator gateway: answers like people do; needs nothing outside. Pure: what a
 * person will do follows from the seed, the call-out and the person. */
#pragma once

#include "alert/callout/callout.h"

struct simulator_reaction {
	enum answer answer; /* NONE: silence */
	int eta_minutes;
	int64_t delay_ms; /* from the moment the message arrives; divided by pace */
};

/* pace: how much faster than real people (1: real time). */
struct simulator_reaction simulator_react(uint64_t seed, double pace,
	int64_t callout_id, int64_t person_id, bool on_duty);
