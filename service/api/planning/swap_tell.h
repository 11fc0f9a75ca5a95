/* SPDX-License-Identifier: EUPL-1.2 */
/* What is told about a swap, and to whom. */
#pragma once

#include "roster/swap/swap_store.h"
#include "service/api/planning/tell.h"

/* Asked: the colleague, or all who qualify. */
MUST_USE enum err_code swap_tell_asked(
	struct api_call *c, struct db *db, const struct swap_row *s, struct err *e);
/* Agreed, refused or withdrawn; taker_before: who was in it before the step (0:
 * nobody). An approved swap is told as a change of duties (tell_changes). */
MUST_USE enum err_code swap_tell_step(struct api_call *c, struct db *db,
	const struct swap_row *s, enum swap_step step, int64_t taker_before,
	struct err *e);
