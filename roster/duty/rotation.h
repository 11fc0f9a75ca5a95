/* SPDX-License-Identifier: EUPL-1.2 */
/* A rotation: people who take turns, and the duties that follow from it.
 *
 * Pure; local time is that of the zone of the process (base/zone.h). It says who would
 * be on duty if nothing else were arranged; overrides, swaps and imports lie on top of
 * it (roster/duty/layers.h). Duties are [starts, ends); each ends at the millisecond at
 * which the next begins. */
#pragma once

#include "base/civil.h"
#include "base/err.h"

#include <stddef.h>

enum {
	ROTATION_PEOPLE_MAX = 64,
	ROTATION_REVISIONS_MAX = 400,
	ROTATION_DUTIES_MAX = 50000
};

enum rotation_unit { ROTATION_DAYS, ROTATION_WEEKS, ROTATION_UNITS };

/* What holds from a date on, until the next revision takes over.
 *
 * It begins at its first handover on or after `from`: for weeks the first `weekday`,
 * for days the date itself. A revision with the same period and handover as the one
 * before keeps that one's rhythm (a fortnight stays the same fortnight) unless it says
 * `restart`. Where it begins, the duty of the revision before it ends; everything
 * earlier stays as it was. A revision that begins no later than an earlier one replaces
 * it altogether. */
struct rotation_revision {
	struct date from;
	int count; /* the period: so many days (1..366) or weeks (1..52) */
	enum rotation_unit unit;
	int weekday; /* of the handover, 1 = Monday … 7; for weeks only */
	int minute;  /* local time of the handover, minutes after midnight */
	bool restart;
	/* On duty every day from the handover time until this local time only (minutes
	 * after midnight; on the next day when it is earlier): a day or a night shift.
	 * Without it: day and night. */
	bool is_shift;
	int shift_until;
	const int64_t *people; /* in order of turn; one person may stand there twice */
	size_t people_n;
	size_t first; /* index of the one who begins */
};

struct rotation {
	const struct rotation_revision *revision; /* by `from`, strictly ascending */
	size_t revisions;
	bool has_until;
	struct date until; /* the last duty ends on this date, at handover time */
};

struct rotation_duty {
	struct instant starts, ends;
	int64_t person_id;
	size_t revision; /* index: why it is so */
};

struct rotation_duties {
	struct rotation_duty *item; /* by time; belongs to this struct */
	size_t n;
	/* private */
	size_t cap;
};

/* ERR_INVALID with every wrong field named: "people", "period.count", "handover.time",
 * …, of the first revision that is wrong. */
MUST_USE enum err_code rotation_check(const struct rotation *r, struct err *e);

enum rotation_pick {
	ROTATION_STARTING, /* duties that begin in [from, to) */
	ROTATION_TOUCHING, /* duties that have a moment in [from, to) */
};

/* The duties, whole, never cut at the window. With ROTATION_STARTING the duties of
 * [a, b) followed by those of [b, c) are those of [a, c). Handovers are local
 * wall-clock times: one that occurs twice means the first, one that the clock skips
 * means the first instant after the gap; so a week lasts 167, 168 or 169 hours. r must
 * have passed rotation_check. *ret is empty before and, on error, after;
 * rotation_duties_fini frees it. ERR_TOO_LARGE beyond ROTATION_DUTIES_MAX. */
MUST_USE enum err_code rotation_generate(const struct rotation *r, struct instant from,
	struct instant to, enum rotation_pick pick, struct rotation_duties *ret,
	struct err *e);
void rotation_duties_fini(struct rotation_duties *d);
