/* SPDX-License-Identifier: EUPL-1.2 */
/* Working time: the rules of the Arbeidstijdenwet (Working Hours Act) for people who
 * are on call (consignatie), and the normal limits beside them.
 *
 * Pure: one person's duties, shifts and call-outs in, breaches out. A duty counts as
 * on-call time day and night, office hours included: never too lenient. Local days and
 * nights are those of the zone of the process. What is not known is not guessed: the
 * rules about hours of work see call-outs and what is known of ordinary work.
 *
 * Windows. A2 and A3 look at every 28x24 hours that begin or end at the edge of a duty
 * (or shift); between two edges a free period would merely be cut in two by the window.
 * So a ring of 1 in 2 or 1 in 3 weeks stands exactly on the limit of A2, until the
 * clock changes. A5 looks at every 24 hours. A6, A7 and B1 look at weeks that begin at
 * any local midnight: whichever day a week is said to begin on, it is among them.
 *
 * Not here: what a breach does to publishing (service), who else could take the duty.
 */
#pragma once

#include "base/civil.h"
#include "roster/rules/local_days.h"
#include "roster/rules/severity.h"
#include "roster/rules/span.h"

/* Rule, id as people know it, article, usual severity. */
#define WORKING_TIME_RULES(X)                                                          \
	X(A1, "A1", "5:9 lid 1", ERROR)            /* 18 years or older */             \
	X(A2, "A2", "5:9 lid 2a", ERROR)           /* 14 x 24 h free in 28 x 24 h */   \
	X(A3, "A3", "5:9 lid 2b", ERROR)           /* 2 x 48 h without work too */     \
	X(A4, "A4", "5:9 lid 3", ERROR)            /* around night shifts */           \
	X(A5, "A5", "5:9 lid 4", WARNING)          /* 13 h work in 24 h */             \
	X(A6, "A6", "5:9 lid 5", WARNING)          /* 16 nights: 40 h a week */        \
	X(A7, "A7", "5:9 lid 6", WARNING)          /* or 45 h with rest after calls */ \
	X(B1_SHIFT, "B1", "5:7 lid 2a", WARNING)   /* 12 h a shift */                  \
	X(B1_WEEK, "B1", "5:7 lid 2b", WARNING)    /* 60 h a week */                   \
	X(B1_FOUR, "B1", "5:7 lid 3", WARNING)     /* 55 h on average in 4 weeks */    \
	X(B1_SIXTEEN, "B1", "5:7 lid 2c", WARNING) /* 48 h in 16 weeks */              \
	X(C1, "C1", "4:2 lid 1", WARNING)          /* made known 28 days ahead */      \
	X(C1_TIMES, "C1", "4:2 lid 2", WARNING)    /* and 4 days at the very least */

enum working_time_rule {
#define X(name, id, article, severity) WORKING_TIME_##name,
	WORKING_TIME_RULES(X)
#undef X
		WORKING_TIME_RULES_COUNT
};

struct working_time_config {
	enum severity severity[WORKING_TIME_RULES_COUNT];
	/* A6 counts times on call that touch 00:00-06:00. False: each night. True: each
	 * time between two working days, so that a weekend is one. */
	bool count_between_working_days;
};
struct working_time_config working_time_default(void);

struct working_time_duty {
	struct instant starts, ends;
	struct instant published; /* made known; INSTANT_NEVER: not (yet) known */
};

/* What is known of the ordinary work of local days [from_day, until_day). */
struct working_time_usual {
	int64_t from_day, until_day; /* as date_days */
	int week_minutes;            /* work a week besides the shifts; -1: not known */
	bool under_18;
};

/* All that is known of one person, also outside the period that is judged: at least 16
 * weeks on either side. Arrays are borrowed; all but `usual` may stand in any order. */
struct working_time {
	int64_t person_id;
	const struct working_time_usual *usual; /* by day, apart from each other */
	size_t usuals;
	const struct working_time_duty *duty;
	size_t duties;
	const struct span *shift; /* known work besides call-outs */
	size_t shifts;
	const struct span
		*call; /* from the moment of the call to the end of the work */
	size_t calls;
	struct instant from, to;       /* windows that touch [from, to) are judged */
	const struct local_days *days; /* working_time_days() of that period, borrowed;
					  NULL: made anew */
};

/* The calendar of a period, for whoever judges many people: made once, it saves most of
 * the work. As local_days_init. */
MUST_USE enum err_code working_time_days(
	struct instant from, struct instant to, struct local_days *ret, struct err *e);

enum working_time_unit {
	WORKING_TIME_PERIODS,
	WORKING_TIME_MINUTES,
	WORKING_TIME_NIGHTS,
	WORKING_TIME_DAYS
};

/* One breach. Windows that break a rule and overlap give one breach: the worst of them.
 */
struct working_time_breach {
	enum working_time_rule rule;
	enum severity severity;
	int64_t person_id;
	struct instant from, until;
	enum working_time_unit unit;
	int64_t allowed, actual; /* at most or at least, as the rule says */
};

enum { WORKING_TIME_BREACHES_MAX = 10000, WORKING_TIME_WORDS = 256 };

struct working_time_breaches {
	struct working_time_breach *item; /* belongs to this struct */
	size_t n;
	/* private */
	size_t cap;
};

/* Adds the breaches of every rule that is not off, rule by rule and by time. *out may
 * hold those of other people already; on error it holds what was found so far.
 * ERR_NOMEM, or ERR_TOO_LARGE beyond WORKING_TIME_BREACHES_MAX. */
MUST_USE enum err_code working_time_check(const struct working_time *w,
	const struct working_time_config *config, struct working_time_breaches *out,
	struct err *e);
void working_time_breaches_fini(struct working_time_breaches *b);

/* "A2", "Arbeidstijdenwet 5:9 lid 2a". */
const char *working_time_id(enum working_time_rule rule);
const char *working_time_article(enum working_time_rule rule);
/* One sentence, without names and dates; English for "en", else Dutch. Returns buffer.
 */
const char *working_time_words(const struct working_time_breach *b,
	const char *language, char buffer[WORKING_TIME_WORDS]);

/* Call-outs as working time (A8, 5:9 lid 7; A9, lid 8): work begins at the moment of
 * the call and counts at least 30 minutes; when the next call comes within 30 minutes
 * after the end of the work, the time between is work too. The union of it all;
 * a call without work (ends <= starts) counts for nothing. */
MUST_USE enum err_code working_time_book(
	const struct span *call, size_t n, struct spans *ret, struct err *e);
