/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /callouts with origin "manual": a call-out that was made outside Paraat. */
#pragma once

#include "alert/call/record.h"
#include "service/api/api.h"

/* Reads started_at, closed_at and people out of the body (the rest is in *request), and
 * enters it. Faults that are in *e already go on. Store thread. */
MUST_USE enum err_code callout_record(struct api_call *c, struct db *db,
	const struct call_request *request, int64_t *ret_id, struct err *e);
