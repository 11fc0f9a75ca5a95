/* SPDX-License-Identifier: EUPL-1.2 */
/* Overrides: this person instead of whoever stands there, for a function and rank and a
 * time. Taking one away restores what stood below it (roster/duty/layers.h). */
#pragma once

#include "roster/duty/place.h"

extern const struct resource override_resource;
extern const struct stmt_list override_statements;

struct override_filter {
	int64_t function_id, person_id; /* 0: all */
	struct instant from, to;        /* that touch [from, to); to.ms 0: no end */
};
MUST_USE enum err_code override_list(struct db *db, const struct override_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* Overrides as records of what was arranged: whether the person holds the function is
 * not asked. */
extern const struct resource override_record_resource;

/* 0: none. */
MUST_USE enum err_code override_find(
	struct db *db, const struct place_key *k, int64_t *ret, struct err *e);
