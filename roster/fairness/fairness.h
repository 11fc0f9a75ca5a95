/* SPDX-License-Identifier: EUPL-1.2 */
/* Fairness and compensation: what each person carried, per function, over a period.
 *
 * Pure; local days are those of the zone of the process. Two views of the same duties:
 * burdens, to share them out (parts count as parts, so that a swap moves exactly what
 * was swapped and the sum over all people stays), and true hours per kind of day, to
 * settle them. No money here, and no judgement of what is fair. */
#pragma once

#include "base/err.h"
#include "roster/fairness/holiday.h"

/* Hours are settled by the kind of the local day; a holiday comes before a Sunday. */
enum fairness_day {
	FAIRNESS_WEEKDAY,
	FAIRNESS_SATURDAY,
	FAIRNESS_SUNDAY,
	FAIRNESS_HOLIDAY,
	FAIRNESS_DAYS
};

struct fairness_duty {
	int64_t person_id, function_id;
	struct instant starts, ends;
};

/* A call received; ended <= called: no work came of it. */
struct fairness_call {
	int64_t person_id, function_id;
	struct instant called, ended;
};

/* Duties are cut at [from, to); a call belongs, with all its work, to the period in
 * which it was received. Arrays may stand in any order; the same person twice in one
 * function counts once. */
struct fairness_input {
	const struct fairness_duty *duty;
	size_t duties;
	const struct fairness_call *call;
	size_t calls;
	const struct holiday_set *holidays;
	struct instant from, to;
};

/* A whole week on duty, whatever the clock did, is FAIRNESS_WEEK of week_ms; and so on
 * for nights (00:00-06:00), weekends (Saturday and Sunday) and holidays. */
#define FAIRNESS_WEEK    INT64_C(604800000)
#define FAIRNESS_NIGHT   INT64_C(21600000)
#define FAIRNESS_WEEKEND INT64_C(172800000)
#define FAIRNESS_ONE_DAY INT64_C(86400000)

struct fairness_row {
	int64_t person_id, function_id;
	/* burdens */
	int64_t week_ms, night_ms, weekend_ms;
	int64_t holiday_ms; /* weighted: FAIRNESS_ONE_DAY is one holiday of 100 percent
			     */
	int64_t calls;      /* received */
	/* true time */
	int64_t duty_ms[FAIRNESS_DAYS];
	int64_t work_ms[FAIRNESS_DAYS]; /* call-outs, booked as working_time_book does:
					   at least half an hour each */
};

struct fairness_rows {
	struct fairness_row *item; /* by person, function */
	size_t n;
};

/* A row for everyone with a duty or a call in the period. *ret is empty before and, on
 * error, after (ERR_NOMEM; ERR_TOO_LARGE for a period of centuries); fairness_rows_fini
 * frees it. */
MUST_USE enum err_code fairness_report(
	const struct fairness_input *in, struct fairness_rows *ret, struct err *e);
void fairness_rows_fini(struct fairness_rows *r);
