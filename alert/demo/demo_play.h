/* SPDX-License-Identifier: EUPL-1.2 */
/* A call-out that was: it goes through the machine and the outbox as any other, at the
 * times of then, and nothing is sent. The simulator's people answer it, most come when
 * they said, and those who came go home when it is over. Write transaction. */
#pragma once

#include "alert/call/call.h"

/* by->now: when it starts. lasts: after that it is stopped. *ret_ended: when it was
 * over for the last of them. */
MUST_USE enum err_code demo_play(struct db *db, const struct call_settings *settings,
	const struct call_request *request, struct duration lasts,
	const struct change *by, int64_t *ret_id, struct instant *ret_ended,
	struct err *e);
