/* SPDX-License-Identifier: EUPL-1.2 */
/* Who could take over: the duties of somebody in a period, and for each the colleagues
 * who hold the function, the fairest first.
 *
 * First who is free (not absent, not on duty elsewhere), then for whom no rule of
 * working time breaks, then who carried least in the year before: weeks, weekends and
 * holidays (roster/fairness/fairness.h). Nobody is left out for that order; it is an
 * offer. */
#pragma once

#include "roster/people/person.h"
#include "roster/planning/problems.h"

struct takeover_query {
	int64_t person_id;   /* whose duties */
	int64_t function_id; /* 0: of all functions */
	int rank;            /* 0: of all */
	struct instant from, until;
	const struct roster_rules *rules;
};

struct takeover_candidate {
	int64_t person_id;
	char name[PERSON_NAME_MAX];
	bool absent, busy;
	int breaches;      /* of working time that taking over would cause */
	int64_t burden_ms; /* what was carried in the year before, weekends and holidays
			      counted twice */
};

enum { TAKEOVER_CANDIDATES_MAX = 10, TAKEOVER_HITS_MAX = 50 };

/* One piece of duty of the person. */
struct takeover_hit {
	int64_t function_id;
	int rank;
	struct instant from, until;
	enum layer_kind why; /* and its id: the duty when it is no override or swap */
	int64_t why_id;
	struct takeover_candidate candidate[TAKEOVER_CANDIDATES_MAX];
	size_t candidates;
};

struct takeover_hits {
	struct takeover_hit *item; /* by function, rank, time */
	size_t n;
	/* private */
	size_t cap;
};

/* At most TAKEOVER_HITS_MAX. *ret is empty before and, on error, after;
 * takeover_hits_fini frees it. */
MUST_USE enum err_code takeover_find(struct db *db, const struct takeover_query *q,
	struct takeover_hits *ret, struct err *e);
void takeover_hits_fini(struct takeover_hits *h);
/* brief: of each candidate only whether they are available, as colleagues may know.
 * NULL: no memory. */
json_t *takeover_hits_json(const struct takeover_hits *h, bool brief);
