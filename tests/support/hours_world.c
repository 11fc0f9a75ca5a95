/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/hours_world.h"

#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int hours_amsterdam(void **state)
{
	struct err e;

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : 1;
}

struct instant hours_local(int year, int month, int d, int minute)
{
	struct civil c = { .date = date_from_days(
				   date_days((struct date){ year, month, d })),
		.hour = minute / 60,
		.minute = minute % 60 };
	struct instant t = INSTANT_MIN;
	struct err e;

	assert_int_equal(zone_to_instant(c, ZONE_FIRST, &t, &e), ERR_OK);
	return t;
}

void hours_start(struct hours_world *w)
{
	*w = (struct hours_world){ .given = { .person_id = 7,
					   .duty = w->duty,
					   .shift = w->shift,
					   .call = w->call,
					   .from = hours_local(2026, 1, 5, 0),
					   .to = hours_local(2027, 1, 4, 0) } };
}

void hours_duty(struct hours_world *w, struct instant from, struct instant to)
{
	assert_true(w->given.duties < HOURS_DUTIES);
	w->duty[w->given.duties++] =
		(struct working_time_duty){ from, to, INSTANT_NEVER };
}

void hours_shift(struct hours_world *w, struct instant from, int64_t minutes_long)
{
	assert_true(w->given.shifts < HOURS_DUTIES);
	w->shift[w->given.shifts++] =
		(struct span){ from, { from.ms + minutes_long * 60000 } };
}

void hours_call(struct hours_world *w, struct instant from, int64_t minutes_long)
{
	assert_true(w->given.calls < HOURS_DUTIES);
	w->call[w->given.calls++] =
		(struct span){ from, { from.ms + minutes_long * 60000 } };
}

void hours_ring(struct hours_world *w, int year, int month, int d, int n, int weeks)
{
	for (int week = 0; week < weeks; week += n)
		hours_duty(w, hours_local(year, month, d + 7 * week, 540),
			hours_local(year, month, d + 7 * week + 7, 540));
}

void hours_usual(struct hours_world *w, int week_minutes)
{
	w->usual = (struct working_time_usual){ -100000, 100000, week_minutes, false };
	w->given.usual = &w->usual;
	w->given.usuals = 1;
}

void hours_judge(struct hours_world *w, enum working_time_rule rule)
{
	struct working_time_config config = { .severity = { SEVERITY_OFF } };
	struct err e;

	config.severity[rule] = SEVERITY_WARNING;
	working_time_breaches_fini(&w->found);
	assert_int_equal(working_time_check(&w->given, &config, &w->found, &e), ERR_OK);
	for (size_t i = 0; i < w->found.n; i++) {
		assert_int_equal(w->found.item[i].rule, rule);
		assert_int_equal(w->found.item[i].person_id, 7);
		assert_int_equal(w->found.item[i].severity, SEVERITY_WARNING);
	}
}
