/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading dates and times of import files. */
#include "roster/import/local_text.h"

#include "base/zone.h"

/* Reads `least` to `most` digits; *s moves behind them. False: too few. */
static bool digits(const char **s, int least, int most, int *ret)
{
	int n = 0;

	*ret = 0;
	for (; n < most && **s >= '0' && **s <= '9'; n++, (*s)++)
		*ret = *ret * 10 + (**s - '0');
	return n >= least;
}

static bool mark(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool read_date(const char **s, struct date *d)
{
	const char *start = *s;

	if (digits(s, 4, 4, &d->year) && mark(s, '-') && digits(s, 2, 2, &d->month)
		&& mark(s, '-') && digits(s, 2, 2, &d->day))
		return date_valid(*d);
	*s = start;
	return digits(s, 1, 2, &d->day) && mark(s, '-') && digits(s, 1, 2, &d->month)
	       && mark(s, '-') && digits(s, 4, 4, &d->year) && date_valid(*d);
}

enum err_code local_date_parse(const char *s, struct date *ret, struct err *e)
{
	struct date d;

	err_clear(e);
	if (!read_date(&s, &d) || *s != '\0')
		return err_set(e, ERR_INVALID,
			"must be a date such as 2026-03-29 or 29-03-2026");
	*ret = d;
	return ERR_OK;
}

static bool read_civil(const char *s, struct civil *c)
{
	if (!read_date(&s, &c->date) || !(mark(&s, ' ') || mark(&s, 'T'))
		|| !digits(&s, 1, 2, &c->hour) || !mark(&s, ':')
		|| !digits(&s, 2, 2, &c->minute))
		return false;
	if (mark(&s, ':') && !digits(&s, 2, 2, &c->second))
		return false;
	return *s == '\0' && c->hour < 24 && c->minute < 60 && c->second < 60;
}

enum err_code local_time_parse(const char *s, struct instant *ret, struct err *e)
{
	struct civil c = { 0 };
	struct instant t;

	err_clear(e);
	if (instant_parse(s, ret, e) == ERR_OK)
		return ERR_OK;
	err_clear(e);
	if (!read_civil(s, &c))
		return err_set(e, ERR_INVALID,
			"must be a time such as 2026-03-29 09:00, or with an offset "
			"2026-03-29T09:00:00+02:00");
	if (zone_to_instant(c, ZONE_REJECT, &t, e) != ERR_OK)
		return err_set(
			e, ERR_INVALID, "%.100s; give it with its offset", e->msg);
	if (t.ms < INSTANT_MIN.ms || t.ms >= INSTANT_MAX.ms)
		return err_set(e, ERR_INVALID, "must lie between 1970 and 2200");
	*ret = t;
	return ERR_OK;
}
