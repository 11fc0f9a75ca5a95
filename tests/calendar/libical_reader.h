/* SPDX-License-Identifier: EUPL-1.2 */
/* What libical reads in a calendar. */
#pragma once

#include <libical/ical.h>
#include <stdbool.h>
#include <stdint.h>

/* When the event begins, or ends, in ms since 1970, by the zone of the file. */
int64_t libical_moment(icalcomponent *calendar, icalcomponent *event, bool end);
