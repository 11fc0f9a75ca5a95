/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls that people received, and how long they worked for them: for fairness and
 * compensation (roster/fairness/fairness.h). Real call-outs and exercises count, tests
 * do not.
 *
 * Work lasts from the call until the person was sent home; else until the call-out
 * closed, and not shorter than until the person arrived, or was to. Who had no place
 * did no work. */
#pragma once

#include "roster/fairness/fairness.h"
#include "schema/stmt.h"

struct received_calls {
	struct fairness_call *item; /* belongs to this struct */
	size_t n;
	/* private */
	size_t cap;
};

enum { RECEIVED_MAX = 500000 };

/* The calls received in [from, to). *ret is empty before and, on error, after;
 * received_calls_fini frees it. ERR_TOO_LARGE beyond RECEIVED_MAX. */
MUST_USE enum err_code received_calls(struct db *db, struct instant from,
	struct instant to, struct received_calls *ret, struct err *e);
void received_calls_fini(struct received_calls *r);

extern const struct stmt_list received_statements;
