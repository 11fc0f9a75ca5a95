/* SPDX-License-Identifier: EUPL-1.2 */
/* The dates: a fixed day, or a number of days from Easter Sunday (base/civil.h). */
#include "roster/fairness/holiday.h"

#include <string.h>

struct holiday_set holiday_default_set(void)
{
	struct holiday_set set = { .liberation_every_years = 1 };

	for (int i = 0; i < HOLIDAY_KINDS_COUNT; i++)
		set.weight_percent[i] = i == HOLIDAY_GOOD_FRIDAY ? 0 : 100;
	return set;
}

static struct date from_easter(int year, int days)
{
	return date_from_days(date_days(date_easter(year)) + days);
}

static struct date monarchs_day(int year)
{
	struct date d = { year, 8, 31 };

	if (year < 1949)
		return d;
	d = year < 2014 ? (struct date){ year, 4, 30 } : (struct date){ year, 4, 27 };
	if (date_weekday(d) != 7)
		return d;
	return date_from_days(date_days(d) + (year < 1980 ? 1 : -1));
}

static struct date date_of(enum holiday_kind kind, int year)
{
	switch (kind) {
	case HOLIDAY_NEW_YEAR:
		return (struct date){ year, 1, 1 };
	case HOLIDAY_GOOD_FRIDAY:
		return from_easter(year, -2);
	case HOLIDAY_EASTER_SUNDAY:
		return from_easter(year, 0);
	case HOLIDAY_EASTER_MONDAY:
		return from_easter(year, 1);
	case HOLIDAY_KINGS_DAY:
		return monarchs_day(year);
	case HOLIDAY_LIBERATION_DAY:
		return (struct date){ year, 5, 5 };
	case HOLIDAY_ASCENSION_DAY:
		return from_easter(year, 39);
	case HOLIDAY_WHIT_SUNDAY:
		return from_easter(year, 49);
	case HOLIDAY_WHIT_MONDAY:
		return from_easter(year, 50);
	case HOLIDAY_CHRISTMAS_DAY:
		return (struct date){ year, 12, 25 };
	case HOLIDAY_SECOND_CHRISTMAS_DAY:
		return (struct date){ year, 12, 26 };
	case HOLIDAY_KINDS_COUNT:
		break;
	}
	REQUIRE(false);
	return (struct date){ 0 }; /* every holiday is named above */
}

static bool is_kept(const struct holiday_set *set, enum holiday_kind kind, int year)
{
	if (set->weight_percent[kind] <= 0)
		return false;
	return kind != HOLIDAY_LIBERATION_DAY
	       || (year >= 1946
		       && (set->liberation_every_years <= 1
			       || year % set->liberation_every_years == 0));
}

static bool comes_first(const struct holiday *a, const struct holiday *b)
{
	int64_t day_a = date_days(a->date), day_b = date_days(b->date);

	return day_a != day_b ? day_a < day_b : a->weight_percent > b->weight_percent;
}

/* By date, the heavier first; returns how many there are now. */
static size_t insert(struct holiday ret[], size_t n, struct holiday h)
{
	size_t at = n;

	for (; at > 0 && comes_first(&h, &ret[at - 1]); at--)
		ret[at] = ret[at - 1];
	ret[at] = h;
	return n + 1;
}

static bool falls_in(const struct holiday_own *own, int year, struct date *ret)
{
	*ret = own->date;
	if (own->weight_percent <= 0 || (!own->yearly && own->date.year != year))
		return false;
	ret->year = year;
	/* 29 February is skipped in other years. */
	return date_from_days(date_days(*ret)).day == ret->day;
}

size_t holiday_year(
	const struct holiday_set *set, int year, struct holiday ret[HOLIDAYS_MAX])
{
	size_t n = 0;

	for (int kind = 0; kind < HOLIDAY_KINDS_COUNT; kind++) {
		struct holiday h = { .kind = (enum holiday_kind)kind };

		if (!is_kept(set, h.kind, year))
			continue;
		h.date = date_of(h.kind, year);
		h.weight_percent = set->weight_percent[kind];
		n = insert(ret, n, h);
	}
	for (size_t i = 0; i < set->own_n && i < HOLIDAY_OWN_MAX; i++) {
		struct holiday h = { .kind = HOLIDAY_KINDS_COUNT,
			.own = &set->own[i],
			.weight_percent = set->own[i].weight_percent };

		if (falls_in(&set->own[i], year, &h.date))
			n = insert(ret, n, h);
	}
	return n;
}

bool holiday_on(const struct holiday_set *set, struct date d, struct holiday *ret)
{
	struct holiday all[HOLIDAYS_MAX];
	size_t n = holiday_year(set, d.year, all);

	for (size_t i = 0; i < n; i++) {
		if (all[i].date.month != d.month || all[i].date.day != d.day)
			continue;
		*ret = all[i];
		return true;
	}
	return false;
}

const char *holiday_name(enum holiday_kind kind, const char *language)
{
	static const char *const names[HOLIDAY_KINDS_COUNT][2] = {
#define X(name, word, nl, en) [HOLIDAY_##name] = { nl, en },
		HOLIDAY_KINDS(X)
#undef X
	};

	REQUIRE(kind < HOLIDAY_KINDS_COUNT);
	return names[kind][strcmp(language, "en") == 0];
}

const char *holiday_word(enum holiday_kind kind)
{
	static const char *const words[HOLIDAY_KINDS_COUNT] = {
#define X(name, word, nl, en) [HOLIDAY_##name] = word,
		HOLIDAY_KINDS(X)
#undef X
	};

	REQUIRE(kind < HOLIDAY_KINDS_COUNT);
	return words[kind];
}
