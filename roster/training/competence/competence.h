/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence: who is competent in which function on a day, and why (not).
 *
 * Pure, and never typed in by anybody: it follows from what was attended, the
 * certificates, the requirements and the assignments, for any day in the past or the
 * future. Days are local dates counted from 1970-01-01.
 *
 * What counts for a requirement: activities of its kind (and deployments, where it says
 * so) that ended on or before the day and were attended with the result present or
 * passed, of its subject when it names one, in its function. An activity counts once,
 * however many rows it has, with the most hours that one of them gives. A failed
 * assessment does not count, and takes nothing away: a record more never makes anybody
 * less competent.
 *
 * A requirement is met on a day when enough of what counts lies in the window before
 * it: what happened on day d counts on d and until, not on, the day `window_months`
 * later. On the day that it is no longer met the grace begins; when that is over the
 * person is lapsed. Who never met it is measured from the day on which the assignment,
 * or the requirement when that came later, began. */
#pragma once

#include "roster/training/training.h"

#include <stddef.h>

#define COMPETENCE_FOREVER INT64_MAX

/* One row of attendance that counts. Texts and lists are borrowed. */
struct competence_record {
	int64_t person_id, activity_id;
	enum activity_kind kind;
	const char *subject;      /* folded; "" none */
	const int64_t *functions; /* for which it counts */
	size_t functions_count;   /* 0: for all */
	int64_t day, minutes;
};

struct competence_certificate {
	int64_t person_id;
	const char *title;           /* folded */
	int64_t from_day, until_day; /* [from, until); COMPETENCE_FOREVER */
};

struct competence_requirement {
	int64_t id;
	int64_t function_id; /* 0: in all functions of the person */
	int64_t person_id;   /* 0: everybody in the function; not both 0 */
	enum requirement_kind kind;
	const char *title;
	const char *subject;   /* folded; "" any; of a certificate: its title */
	int64_t count;         /* activities, or hours */
	int64_t window_months; /* 0: what was done counts for ever */
	int64_t grace_days;
	bool deployments_count;
	int64_t from_day, until_day; /* asked during [from, until) */
};

struct competence_assignment {
	int64_t person_id, function_id;
	bool aspirant;
	int64_t from_day, until_day; /* [from, until) */
};

/* Arrays may stand in any order; borrowed. */
struct competence_input {
	const struct competence_record *record;
	size_t records;
	const struct competence_certificate *certificate;
	size_t certificates;
	const struct competence_requirement *requirement;
	size_t requirements;
	const struct competence_assignment *assignment;
	size_t assignments;
	int64_t day;          /* as of this day */
	int64_t horizon_days; /* what stops being met within so many days is expiring */
};

#define COMPETENCE_STATUSES(X)                                                         \
	X(CURRENT, "current")                                                          \
	X(EXPIRING, "expiring") X(LAPSED, "lapsed") X(ASPIRANT, "aspirant")
#define X(name, text) COMPETENCE_##name,
enum competence_status { COMPETENCE_STATUSES(X) COMPETENCE_STATUSES_COUNT };
#undef X
extern const char *const competence_status_words[];

/* A requirement that is not met, or will soon not be. */
struct competence_gap {
	const struct competence_requirement *requirement;
	int64_t have;      /* activities, or minutes, that count on the day */
	int64_t until_day; /* first day on which it is not met */
	int64_t lapse_day; /* the same after the grace */
	bool met;          /* still, on the day asked for */
	bool never;        /* was not met since it was first asked */
};

/* One person in one function whose assignment holds on the day. Days are
 * COMPETENCE_FOREVER when they never come. */
struct competence {
	int64_t person_id, function_id;
	enum competence_status status;
	int64_t expires_day; /* the first requirement stops being met, or did */
	int64_t lapses_day;  /* lapsed from this day on, or since it */
	size_t gap, gaps;    /* its part of competence_list.gap */
};

struct competence_list {
	struct competence *item; /* by person, then function */
	size_t n;
	struct competence_gap *gap; /* in the order of the requirements' ids */
	/* private */
	size_t item_cap, gap_n, gap_cap;
};

/* *ret is empty before and, on error (ERR_NOMEM), after; competence_list_fini frees it.
 * The gaps point into the input. */
MUST_USE enum err_code competence_compute(
	const struct competence_input *in, struct competence_list *ret, struct err *e);
void competence_list_fini(struct competence_list *l);

/* Does attendance at it count for the requirement (whatever its day)? */
bool competence_counts(
	const struct competence_record *r, const struct competence_requirement *q);

/* A gap in words: "Oefening: 1 van 2 in de laatste 12 maanden, sinds 10-03-2026". */
enum { COMPETENCE_WORDS_MAX = 320 };
const char *competence_words(const struct competence_gap *g, bool english,
	char buffer[COMPETENCE_WORDS_MAX]);
