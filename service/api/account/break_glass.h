/* SPDX-License-Identifier: EUPL-1.2 */
/* The break-glass account: for when telephones, codes or administrators are out of
 * reach. Using it is nothing wrong, and never goes unseen. */
#pragma once

#include "service/api/api.h"

/* Tells everybody who steers: an event on the board, and an urgent notice to each
 * administrator and coordinator. The sign-in itself is recorded by the caller. */
MUST_USE enum err_code break_glass_alarm(struct api_call *c, struct db *db,
	const struct account *a, int64_t session_id, struct err *e);
