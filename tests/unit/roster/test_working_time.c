/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules of working time in cases that a person can check by hand. Comparison with
 * naive rules on random rosters: test_working_time_oracle.c. */
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/rules/working_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DUTIES = 120, HOUR = 3600000, DAY = 86400000 };

struct world {
	struct working_time_duty duty[DUTIES];
	struct span shift[DUTIES];
	struct span call[DUTIES];
	struct working_time given;
	struct working_time_breaches found;
};

static struct instant local(int year, int month, int d, int minute)
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

static void start(struct world *w)
{
	*w = (struct world){ .given = { .person_id = 7,
				     .usual_week_minutes = -1,
				     .duty = w->duty,
				     .shift = w->shift,
				     .call = w->call,
				     .from = local(2026, 1, 5, 0),
				     .to = local(2027, 1, 4, 0) } };
}

static void add_duty(struct world *w, struct instant from, struct instant to)
{
	assert_true(w->given.duties < DUTIES);
	w->duty[w->given.duties++] =
		(struct working_time_duty){ from, to, INSTANT_NEVER };
}

static void add_shift(struct world *w, struct instant from, int64_t minutes_long)
{
	assert_true(w->given.shifts < DUTIES);
	w->shift[w->given.shifts++] =
		(struct span){ from, { from.ms + minutes_long * 60000 } };
}

static void add_call(struct world *w, struct instant from, int64_t minutes_long)
{
	assert_true(w->given.calls < DUTIES);
	w->call[w->given.calls++] =
		(struct span){ from, { from.ms + minutes_long * 60000 } };
}

/* One week in n on duty, Monday 09:00 to Monday 09:00, for `weeks` weeks from the
 * Monday year-month-d. */
static void add_ring(struct world *w, int year, int month, int d, int n, int weeks)
{
	for (int week = 0; week < weeks; week += n)
		add_duty(w, local(year, month, d + 7 * week, 540),
			local(year, month, d + 7 * week + 7, 540));
}

static void judge(struct world *w, enum working_time_rule rule)
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

static void assert_free_days(
	struct world *w, enum working_time_rule rule, size_t breaches, int64_t actual)
{
	int64_t least = 100;

	judge(w, rule);
	assert_int_equal(w->found.n, breaches);
	for (size_t i = 0; i < w->found.n; i++) {
		const struct working_time_breach *b = &w->found.item[i];

		least = b->actual < least ? b->actual : least;
		assert_int_equal(b->until.ms - b->from.ms, INT64_C(28) * DAY);
	}
	if (breaches > 0)
		assert_int_equal(least, actual);
	working_time_breaches_fini(&w->found);
}

/* A2: rings of 1 in 2 and 1 in 3 weeks stand exactly on the limit in a season without
 * clock change; one extra day breaks it. 1 in 4 has room. */
static void a2_rings(void **state)
{
	struct world w;

	(void)state;
	for (int n = 2; n <= 6; n++) {
		start(&w);
		add_ring(&w, 2026, 4, 6, n, 24);
		assert_free_days(&w, WORKING_TIME_A2, 0, 0);
		/* A whole day more, on the Wednesday of a free week. */
		add_duty(&w, local(2026, 6, 17, 540), local(2026, 6, 18, 540));
		if (n == 2) /* that one is free in this ring: week 10 is not */
			add_duty(&w, local(2026, 6, 24, 540), local(2026, 6, 25, 540));
		assert_free_days(&w, WORKING_TIME_A2, n <= 3 ? 1 : 0, 13);
		working_time_breaches_fini(&w.found);
	}
}

/* A2: every week on duty leaves nothing. */
static void a2_without_any_rest(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_ring(&w, 2026, 4, 6, 1, 8);
	judge(&w, WORKING_TIME_A2);
	assert_true(w.found.n >= 2);
	assert_int_equal(w.found.item[0].actual, 0);
	assert_int_equal(w.found.item[0].allowed, 14);
	assert_int_equal(w.found.item[0].unit, WORKING_TIME_PERIODS);
	working_time_breaches_fini(&w.found);
}

/* A2 counts 24 hours, not calendar days: the free week of 167 hours in March holds only
 * six, so a ring of 1 in 2 or 1 in 3 breaks the rule there and 1 in 4 does not. */
