/* SPDX-License-Identifier: EUPL-1.2 */
/* Dutch public holidays, computed for any year from 1900 to 2200.
 *
 * Pure. Which of them count, and how heavily, is a set that the caller chooses: a
 * municipality's rules differ from its neighbour's. Not here: who works on them
 * (roster/fairness/fairness.h). */
#pragma once

#include "base/civil.h"

#include <stddef.h>

/* In the order of the year, the fixed and the movable ones through each other. */
#define HOLIDAY_KINDS(X)                                                               \
	X(NEW_YEAR, "new_year", "Nieuwjaarsdag", "New Year's Day")                     \
	X(GOOD_FRIDAY, "good_friday", "Goede Vrijdag", "Good Friday")                  \
	X(EASTER_SUNDAY, "easter_sunday", "Eerste paasdag", "Easter Sunday")           \
	X(EASTER_MONDAY, "easter_monday", "Tweede paasdag", "Easter Monday")           \
	X(KINGS_DAY, "kings_day", "Koningsdag", "King's Day")                          \
	X(LIBERATION_DAY, "liberation_day", "Bevrijdingsdag", "Liberation Day")        \
	X(ASCENSION_DAY, "ascension_day", "Hemelvaartsdag", "Ascension Day")           \
	X(WHIT_SUNDAY, "whit_sunday", "Eerste pinksterdag", "Whit Sunday")             \
	X(WHIT_MONDAY, "whit_monday", "Tweede pinksterdag", "Whit Monday")             \
	X(CHRISTMAS_DAY, "christmas_day", "Eerste kerstdag", "Christmas Day")          \
	X(SECOND_CHRISTMAS_DAY, "second_christmas_day", "Tweede kerstdag",             \
		"Second Christmas Day")

enum holiday_kind {
#define X(name, word, nl, en) HOLIDAY_##name,
	HOLIDAY_KINDS(X)
#undef X
		HOLIDAY_KINDS_COUNT
};

enum {
	HOLIDAY_NAME_MAX = 121,
	HOLIDAY_OWN_MAX = 40,
	HOLIDAYS_MAX = HOLIDAY_KINDS_COUNT + HOLIDAY_OWN_MAX
};

/* A day that an organisation adds: New Year's Eve, a fair. */
struct holiday_own {
	char name[HOLIDAY_NAME_MAX];
	struct date date;
	bool yearly; /* on that day and month of every year; else once */
	int weight_percent;
};

/* Which days count. A weight of 0 leaves the day out; 100 is an ordinary holiday. */
struct holiday_set {
	int weight_percent[HOLIDAY_KINDS_COUNT];
	int liberation_every_years; /* 1: each year; 5: 2025, 2030, … as in many
				       collective agreements */
	struct holiday_own own[HOLIDAY_OWN_MAX];
	size_t own_n;
};

struct holiday {
	struct date date;
	enum holiday_kind kind;        /* HOLIDAY_KINDS_COUNT: one of the set's own */
	const struct holiday_own *own; /* then: which; belongs to the set. Else NULL */
	int weight_percent;            /* > 0 */
};

/* All of them at 100 percent, every year, without Good Friday (an ordinary working
 * day in most collective agreements). */
struct holiday_set holiday_default_set(void);

/* The holidays of a year (1900..2200) that are in the set, by date. Two may fall on one
 * day (5 May 2016 was Ascension Day too); then the heavier one comes first. Returns how
 * many were written.
 *
 * The monarch's birthday: 31 August until 1948, 30 April until 2013 (a Sunday moved to
 * 1 May, from 1980 on to 29 April), 27 April since 2014 (a Sunday moves to 26 April).
 * Liberation Day is kept from 1946 on. */
size_t holiday_year(
	const struct holiday_set *set, int year, struct holiday ret[HOLIDAYS_MAX]);

/* Whether d is a holiday in the set; *ret is the heaviest of that day. */
bool holiday_on(const struct holiday_set *set, struct date d, struct holiday *ret);

/* "Koningsdag"; in English for "en", in Dutch for every other language. The name is
 * that of today: before 2014 the day was Koninginnedag. */
const char *holiday_name(enum holiday_kind kind, const char *language);
/* "kings_day": for the API and the database. */
const char *holiday_word(enum holiday_kind kind);
