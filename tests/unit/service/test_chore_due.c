/* SPDX-License-Identifier: EUPL-1.2 */
/* When a chore is due, against a walk minute by minute through the nights in which the
 * clock is changed.
 *
 * Mutations: daily is 24 hours later; a failure waits for the next day; a record of the
 * future is believed. */
#include "service/chore/chore.h"

#include "base/random.h"
#include "base/zone.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct instant never = { 0 };

static struct instant at(int month, int day, int hour, int minute)
{
	const struct civil c = {
		.date = { 2026, month, day }, .hour = hour, .minute = minute
	};
	struct instant t;
	struct err e;

	assert_int_equal(zone_to_instant(c, ZONE_FIRST, &t, &e), ERR_OK);
	return t;
}

static int64_t local_minute(int64_t ms)
{
	return civil_ms(zone_to_civil((struct instant){ ms })) / 60000;
}

/* The first minute after t at which the clock reads the daily minute, or has just
 * passed over it. */
static int64_t walked(int64_t t, int daily)
{
	for (t = t - t % 60000 + 60000;; t += 60000) {
		const int64_t now = local_minute(t), before = local_minute(t - 60000);

		for (int64_t m = before + 1; m <= now; m++)
			if (m % 1440 == daily)
				return t;
	}
}

static void daily_is_by_the_clock_on_the_wall(void **state)
{
	const int64_t nights[] = { at(3, 28, 12, 0).ms, at(10, 24, 12, 0).ms,
		at(7, 1, 12, 0).ms };
	struct prng p;

	(void)state;
	prng_init(&p, 1);
	for (int i = 0; i < 600; i++) {
		struct chore chore = { .daily_minute = (int)prng_below(&p, 1440) };
		struct chore_record record = {
			.ran_at = { nights[i % 3]
				    + (int64_t)prng_below(&p, 36 * 3600) * 1000 }
		};
		const struct instant now = { record.ran_at.ms + 1000 };
		int64_t expected = walked(record.ran_at.ms, chore.daily_minute);

		/* what comes a second time that night was done the first time */
		if (local_minute(expected) == local_minute(expected - 3600000))
			expected = walked(expected, chore.daily_minute);
		assert_int_equal(chore_due(&chore, &record, never, now).ms, expected);
	}
}

static void what_never_ran_is_due_from_the_start(void **state)
{
	const struct instant start = at(7, 1, 12, 0), now = at(7, 1, 12, 5);
	const struct chore daily = { .daily_minute = 255 },
			   often = { .every_seconds = 60 };
	const struct chore_record none = { 0 };

	(void)state;
	assert_int_equal(chore_due(&daily, &none, start, now).ms, at(7, 2, 4, 15).ms);
	assert_int_equal(chore_due(&often, &none, start, now).ms, start.ms);
	/* the clock was set back since the start */
	assert_int_equal(chore_due(&often, &none, now, start).ms, start.ms);
}

static void what_failed_is_tried_again_later_and_later(void **state)
{
	static const int64_t waits[] = { 60, 120, 240, 480, 960, 1920, 3600, 3600 };
	const struct chore daily = { .daily_minute = 255 };
	const struct instant failed = at(7, 1, 4, 15);

	(void)state;
	for (int i = 0; i < (int)(sizeof waits / sizeof *waits); i++) {
		const struct chore_record r = { .ran_at = at(6, 30, 4, 15),
			.failed_at = failed,
			.failures = i + 1 };

		assert_int_equal(chore_due(&daily, &r, never, failed).ms,
			failed.ms + waits[i] * 1000);
	}
}

static void a_record_of_the_future_is_not_believed(void **state)
{
	const struct instant now = at(7, 1, 12, 0);
	const struct chore daily = { .daily_minute = 255 },
			   often = { .every_seconds = 60 };
	const struct chore_record soon = { .ran_at = { now.ms + 1800 * 1000 } },
				  late = { .ran_at = { now.ms + 7200 * 1000 } },
				  failed = { .failed_at = { now.ms + 1 },
					  .failures = 1 };

	(void)state;
	assert_int_equal(chore_due(&often, &soon, never, now).ms, now.ms);
	assert_int_equal(chore_due(&daily, &soon, never, now).ms, at(7, 2, 4, 15).ms);
	assert_int_equal(chore_due(&daily, &late, never, now).ms, now.ms);
	assert_int_equal(chore_due(&daily, &failed, never, now).ms, now.ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(daily_is_by_the_clock_on_the_wall),
		cmocka_unit_test(what_never_ran_is_due_from_the_start),
		cmocka_unit_test(what_failed_is_tried_again_later_and_later),
		cmocka_unit_test(a_record_of_the_future_is_not_believed),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
