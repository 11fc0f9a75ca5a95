/* SPDX-License-Identifier: EUPL-1.2 */
/* Ordinary work: from which day on somebody works which hours of the week, as far as
 * the rules of working time must know. Pure.
 *
 * Only that: no birth date (under 18 ends with a month), no contract, no reason. Weeks
 * that differ (a week of night shifts) are a working week with a last day; what holds
 * on a day is the one that began last. Leave and illness change nothing here: the law
 * counts them as if worked. */
#pragma once

#include "roster/rules/local_days.h"
#include "roster/rules/working_time.h"

enum {
	WORKING_WEEK_TIMES_MAX = 21,
	WORKING_WEEKS_MAX = 400, /* of one person */
	WORKING_WEEK_MINUTES_MAX = 7 * 24 * 60
};
/* The days of a week without first or last day. */
#define WORKING_WEEK_ALWAYS (-INT64_C(100000000))
#define WORKING_WEEK_EVER   INT64_C(100000000)

struct working_week_time {
	int weekday;     /* of its start; 1 = Monday */
	int from, until; /* local minutes after midnight, 0..1439; until is on the next
			    day when it is not later than from */
};

struct working_week {
	int64_t from_day, until_day; /* local days, as date_days; half open */
	int64_t under_18_until;      /* may not be on call before it; ALWAYS: may */
	int minutes; /* a week, when only that is known; -1: the times say it, and
			without times it is not known */
	struct working_week_time time[WORKING_WEEK_TIMES_MAX];
	size_t times;
};

/* The one that holds on that day: the last to begin. week[n] is by from_day. NULL:
 * nothing is known. */
const struct working_week *working_week_on(
	const struct working_week *week, size_t n, int64_t day);

/* What working_time.h takes, for the days of a calendar (and a shift that began the day
 * before). working_week_work_fini frees it, also after an error (ERR_NOMEM). */
struct working_week_work {
	struct working_time_usual *usual;
	size_t usuals;
	struct span *shift; /* by start, as long as none begins within another */
	size_t shifts;
	/* private */
	size_t usual_room, shift_room;
};
MUST_USE enum err_code working_week_work(const struct working_week *week, size_t n,
	const struct local_days *days, struct working_week_work *ret, struct err *e);
void working_week_work_fini(struct working_week_work *w);
