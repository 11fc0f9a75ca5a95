/* SPDX-License-Identifier: EUPL-1.2 */
/* Calendar arithmetic: days since 1970 by eras of 400 years, which repeat exactly. */
#include "base/civil.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

int64_t date_days(struct date d)
{
	int64_t y = d.month <= 2 ? d.year - 1 : d.year; /* the year begins in March */
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t day = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day - 719468;
}

struct date date_from_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct date){ .year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1) };
}

bool date_valid(struct date d)
{
	struct date same;

	if (d.year < 1970 || d.year >= 2200 || d.month < 1 || d.month > 12 || d.day < 1
		|| d.day > 31)
		return false;
	same = date_from_days(date_days(d));
	return same.month == d.month && same.day == d.day;
}

int64_t date_months_after(int64_t day, int64_t months)
{
	struct date d = date_from_days(day);
	int64_t month = d.month - 1 + months;

	d.year += (int)(month / 12);
	d.month = (int)(month % 12) + 1;
	while (d.day > 28 && !date_valid(d))
		d.day--;
	return date_days(d);
}

int date_weekday(struct date d)
{
	return (int)(((date_days(d) + 3) % 7 + 7) % 7) + 1;
}

void date_iso_week(struct date d, int *ret_year, int *ret_week)
{
	int64_t days = date_days(d);
	struct date thursday = date_from_days(days - (date_weekday(d) - 4));
	struct date january = { thursday.year, 1, 1 };

	*ret_year = thursday.year;
	*ret_week = (int)((date_days(thursday) - date_days(january)) / 7) + 1;
}

struct date date_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
	int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;

	return (struct date){ year, f / 31, f % 31 + 1 };
}

/* n digits at *s. */
static bool digits(const char **s, int n, int *ret)
{
	*ret = 0;
	for (int i = 0; i < n; i++) {
		if ((*s)[i] < '0' || (*s)[i] > '9')
			return false;
		*ret = *ret * 10 + (*s)[i] - '0';
	}
	*s += n;
	return true;
}

static bool take(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool take_date(const char **s, struct date *d)
{
	return digits(s, 4, &d->year) && take(s, '-') && digits(s, 2, &d->month)
	       && take(s, '-') && digits(s, 2, &d->day) && date_valid(*d);
}

enum err_code date_parse(const char *s, struct date *ret, struct err *e)
{
	struct date d;

	if (!take_date(&s, &d) || *s != '\0')
		return err_set(e, ERR_INVALID, "must be a date such as 2026-03-29");
	*ret = d;
	return ERR_OK;
}

const char *date_format(struct date d, char buffer[DATE_TEXT])
{
	(void)snprintf(buffer, DATE_TEXT, "%04d-%02d-%02d", d.year % 10000,
		d.month % 100, d.day % 100);
	return buffer;
}

static bool take_time(const char **s, struct civil *c)
{
	int scale = 100;

	if (!digits(s, 2, &c->hour) || !take(s, ':') || !digits(s, 2, &c->minute)
		|| !take(s, ':') || !digits(s, 2, &c->second))
		return false;
	c->ms = 0;
	if (take(s, '.')) {
		if (**s < '0' || **s > '9')
			return false;
		for (; **s >= '0' && **s <= '9'; (*s)++, scale /= 10)
			c->ms += (**s - '0') * scale;
	}
	return c->hour < 24 && c->minute < 60 && c->second < 60;
}

static bool take_offset(const char **s, int64_t *ret_ms)
{
	int hour, minute, sign = **s == '-' ? -1 : 1;

	*ret_ms = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	if ((!take(s, '+') && !take(s, '-')) || !digits(s, 2, &hour) || !take(s, ':')
		|| !digits(s, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*ret_ms = (int64_t)sign * (hour * 60 + minute) * 60000;
	return true;
}

enum err_code instant_parse(const char *s, struct instant *ret, struct err *e)
{
	struct civil c;
	int64_t offset;
	struct instant t;

	if (!take_date(&s, &c.date)
		|| (!take(&s, 'T') && !take(&s, 't') && !take(&s, ' '))
		|| !take_time(&s, &c) || !take_offset(&s, &offset) || *s != '\0')
		return err_set(
			e, ERR_INVALID, "must be a time such as 2026-03-29T01:00:00Z");
	t.ms = civil_ms(c) - offset;
	if (t.ms < INSTANT_MIN.ms || t.ms >= INSTANT_MAX.ms)
		return err_set(e, ERR_INVALID, "must lie between 1970 and 2200");
	*ret = t;
	return ERR_OK;
}

const char *instant_format(struct instant t, char buffer[INSTANT_TEXT])
{
	struct civil c = civil_from_ms(t.ms);
	char fraction[8] = "";

	if (c.ms != 0)
		(void)snprintf(fraction, sizeof fraction, ".%03d", c.ms % 1000);
	(void)snprintf(buffer, INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%sZ",
		c.date.year % 10000, c.date.month % 100, c.date.day % 100, c.hour % 100,
		c.minute % 100, c.second % 100, fraction);
	return buffer;
}

struct civil civil_from_ms(int64_t ms)
{
	int64_t days = ms / 86400000 - (ms % 86400000 < 0);
	int rest = (int)(ms - days * 86400000);

	return (struct civil){ .date = date_from_days(days),
		.hour = rest / 3600000,
		.minute = rest / 60000 % 60,
		.second = rest / 1000 % 60,
		.ms = rest % 1000 };
}

int64_t civil_ms(struct civil c)
{
	return date_days(c.date) * 86400000 + c.hour * INT64_C(3600000)
	       + c.minute * INT64_C(60000) + c.second * INT64_C(1000) + c.ms;
}

bool minute_parse(const char *s, int *ret)
{
	int minute;

	if (strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789") != 2
		|| strspn(s + 3, "0123456789") != 2)
		return false;
	minute = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
	if (s[0] > '2' || minute >= 1440 || s[3] > '5')
		return false;
	*ret = minute;
	return true;
}

const char *minute_format(int minute, char buffer[MINUTE_TEXT])
{
	REQUIRE(minute >= 0 && minute < 1440);
	buffer[0] = (char)('0' + minute / 600);
	buffer[1] = (char)('0' + minute / 60 % 10);
	buffer[2] = ':';
	buffer[3] = (char)('0' + minute % 60 / 10);
	buffer[4] = (char)('0' + minute % 10);
	buffer[5] = '\0';
	return buffer;
}
