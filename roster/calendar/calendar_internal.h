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