static void a2_in_the_week_of_the_clock_change(void **state)
{
	struct world w;

	(void)state;
	for (int n = 2; n <= 4; n++) {
		start(&w);
		/* The duty weeks end before and begin after 23-29 March. */
		add_ring(&w, 2026, 3, 16, n, 12);
		assert_free_days(&w, WORKING_TIME_A2, n <= 3 ? 1 : 0, 13);
	}
}

/* A3: work counts too: on duty in the weekends and at work on Mondays to Fridays leaves
 * no 48 hours; without the shifts there are plenty. */
static void a3_work_takes_the_rest_away(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	for (int week = 0; week < 6; week++)
		add_duty(&w, local(2026, 5, 8 + 7 * week, 17 * 60),
			local(2026, 5, 11 + 7 * week, 9 * 60));
	assert_free_days(&w, WORKING_TIME_A3, 0, 0);
	for (int d = 0; d < 42; d++)
		if (d % 7 < 5)
			add_shift(&w, local(2026, 5, 4 + d, 540), 480);
	judge(&w, WORKING_TIME_A3);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 2);
	assert_true(w.found.item[0].actual < 2);
	working_time_breaches_fini(&w.found);
}

/* A3: 48 hours to the millisecond are enough, one less is not. */
static void a3_is_exact(void **state)
{
	struct world w;

	(void)state;
	for (int64_t missing = 0; missing < 2; missing++) {
		struct instant free_from = local(2026, 5, 18, 540);

		start(&w);
		add_duty(&w, local(2026, 5, 1, 0), free_from);
		add_duty(&w, (struct instant){ free_from.ms + 96 * HOUR - missing },
			local(2026, 6, 15, 0));
		w.given.from = free_from;
		w.given.to.ms = free_from.ms + 1;
		judge(&w, WORKING_TIME_A3);
		assert_int_equal(w.found.n, missing);
		if (missing > 0)
			assert_int_equal(w.found.item[0].actual, 1);
		working_time_breaches_fini(&w.found);
	}
}

/* A1: a duty before the 18th birthday, up to that midnight. */
static void a1_is_for_adults(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_ring(&w, 2026, 6, 1, 4, 8);
	judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 0);
	w.given.adult_on = (struct date){ 2026, 6, 4 };
	judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].from.ms, local(2026, 6, 1, 540).ms);
	assert_int_equal(w.found.item[0].until.ms, local(2026, 6, 4, 0).ms);
	assert_int_equal(w.found.item[0].actual, 17);
	w.given.adult_on = (struct date){ 2027, 6, 2 };
	judge(&w, WORKING_TIME_A1);
	assert_int_equal(w.found.n, 2);
	assert_int_equal(w.found.item[0].actual, 16);
	assert_int_equal(w.found.item[1].actual, 17);
	working_time_breaches_fini(&w.found);
}

/* A4: 11 hours before and 14 hours after a night shift; an hour in the night does not
 * make a night shift, a minute more does. */
static void a4_around_night_shifts(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_duty(&w, local(2026, 5, 4, 540), local(2026, 5, 11, 540));
	add_shift(&w, local(2026, 5, 6, 17 * 60), 8 * 60); /* until 01:00 */
	judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	w.shift[0].ends.ms += 60000;
	judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 2);
	assert_int_equal(w.found.item[0].from.ms, local(2026, 5, 6, 6 * 60).ms);
	assert_int_equal(w.found.item[0].until.ms, local(2026, 5, 6, 17 * 60).ms);
	assert_int_equal(w.found.item[0].actual, 11 * 60);
	assert_int_equal(w.found.item[1].from.ms, local(2026, 5, 7, 61).ms);
	assert_int_equal(w.found.item[1].actual, 14 * 60);
	assert_int_equal(w.found.item[1].allowed, 0);
	working_time_breaches_fini(&w.found);
}

/* A4 in the night of the clock change: from midnight to 02:00 old time and 03:00 to
 * 03:30 new time is an hour and a half on the wall but the night has five hours. */
static void a4_counts_true_hours(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_duty(&w, local(2026, 3, 29, 8 * 60), local(2026, 3, 30, 9 * 60));
	add_shift(&w, local(2026, 3, 28, 22 * 60), 180); /* until 01:00 */
	judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	/* 05:00 to 06:00 that morning is an hour; 04:59 would be more. */
	w.shift[0] = (struct span){ local(2026, 3, 29, 300), local(2026, 3, 29, 420) };
	judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 0);
	w.shift[0].starts = local(2026, 3, 29, 299);
	judge(&w, WORKING_TIME_A4);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].from.ms, local(2026, 3, 29, 480).ms);
	working_time_breaches_fini(&w.found);
}

