/* SPDX-License-Identifier: EUPL-1.2 */
/* Coverage: what is wrong with the duties of a period.
 *
 * Pure; one sweep over sorted arrays, so that two years of thirty functions take
 * milliseconds and nothing needs to be remembered between two questions. Not here:
 * which duties count (the caller hands over those that do), working time
 * (roster/rules/working_time.h). */
#pragma once

#include "base/clock.h"
#include "base/err.h"

#include <stddef.h>

enum coverage_kind {
	COVERAGE_GAP,         /* nobody, where at least one is required */
	COVERAGE_SHORT,       /* fewer than required, but somebody */
	COVERAGE_DOUBLE,      /* one person in two functions that do not go together */
	COVERAGE_ABSENT,      /* on duty during an absence */
	COVERAGE_UNQUALIFIED, /* on duty without holding the function */
	COVERAGE_KINDS
};

struct coverage_function {
	int64_t id;
	int required; /* people on duty at every moment; 0: not checked */
};

struct coverage_duty {
	int64_t function_id, person_id;
	struct instant starts, ends;
};

struct coverage_absence {
	int64_t person_id;
	struct instant starts, ends;
};

/* The person may be on duty for the function; a day without end ends at INSTANT_NEVER.
 */
struct coverage_qualification {
	int64_t function_id, person_id;
	struct instant starts, ends;
};

/* Two functions that one person may hold at the same time, in either order. */
struct coverage_pair {
	int64_t a, b;
};

/* Arrays may stand in any order and overlap; they are borrowed. The same person twice
 * in one function counts once. Of a function that is not listed only its people are
 * checked. */
struct coverage_input {
	const struct coverage_function *function;
	size_t functions;
	const struct coverage_duty *duty;
	size_t duties;
	const struct coverage_absence *absence;
	size_t absences;
	const struct coverage_qualification *qualification;
	size_t qualifications;
	const struct coverage_pair *together;
	size_t togethers;
	struct instant from, to;
};

/* [from, until) inside the period, as long as it can be: the same problem does not go
 * on right after it. */
struct coverage_problem {
	enum coverage_kind kind;
	int64_t function_id;
	int64_t other_function_id; /* of DOUBLE, the higher id; else 0 */
	int64_t person_id;         /* of DOUBLE, ABSENT, UNQUALIFIED; else 0 */
	struct instant from, until;
	int have, need; /* of GAP and SHORT; else 0 */
};

enum { COVERAGE_PROBLEMS_MAX = 100000 };

struct coverage_problems {
	struct coverage_problem *item; /* by from, kind, function, person, other */
	size_t n;
	/* private */
	size_t cap;
};

/* *ret is empty before and, on error, after (ERR_NOMEM, or ERR_TOO_LARGE beyond
 * COVERAGE_PROBLEMS_MAX); coverage_problems_fini frees it. */
MUST_USE enum err_code coverage_check(
	const struct coverage_input *in, struct coverage_problems *ret, struct err *e);
void coverage_problems_fini(struct coverage_problems *p);
