/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with a roster, out of the database. The sweep itself and the rules of
 * working time have oracles of their own (test_coverage, test_working_time_oracle);
 * here: that the right rows reach them. Mutations: leave the margin out of
 * planning_facts_load (a breach at the start of the period is missed); forget the
 * weeks, or load them for the period alone; forget the
 * drafts; leave function_pairs_load out: each fails. */
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/people/working_week_store.h"
#include "roster/planning/pair.h"
#include "roster/planning/problems.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct world {
	struct roster_world r;
	struct roster_rules rules;
	struct problems_query q;
	int64_t person[4], second; /* a second function with hard piket */
	struct roster_problems found;
};

static int start(void **state)
{
	static struct world w;
	struct err e = { 0 };

	memset(&w, 0, sizeof w);
	roster_world_open(&w.r);
	w.rules = roster_rules_default();
	w.second = roster_make(&w.r, &function_resource,
		json_pack("{s:s,s:s,s:s,s:i}", "code", "AC-BZ", "name", "AC", "regime",
			"V", "required_on_duty", 0));
	for (int i = 0; i < 4; i++)
		w.person[i] = roster_person(&w.r, i, w.r.officer);
	w.q = (struct problems_query){ .rules = &w.rules, .now = w.r.by.now };
	test_ok(instant_parse("2028-01-03T08:00:00Z", &w.q.from, &e), &e);
	test_ok(instant_parse("2028-01-31T08:00:00Z", &w.q.to, &e), &e);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	roster_problems_fini(&w->found);
	roster_world_close(&w->r);
	return 0;
}

static void add_duty(struct world *w, int64_t function, int64_t person,
	const char *from, const char *until, const char *state)
{
	(void)roster_make(&w->r, &duty_resource,
		json_pack("{s:I,s:I,s:s,s:s,s:s}", "function_id", (json_int_t)function,
			"person_id", (json_int_t)person, "starts_at", from, "ends_at",
			until, "state", state));
}

static void find(struct world *w)
{
	struct err e = { 0 };

	roster_problems_fini(&w->found);
	test_ok(roster_problems_find(w->r.t.db, &w->q, &w->found, &e), &e);
}

static size_t count(const struct world *w, enum problem_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < w->found.n; i++)
		n += w->found.item[i].kind == kind;
	return n;
}

/* The four weeks from 3 January, one person each. */
static void fill_weeks(struct world *w, const char *state)
{
	static const char *const week[] = { "2028-01-03T08:00:00Z",
		"2028-01-10T08:00:00Z", "2028-01-17T08:00:00Z", "2028-01-24T08:00:00Z",
		"2028-01-31T08:00:00Z" };

	for (int i = 0; i < 4; i++)
		add_duty(w, w->r.officer, w->person[i], week[i], week[i + 1], state);
}

/* A function with hard piket and nobody has one gap; drafts fill it only when asked. */
static void drafts_count_when_asked(void **state)
{
	struct world *w = *state;

	find(w);
	assert_int_equal(w->found.n, 1);
	assert_int_equal(w->found.item[0].kind, PROBLEM_GAP);
	assert_int_equal(w->found.item[0].severity, SEVERITY_ERROR);
	assert_int_equal(w->found.item[0].function_id, w->r.officer);
	assert_int_equal(w->found.item[0].from.ms, w->q.from.ms);
	assert_int_equal(w->found.item[0].until.ms, w->q.to.ms);
	fill_weeks(w, "draft");
	find(w);
	assert_int_equal(w->found.n, 1);
	w->q.drafts = true;
	find(w);
	assert_int_equal(w->found.n, 0);
	w->q.now = (struct instant){ w->q.from.ms - INT64_C(86400000) * 10 };
	find(w); /* published ten days ahead: three weeks of the four too late */
	assert_int_equal(count(w, PROBLEM_WORKING_TIME), 3);
	assert_int_equal(w->found.item[0].breach.rule, WORKING_TIME_C1);
	assert_int_equal(w->found.item[0].person_id, w->person[0]);
	assert_int_equal(w->found.item[0].function_id, w->r.officer);
}

