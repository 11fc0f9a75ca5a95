/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties as they really hold: with overrides and approved swaps laid over them. */
#pragma once

#include "roster/duty/duty.h"
#include "roster/duty/roster.h"

enum { DUTY_HELD_MARGIN_DAYS = 100 };

/* {"items": […], "next": null}, by start: a stretch of one person at one place, because
 * of one duty, override or swap. Whole, not cut at f->from and f->to, unless it goes on
 * for more than DUTY_HELD_MARGIN_DAYS beyond them. "id" is the published duty that it
 * lies in; absent when no one duty holds all of it. f->state is not looked at; f->to is
 * needed. Who is not active holds nothing. */
MUST_USE enum err_code duty_held(
	struct db *db, const struct duty_filter *f, json_t **ret, struct err *e);

extern const struct stmt_list held_statements;
