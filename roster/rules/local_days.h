/* SPDX-License-Identifier: EUPL-1.2 */
/* The local days of a period, each with the instant at which it begins: for rules that
 * count nights, days and weeks. Pure; the zone is that of the process. */
#pragma once

#include "base/civil.h"
#include "base/err.h"

#include <stddef.h>

enum { LOCAL_DAYS_MAX = 100000 };

struct local_days {
	int64_t first; /* day number (date_days) of day 0 */
	size_t n;
	struct instant *midnight; /* n + 1: day i is [midnight[i], midnight[i + 1]) */
};

/* The days from first up to and without last. A midnight that the clock skips is the
 * first instant after the gap, one that it repeats the first. *ret is empty before and,
 * on error, after; local_days_fini frees it. ERR_NOMEM, ERR_TOO_LARGE. */
MUST_USE enum err_code local_days_init(
	int64_t first, int64_t last, struct local_days *ret, struct err *e);
void local_days_fini(struct local_days *d);

/* The day that t falls on; the nearest one when t is outside. */
size_t local_days_at(const struct local_days *d, struct instant t);
/* A local time of day i: minutes after midnight, 0..1439. */
struct instant local_days_time(const struct local_days *d, size_t i, int minute);
struct date local_days_date(const struct local_days *d, size_t i);
int local_days_weekday(const struct local_days *d, size_t i); /* 1 = Monday … 7 */
