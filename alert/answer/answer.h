/* SPDX-License-Identifier: EUPL-1.2 */
/* What a text that came in means: "JA 30", "ja30", "nee", "1", "ok 20 min", "yes, 15
 * minutes", "later 40" (there in 40 minutes from now), "ik ben er".
 * Pure. Case, blanks and punctuation are forgiven; a text that says both yes and no is
 * not understood. */
#pragma once

#include "alert/callout/callout.h"

enum answer_said {
	SAID_ANSWER,
	SAID_LATE,   /* comes at another time: eta_minutes is given */
	SAID_ARRIVED /* is there */
};

struct answer_text {
	enum answer_said said;
	enum answer answer; /* YES for SAID_LATE and SAID_ARRIVED */
	int eta_minutes;    /* -1: not given */
	int64_t callout_id; /* after '#'; 0: not given */
};

/* False: not understood. */
bool answer_parse(const char *text, struct answer_text *ret);
