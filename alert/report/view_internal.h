/* SPDX-License-Identifier: EUPL-1.2 */
/* What the views of a call-out share. Private to alert/report. */
#pragma once

#include "alert/report/call_view.h"

/* {"items": items, "next": cursor or null}; takes items. cursor "": no more. */
MUST_USE enum err_code view_list_of(
	json_t *items, const char *cursor, json_t **ret, struct err *e);
/* Adds one recipient to items. */
MUST_USE enum err_code view_recipient(struct db *db, const struct call *call,
	uint32_t i, enum phrase_language language, json_t *items, struct err *e);
