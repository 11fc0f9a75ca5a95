/* SPDX-License-Identifier: EUPL-1.2 */
/* What is read of the database to judge a period. Nobody but problems*.c and
 * takeover*.c includes this. */
#pragma once

#include "roster/planning/problems.h"

/* The rules about hours look 16 weeks around the period. */
enum { FACTS_MARGIN_DAYS = 7 * 16 + 1 };

struct planning_facts {
	struct roster_spans spans; /* margin included; by person, start */
	struct coverage_function *function;
	size_t functions;
	struct coverage_absence *absence; /* of the period itself */
	size_t absences;
	struct coverage_qualification *qualification; /* of functions in spans */
	size_t qualifications;
	struct coverage_pair *pair;
	size_t pairs;
};

/* Everything that q needs. facts_fini frees it, also after an error. */
MUST_USE enum err_code planning_facts_load(struct db *db,
	const struct problems_query *q, struct planning_facts *ret, struct err *e);
void planning_facts_fini(struct planning_facts *f);

struct instant planning_midnight(int64_t day); /* its local start */
/* Adds who is qualified: the rest of the rows of s (person_id, from_day, until_day of
 * one function). *list grows with base_room; its owner frees it. */
MUST_USE enum err_code planning_qualifications(struct stmt *s, int64_t function_id,
	struct coverage_qualification **list, size_t *n, size_t *cap, struct err *e);

/* One person's breaches: span[n] are all that person's, by start; days: as
 * working_time_days() of q, or NULL. */
MUST_USE enum err_code planning_working_time(const struct problems_query *q,
	const struct local_days *days, const struct roster_span *span, size_t n,
	struct working_time_breaches *out, struct err *e);
