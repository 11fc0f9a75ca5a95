/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/calendar/libical_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int64_t libical_moment(icalcomponent *calendar, icalcomponent *event, bool end)
{
	struct icaltimetype t =
		end ? icalcomponent_get_dtend(event) : icalcomponent_get_dtstart(event);
	icalproperty *p = icalcomponent_get_first_property(
		event, end ? ICAL_DTEND_PROPERTY : ICAL_DTSTART_PROPERTY);
	icalparameter *id = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	const icaltimezone *zone = icaltimezone_get_utc_timezone();

	if (id != NULL)
		zone = icalcomponent_get_timezone(calendar, icalparameter_get_tzid(id));
	assert_non_null(zone);
	return (int64_t)icaltime_as_timet_with_zone(t, zone) * 1000;
}
