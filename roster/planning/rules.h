/* SPDX-License-Identifier: EUPL-1.2 */
/* What a region decides about its rosters: how heavily each problem weighs, and when a
 * swap needs the coordinator. Filled from the configuration, section [roster]. */
#pragma once

#include "roster/duty/coverage.h"
#include "roster/rules/working_time.h"

/* Word in the API and in the configuration; usual severity. */
#define COVERAGE_WORDS(X)                                                              \
	X(GAP, "gap", ERROR)                                                           \
	X(SHORT, "short", ERROR)                                                       \
	X(DOUBLE, "double", WARNING)                                                   \
	X(ABSENT, "absent", WARNING)                                                   \
	X(UNQUALIFIED, "unqualified", ERROR)

struct roster_rules {
	enum severity coverage[COVERAGE_KINDS];
	enum severity training; /* on duty, and not competent any more */
	struct working_time_config working_time;
	/* Publishing that makes a problem at least this heavy needs a reason. */
	enum severity reason_for;
	/* A swap that breaks no rule is approved as soon as somebody agrees. */
	bool automatic_swaps;
};

struct roster_rules roster_rules_default(void);

/* Sets what one line of the configuration says. NULL: done; else what is wrong with it.
 */
const char *roster_rules_set(
	struct roster_rules *r, const char *key, const char *value);

extern const char *const severity_words[SEVERITIES]; /* off, warning, error */
const char *coverage_word(enum coverage_kind kind);