/* Two functions at once are a problem until the region says that they go together. */
static void pairs_go_together(void **state)
{
	struct world *w = *state;

	fill_weeks(w, "published");
	(void)roster_make(&w->r, &assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)w->person[1],
			"function_id", (json_int_t)w->second, "status", "qualified",
			"from", "2020-01-01"));
	add_duty(w, w->second, w->person[1], "2028-01-12T08:00:00Z",
		"2028-01-13T08:00:00Z", "published");
	find(w);
	assert_int_equal(w->found.n, 1);
	assert_int_equal(w->found.item[0].kind, PROBLEM_DOUBLE);
	assert_int_equal(w->found.item[0].person_id, w->person[1]);
	assert_int_equal(w->found.item[0].function_id, w->r.officer);
	assert_int_equal(w->found.item[0].other_function_id, w->second);
	w->q.function_id = w->second;
	find(w);
	assert_int_equal(w->found.n, 1);
	w->q.function_id = 0;
	(void)roster_make(&w->r, &function_pair_resource,
		json_pack("{s:I,s:I}", "function_id", (json_int_t)w->second,
			"other_function_id", (json_int_t)w->r.officer));
	find(w);
	assert_int_equal(w->found.n, 0);
}

/* Absence, a qualification that ended, and a rule switched off. */
static void people_are_looked_at(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	fill_weeks(w, "published");
	(void)roster_make(&w->r, &absence_resource,
		json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)w->person[2],
			"from", "2028-01-20T00:00:00Z", "until",
			"2028-01-21T00:00:00Z"));
	test_ok(roster_change(&w->r, &assignment_resource, 4,
			json_pack("{s:s}", "until", "2028-01-25"), &e),
		&e);
	find(w);
	assert_int_equal(w->found.n, 2);
	assert_int_equal(w->found.item[0].kind, PROBLEM_ABSENT);
	assert_int_equal(w->found.item[0].person_id, w->person[2]);
	assert_int_equal(w->found.item[1].kind, PROBLEM_UNQUALIFIED);
	assert_int_equal(w->found.item[1].person_id, w->person[3]);
	assert_null(roster_rules_set(&w->rules, "absent", "off"));
	find(w);
	assert_int_equal(w->found.n, 1);
	w->q.person_id = w->person[0];
	find(w);
	assert_int_equal(w->found.n, 0);
}

/* The hours around the period count: who had the two weeks before it has too little
 * rest in its first week. */
static void hours_before_the_period_count(void **state)
{
	struct world *w = *state;

	add_duty(w, w->r.officer, w->person[0], "2027-12-18T08:00:00Z",
		"2028-01-03T08:00:00Z", "published");
	fill_weeks(w, "published");
	find(w);
	assert_true(count(w, PROBLEM_WORKING_TIME) > 0);
	for (size_t i = 0; i < w->found.n; i++) {
		assert_int_equal(w->found.item[i].kind, PROBLEM_WORKING_TIME);
		assert_int_equal(w->found.item[i].person_id, w->person[0]);
	}
	assert_null(roster_rules_set(&w->rules, "A2", "off"));
	assert_null(roster_rules_set(&w->rules, "A3", "off"));
	assert_null(roster_rules_set(&w->rules, "A6", "off")); /* 23 nights */
	assert_null(roster_rules_set(&w->rules, "A7", "off"));
	find(w);
	assert_int_equal(w->found.n, 0);
}

/* Work for a call-out counts: fourteen hours of it in a day break A5. */
static void call_outs_count_as_work(void **state)
{
	struct world *w = *state;
	struct roster_call call = { w->person[1],
		{ { w->q.from.ms + 86400000 },
			{ w->q.from.ms + 86400000 + INT64_C(14) * 3600000 } } };

	fill_weeks(w, "published");
	w->q.call = &call;
	w->q.calls = 1;
	find(w);
	assert_int_equal(w->found.n, 1);
	assert_int_equal(w->found.item[0].breach.rule, WORKING_TIME_A5);
	assert_int_equal(w->found.item[0].person_id, w->person[1]);
	call.work.ends.ms -= 3600000;
	find(w);
	assert_int_equal(w->found.n, 0);
}

/* Also of who has no duty at all: a pool is called, and works. It concerns no function,
 * so a question about one leaves it out. Mutation: leave judge_called() out. */
