/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates and times as spreadsheets write them.
 *
 * Mutations: the day need not exist (date_valid); ZONE_FIRST instead of ZONE_REJECT;
 * what stands behind a date is not looked at. */
#include "roster/import/local_text.h"

#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void dates_are_read(void **state)
{
	static const char *const good[] = { "2026-03-29", "29-3-2026", "29-03-2026" };
	static const char *const bad[] = { "", "29-3-26", "2026-3-29", "2026-02-29",
		"31-04-2026", "29/3/2026", "2026-03-29 ", " 2026-03-29", "3-29-2026",
		"00-01-2026", "20260329", "2026-03-29x", "-1-1-2026", "029-03-2026",
		"29-003-2026", "29-03-02026", "2026-03-029", "02026-03-29" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct date d;
		struct err e;

		if (local_date_parse(good[i], &d, &e) != ERR_OK)
			fail_msg("%s: %s", good[i], e.msg);
		assert_int_equal(d.year, 2026);
		assert_int_equal(d.month, 3);
		assert_int_equal(d.day, 29);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct date d;
		struct err e;

		if (local_date_parse(bad[i], &d, &e) == ERR_OK)
			fail_msg("taken: '%s'", bad[i]);
	}
}

static void times_are_read(void **state)
{
	static const struct {
		const char *text, *is;
	} good[] = {
		{ "2026-01-05 09:00", "2026-01-05T08:00:00Z" },
		{ "5-1-2026 9:00", "2026-01-05T08:00:00Z" },
		{ "2026-07-05T09:00", "2026-07-05T07:00:00Z" },
		{ "05-07-2026 09:00:30", "2026-07-05T07:00:30Z" },
		{ "2026-01-05T09:00:00+01:00", "2026-01-05T08:00:00Z" },
		{ "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z" },
	};
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "", "must be a time" },
		{ "2026-01-05", "must be a time" },
		{ "2026-01-05 24:00", "must be a time" },
		{ "2026-01-05 9:60", "must be a time" },
		{ "2026-01-05 9", "must be a time" },
		{ "2026-01-05 9:00 uur", "must be a time" },
		{ "2026-01-05  9:00", "must be a time" },
		{ "2026-03-29 02:30", "give it with its offset" }, /* does not exist */
		{ "2026-10-25 02:30", "give it with its offset" }, /* exists twice */
		{ "1-1-1900 9:00", "must be a time" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char text[INSTANT_TEXT];
		struct instant t;
		struct err e;

		if (local_time_parse(good[i].text, &t, &e) != ERR_OK)
			fail_msg("%s: %s", good[i].text, e.msg);
		assert_string_equal(instant_format(t, text), good[i].is);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct instant t;
		struct err e;

		if (local_time_parse(bad[i].text, &t, &e) == ERR_OK)
			fail_msg("taken: '%s'", bad[i].text);
		if (strstr(e.msg, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].text, e.msg);
	}
}

static int set_zone(void **state)
{
	struct err e;

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(times_are_read),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
