/* SPDX-License-Identifier: EUPL-1.2 */
/* Telephone calls and call-outs: what is said to whom, and what the keys change. Store
 * thread. */
#pragma once

#include "alert/carrier/voice.h"
#include "alert/outbox/outbox.h"

enum { VOICE_CODE_DIGITS = 6, VOICE_CODE_TEXT = VOICE_CODE_DIGITS + 1 };

/* The personal code for calling back: six digits that follow from the installation's
 * secret and the person. Pure. */
const char *voice_code(const struct call_settings *settings, int64_t person_id,
	char buffer[VOICE_CODE_TEXT]);

/* One event of a call: records what the keys mean, and fills *ret with what is said
 * next (end with voice_script_fini(ret_script) on ERR_OK). The same event again changes
 * nothing and is answered alike. ERR_NOTFOUND: that call is not of this gateway. */
MUST_USE enum err_code voice_call_step(struct db *db,
	const struct call_settings *settings, const char *gateway,
	const struct voice_event *event, const struct change *by,
	struct voice_turn *ret, struct voice_script *ret_script, struct err *e);

/* The call is over: it was worth what the keys said. Without an answer the path failed,
 * so that the next one is tried at once. *ret_known as in outbox_receipt. */
MUST_USE enum err_code voice_call_over(struct db *db,
	const struct call_settings *settings, const char *gateway,
	const struct carrier_receipt *receipt, const struct change *by, bool *ret_known,
	struct err *e);

extern const struct stmt_list voice_statements;
