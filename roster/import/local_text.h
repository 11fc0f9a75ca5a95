/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates and times as people and spreadsheets write them, in the configured zone. Pure.
 * The API itself takes RFC 3339 only. */
#pragma once

#include "base/civil.h"

/* "2026-03-29" or "29-3-2026". ERR_INVALID with a sentence. */
MUST_USE enum err_code local_date_parse(const char *s, struct date *ret, struct err *e);
/* "2026-03-29 09:00", "29-3-2026 9:00" (local time; T instead of the blank and whole
 * seconds are fine), or RFC 3339 with an offset. A local time that does not exist or
 * exists twice is refused: the sentence says to give the offset. */
MUST_USE enum err_code local_time_parse(
	const char *s, struct instant *ret, struct err *e);
