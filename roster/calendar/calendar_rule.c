/* SPDX-License-Identifier: EUPL-1.2 */
/* Which rules of repetition may be worked out: no more than a reader of absences needs,
 * so that a hostile file cannot keep us busy. */
#include "roster/calendar/calendar_internal.h"

#include <stdlib.h>

enum { ZONE_RULES_MAX = 40 };

static bool has_any(const short *list)
{
	return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

/* Whether any of the months of the rule has any of its days. */
static bool has_a_day(const struct icalrecurrencetype *rule)
{
	static const short days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (!has_any(rule->by_month) || !has_any(rule->by_month_day))
		return true;
	for (size_t i = 0; has_any(&rule->by_month[i]); i++) {
		short month = rule->by_month[i];

		if (month < 1 || month > 12)
			return false;
		for (size_t j = 0; has_any(&rule->by_month_day[j]); j++)
			if (abs(rule->by_month_day[j]) <= days[month - 1])
				return true;
	}
	return false;
}

/* The fifth Friday of a month at most, not the twentieth of a year; and not the fifth
 * Friday that is also the first of the month. */
static bool has_near_weekdays(const struct icalrecurrencetype *rule)
{
	for (size_t i = 0; has_any(&rule->by_day[i]); i++) {
		int position = abs(icalrecurrencetype_day_position(rule->by_day[i]));

		if (position > 5 || (position > 0 && has_any(rule->by_month_day)))
			return false;
	}
	return true;
}

/* Every third month on the 31st, or every second year on 29 February, may never come.
 */
static bool has_safe_interval(const struct icalrecurrencetype *rule)
{
	for (size_t i = 0; rule->interval > 1 && has_any(&rule->by_month_day[i]); i++)
		if (abs(rule->by_month_day[i]) > 28)
			return false;
	return rule->interval >= 1 && rule->interval <= 1000;
}

/* Rules whose dates cannot be searched for long in vain. */
bool calendar_rule_is_plain(const struct icalrecurrencetype *rule)
{
	if (rule->freq != ICAL_DAILY_RECURRENCE && rule->freq != ICAL_WEEKLY_RECURRENCE
		&& rule->freq != ICAL_MONTHLY_RECURRENCE
		&& rule->freq != ICAL_YEARLY_RECURRENCE)
		return false;
	return has_safe_interval(rule) && rule->rscale == NULL
	       && !has_any(rule->by_set_pos) && !has_any(rule->by_week_no)
	       && !has_any(rule->by_year_day) && !has_any(rule->by_hour)
	       && !has_any(rule->by_minute) && !has_any(rule->by_second)
	       && has_a_day(rule) && has_near_weekdays(rule);
}

/* libical works a zone out for centuries ahead: only rules of one weekday or a few days
 * in one month a year, and few of them. */
bool calendar_zones_are_plain(icalcomponent *calendar, size_t *rules)
{
	for (icalcomponent *zone = icalcomponent_get_first_component(
		     calendar, ICAL_VTIMEZONE_COMPONENT);
		zone != NULL; zone = icalcomponent_get_next_component(
				      calendar, ICAL_VTIMEZONE_COMPONENT)) {
		for (icalcomponent *o = icalcomponent_get_first_component(
			     zone, ICAL_ANY_COMPONENT);
			o != NULL; o = icalcomponent_get_next_component(
					   zone, ICAL_ANY_COMPONENT)) {
			icalproperty *p = icalcomponent_get_first_property(
				o, ICAL_RRULE_PROPERTY);
			struct icalrecurrencetype rule;

			if (p == NULL)
				continue;
			rule = icalproperty_get_rrule(p);
			if (++*rules > ZONE_RULES_MAX || !calendar_rule_is_plain(&rule)
				|| rule.freq != ICAL_YEARLY_RECURRENCE
				|| !has_any(rule.by_month) || has_any(&rule.by_month[1])
				|| (has_any(rule.by_day) && has_any(&rule.by_day[1]))
				|| icalcomponent_count_properties(
					   o, ICAL_RRULE_PROPERTY)
					   > 1)
				return false;
		}
	}
	return true;
}