static void who_has_no_duty_is_judged_too(void **state)
{
	struct world *w = *state;
	const struct span work = { { w->q.from.ms + 8 * INT64_C(86400000) },
		{ w->q.from.ms + 8 * INT64_C(86400000) + INT64_C(14) * 3600000 } };
	struct roster_call calls[] = { { w->person[1], work },
		{ roster_person(&w->r, 77, 0), work } };

	fill_weeks(w, "published");
	w->q.call = calls;
	w->q.calls = 2;
	find(w);
	assert_int_equal(w->found.n, 2);
	assert_int_equal(w->found.item[0].breach.rule, WORKING_TIME_A5);
	assert_int_equal(w->found.item[0].person_id, calls[1].person_id);
	assert_int_equal(w->found.item[0].function_id, 0);
	assert_int_equal(w->found.item[0].breach.actual, 14 * 60);
	assert_int_equal(w->found.item[1].person_id, w->person[1]);
	w->q.function_id = w->found.item[1].function_id;
	find(w);
	assert_int_equal(w->found.n, 1);
	assert_int_equal(w->found.item[0].person_id, w->person[1]);
	w->q.function_id = 0;
	w->q.person_id = calls[1].person_id;
	find(w);
	assert_int_equal(w->found.n, 1);
}

static bool broke(const struct world *w, enum working_time_rule rule, int64_t person)
{
	for (size_t i = 0; i < w->found.n; i++)
		if (w->found.item[i].kind == PROBLEM_WORKING_TIME
			&& w->found.item[i].breach.rule == rule
			&& w->found.item[i].person_id == person)
			return true;
	return false;
}

/* Too long a week without any duty or call is not the roster's: with a duty it is. */
static void ordinary_work_alone_is_not_judged(void **state)
{
	struct world *w = *state;

	(void)roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:i}", "person_id", (json_int_t)w->person[0],
			"week_minutes", 70 * 60));
	find(w);
	assert_false(broke(w, WORKING_TIME_B1_SIXTEEN, w->person[0]));
	fill_weeks(w, "published");
	find(w);
	assert_true(broke(w, WORKING_TIME_B1_SIXTEEN, w->person[0]));
}

/* Ordinary work reaches the rules: who is under 18, who works nights before or in a
 * week of duty, whose weeks are long; each of one person only. */
static void ordinary_work_is_judged(void **state)
{
	struct world *w = *state;
	int64_t id;
	struct err e = { 0 };

	fill_weeks(w, "published");
	find(w);
	assert_int_equal(w->found.n, 0);
	id = roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:s}", "person_id", (json_int_t)w->person[0],
			"under_18_until", "2029-01-01"));
	(void)roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:s,s:s,s:[{s:i,s:s,s:s}]}", "person_id",
			(json_int_t)w->person[1], "from", "2028-01-03", "until",
			"2028-01-10", "times", "weekday", 7, "from", "22:00", "until",
			"07:00"));
	(void)roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:i}", "person_id", (json_int_t)w->person[2],
			"week_minutes", 49 * 60));
	(void)roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:[{s:i,s:s,s:s}]}", "person_id",
			(json_int_t)w->person[3], "times", "weekday", 3, "from",
			"07:00", "until", "20:00"));
	find(w);
	assert_true(broke(w, WORKING_TIME_A1, w->person[0]));
	assert_true(broke(w, WORKING_TIME_A4, w->person[1])); /* from Monday 07:00 */
	assert_true(broke(w, WORKING_TIME_B1_SIXTEEN, w->person[2]));
	assert_true(broke(w, WORKING_TIME_B1_SHIFT, w->person[3]));
	assert_false(broke(w, WORKING_TIME_A1, w->person[1]));
	assert_false(broke(w, WORKING_TIME_B1_SIXTEEN, w->person[3]));
	/* until the first day of duty: eighteen by then */
	test_ok(roster_change(&w->r, &working_week_resource, id,
			json_pack("{s:s}", "under_18_until", "2028-01-01"), &e),
		&e);
	find(w);
	assert_false(broke(w, WORKING_TIME_A1, w->person[0]));
}

/* One week in three: 35 nights in 16 weeks, which A6 only names as long as the hours
 * are not known; 36 hours a week are fine, 46 break A7 as nobody was called. */
