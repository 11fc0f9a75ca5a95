/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of call-outs: loading and saving. Not for others: they use alert/call/call.h. */
#pragma once

#include "alert/call/call.h"

/* Texts, times and rules of a call-out, out of its scenario and what was asked. */
void call_fill(struct call *call, const struct scenario *s,
	const struct call_request *request);
MUST_USE enum err_code call_rows_insert(struct db *db,
	const struct call_settings *settings, struct call *call, struct err *e);
MUST_USE enum err_code call_row_save(struct db *db, struct call *call, struct err *e);
MUST_USE enum err_code call_slot_save(
	struct db *db, const struct call *call, int slot, struct err *e);
MUST_USE enum err_code call_person_save(
	struct db *db, const struct call *call, uint32_t person, struct err *e);
/* Ids of call-outs that are active or closed after `since`, newest first, a page at a
 * time: those below `before`. */
enum { CALL_OPEN_PAGE = 64 };
MUST_USE enum err_code call_open_ids(struct db *db, struct instant since,
	int64_t before, int64_t ids[CALL_OPEN_PAGE], size_t *ret_n, struct err *e);
/* Turns effects into messages, events and rows. */
MUST_USE enum err_code call_effects(struct db *db, const struct call_settings *settings,
	struct call *call, const struct callout_event *event,
	const struct effects *effects, const struct change *by, struct err *e);
