/* SPDX-License-Identifier: EUPL-1.2 */
/* What people carried and what they are to be compensated for, out of the database:
 * as JSON, and as CSV for a payroll. The sums are roster/fairness/fairness.h; which
 * calls were received comes from the caller. */
#pragma once

#include "base/fields.h"
#include "base/text.h"
#include "roster/fairness/fairness.h"
#include "schema/stmt.h"

struct fairness_query {
	struct instant from, to;
	int64_t function_id, person_id, municipality_id; /* 0: all */
	const struct fairness_call *call; /* of everybody, received in [from, to) */
	size_t calls;
};

/* {"from", "to", "functions": [totals], "items": [one a person and function], "next":
 * null}; weeks, nights, weekends and holidays in hundredths. */
MUST_USE enum err_code fairness_json(
	struct db *db, const struct fairness_query *q, json_t **ret, struct err *e);

/* {"from", "to", "items": [one a person], "next": null}. Duties in several functions at
 * once count once; each call-out counts half an hour at least. */
MUST_USE enum err_code compensation_json(
	struct db *db, const struct fairness_query *q, json_t **ret, struct err *e);
/* The items of compensation_json as lines: ';' between cells, hours with a decimal
 * comma. month: "2026-10", for the first column. */
bool compensation_csv(const json_t *compensation, const char *month, struct text *out);

/* The holidays of [from, to), by date: [{"date", "name", "kind", "weight_percent"}]. */
MUST_USE enum err_code holiday_dates_json(struct db *db, struct date from,
	struct date to, const char *language, json_t **ret, struct err *e);

extern const struct stmt_list fairness_statements;