static void known_hours_settle_the_nights(void **state)
{
	struct world *w = *state;
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	int64_t id;
	struct err e = { 0 };

	for (int i = 0; i < 60; i += 3) {
		struct instant starts = { w->q.from.ms
					  + (i - 30) * INT64_C(604800000) };
		struct instant ends = { starts.ms + 604800000 };

		add_duty(w, w->r.officer, w->person[0], instant_format(starts, from),
			instant_format(ends, until), "published");
	}
	find(w);
	assert_true(broke(w, WORKING_TIME_A6, w->person[0]));
	id = roster_make(&w->r, &working_week_resource,
		json_pack("{s:I,s:i}", "person_id", (json_int_t)w->person[0],
			"week_minutes", 36 * 60));
	find(w);
	assert_false(broke(w, WORKING_TIME_A6, w->person[0]));
	assert_false(broke(w, WORKING_TIME_A7, w->person[0]));
	test_ok(roster_change(&w->r, &working_week_resource, id,
			json_pack("{s:i}", "week_minutes", 46 * 60), &e),
		&e);
	find(w);
	assert_true(broke(w, WORKING_TIME_A7, w->person[0]));
	test_ok(roster_change(&w->r, &working_week_resource, id,
			json_pack("{s:s}", "from", "2027-12-01"), &e),
		&e);
	find(w); /* some days of the windows are not known any more */
	assert_true(broke(w, WORKING_TIME_A6, w->person[0]));
}

/* What was there already is taken out; what is new stays. */
static void known_problems_are_subtracted(void **state)
{
	struct world *w = *state;
	struct roster_problems before;
	struct err e = { 0 };

	fill_weeks(w, "published");
	for (int i = 1; i < 3; i++)
		(void)roster_make(&w->r, &absence_resource,
			json_pack("{s:I,s:s,s:s}", "person_id",
				(json_int_t)w->person[i], "from",
				"2028-01-01T00:00:00Z", "until",
				"2028-02-01T00:00:00Z"));
	test_ok(roster_problems_find(w->r.t.db, &w->q, &before, &e), &e);
	assert_int_equal(before.n, 2);
	find(w);
	roster_problems_subtract(&w->found, &before);
	assert_int_equal(w->found.n, 0);
	(void)roster_make(&w->r, &absence_resource,
		json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)w->person[0],
			"from", "2028-01-01T00:00:00Z", "until",
			"2028-02-01T00:00:00Z"));
	find(w);
	assert_int_equal(w->found.n, 3);
	roster_problems_subtract(&w->found, &before);
	assert_int_equal(w->found.n, 1);
	assert_int_equal(w->found.item[0].person_id, w->person[0]);
	roster_problems_fini(&before);
}

/* Every key of [roster] does what it says; others are refused. */
static void rules_are_set_by_words(void **state)
{
	struct roster_rules r = roster_rules_default();

	(void)state;
	assert_null(roster_rules_set(&r, "gap", "warning"));
	assert_int_equal(r.coverage[COVERAGE_GAP], SEVERITY_WARNING);
	assert_null(roster_rules_set(&r, "B1", "error"));
	assert_int_equal(r.working_time.severity[WORKING_TIME_B1_WEEK], SEVERITY_ERROR);
	assert_int_equal(
		r.working_time.severity[WORKING_TIME_B1_SIXTEEN], SEVERITY_ERROR);
	assert_null(roster_rules_set(&r, "swap_approval", "automatic"));
	assert_true(r.automatic_swaps);
	assert_null(roster_rules_set(&r, "count_nights", "between_working_days"));
	assert_true(r.working_time.count_between_working_days);
	assert_null(roster_rules_set(&r, "reason_for", "warning"));
	assert_int_equal(r.reason_for, SEVERITY_WARNING);
	assert_string_equal(
		roster_rules_set(&r, "A9", "off"), "is not a key of [roster]");
	assert_string_equal(
		roster_rules_set(&r, "A9", "x"), "is not a key of [roster]");
	assert_string_equal(
		roster_rules_set(&r, "A2", "x"), "must be off, warning or error");
	assert_non_null(roster_rules_set(&r, "swap_approval", "off"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(drafts_count_when_asked),
		TEST(pairs_go_together),
		TEST(people_are_looked_at),
		TEST(hours_before_the_period_count),
		TEST(call_outs_count_as_work),
		TEST(who_has_no_duty_is_judged_too),
		TEST(ordinary_work_alone_is_not_judged),
		TEST(ordinary_work_is_judged),
		TEST(known_hours_settle_the_nights),
		TEST(known_problems_are_subtracted),
		TEST(rules_are_set_by_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
