/* SPDX-License-Identifier: EUPL-1.2 */
/* Local civil time of the one configured zone (IANA name), to instants and back.
 *
 * The process has one zone, set once at start before other threads exist. This is the
 * only file that includes <time.h>, to convert, never to ask the time. */
#pragma once

#include "base/civil.h"

/* Which instant a local time means when it occurs twice (clock set back). A local time
 * that does not exist (clock set forward) means the first instant after the gap under
 * FIRST and LAST: 02:30 on 29-03-2026 is 03:00. REJECT makes both an ERR_INVALID with a
 * sentence. */
enum zone_rule { ZONE_FIRST, ZONE_LAST, ZONE_REJECT };

/* ERR_INVALID when the zone does not exist on this machine (a wrong name would silently
 * be UTC). */
MUST_USE enum err_code zone_init(const char *name, struct err *e);
/* Does the machine know that zone? */
bool zone_exists(const char *name);
const char *zone_name(void);
MUST_USE enum err_code zone_to_instant(
	struct civil local, enum zone_rule rule, struct instant *ret, struct err *e);
struct civil zone_to_civil(struct instant t);
int zone_offset_seconds(struct instant t); /* east of UTC: 3600 in Dutch winter */
/* Local text for people: "dd-mm-jjjj hh:mm"; with the UTC offset behind it only when
 * the local time occurs twice. */
enum { ZONE_TEXT = 32 };
const char *zone_format(struct instant t, char buffer[ZONE_TEXT]);
