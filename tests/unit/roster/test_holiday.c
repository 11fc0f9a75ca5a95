/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/fairness/holiday.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int64_t day(int year, int month, int d)
{
	return date_days((struct date){ year, month, d });
}

/* Easter by the tables of the Gregorian reform, in Knuth's wording: golden number,
 * century, corrections for leap years and for the moon, epact, full moon, next Sunday.
 * It shares no step with base/civil.c. */
static int64_t easter_by_epact(int year)
{
	int golden = year % 19 + 1, century = year / 100 + 1;
	int skipped = 3 * century / 4 - 12, moon = (8 * century + 5) / 25 - 5;
	int sunday = 5 * year / 4 - skipped - 10;
	int epact = (11 * golden + 20 + moon - skipped) % 30;
	int full;

	if (epact < 0)
		epact += 30;
	if ((epact == 25 && golden > 11) || epact == 24)
		epact++;
	full = 44 - epact;
	if (full < 21)
		full += 30;
	full = full + 7 - (sunday + full) % 7;
	return day(year, 3, 1) + full - 1;
}

static struct holiday_set everything(void)
{
	struct holiday_set set = holiday_default_set();

	set.weight_percent[HOLIDAY_GOOD_FRIDAY] = 100;
	return set;
}

static struct holiday one(const struct holiday_set *set, int year, enum holiday_kind k)
{
	struct holiday all[HOLIDAYS_MAX];
	size_t n = holiday_year(set, year, all);

	for (size_t i = 0; i < n; i++)
		if (all[i].kind == k)
			return all[i];
	return (struct holiday){ .kind = HOLIDAY_KINDS_COUNT };
}

/* Every movable holiday of 1900 to 2200 agrees with Easter as the epact gives it. */
static void movable_days_follow_easter(void **state)
{
	static const struct {
		enum holiday_kind kind;
		int after;
	} days[] = { { HOLIDAY_GOOD_FRIDAY, -2 }, { HOLIDAY_EASTER_SUNDAY, 0 },
		{ HOLIDAY_EASTER_MONDAY, 1 }, { HOLIDAY_ASCENSION_DAY, 39 },
		{ HOLIDAY_WHIT_SUNDAY, 49 }, { HOLIDAY_WHIT_MONDAY, 50 } };
	struct holiday_set set = everything();

	(void)state;
	for (int year = 1900; year <= 2200; year++)
		for (size_t i = 0; i < sizeof days / sizeof *days; i++)
			assert_int_equal(date_days(one(&set, year, days[i].kind).date),
				easter_by_epact(year) + days[i].after);
}

/* The oracle itself knows years that stand in almanacs. */
static void the_oracle_knows_known_years(void **state)
{
	static const int known[][3] = { { 1900, 4, 15 }, { 1943, 4, 25 },
		{ 1954, 4, 18 }, { 1981, 4, 19 }, { 2000, 4, 23 }, { 2008, 3, 23 },
		{ 2011, 4, 24 }, { 2024, 3, 31 }, { 2025, 4, 20 }, { 2026, 4, 5 },
		{ 2027, 3, 28 }, { 2038, 4, 25 }, { 2049, 4, 18 } };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(easter_by_epact(known[i][0]),
			day(known[i][0], known[i][1], known[i][2]));
}

/* The monarch's birthday is never kept on a Sunday since 1949. */
static void the_kings_day_avoids_sundays(void **state)
{
	static const int known[][3] = { { 1900, 8, 31 }, { 1948, 8, 31 },
		{ 1949, 4, 30 }, { 1950, 5, 1 }, { 1961, 5, 1 }, { 1978, 5, 1 },
		{ 1980, 4, 30 }, { 1989, 4, 29 }, { 1995, 4, 29 }, { 2000, 4, 29 },
		{ 2006, 4, 29 }, { 2013, 4, 30 }, { 2014, 4, 26 }, { 2015, 4, 27 },
		{ 2025, 4, 26 }, { 2026, 4, 27 }, { 2031, 4, 26 } };
	struct holiday_set set = everything();

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(
			date_days(one(&set, known[i][0], HOLIDAY_KINGS_DAY).date),
			day(known[i][0], known[i][1], known[i][2]));
	for (int year = 1949; year <= 2200; year++)
		assert_int_not_equal(
			date_weekday(one(&set, year, HOLIDAY_KINGS_DAY).date), 7);
}

/* A year is in order of date, complete, and every day of it is found again. */
static void a_year_is_sorted_and_complete(void **state)
{
	struct holiday_set set = everything();

	(void)state;
	for (int year = 1946; year <= 2200; year++) {
		struct holiday all[HOLIDAYS_MAX];
		size_t n = holiday_year(&set, year, all), found = 0, distinct = 1;

		assert_int_equal(n, HOLIDAY_KINDS_COUNT);
		for (size_t i = 1; i < n; i++) {
			int64_t step =
				date_days(all[i].date) - date_days(all[i - 1].date);

			assert_true(step >= 0);
			distinct += step > 0;
		}
		for (int64_t d = day(year, 1, 1); d < day(year + 1, 1, 1); d++) {
			struct holiday h;

			found += holiday_on(&set, date_from_days(d), &h);
		}
		assert_int_equal(found, distinct);
	}
}

