/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/chore/chore.h"

#include "base/zone.h"

enum {
	RETRY_FIRST_SECONDS = 60,
	RETRY_MOST_SECONDS = 3600,
	DAILY_SLACK_SECONDS = 3600
};

/* The first local daily_minute after t. */
static struct instant next_daily(int daily_minute, struct instant t)
{
	struct civil c = zone_to_civil(t);
	int64_t day = date_days(c.date);

	for (int64_t ahead = 0;; ahead++) {
		struct civil at = { .date = date_from_days(day + ahead),
			.hour = daily_minute / 60,
			.minute = daily_minute % 60 };
		struct instant due;
		struct err e;

		REQUIRE(ahead < 3);
		if (zone_to_instant(at, ZONE_FIRST, &due, &e) == ERR_OK
			&& instant_before(t, due))
			return due;
	}
}

static struct instant retry_at(const struct chore_record *r)
{
	int64_t wait = RETRY_FIRST_SECONDS;

	for (int i = 1; i < r->failures && wait < RETRY_MOST_SECONDS; i++)
		wait *= 2;
	return instant_add(r->failed_at,
		seconds(wait < RETRY_MOST_SECONDS ? wait : RETRY_MOST_SECONDS));
}

/* Was the clock set back since it ran? An hour does not matter to what is daily. */
static bool is_of_the_future(
	const struct chore *chore, const struct chore_record *r, struct instant now)
{
	const struct instant latest = instant_add(
		now, seconds(chore->every_seconds == 0 ? DAILY_SLACK_SECONDS : 0));

	return r->failures > 0 ? instant_before(now, r->failed_at)
			       : instant_before(latest, r->ran_at);
}

struct instant chore_due(const struct chore *chore, const struct chore_record *record,
	struct instant since, struct instant now)
{
	if (is_of_the_future(chore, record, now))
		return now;
	if (record->failures > 0)
		return retry_at(record);
	if (chore->every_seconds == 0)
		return next_daily(chore->daily_minute,
			record->ran_at.ms != 0 ? record->ran_at
					       : instant_min(since, now));
	return record->ran_at.ms == 0
		       ? instant_min(since, now)
		       : instant_add(record->ran_at, seconds(chore->every_seconds));
}
