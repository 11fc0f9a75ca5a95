/* SPDX-License-Identifier: EUPL-1.2 */
/* Who calls back proves with a personal code who they are. Guessing is limited: per
 * number, and over all numbers. Store thread. */
#pragma once

#include "alert/carrier/voice.h"
#include "alert/voice/voice_call.h"

enum {
	VOICE_GUESSES_OF_NUMBER = 9, /* wrong ones in an hour: three calls */
	/* After so many of all numbers together, a number that has one is refused. Who
	 * gives the right code at once is never held up by the guesses of others. */
	VOICE_GUESSES_OF_ALL = 100,
};

/* May a number with so many wrong codes in the last hour give another one? Pure. */
bool voice_guess_allowed(int64_t of_number, int64_t of_all);

/* Whose code the keys are, out of those who are reached at the number that calls. 0:
 * nobody's, or there were too many wrong ones; that is counted and put in the audit log
 * (without number or code). The same event again counts once. */
MUST_USE enum err_code voice_code_check(struct db *db,
	const struct call_settings *settings, const char *gateway,
	const struct voice_event *event, const struct change *by, int64_t *ret_person,
	struct err *e);

/* Wrong codes are forgotten after an hour, with the hashes of the numbers. */
MUST_USE enum err_code voice_code_forget(
	struct db *db, struct instant now, struct err *e);

extern const struct stmt_list voice_code_statements;
