/* SPDX-License-Identifier: EUPL-1.2 */
/* Readiness: whether every function can be counted on in the coming weeks, and where
 * not, the worst first.
 *
 * Pure. What it weighs is handed over: problems of the roster
 * (roster/planning/problems.h), who is on duty, who holds what, who is away, and how
 * people can be reached (roster/people/reachability.h).
 * Not here: calling or warning anybody. */
#pragma once

#include "roster/planning/problems.h"

/* From worst to least. */
#define READINESS_KINDS(X)                                                             \
	X(GAP, "gap")                   /* nobody, or too few, on duty */              \
	X(UNREACHABLE, "unreachable")   /* on duty, and cannot be reached */           \
	X(SINGLE_POINT, "single_point") /* one person left who could come, or none */  \
	X(TRAINING, "training")         /* on duty, and not competent any more */      \
	X(WORKING_TIME, "working_time")                                                \
	X(UNVERIFIED, "unverified") /* on duty, and no number is proved to be theirs   \
				     */
enum readiness_kind {
#define X(name, word) READINESS_##name,
	READINESS_KINDS(X)
#undef X
		READINESS_KINDS_COUNT
};
const char *readiness_word(enum readiness_kind kind);

struct readiness_function {
	int64_t id;
	char code[33], name[121];
};

/* How somebody can be reached. */
struct readiness_reach {
	int64_t person_id;
	bool no_phone;        /* nothing that rings */
	bool unverified;      /* nobody proved that a number is theirs */
	bool silent_in_tests; /* did not answer the last two */
};

/* Arrays are borrowed and may stand in any order. */
struct readiness_input {
	const struct readiness_function *function;
	size_t functions;
	const struct roster_problems *problems;
	const struct roster_span *span; /* who is on duty */
	size_t spans;
	const struct coverage_qualification *qualification; /* of active people */
	size_t qualifications;
	const struct coverage_absence *absence;
	size_t absences;
	const struct readiness_reach *reach; /* of who is on duty */
	size_t reaches;
	struct instant from, to;
};

enum readiness_detail {
	READINESS_FROM_PROBLEM, /* as roster_problem_words() */
	READINESS_NO_PHONE,
	READINESS_SILENT,
	READINESS_NOBODY_LEFT,
	READINESS_ONE_LEFT,
	READINESS_NOT_VERIFIED
};

struct readiness_problem {
	enum readiness_kind kind;
	int64_t function_id;
	int64_t person_id; /* 0: nobody in particular */
	struct instant from, until;
	enum readiness_detail detail;
	const struct roster_problem *problem; /* borrowed from the input, or NULL */
};

struct readiness_row {
	const struct readiness_function *function; /* borrowed */
	size_t first, n;                           /* in problem[] */
};

struct readiness {
	struct readiness_row *row; /* every function; the worst first */
	size_t rows;
	struct readiness_problem *problem; /* by row, then the worst first */
	size_t n;
	/* private */
	size_t cap;
};

/* *ret is empty before and, on error (ERR_NOMEM), after; readiness_fini frees it. */
MUST_USE enum err_code readiness_judge(
	const struct readiness_input *in, struct readiness *ret, struct err *e);
void readiness_fini(struct readiness *r);

/* As the API shows it: a list of functions. NULL: no memory. */
json_t *readiness_json(const struct readiness *r, const char *language);

/* --- out of the database (readiness_store.c) */

struct readiness_facts {
	struct readiness_function *function; /* regimes H and V */
	size_t functions;
	struct roster_problems problems;
	struct roster_spans spans;
	struct coverage_qualification *qualification;
	size_t qualifications;
	struct coverage_absence *absence;
	size_t absences;
};
/* Everything but reach. readiness_facts_fini frees it, also after an
 * error. */
MUST_USE enum err_code readiness_load(struct db *db, const struct problems_query *q,
	struct readiness_facts *ret, struct err *e);
void readiness_facts_fini(struct readiness_facts *f);
extern const struct stmt_list readiness_statements;
