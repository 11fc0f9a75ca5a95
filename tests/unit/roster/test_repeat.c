/* SPDX-License-Identifier: EUPL-1.2 */
/* The days on which an activity that repeats falls. */
#include "roster/training/record/series.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The first `count` days, with blanks between. */
static const char *days(struct date first, struct repeat r, int count)
{
	static char text[512];
	char one[DATE_TEXT];

	text[0] = '\0';
	for (int n = 0; n < count; n++) {
		strcat(text, n > 0 ? " " : "");
		strcat(text, date_format(repeat_day(first, &r, n), one));
	}
	return text;
}

static void weeks_are_seven_days_each(void **state)
{
	(void)state;
	assert_string_equal(
		days((struct date){ 2026, 12, 15 },
			(struct repeat){ .every = 2, .unit = REPEAT_WEEK }, 4),
		"2026-12-15 2026-12-29 2027-01-12 2027-01-26");
}

/* A month without that day has its last day instead, and the next month has it again.
 */
static void a_short_month_ends_earlier(void **state)
{
	(void)state;
	assert_string_equal(
		days((struct date){ 2027, 12, 31 },
			(struct repeat){ .every = 1, .unit = REPEAT_MONTH }, 5),
		"2027-12-31 2028-01-31 2028-02-29 2028-03-31 2028-04-30");
	assert_string_equal(
		days((struct date){ 2027, 1, 15 },
			(struct repeat){ .every = 6, .unit = REPEAT_MONTH }, 3),
		"2027-01-15 2027-07-15 2028-01-15");
}

static void the_second_tuesday_stays_the_second_tuesday(void **state)
{
	(void)state;
	assert_string_equal(
		days((struct date){ 2027, 1, 12 },
			(struct repeat){ .every = 1, .unit = REPEAT_MONTH_WEEKDAY }, 4),
		"2027-01-12 2027-02-09 2027-03-09 2027-04-13");
	assert_string_equal(/* a fifth Sunday is the last one */
		days((struct date){ 2027, 1, 31 },
			(struct repeat){ .every = 1, .unit = REPEAT_MONTH_WEEKDAY }, 3),
		"2027-01-31 2027-02-28 2027-03-28");
}

/* Whatever the day it begins with: the weekday is kept, and its number in the month,
 * counted day by day. */
static void weekdays_agree_with_counting(void **state)
{
	const struct repeat r = { .every = 1, .unit = REPEAT_MONTH_WEEKDAY };

	(void)state;
	for (int64_t day = 20000; day < 20800; day++) {
		const struct date first = date_from_days(day);

		for (int n = 1; n <= 12; n++) {
			const struct date d = repeat_day(first, &r, n);
			int which = 0, all = 0, was = (first.day + 6) / 7;

			assert_true(date_valid(d));
			assert_int_equal(d.year * 12 + d.month,
				first.year * 12 + first.month + n);
			for (struct date x = { d.year, d.month, 1 };
				date_valid(x) && x.month == d.month;
				x = date_from_days(date_days(x) + 1)) {
				all += date_weekday(x) == date_weekday(first);
				which += date_weekday(x) == date_weekday(first)
					 && x.day <= d.day;
			}
			assert_int_equal(date_weekday(d), date_weekday(first));
			assert_int_equal(which, was > all ? all : was);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weeks_are_seven_days_each),
		cmocka_unit_test(a_short_month_ends_earlier),
		cmocka_unit_test(the_second_tuesday_stays_the_second_tuesday),
		cmocka_unit_test(weekdays_agree_with_counting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
