/* SPDX-License-Identifier: EUPL-1.2 */
/* The calendar against a plain walk from day to day, and RFC 3339 text. */
#include "base/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_length(int y, int m)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return lengths[m - 1] + (m == 2 && is_leap(y));
}

/* Day by day from 1970 to 2200: numbers, weekdays and ISO weeks as a calendar on the
 * wall has them. */
static void days_follow_each_other(void **state)
{
	struct date d = { 1970, 1, 1 };
	int64_t n = 0;
	int weekday = 4, week = 1, week_year = 1970;

	(void)state;
	while (d.year < 2200) {
		struct date back = date_from_days(n);
		int iso_year, iso_week;

		assert_true(date_valid(d));
		assert_int_equal(date_days(d), n);
		assert_memory_equal(&back, &d, sizeof d);
		assert_int_equal(date_weekday(d), weekday);
		if (weekday == 1) { /* a week belongs to the year of its Thursday */
			struct date thursday = date_from_days(n + 3);

			week = thursday.year == week_year ? week + 1 : 1;
			week_year = thursday.year;
		}
		date_iso_week(d, &iso_year, &iso_week);
		assert_int_equal(iso_year, week_year);
		assert_int_equal(iso_week, week);
		n++;
		weekday = weekday % 7 + 1;
		if (++d.day > month_length(d.year, d.month)) {
			d.day = 1;
			if (++d.month > 12) {
				d.month = 1;
				d.year++;
			}
		}
	}
}

static void dates_that_do_not_exist(void **state)
{
	static const struct date wrong[] = { { 2026, 2, 29 }, { 2100, 2, 29 },
		{ 2026, 4, 31 }, { 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 },
		{ 2026, 1, 32 }, { 1969, 12, 31 }, { 2200, 1, 1 }, { -1, 1, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(date_valid(wrong[i]));
	assert_true(date_valid((struct date){ 2028, 2, 29 }));
	assert_true(date_valid((struct date){ 2000, 2, 29 }));
}

/* Easter Sundays as almanacs print them. */
static void easter(void **state)
{
	static const struct date known[] = { { 2000, 4, 23 }, { 2008, 3, 23 },
		{ 2011, 4, 24 }, { 2019, 4, 21 }, { 2024, 3, 31 }, { 2025, 4, 20 },
		{ 2026, 4, 5 }, { 2027, 3, 28 }, { 2038, 4, 25 } };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct date d = date_easter(known[i].year);

		assert_memory_equal(&d, &known[i], sizeof d);
	}
	for (int y = 1970; y < 2200; y++)
		assert_int_equal(date_weekday(date_easter(y)), 7);
}

static void texts_come_back(void **state)
{
	char text[INSTANT_TEXT], day[DATE_TEXT];
	struct instant back;
	struct date d;
	struct err e = { 0 };

	(void)state;
	for (int64_t ms = 0; ms < INSTANT_MAX.ms; ms += INT64_C(7777777777)) {
		struct instant t = { ms - ms % (ms % 3 == 0 ? 1000 : 1) };

		assert_int_equal(
			instant_parse(instant_format(t, text), &back, &e), ERR_OK);
		assert_int_equal(back.ms, t.ms);
		assert_int_equal(
			date_parse(date_format(civil_from_ms(t.ms).date, day), &d, &e),
			ERR_OK);
		assert_int_equal(date_days(d), t.ms / 86400000);
	}
	assert_string_equal(
		instant_format((struct instant){ 0 }, text), "1970-01-01T00:00:00Z");
	assert_string_equal(instant_format((struct instant){ 7 }, text),
		"1970-01-01T00:00:00.007Z");
}

static void offsets_and_fractions(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = { { "1970-01-01T00:00:01Z", 1000 },
		{ "1970-01-01t00:00:01z", 1000 }, { "1970-01-01T01:00:00+01:00", 0 },
		{ "1970-01-01T00:00:00.5-00:30", 1800500 },
		{ "1970-01-01T00:00:00.123999Z", 123 } };
	static const char *const wrong[] = { "", "1970-01-01", "1970-01-01T00:00:00",
		"1970-01-01T00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
		"1970-01-01T23:59:60Z", "1970-02-30T00:00:00Z", "1969-12-31T23:59:59Z",
		"1970-01-01T00:00:00Z ", "1970-01-01T00:00:00.Z",
		"1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+1:00",
		"1970-01-01T00:30:00+01:00", "2200-01-01T00:00:00Z",
		"+970-01-01T00:00:00Z", "1970-1-01T00:00:00Z", "1970-01-01T-1:00:00Z" };
	struct instant t;
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(instant_parse(cases[i].text, &t, &e), ERR_OK);
		assert_int_equal(t.ms, cases[i].ms);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (instant_parse(wrong[i], &t, &e) == ERR_OK)
			fail_msg("'%s' was taken", wrong[i]);
}

static void dates_as_text(void **state)
{
	static const char *const wrong[] = { "", "2026-1-01", "26-01-01", "2026-01-01 ",
		"2026/01/01", "2026-02-29", "2026-01-0a", "+026-01-01" };
	struct date d;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(date_parse("2028-02-29", &d, &e), ERR_OK);
	assert_int_equal(d.day, 29);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (date_parse(wrong[i], &d, &e) == ERR_OK)
			fail_msg("'%s' was taken", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(dates_that_do_not_exist),
		cmocka_unit_test(easter),
		cmocka_unit_test(texts_come_back),
		cmocka_unit_test(offsets_and_fractions),
		cmocka_unit_test(dates_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
