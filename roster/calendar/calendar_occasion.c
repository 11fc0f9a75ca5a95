/* SPDX-License-Identifier: EUPL-1.2 */
/* When one event of a calendar file is: its zone, its start, its length. */
#include "roster/calendar/calendar_internal.h"

#include "base/zone.h"

#include <string.h>

/* The zone of a property: none or ours. */
static bool is_own_zone(icalproperty *p)
{
	icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);

	return tzid == NULL || strcmp(icalparameter_get_tzid(tzid), zone_name()) == 0;
}

/* The zone that the file itself defines under the name that the property gives; NULL
 * when it does not. libical must never be asked for a zone by name: it would open a
 * file of that name, wherever the name leads. */
static const icaltimezone *own_definition(icalcomponent *event, icalproperty *p)
{
	icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	icalcomponent *calendar = icalcomponent_get_parent(event);

	if (tzid == NULL || calendar == NULL)
		return NULL;
	return icalcomponent_get_timezone(calendar, icalparameter_get_tzid(tzid));
}

struct civil calendar_civil(struct icaltimetype t)
{
	return (struct civil){ .date = { t.year, t.month, t.day },
		.hour = t.is_date ? 0 : t.hour,
		.minute = t.is_date ? 0 : t.minute,
		.second = t.is_date ? 0 : t.second };
}

/* The instant that t means; `ours` when it is local time of the process. */
bool calendar_instant(struct icaltimetype t, bool ours, struct instant *ret)
{
	struct err e;

	if (!date_valid((struct date){ t.year, t.month, t.day }) || t.hour > 23
		|| t.minute > 59 || t.second > 60)
		return false;
	if (icaltime_is_utc(t)) {
		ret->ms = civil_ms(calendar_civil(t));
		return true;
	}
	if (t.is_date || ours || t.zone == NULL)
		return zone_to_instant(calendar_civil(t), ZONE_FIRST, ret, &e)
		       == ERR_OK;
	ret->ms = icaltime_as_timet_with_zone(t, t.zone) * INT64_C(1000);
	return ret->ms >= INSTANT_MIN.ms && ret->ms < INSTANT_MAX.ms;
}

/* The time of a property, with its zone. A zone that the file does not define is no
 * time at all. */
bool calendar_time_of(
	icalcomponent *event, icalproperty *p, struct icaltimetype *ret, bool *ret_ours)
{
	icalvalue *value = icalproperty_get_value(p);
	icalvalue_kind kind = value != NULL ? icalvalue_isa(value) : ICAL_NO_VALUE;

	if (kind != ICAL_DATE_VALUE && kind != ICAL_DATETIME_VALUE)
		return false;
	*ret = icalvalue_get_datetime(value);
	*ret_ours = is_own_zone(p) && !icaltime_is_utc(*ret);
	if (icaltime_is_null_time(*ret))
		return false;
	if (ret->is_date || icaltime_is_utc(*ret))
		return true;
	ret->zone = *ret_ours ? NULL : own_definition(event, p);
	return *ret_ours || ret->zone != NULL;
}

static bool length_of(
	icalcomponent *event, struct instant start, struct calendar_occasion *o)
{
	icalproperty *end =
		icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
	icalproperty *duration =
		icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
	struct instant ends;
	struct icaltimetype t;
	bool ours;

	if (end != NULL) {
		if (!calendar_time_of(event, end, &t, &ours) || t.is_date != o->is_day
			|| !calendar_instant(t, ours, &ends))
			return false;
		o->length_ms = ends.ms - start.ms;
		o->days = date_days((struct date){ t.year, t.month, t.day })
			  - date_days((struct date){
				  o->start.year, o->start.month, o->start.day });
	} else if (duration != NULL) {
		struct icaldurationtype d = icalproperty_get_duration(duration);

		if (d.is_neg || d.weeks > 520 || d.days > 3660)
			return false;
		o->days = d.weeks * INT64_C(7) + d.days;
		o->length_ms = o->days * INT64_C(86400000) + d.hours * INT64_C(3600000)
			       + d.minutes * INT64_C(60000) + d.seconds * INT64_C(1000);
	} else {
		o->days = o->is_day ? 1 : 0;
	}
	return o->is_day ? o->days > 0 : o->length_ms > 0;
}

bool calendar_occasion_of(icalcomponent *event, struct calendar_occasion *o)
{
	icalproperty *start =
		icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	const char *uid = icalcomponent_get_uid(event);
	struct instant at;

	*o = (struct calendar_occasion){ .uid = uid != NULL ? uid : "" };
	if (start == NULL || strlen(o->uid) >= CALENDAR_UID_MAX
		|| !calendar_time_of(event, start, &o->start, &o->is_ours)
		|| !calendar_instant(o->start, o->is_ours, &at))
		return false;
	o->is_day = o->start.is_date;
	return length_of(event, at, o);
}
