/* SPDX-License-Identifier: EUPL-1.2 */
/* A call-out that was made outside Paraat (by pager, by telephone), entered afterwards:
 * what happened, as it happened. No message is sent, then or later. Store thread. */
#pragma once

#include "alert/call/call.h"

struct record_person {
	int64_t person_id, function_id;
	struct instant asked_at; /* ms 0: when it began */
	enum answer answer;      /* NONE: said nothing */
	struct instant answered_at;
	int eta_minutes; /* -1: not given */
	struct instant arrived_at, left_at;
};

struct record_request {
	struct instant started_at, closed_at; /* closed_at.ms 0: the last thing noted */
	const struct record_person *people;
	size_t people_count;
};

/* ERR_INVALID with fields: a function that is not in the scenario, a person twice or
 * unknown. The times were checked by the caller: asked <= answered, arrived <= left. */
MUST_USE enum err_code record_add(struct db *db, const struct call_settings *settings,
	const struct call_request *request, const struct record_request *record,
	const struct change *by, int64_t *ret_id, struct err *e);
