/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of working_time share: one person's facts in a form that the rules can
 * use, and a rule's signature. Nobody else includes this. */
#pragma once

#include "roster/rules/local_days.h"
#include "roster/rules/working_time.h"

#define HOURS(n) ((n)*INT64_C(3600000))

struct working_time_facts {
	const struct working_time *given;
	const struct working_time_config *config;
	struct spans on_call; /* duties */
	struct spans shift;
	struct spans call; /* booked call-outs */
	struct spans work; /* shifts and call-outs */
	struct spans busy; /* on call or at work */
	struct local_days
		days; /* of every window of 16 weeks that touches the period */
	/* Of the days before day i, each days.n + 1: ms of work; minutes a week of
	 * usual work besides, summed (a seventh of it is worked); days that are not
	 * known. */
	int64_t *work_before, *usual_before, *unknown_before;
};

/* Reports one breach of `rule`. */
MUST_USE enum err_code working_time_report(const struct working_time_facts *f,
	enum working_time_rule rule, struct span when, enum working_time_unit unit,
	int64_t allowed, int64_t actual, struct working_time_breaches *out,
	struct err *e);

/* Overlapping windows that break a rule become one breach, the worst of them. Windows
 * come by ascending start; the end reports what is left. */
struct working_time_worst {
	enum working_time_rule rule;
	enum working_time_unit unit;
	int64_t allowed;
	/* private */
	bool any;
	struct instant together_until; /* the end of the first window of these */
	struct span when;
	int64_t actual;
};
MUST_USE enum err_code working_time_worst_add(struct working_time_worst *w,
	const struct working_time_facts *f, struct span window, int64_t actual,
	struct working_time_breaches *out, struct err *e);
MUST_USE enum err_code working_time_worst_end(struct working_time_worst *w,
	const struct working_time_facts *f, struct working_time_breaches *out,
	struct err *e);

/* Windows of one length that have an edge of a span at either end, by start: all that
 * touch [low, high) in the sense start < high and start + length > low. */
struct working_time_windows {
	const struct spans *spans;
	int64_t length, low, high;
	/* private */
	size_t at[4];
};
bool working_time_window(struct working_time_windows *w, struct span *ret);

/* Whole minutes, rounded up, so that a limit broken by a moment shows. */
int64_t working_time_minutes(int64_t ms);

#define RULE(name)                                                                     \
	MUST_USE enum err_code working_time_##name(const struct working_time_facts *f, \
		struct working_time_breaches *out, struct err *e)
RULE(a1);
RULE(a2);
RULE(a3);
RULE(a4);
RULE(a5);
RULE(a6);
RULE(a7);
RULE(b1_shift);
RULE(b1_week);
RULE(b1_four);
RULE(b1_sixteen);
RULE(c1);
RULE(c1_times);
