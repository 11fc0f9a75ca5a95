/* SPDX-License-Identifier: EUPL-1.2 */
/* The time zone component, from what the zone of the process does in the years around
 * the events: a yearly rule where its clock changes follow one, else date by date. */
#include "base/zone.h"
#include "roster/calendar/calendar_internal.h"

#include <stdio.h>

enum { CHANGES_MAX = 2000, DAY = 86400000 };

struct change {
	struct instant at;
	int before, after; /* offsets in seconds */
};

static struct instant moment_of_change(struct instant low, struct instant high)
{
	int before = zone_offset_seconds(low);

	while (high.ms - low.ms > 1) {
		struct instant middle = { low.ms + (high.ms - low.ms) / 2 };

		if (zone_offset_seconds(middle) == before)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static size_t find_changes(
	struct instant from, struct instant to, struct change changes[CHANGES_MAX])
{
	struct instant t = from;
	size_t n = 0;

	while (instant_before(t, to) && n < CHANGES_MAX) {
		struct instant next = { t.ms + DAY };
		int before = zone_offset_seconds(t), after = zone_offset_seconds(next);

		if (before != after)
			changes[n++] = (struct change){ moment_of_change(t, next),
				before, after };
		t = next;
	}
	return n;
}

/* The wall clock at the change, still on the old offset: that is how onsets are
 * written.
 */
static struct civil onset(const struct change *c)
{
	return civil_from_ms(c->at.ms + c->before * INT64_C(1000));
}

static bool is_same_kind(const struct change *a, const struct change *b)
{
	return a->before == b->before && a->after == b->after;
}

/* Whether b follows a by the rule "last such weekday of such a month, every year". */
static bool follows_yearly(const struct change *a, const struct change *b)
{
	struct civil x = onset(a), y = onset(b);
	struct date week_later = date_from_days(date_days(y.date) + 7);

	return y.date.year == x.date.year + 1 && y.date.month == x.date.month
	       && date_weekday(y.date) == date_weekday(x.date)
	       && week_later.month != y.date.month && y.hour == x.hour
	       && y.minute == x.minute;
}

/* All changes of the same kind as changes[i], from i on, follow one yearly rule up to
 * the last year. */
static bool is_yearly(const struct change *changes, size_t n, size_t i)
{
	struct date week_later = date_from_days(date_days(onset(&changes[i]).date) + 7);
	size_t last = i, times = 1;

	if (week_later.month == onset(&changes[i]).date.month)
		return false;
	for (size_t j = i + 1; j < n; j++) {
		if (!is_same_kind(&changes[i], &changes[j]))
			continue;
		if (!follows_yearly(&changes[last], &changes[j]))
			return false;
		last = j;
		times++;
	}
	return times > 1
	       && changes[n - 1].at.ms - changes[last].at.ms < 366 * (int64_t)DAY;
}

static void add_rule(icalcomponent *o, const struct change *c)
{
	static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA",
		"SU" };
	struct date d = onset(c).date;
	char rule[64];

	(void)snprintf(rule, sizeof rule, "FREQ=YEARLY;BYMONTH=%d;BYDAY=-1%s", d.month,
		weekdays[date_weekday(d) - 1]);
	icalcomponent_add_property(
		o, icalproperty_new_rrule(icalrecurrencetype_from_string(rule)));
}

static bool add_observance(icalcomponent *zone, const struct change *c, bool yearly)
{
	icalcomponent *o = c->after > c->before ? icalcomponent_new_xdaylight()
						: icalcomponent_new_xstandard();

	if (o == NULL)
		return false;
	icalcomponent_add_property(o, icalproperty_new_tzoffsetfrom(c->before));
	icalcomponent_add_property(o, icalproperty_new_tzoffsetto(c->after));
	icalcomponent_add_property(
		o, icalproperty_new_dtstart(calendar_time(onset(c), false)));
	if (yearly)
		add_rule(o, c);
	icalcomponent_add_component(zone, o);
	return true;
}

static bool is_first_of_kind(const struct change *changes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_same_kind(&changes[j], &changes[i]))
			return false;
	return true;
}

/* The changes of [from, to), and what holds at `since` when that is before the first.
 */
static bool add_observances(icalcomponent *zone, struct instant from,
	struct instant since, struct instant to)
{
	struct change changes[CHANGES_MAX];
	size_t n = find_changes(from, to, changes);
	int offset = zone_offset_seconds(from);
	struct change before_all = { from, offset, offset };

	if ((n == 0 || !instant_before(changes[0].at, since))
		&& !add_observance(zone, &before_all, false))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool yearly;

		if (!is_first_of_kind(changes, i))
			continue;
		yearly = is_yearly(changes, n, i);
		for (size_t j = i; j < n; j++) {
			if (!is_same_kind(&changes[i], &changes[j]))
				continue;
			if (!add_observance(zone, &changes[j], yearly))
				return false;
			if (yearly)
				break;
		}
	}
	return true;
}

icalcomponent *calendar_zone(struct instant from, struct instant to)
{
	const int64_t margin = 800 * (int64_t)DAY; /* two changes of each kind */
	icalcomponent *zone = icalcomponent_new_vtimezone();
	struct instant early;

	if (zone == NULL)
		return NULL;
	icalcomponent_add_property(zone, icalproperty_new_tzid(zone_name()));
	early.ms = from.ms > margin ? from.ms - margin : 0;
	to.ms += margin;
	if (!add_observances(zone, early, from, to)) {
		icalcomponent_free(zone);
		return NULL;
	}
	return zone;
}
