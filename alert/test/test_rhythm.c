/* SPDX-License-Identifier: EUPL-1.2 */
/* When a scheduled test is due. Pure. */
#include "alert/test/test_schedule.h"

#include "base/zone.h"

enum { WEEK = 7 };

static struct instant at(const struct test_rhythm *r, int64_t day)
{
	struct civil c = { .date = date_from_days(day),
		.hour = r->minute / 60,
		.minute = r->minute % 60 };
	struct instant t = { 0 };
	struct err ignored = { 0 };

	REQUIRE(zone_to_instant(c, ZONE_FIRST, &t, &ignored) == ERR_OK);
	return t;
}

struct instant test_rhythm_next(const struct test_rhythm *r, struct instant after)
{
	int64_t step = WEEK * (int64_t)r->every_weeks;
	int64_t first =
		r->first_day
		+ (r->weekday - date_weekday(date_from_days(r->first_day)) + WEEK)
			  % WEEK;
	int64_t today = date_days(zone_to_civil(after).date);
	int64_t day = today > first ? first + (today - first) / step * step : first;

	while (at(r, day).ms <= after.ms)
		day += step;
	return at(r, day);
}