/* A5: exactly 13 hours in 24 is allowed, a minute more is not; a call-out of ten
 * minutes counts half an hour. */
static void a5_work_in_a_day(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_shift(&w, local(2026, 5, 6, 8 * 60), 12 * 60 + 30);
	add_call(&w, local(2026, 5, 7, 3 * 60), 10);
	judge(&w, WORKING_TIME_A5);
	assert_int_equal(w.found.n, 0);
	w.call[0].ends.ms += 21 * 60000;
	judge(&w, WORKING_TIME_A5);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 13 * 60 + 1);
	assert_int_equal(w.found.item[0].allowed, 13 * 60);
	working_time_breaches_fini(&w.found);
}

static size_t nights_reported(struct world *w, bool between_working_days)
{
	struct working_time_config config = { .severity = { SEVERITY_OFF } };
	struct err e;
	size_t worst = 0;

	config.severity[WORKING_TIME_A6] = SEVERITY_WARNING;
	config.count_between_working_days = between_working_days;
	assert_int_equal(working_time_check(&w->given, &config, &w->found, &e), ERR_OK);
	for (size_t i = 0; i < w->found.n; i++) {
		assert_int_equal(w->found.item[i].unit, WORKING_TIME_NIGHTS);
		assert_int_equal(w->found.item[i].allowed, 15);
		if ((size_t)w->found.item[i].actual > worst)
			worst = (size_t)w->found.item[i].actual;
	}
	working_time_breaches_fini(&w->found);
	return worst;
}

/* A6: rings of 1 in 6 and 1 in 7 reach 21 nights in 16 weeks, 1 in 8 stays below 16.
 * Counted between working days a week is 5 times, so 15 in 1 in 6: just below. */
static void a6_rings(void **state)
{
	struct world w;

	(void)state;
	for (int n = 4; n <= 9; n++) {
		start(&w);
		add_ring(&w, 2026, 1, 5, n, 45);
		assert_int_equal(nights_reported(&w, false), n == 4   ? 28
							     : n == 5 ? 28
							     : n < 8  ? 21
								      : 0);
		/* In 1 in 4 a weekend may stand at either end of the window. */
		assert_int_equal(nights_reported(&w, true), n == 4   ? 21
							    : n == 5 ? 20
								     : 0);
	}
	/* One more week tips it. */
	start(&w);
	add_ring(&w, 2026, 1, 5, 6, 45);
	add_duty(&w, local(2026, 2, 2, 540), local(2026, 2, 9, 540));
	assert_int_equal(nights_reported(&w, true), 20);
}

/* A6 and A7: with the hours known, 40 is the limit, or 45 when every night call was
 * followed by 8 hours of rest, at once or in the 18 hours from 06:00. */
static void a6_and_a7_with_known_hours(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_ring(&w, 2026, 1, 5, 6, 45);
	w.given.usual_week_minutes = 40 * 60;
	judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0);
	w.given.usual_week_minutes = 43 * 60;
	judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0); /* no call at night: rested */
	judge(&w, WORKING_TIME_A7);
	assert_int_equal(w.found.n, 0);
	w.given.usual_week_minutes = 46 * 60;
	judge(&w, WORKING_TIME_A7);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 45 * 60);
	assert_int_equal(w.found.item[0].actual, 46 * 60);

	/* A call at 05:00, and others that leave less than 8 hours until midnight. */
	w.given.usual_week_minutes = 43 * 60;
	add_call(&w, local(2026, 2, 18, 5 * 60), 60);
	judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0);
	add_call(&w, local(2026, 2, 18, 13 * 60 + 30), 60);
	judge(&w, WORKING_TIME_A6);
	assert_int_equal(w.found.n, 0); /* 14:30 to 24:00 */
	add_call(&w, local(2026, 2, 18, 20 * 60), 60);
	judge(&w, WORKING_TIME_A6);
	assert_true(w.found.n > 0);
	assert_int_equal(w.found.item[0].allowed, 40 * 60);
	working_time_breaches_fini(&w.found);
}

