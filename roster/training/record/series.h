/* SPDX-License-Identifier: EUPL-1.2 */
/* Series of activities: which days one that repeats falls on, and what a change of one
 * means for the later ones. A series is a name that activities share.
 *
 * Days and times are local: an evening at half past seven stays at half past seven when
 * the clock changes. */
#pragma once

#include "roster/training/record/activity.h"

/* MONTH: the same day of the month, or its last day when that month is shorter.
 * MONTH_WEEKDAY: the second Tuesday stays the second Tuesday; a fifth is the last. */
#define REPEAT_UNITS(X)                                                                \
	X(WEEK, "week") X(MONTH, "month") X(MONTH_WEEKDAY, "month_weekday")
#define X(name, text) REPEAT_##name,
enum repeat_unit { REPEAT_UNITS(X) REPEAT_UNITS_COUNT };
#undef X
enum { REPEAT_EVERY_MAX = 52, SERIES_MAX = 200 };

struct repeat {
	int every; /* 1..REPEAT_EVERY_MAX */
	enum repeat_unit unit;
	struct date until; /* the last day that it may fall on */
};
/* The day of the n-th time; the 0th is `first`. Pure. */
struct date repeat_day(struct date first, const struct repeat *r, int n);

/* Makes the activity of `body` and its repeats (body.repeat: every, unit, until), all
 * in body.series, a new name unless body.extend. *ret: {"items": […]}, whole, in order;
 * the caller owns it. */
MUST_USE enum err_code series_create(struct db *db, const json_t *body,
	const struct change *by, json_t **ret, struct err *e);

/* The ids of activity `id` and of the later ones of its series, by time, in ids[
 * SERIES_MAX]. ERR_CONFLICT when it is single, or when there are more. */
MUST_USE enum err_code series_following(
	struct db *db, int64_t id, int64_t *ids, size_t *ret_n, struct err *e);
/* What `body`, a change of the activity `first`, changes of `other`, a later one: only
 * what it changes of the first. Times move by as much local time. The caller owns
 * *ret. */
MUST_USE enum err_code series_change(const json_t *body, const json_t *first,
	const json_t *other, json_t **ret, struct err *e);

extern const struct stmt_list series_statements;
