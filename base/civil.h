/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates and times of the proleptic Gregorian calendar, without zone; RFC 3339 text.
 * Pure arithmetic; local time is base/zone.h. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct date {
	int year, month, day;
}; /* month 1..12 */
struct civil {
	struct date date;
	int hour, minute, second, ms;
};

int64_t date_days(struct date d); /* days since 1970-01-01 */
struct date date_from_days(int64_t days);
bool date_valid(struct date d); /* exists, and 1970 <= year < 2200 */
/* The same day so many months later; the last of the month when there is none. */
int64_t date_months_after(int64_t day, int64_t months);
int date_weekday(struct date d); /* 1 = Monday … 7 = Sunday (ISO 8601) */
void date_iso_week(struct date d, int *ret_year, int *ret_week);
struct date date_easter(int year); /* Gregorian Easter Sunday */

enum { DATE_TEXT = 11, INSTANT_TEXT = 25 };
/* "YYYY-MM-DD" exactly. */
MUST_USE enum err_code date_parse(const char *s, struct date *ret, struct err *e);
const char *date_format(struct date d, char buffer[DATE_TEXT]);

/* RFC 3339 with Z or a numeric offset, optional fraction (further digits than ms are
 * cut); refuses anything outside INSTANT_MIN..INSTANT_MAX, a 60th second, and trailing
 * text. */
MUST_USE enum err_code instant_parse(const char *s, struct instant *ret, struct err *e);
/* "2026-03-29T01:00:00Z", with ".123" only when ms are not 0. Returns buffer. */
const char *instant_format(struct instant t, char buffer[INSTANT_TEXT]);

/* A time of the day, "09:05": minutes after midnight, 0..1439. Both exactly. */
MUST_USE bool minute_parse(const char *s, int *ret);
enum { MINUTE_TEXT = 6 };
const char *minute_format(int minute, char buffer[MINUTE_TEXT]);

struct civil civil_from_ms(int64_t ms); /* as if UTC */
int64_t civil_ms(struct civil c);       /* as if UTC */