/* A8: at least half an hour each; within half an hour the time between is work. */
static void a8_books_call_outs(void **state)
{
	static const struct {
		int from[3], to[3]; /* minutes; to 0: no more */
		int booked_from[3], booked_to[3];
	} cases[] = {
		{ { 0 }, { 5 }, { 0 }, { 30 } },
		{ { 0 }, { 45 }, { 0 }, { 45 } },
		{ { 0, 35 }, { 5, 40 }, { 0 }, { 40 } },
		{ { 0, 36 }, { 5, 40 }, { 0, 36 }, { 30, 66 } },
		{ { 0, 90, 100 }, { 60, 95, 200 }, { 0 }, { 200 } },
		{ { 50, 0, 20 }, { 60, 90, 30 }, { 0 }, { 90 } },
		{ { 10, 300 }, { 10, 301 }, { 300 }, { 330 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span call[3];
		struct spans booked;
		struct err e;
		size_t n = 0, want = 0;

		for (; n < 3 && cases[i].to[n] > 0; n++)
			call[n] = (struct span){ { cases[i].from[n] * 60000 },
				{ cases[i].to[n] * 60000 } };
		while (want < 3 && cases[i].booked_to[want] > 0)
			want++;
		assert_int_equal(working_time_book(call, n, &booked, &e), ERR_OK);
		assert_int_equal(booked.n, want);
		for (size_t j = 0; j < want; j++) {
			assert_int_equal(booked.item[j].starts.ms,
				cases[i].booked_from[j] * 60000);
			assert_int_equal(
				booked.item[j].ends.ms, cases[i].booked_to[j] * 60000);
		}
		spans_fini(&booked);
	}
}

/* B1: a shift, a week, four weeks, sixteen weeks; the limit itself is allowed. */
static void b1_normal_limits(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_shift(&w, local(2026, 5, 6, 480), 12 * 60);
	judge(&w, WORKING_TIME_B1_SHIFT);
	assert_int_equal(w.found.n, 0);
	w.shift[0].ends.ms += 1;
	judge(&w, WORKING_TIME_B1_SHIFT);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 12 * 60 + 1);

	working_time_breaches_fini(&w.found);
	start(&w);
	for (int d = 0; d < 6; d++)
		add_shift(&w, local(2026, 5, 4 + d, 480), 10 * 60);
	judge(&w, WORKING_TIME_B1_WEEK);
	assert_int_equal(w.found.n, 0);
	add_call(&w, local(2026, 5, 10, 600), 1);
	judge(&w, WORKING_TIME_B1_WEEK);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 60 * 60 + 30);

	working_time_breaches_fini(&w.found);
	start(&w);
	w.given.usual_week_minutes = 48 * 60;
	judge(&w, WORKING_TIME_B1_SIXTEEN);
	assert_int_equal(w.found.n, 0);
	add_call(&w, local(2026, 6, 1, 600), 480);
	judge(&w, WORKING_TIME_B1_SIXTEEN);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 48 * 60 + 30);
	w.given.usual_week_minutes = 54 * 60;
	judge(&w, WORKING_TIME_B1_FOUR);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 56 * 60);
	working_time_breaches_fini(&w.found);
}

/* C1 counts local days: 28 are enough, also when the clock changes between. */
static void c1_known_in_time(void **state)
{
	struct world w;

	(void)state;
	start(&w);
	add_duty(&w, local(2026, 4, 6, 540), local(2026, 4, 13, 540));
	judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = local(2026, 3, 9, 23 * 60);
	judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = local(2026, 3, 10, 0);
	judge(&w, WORKING_TIME_C1);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 27);
	assert_int_equal(w.found.item[0].allowed, 28);
	judge(&w, WORKING_TIME_C1_TIMES);
	assert_int_equal(w.found.n, 0);
	w.duty[0].published = local(2026, 4, 3, 0);
	judge(&w, WORKING_TIME_C1_TIMES);
	assert_int_equal(w.found.n, 1);
	assert_int_equal(w.found.item[0].actual, 3);
	working_time_breaches_fini(&w.found);
}