/* 2026 as the almanac prints it. */
static void the_year_2026(void **state)
{
	static const int almanac[][2] = { { 1, 1 }, { 4, 5 }, { 4, 6 }, { 4, 27 },
		{ 5, 5 }, { 5, 14 }, { 5, 24 }, { 5, 25 }, { 12, 25 }, { 12, 26 } };
	struct holiday_set set = holiday_default_set();
	struct holiday all[HOLIDAYS_MAX];
	size_t n = holiday_year(&set, 2026, all);

	(void)state;
	assert_int_equal(n, sizeof almanac / sizeof *almanac);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(all[i].date.month, almanac[i][0]);
		assert_int_equal(all[i].date.day, almanac[i][1]);
	}
}

/* Weights choose: 0 leaves a day out; on a shared day the heavier one answers. */
static void the_set_decides(void **state)
{
	struct holiday_set set = holiday_default_set();
	struct holiday h = { .weight_percent = 0 };

	(void)state;
	assert_false(holiday_on(&set, (struct date){ 2026, 4, 3 }, &h));
	set.weight_percent[HOLIDAY_GOOD_FRIDAY] = 50;
	assert_true(holiday_on(&set, (struct date){ 2026, 4, 3 }, &h));
	assert_int_equal(h.weight_percent, 50);

	set.weight_percent[HOLIDAY_LIBERATION_DAY] = 80;
	assert_true(holiday_on(&set, (struct date){ 2016, 5, 5 }, &h));
	assert_int_equal(h.kind, HOLIDAY_ASCENSION_DAY);
	set.weight_percent[HOLIDAY_LIBERATION_DAY] = 150;
	assert_true(holiday_on(&set, (struct date){ 2016, 5, 5 }, &h));
	assert_int_equal(h.kind, HOLIDAY_LIBERATION_DAY);

	set.liberation_every_years = 5;
	assert_true(holiday_on(&set, (struct date){ 2025, 5, 5 }, &h));
	assert_false(holiday_on(&set, (struct date){ 2026, 5, 5 }, &h));
	assert_false(holiday_on(&set, (struct date){ 1945, 5, 5 }, &h));
}

/* Days of one's own: every year, or once; 29 February in leap years only. */
static void own_days_count(void **state)
{
	struct holiday_set set = { .liberation_every_years = 1 };
	struct holiday all[HOLIDAYS_MAX], h;

	(void)state;
	set.own[set.own_n++] =
		(struct holiday_own){ "Oudejaarsdag", { 2020, 12, 31 }, true, 100 };
	set.own[set.own_n++] =
		(struct holiday_own){ "Kermis", { 2027, 7, 5 }, false, 50 };
	set.own[set.own_n++] =
		(struct holiday_own){ "Schrikkeldag", { 2024, 2, 29 }, true, 100 };
	set.own[set.own_n++] =
		(struct holiday_own){ "Telt niet", { 2024, 3, 1 }, true, 0 };
	assert_int_equal(holiday_year(&set, 2026, all), 1);
	assert_int_equal(holiday_year(&set, 2027, all), 2);
	assert_string_equal(all[0].own->name, "Kermis");
	assert_int_equal(all[0].weight_percent, 50);
	assert_int_equal(all[1].date.day, 31);
	assert_int_equal(holiday_year(&set, 2028, all), 2);
	assert_true(holiday_on(&set, (struct date){ 2028, 2, 29 }, &h));
	assert_false(holiday_on(&set, (struct date){ 2026, 3, 1 }, &h));
}

/* Every day has a name in both languages; Dutch is the fallback. */
static void days_have_names(void **state)
{
	(void)state;
	assert_string_equal(holiday_name(HOLIDAY_KINGS_DAY, "nl"), "Koningsdag");
	assert_string_equal(holiday_name(HOLIDAY_KINGS_DAY, "en"), "King's Day");
	assert_string_equal(
		holiday_name(HOLIDAY_ASCENSION_DAY, "fy"), "Hemelvaartsdag");
	for (int k = 0; k < HOLIDAY_KINDS_COUNT; k++)
		assert_true(strlen(holiday_word((enum holiday_kind)k)) < 32
			    && strlen(holiday_name((enum holiday_kind)k, "nl")) > 5
			    && strcmp(holiday_name((enum holiday_kind)k, "nl"),
				       holiday_name((enum holiday_kind)k, "en"))
				       != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oracle_knows_known_years),
		cmocka_unit_test(movable_days_follow_easter),
		cmocka_unit_test(the_kings_day_avoids_sundays),
		cmocka_unit_test(a_year_is_sorted_and_complete),
		cmocka_unit_test(the_year_2026),
		cmocka_unit_test(the_set_decides),
		cmocka_unit_test(own_days_count),
		cmocka_unit_test(days_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
