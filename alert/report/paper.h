/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists to call by hand from, when no gateway works: who is on duty, and whom a
 * call-out asks, in order, with every number. As a page that prints well without
 * script, and as plain text for a terminal. Dutch.
 *
 * A list is JSON: {"title", "at", "note", "sections": [{"title", "rows": [{"name",
 * "numbers", "note"}]}]}. Reader or command. */
#pragma once

#include "alert/call/call.h"

/* Who has hard piket at that moment, by function. The caller owns *ret. */
MUST_USE enum err_code paper_on_duty(
	struct db *db, struct instant at, json_t **ret, struct err *e);
/* Everybody of a call-out, planned or under way, by place: those who may still be asked
 * in the order of calling, with what is known of them. */
MUST_USE enum err_code paper_call(struct db *db, const struct call *call,
	struct instant at, json_t **ret, struct err *e);

/* False when memory is out. */
bool paper_html(const json_t *paper, struct text *out);
bool paper_text(const json_t *paper, struct text *out);