/* A rule that is off reports nothing; an empty period has nothing to report. */
static void severity_is_a_setting(void **state)
{
	struct working_time_config config = working_time_default();
	struct world w;
	struct err e;
	bool seen[WORKING_TIME_RULES_COUNT] = { false };

	(void)state;
	start(&w);
	add_ring(&w, 2026, 4, 6, 1, 20);
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	for (size_t i = 0; i < w.found.n; i++) {
		seen[w.found.item[i].rule] = true;
		assert_int_equal(w.found.item[i].severity,
			config.severity[w.found.item[i].rule]);
	}
	assert_true(seen[WORKING_TIME_A2] && seen[WORKING_TIME_A3]
		    && seen[WORKING_TIME_A6]);
	assert_int_equal(config.severity[WORKING_TIME_A2], SEVERITY_ERROR);
	assert_int_equal(config.severity[WORKING_TIME_A6], SEVERITY_WARNING);
	working_time_breaches_fini(&w.found);
	config.severity[WORKING_TIME_A2] = SEVERITY_OFF;
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	for (size_t i = 0; i < w.found.n; i++)
		assert_int_not_equal(w.found.item[i].rule, WORKING_TIME_A2);
	working_time_breaches_fini(&w.found);
	w.given.to = w.given.from;
	assert_int_equal(working_time_check(&w.given, &config, &w.found, &e), ERR_OK);
	assert_int_equal(w.found.n, 0);
}

/* Words carry both numbers and the article, in two languages. */
static void breaches_have_words(void **state)
{
	struct working_time_breach b = { .rule = WORKING_TIME_A2,
		.unit = WORKING_TIME_PERIODS,
		.allowed = 14,
		.actual = 12 };
	char text[WORKING_TIME_WORDS];

	(void)state;
	assert_string_equal(working_time_words(&b, "nl", text),
		"In 28 dagen 12 keer 24 uur zonder piket; het moet minstens 14 keer"
		" (Arbeidstijdenwet 5:9 lid 2a).");
	assert_string_equal(working_time_id(b.rule), "A2");
	b = (struct working_time_breach){ .rule = WORKING_TIME_A5,
		.unit = WORKING_TIME_MINUTES,
		.allowed = 780,
		.actual = 785 };
	assert_string_equal(working_time_words(&b, "en", text),
		"13:05 hours of work within 24 hours, call-outs included; at most 13:00"
		" (Arbeidstijdenwet 5:9 lid 4).");
	for (int rule = 0; rule < WORKING_TIME_RULES_COUNT; rule++) {
		b.rule = (enum working_time_rule)rule;
		for (int unit = WORKING_TIME_YEARS; unit <= WORKING_TIME_DAYS; unit++) {
			b.unit = (enum working_time_unit)unit;
			for (int i = 0; i < 2; i++) {
				const char *s = working_time_words(
					&b, i == 0 ? "nl" : "en", text);

				assert_true(strlen(s) > 40);
				assert_null(strchr(s, '%'));
				assert_string_equal(s + strlen(s) - 2, ").");
			}
		}
	}
}

/* Out of memory is an error at every allocation, and leaks nothing. */
static void memory_may_fail(void **state)
{
	struct working_time_config config = working_time_default();
	struct world w;
	struct err e;
	long n = 0;

	(void)state;
	start(&w);
	add_ring(&w, 2026, 4, 6, 1, 20);
	add_shift(&w, local(2026, 5, 6, 480), 13 * 60);
	add_call(&w, local(2026, 5, 6, 1320), 13);
	for (bool fired = true; fired;) {
		enum err_code code;

		(void)alloc_fail_at(++n, 0);
		code = working_time_check(&w.given, &config, &w.found, &e);
		fired = alloc_fail_at(0, 0) != 0;
		assert_int_equal(code, fired ? ERR_NOMEM : ERR_OK);
		working_time_breaches_fini(&w.found);
	}
	assert_true(n > 8);
}

static int amsterdam(void **state)
{
	struct err e;

	(void)state;
	return zone_init("Europe/Amsterdam", &e) == ERR_OK ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a1_is_for_adults),
		cmocka_unit_test(a2_rings),
		cmocka_unit_test(a2_without_any_rest),
		cmocka_unit_test(a2_in_the_week_of_the_clock_change),
		cmocka_unit_test(a3_work_takes_the_rest_away),
		cmocka_unit_test(a3_is_exact),
		cmocka_unit_test(a4_around_night_shifts),
		cmocka_unit_test(a4_counts_true_hours),
		cmocka_unit_test(a5_work_in_a_day),
		cmocka_unit_test(a6_rings),
		cmocka_unit_test(a6_and_a7_with_known_hours),
		cmocka_unit_test(a8_books_call_outs),
		cmocka_unit_test(b1_normal_limits),
		cmocka_unit_test(c1_known_in_time),
		cmocka_unit_test(severity_is_a_setting),
		cmocka_unit_test(breaches_have_words),
		cmocka_unit_test(memory_may_fail),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
