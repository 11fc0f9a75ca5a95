/* SPDX-License-Identifier: EUPL-1.2 */
/* Most midnights have the offset of the day before: one look at the zone a day. */
#include "roster/rules/local_days.h"

#include "base/alloc.h"
#include "base/zone.h"

static struct instant local(int64_t day, int minute)
{
	struct civil c = { .date = date_from_days(day) };
	struct instant t = INSTANT_MIN;
	struct err e;

	c.hour = minute / 60;
	c.minute = minute % 60;
	REQUIRE(zone_to_instant(c, ZONE_FIRST, &t, &e) == ERR_OK);
	return t;
}

enum err_code local_days_init(
	int64_t first, int64_t last, struct local_days *ret, struct err *e)
{
	int64_t offset = 0;

	*ret = (struct local_days){ .first = first };
	if (last < first || last - first > LOCAL_DAYS_MAX)
		return err_set(e, ERR_TOO_LARGE, "the period is longer than %d days",
			(int)LOCAL_DAYS_MAX);
	ret->midnight = base_calloc((size_t)(last - first) + 1, sizeof *ret->midnight);
	if (ret->midnight == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a calendar");
	ret->n = (size_t)(last - first);
	for (size_t i = 0; i <= ret->n; i++) {
		int64_t wall = (first + (int64_t)i) * 86400000;
		struct instant guess = { wall - offset };

		if (i == 0 || zone_offset_seconds(guess) * INT64_C(1000) != offset)
			guess = local(first + (int64_t)i, 0);
		ret->midnight[i] = guess;
		offset = zone_offset_seconds(guess) * INT64_C(1000);
	}
	return ERR_OK;
}

void local_days_fini(struct local_days *d)
{
	base_free(d->midnight);
	*d = (struct local_days){ .midnight = NULL };
}

size_t local_days_at(const struct local_days *d, struct instant t)
{
	size_t low = 0, high = d->n;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (instant_before(t, d->midnight[middle]))
			high = middle;
		else
			low = middle;
	}
	return low;
}

struct instant local_days_time(const struct local_days *d, size_t i, int minute)
{
	struct instant plain = { d->midnight[i].ms + minute * INT64_C(60000) };

	REQUIRE(i < d->n && minute >= 0 && minute < 1440);
	/* A day of 24 hours keeps its offset. */
	if (d->midnight[i + 1].ms - d->midnight[i].ms == 86400000)
		return plain;
	return local(d->first + (int64_t)i, minute);
}

struct date local_days_date(const struct local_days *d, size_t i)
{
	return date_from_days(d->first + (int64_t)i);
}

int local_days_weekday(const struct local_days *d, size_t i)
{
	return date_weekday(local_days_date(d, i));
}
