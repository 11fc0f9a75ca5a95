/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with the roster of a period, out of the database: coverage
 * (roster/duty/coverage.h), working time (roster/rules/working_time.h) and competence
 * (roster/training/competence/) in one list.
 *
 * The roster is what roster_resolve() says. Nothing is remembered between two
 * questions: two years of thirty functions are read and judged in less time than a
 * reply takes. */
#pragma once

#include "roster/duty/roster.h"
#include "roster/planning/rules.h"

enum problem_kind {
	PROBLEM_GAP, /* nobody, or fewer than required */
	PROBLEM_DOUBLE,
	PROBLEM_ABSENT,
	PROBLEM_UNQUALIFIED,
	PROBLEM_WORKING_TIME,
	PROBLEM_TRAINING, /* on duty, and not competent any more */
	PROBLEM_KINDS
};

struct roster_problem {
	enum problem_kind kind;
	enum severity severity; /* never OFF */
	int64_t function_id; /* of WORKING_TIME: one in which the person has duty then;
				0: none */
	int64_t other_function_id; /* of DOUBLE; else 0 */
	int64_t person_id;         /* 0: of GAP */
	struct instant from, until;
	int have, need;                    /* of GAP */
	struct working_time_breach breach; /* of WORKING_TIME */
};

struct roster_problems {
	struct roster_problem *item; /* by from, kind, function, person */
	size_t n;
	/* private */
	size_t cap;
};

/* Work of a call-out, for the rules about hours. */
struct roster_call {
	int64_t person_id;
	struct span work; /* from the call to the end */
};

/* What if: `to` instead of `from` (0: whoever stands there, also nobody) during
 * [starts, ends) at that place. */
struct roster_trial {
	int64_t function_id;
	int rank;
	struct instant starts, ends;
	int64_t from_person_id, to_person_id;
};

struct problems_query {
	struct instant from, to;
	int64_t function_id, person_id; /* 0: all; only what concerns these */
	bool drafts;                    /* as if the drafts were published at `now` */
	struct instant now; /* with drafts; training is judged from then on */
	const struct roster_trial *trial; /* as if these held */
	size_t trials;
	const struct roster_rules *rules;
	const struct roster_call *call; /* borrowed; by person */
	size_t calls;
};

/* *ret is empty before and, on error, after; roster_problems_fini frees it.
 * ERR_TOO_LARGE when there are too many: ask for a shorter period. */
MUST_USE enum err_code roster_problems_find(struct db *db,
	const struct problems_query *q, struct roster_problems *ret, struct err *e);
void roster_problems_fini(struct roster_problems *p);

/* Do both say the same of the same people, function and time? */
bool roster_problem_same(
	const struct roster_problem *a, const struct roster_problem *b);
MUST_USE enum err_code roster_problems_copy(
	const struct roster_problems *from, struct roster_problems *ret, struct err *e);
/* Takes out of *p what stands in *known too, and what is left of a gap there: the rest
 * is new. */
void roster_problems_subtract(
	struct roster_problems *p, const struct roster_problems *known);

/* What the trials would cause together, for each who takes over. */
MUST_USE enum err_code roster_trial_problems(struct db *db,
	const struct roster_trial *t, size_t n, const struct roster_rules *rules,
	struct roster_problems *ret, struct err *e);

const char *problem_word(enum problem_kind kind); /* "gap", … */
/* One sentence, without names and dates; English for "en", else Dutch. Returns buffer.
 */
enum { PROBLEM_WORDS = WORKING_TIME_WORDS };
const char *roster_problem_words(const struct roster_problem *p, const char *language,
	char buffer[PROBLEM_WORDS]);
/* As the API shows it. NULL: no memory. */
json_t *roster_problem_json(const struct roster_problem *p, const char *language);
json_t *roster_problems_json(const struct roster_problems *p, const char *language);

extern const struct stmt_list problems_statements;
