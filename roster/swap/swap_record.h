/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps as records, for moving them to another database with their state and what led
 * to it. */
#pragma once

#include "roster/swap/swap_store.h"

extern const struct stmt_list swap_record_statements;

enum { SWAP_REFUSALS_MAX = 80 };
struct swap_refusal {
	int64_t person_id;
	struct instant at;
};

struct swap_record {
	struct swap_row row; /* without id and version */
	struct instant asked_at;
	const char *note, *reason; /* borrowed */
	struct roster_known known; /* of one that was approved */
	struct swap_refusal refusal[SWAP_REFUSALS_MAX];
	size_t refusals;
};

/* The swap of that piece of duty that was asked then (ms 0: whenever); 0: none. */
MUST_USE enum err_code swap_record_find(
	struct db *db, const struct swap_record *r, int64_t *ret, struct err *e);
/* Takes it as it is, with its audit record; an approved one lies upon the roster from
 * then on. Nobody is told. swap_is_wrong() is for the caller. Write transaction. */
MUST_USE enum err_code swap_record_keep(struct db *db, const struct swap_record *r,
	const struct change *by, struct err *e);
/* Who of those that were asked said no, in order of time. */
MUST_USE enum err_code swap_refusals(struct db *db, int64_t id,
	struct swap_refusal ret[SWAP_REFUSALS_MAX], size_t *ret_n, struct err *e);
