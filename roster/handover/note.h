/* SPDX-License-Identifier: EUPL-1.2 */
/* Notes from who has duty to who has it next: what is going on, what was promised,
 * where the keys are. */
#pragma once

#include "schema/resource.h"

extern const struct resource handover_resource; /* read only */
extern const struct stmt_list handover_statements;

enum { HANDOVER_TEXT_MAX = 2000 };

struct handover {
	int64_t function_id;
	int64_t from_person_id; /* 0: a coordinator */
	int64_t to_person_id;   /* 0: nobody follows yet */
	const char *text;
	struct instant created_at; /* ms 0: now */
};

/* To whom a note of `from` goes: who follows, or who has duty now when `from` ended
 * less than a day ago. ERR_FORBIDDEN when `from` (not 0) had no duty for the function
 * then. */
MUST_USE enum err_code handover_to(struct db *db, int64_t function_id, int64_t from,
	struct instant now, int64_t *ret, struct err *e);
/* The audit record does not hold the text. */
MUST_USE enum err_code handover_add(struct db *db, const struct handover *h,
	const struct change *by, int64_t *ret_id, struct err *e);
/* The very same note; 0: none. */
MUST_USE enum err_code handover_find(
	struct db *db, const struct handover *h, int64_t *ret, struct err *e);
/* All, in order of ids. */
MUST_USE enum err_code handover_records(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* Newest first; function_id 0: of all; person_id: only from or to this one, 0: all.
 * before 0: from the newest. */
MUST_USE enum err_code handover_list(struct db *db, int64_t function_id,
	int64_t person_id, int64_t before, int64_t limit, json_t **ret, struct err *e);
