/* SPDX-License-Identifier: EUPL-1.2 */
/* On which days an activity that repeats falls. */
#include "roster/training/record/series.h"

/* The same weekday as often into the month; what would be a fifth is the last. */
static int same_weekday(struct date first, int year, int month)
{
	const struct date begin = { year, month, 1 };
	const int offset = (date_weekday(first) - date_weekday(begin) + 7) % 7;
	const int day = 1 + offset + (first.day - 1) / 7 * 7;

	return date_valid((struct date){ year, month, day }) ? day : day - 7;
}

struct date repeat_day(struct date first, const struct repeat *r, int n)
{
	const int64_t day = date_days(first), times = (int64_t)r->every * n;
	struct date d;

	switch (r->unit) {
	case REPEAT_WEEK:
		return date_from_days(day + 7 * times);
	case REPEAT_MONTH:
		return date_from_days(date_months_after(day, times));
	case REPEAT_MONTH_WEEKDAY:
		d = date_from_days(date_months_after(day, times));
		d.day = same_weekday(first, d.year, d.month);
		return d;
	case REPEAT_UNITS_COUNT:
		break;
	}
	REQUIRE(false);
	return first;
}
