/* SPDX-License-Identifier: EUPL-1.2 */
/* What is read of the database to judge a period. Nobody but problems*.c and
 * takeover*.c includes this. */
#pragma once

#include "roster/people/working_week_store.h"
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
	struct person_weeks weeks; /* margin included */
};

/* Everything that q needs. facts_fini frees it, also after an error. */
MUST_USE enum err_code planning_facts_load(struct db *db,
	const struct problems_query *q, struct planning_facts *ret, struct err *e);
void planning_facts_fini(struct planning_facts *f);

/* Somebody on duty who is not competent any more during [from, until). */
struct planning_lapse {
	int64_t function_id, person_id;
	struct instant from, until;
};
struct planning_lapses {
	struct planning_lapse *item;
	size_t n, cap;
};
/* Those of the period from `now` on, if nothing more is done: what was is not judged by
 * what is known now. The caller frees ret->item, also after an error. */
MUST_USE enum err_code planning_lapses_load(struct db *db,
	const struct problems_query *q, const struct roster_spans *spans,
	struct planning_lapses *ret, struct err *e);

struct instant planning_midnight(int64_t day); /* its local start */
/* Adds who is qualified: the rest of the rows of s (person_id, from_day, until_day of
 * one function). *list grows with base_room; its owner frees it. */
MUST_USE enum err_code planning_qualifications(struct stmt *s, int64_t function_id,
	struct coverage_qualification **list, size_t *n, size_t *cap, struct err *e);

/* What people are judged by besides their duties. */
struct planning_hours {
	const struct problems_query *q;
	const struct person_weeks *weeks;
	const struct local_days *days; /* as working_time_days() of q */
};
/* One person's breaches: span[n] are all that person's, by start, perhaps none. */
MUST_USE enum err_code planning_working_time(const struct planning_hours *h,
	int64_t person_id, const struct roster_span *span, size_t n,
	struct working_time_breaches *out, struct err *e);

MUST_USE enum err_code planning_problem_add(
	struct roster_problems *out, const struct roster_problem *p, struct err *e);
/* For qsort: by from, kind, function, person. */
int planning_problem_order(const void *a, const void *b);
