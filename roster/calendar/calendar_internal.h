/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of calendar share. Nobody else includes this. */
#pragma once

#include "base/civil.h"
#include "base/text.h"
#include "roster/calendar/calendar.h"

#include <libical/ical.h>

/* The VTIMEZONE of the process's zone, right for [from, to); NULL without memory. */
icalcomponent *calendar_zone(struct instant from, struct instant to);

/* Copies of an .ics file only the lines that say when something is: unfolded, with LF,
 * without texts, people and alarms. ERR_INVALID when it is no calendar. */
MUST_USE enum err_code calendar_filter(
	const char *bytes, size_t n, struct text *out, struct err *e);

struct icaltimetype calendar_time(struct civil c, bool is_utc); /* else without zone */

/* Repetition daily to yearly, without exotic parts, of which dates exist. */
bool calendar_rule_is_plain(const struct icalrecurrencetype *rule);
/* Every clock change of the zones in this calendar is one yearly rule of one month, or
 * a date; *rules counts the rules of all calendars of a file. */
bool calendar_zones_are_plain(icalcomponent *calendar, size_t *rules);

/* One event, before it is repeated. */
struct calendar_occasion {
	const char *uid;
	struct icaltimetype start; /* as written: in local time when without zone */
	bool is_day;
	bool is_ours;      /* start is in the zone of the process */
	int64_t days;      /* length of whole days */
	int64_t length_ms; /* of everything else */
};

struct civil calendar_civil(struct icaltimetype t);
/* False: a moment that there is not, or in a zone that is not known. */
bool calendar_instant(struct icaltimetype t, bool ours, struct instant *ret);
/* The time of a property, with its zone; *ret_ours: in the zone of the process. */
bool calendar_time_of(icalcomponent *event, icalproperty *p, struct icaltimetype *ret,
	bool *ret_ours);
/* False: not understood. */
bool calendar_occasion_of(icalcomponent *event, struct calendar_occasion *o);
