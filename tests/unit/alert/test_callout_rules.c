/* SPDX-License-Identifier: EUPL-1.2 */
/* The ten rules of a call-out, one story each, told by hand. What holds in every world
 * is in tests/scenario/test_call_world.c. Rules 7 and 9 lie outside the machine: the
 * prefix in test_call_text.c, contact lists in api/test_callouts.c, the one resolver of
 * who is on duty in api/test_preview.c. */
#include "alert/callout/placement.h"
#include "tests/support/call_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct call_table t;

static int close_table(void **state)
{
	(void)state;
	call_table_close(&t);
	return 0;
}

static enum recipient_state state_of(uint32_t person)
{
	return t.c.people[person].state;
}

/* Rule 1. A message that arrived fills no place, however long ago; a yes does. */
static void only_an_explicit_yes_fills_a_place(void **state)
{
	(void)state;
	call_table_open(&t, 1);
	(void)call_table_slot(&t, MODE_POOL, 1, 0, 1);
	call_table_start(&t);
	call_table_sent(&t, 0);
	assert_int_equal(t.c.slots[0].placed, 0);
	assert_int_equal(state_of(0), RECIPIENT_ASKED);
	call_table_wait(&t, 3600);
	assert_int_equal(t.c.slots[0].placed, 0);
	assert_int_equal(state_of(0), RECIPIENT_SILENT);
	call_table_answer(&t, 0, ANSWER_YES);
	assert_int_equal(t.c.slots[0].placed, 1);
	assert_int_equal(call_table_count(&t, EFFECT_CONFIRM, 0), 1);
	assert_int_equal(t.c.state, CALLOUT_FILLED);
}

/* Rule 2. Who has hard piket first; on no at once, on silence after the wave's time the
 * next on duty; then everybody else at once. */
static void who_is_on_duty_is_asked_first(void **state)
{
	(void)state;
	call_table_open(&t, 5);
	(void)call_table_slot(&t, MODE_ON_DUTY, 1, 0, 5);
	call_table_duty(&t, 0, 3, 2);
	t.c.path_time = seconds(1000);
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "3");
	assert_int_equal(t.c.people[3].reason, REASON_ON_DUTY);
	call_table_sent(&t, 3);
	call_table_wait(&t, 59);
	assert_string_equal(call_table_asked(&t), "");
	call_table_wait(&t, 1); /* silence */
	assert_string_equal(call_table_asked(&t), "4");
	assert_int_equal(t.c.people[4].reason, REASON_NEXT_ON_DUTY);
	call_table_answer(&t, 4, ANSWER_NO); /* at once */
	assert_string_equal(call_table_asked(&t), "0 1 2");
	assert_int_equal(t.c.people[0].reason, REASON_FALLBACK);
	call_table_answer(&t, 3, ANSWER_YES); /* late, and welcome */
	assert_int_equal(t.c.people[3].placed, 0);
}

/* Rule 2. Without fallback the pool is left alone when somebody is on duty … */
static void without_fallback_the_pool_sleeps(void **state)
{
	(void)state;
	call_table_open(&t, 3);
	call_table_slot(&t, MODE_ON_DUTY, 1, 0, 3)->fallback_pool = false;
	call_table_duty(&t, 0, 0, 1);
	call_table_start(&t);
	assert_int_equal(call_table_count(&t, EFFECT_NO_DUTY, -1), 0);
	call_table_answer(&t, 0, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "");
	assert_int_equal(t.c.slots[0].state, SLOT_EXHAUSTED);
}

/* Rule 2. … but when nobody is, it is asked whatever the scenario says, with a warning:
 * never nothing. */
static void nobody_on_duty_is_never_nothing(void **state)
{
	(void)state;
	call_table_open(&t, 3);
	call_table_slot(&t, MODE_ON_DUTY, 1, 0, 3)->fallback_pool = false;
	call_table_start(&t);
	assert_int_equal(call_table_count(&t, EFFECT_NO_DUTY, -1), 1);
	assert_string_equal(call_table_asked(&t), "0 1 2");
	assert_int_equal(t.c.people[0].reason, REASON_NO_DUTY);
}

/* Rule 3. Waves of the size asked for; a no is replaced at once, silence brings the
 * next wave. */
static void the_pool_comes_in_waves(void **state)
{
	(void)state;
	call_table_open(&t, 7);
	call_table_slot(&t, MODE_POOL, 2, 0, 7)->wave_size = 2;
	t.c.path_time = seconds(1000);
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "0 1");
	call_table_answer(&t, 0, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "2");
	assert_int_equal(t.c.people[2].reason, REASON_REPLACES);
	call_table_wait(&t, 59);
	assert_string_equal(call_table_asked(&t), "");
	call_table_wait(&t, 1);
	assert_string_equal(call_table_asked(&t), "3 4");
	assert_int_equal(t.c.slots[0].waves, 2);
}

static void goes_home(uint32_t person, bool refill)
{
	call_table_event(&t, &(struct callout_event){ .kind = CALLOUT_SEND_HOME,
				     .person = person,
				     .refill = refill });
}

/* Rule 3. Who said yes and then no is replaced at once too, and so is who comes only
 * as a last resort, or is sent home and to be replaced. */
static void a_place_that_is_given_up_asks_the_next_at_once(void **state)
{
	(void)state;
	call_table_open(&t, 9);
	call_table_slot(&t, MODE_POOL, 3, 0, 9)->wave_size = 3;
	t.c.path_time = seconds(1000);
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "0 1 2");
	call_table_answer(&t, 0, ANSWER_YES);
	call_table_answer(&t, 1, ANSWER_YES);
	assert_string_equal(call_table_asked(&t), "");
	call_table_answer(&t, 0, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "3");
	assert_int_equal(t.c.people[3].reason, REASON_REPLACES);
	call_table_answer(&t, 1, ANSWER_LAST_RESORT);
	assert_string_equal(call_table_asked(&t), "4");
	call_table_answer(&t, 2, ANSWER_YES);
	call_table_answer(&t, 3, ANSWER_YES);
	assert_string_equal(call_table_asked(&t), "");
	goes_home(2, true);
	assert_string_equal(call_table_asked(&t), "5");
	goes_home(3, false); /* the need shrinks with them */
	assert_string_equal(call_table_asked(&t), "");
}

/* Rule 3. All at once with a wave of 0; overbooking makes a wave larger. */
static void waves_can_be_everybody_or_overbooked(void **state)
{
	(void)state;
	call_table_open(&t, 9);
	call_table_slot(&t, MODE_POOL, 1, 0, 4)->wave_size = 0;
	call_table_slot(&t, MODE_POOL, 1, 4, 5)->wave_size = 2;
	t.c.slots[1].overbook_percent = 50;
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "0 1 2 3 4 5 6");
}

/* Rule 3. At `need` the place is filled: who comes after that is reserve and told so,
 * who has not answered is told it is no longer needed. */
static void late_yes_is_reserve_and_silence_is_relieved(void **state)
{
	(void)state;
	call_table_open(&t, 4);
	call_table_slot(&t, MODE_POOL, 1, 0, 4)->wave_size = 0;
	call_table_start(&t);
	call_table_answer(&t, 1, ANSWER_YES);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, i), i != 1);
		assert_int_equal(state_of(i),
			i == 1 ? RECIPIENT_ACCEPTED : RECIPIENT_STOOD_DOWN);
	}
	call_table_answer(&t, 2, ANSWER_YES);
	assert_int_equal(state_of(2), RECIPIENT_RESERVE);
	assert_int_equal(call_table_count(&t, EFFECT_RESERVE, 2), 1);
	call_table_answer(&t, 1, ANSWER_NO); /* the reserve moves in */
	assert_int_equal(t.c.people[2].placed, 0);
	assert_int_equal(call_table_count(&t, EFFECT_MOVED, 2), 1);
}

/* Rule 3. A last resort comes only when everyone was asked and the need is not met. */
static void last_resorts_wait_for_all_others(void **state)
{
	(void)state;
	call_table_open(&t, 3);
	call_table_slot(&t, MODE_POOL, 1, 0, 3)->wave_size = 1;
	t.c.path_time = seconds(1000);
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_LAST_RESORT);
	assert_int_equal(state_of(0), RECIPIENT_LAST_RESORT);
	assert_int_equal(t.c.slots[0].placed, 0);
	call_table_wait(&t, 60);
	assert_string_equal(call_table_asked(&t), "1");
	call_table_answer(&t, 1, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "2");
	assert_int_equal(t.c.slots[0].placed, 0);
	call_table_answer(&t, 2, ANSWER_NO);
	assert_int_equal(t.c.people[0].placed, 0);
	assert_int_equal(call_table_count(&t, EFFECT_MOVED, 0), 1);
	assert_int_equal(t.c.state, CALLOUT_FILLED);
}

/* Rule 4. One question for all slots; the placement is the one that fills most, not the
 * first that fits. */
static void several_functions_are_asked_once_and_placed_best(void **state)
{
	(void)state;
	call_table_open(&t, 2);
	call_table_slot(&t, MODE_POOL, 1, 0, 2)->wave_size = 0;
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->wave_size = 0; /* person 0 only */
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "0 1");
	call_table_answer(&t, 0, ANSWER_YES);
	call_table_answer(&t, 1, ANSWER_YES);
	assert_int_equal(t.c.people[0].placed, 1);
	assert_int_equal(t.c.people[1].placed, 0);
	assert_int_equal(t.c.state, CALLOUT_FILLED);
}

/* Rule 4. Somebody placed gives way when that lets another one in. */
static void somebody_moves_when_that_fills_more(void **state)
{
	(void)state;
	call_table_open(&t, 3);
	call_table_slot(&t, MODE_POOL, 1, 0, 3)->wave_size = 0;
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->wave_size = 0;
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->wave_size = 0;
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_YES);
	call_table_need(&t, t.c.people[0].placed, 0); /* where 0 is, nobody is needed */
	assert_int_not_equal(t.c.people[0].placed, 0);
	assert_int_equal(call_table_count(&t, EFFECT_MOVED, 0), 1);
	call_table_answer(&t, 1, ANSWER_YES);
	assert_int_equal(t.c.people[1].placed, 0);
}

/* Rule 5. The next path after silence, or at once when one fails; then from the start
 * again, at most `rounds` times. */
static void paths_follow_in_rounds(void **state)
{
	(void)state;
	call_table_open(&t, 1);
	(void)call_table_slot(&t, MODE_POOL, 1, 0, 1);
	t.c.people[0].paths = 2;
	t.c.rounds = 2;
	call_table_start(&t);
	assert_int_equal(t.effects.items[t.effects.count - 1].kind == EFFECT_ASK
				 || call_table_count(&t, EFFECT_ASK, 0) == 1,
		1);
	assert_int_equal(t.c.people[0].path, 0);
	call_table_sent(&t, 0);
	call_table_wait(&t, 59);
	assert_string_equal(call_table_asked(&t), "");
	call_table_wait(&t, 1);
	assert_string_equal(call_table_asked(&t), "0");
	assert_int_equal(t.c.people[0].path, 1);
	call_table_failed(&t, 0); /* at once */
	assert_string_equal(call_table_asked(&t), "0");
	assert_int_equal(t.c.people[0].path, 0);
	assert_int_equal(t.c.people[0].round, 1);
	call_table_failed(&t, 0);
	assert_int_equal(t.c.people[0].path, 1);
	call_table_failed(&t, 0);
	assert_string_equal(call_table_asked(&t), "");
	assert_int_equal(state_of(0), RECIPIENT_SILENT); /* one ask was sent */
}

/* Rule 5. What came of a question says nothing about the next one on the same path. */
static void a_late_failure_is_of_its_own_question(void **state)
{
	struct callout_event late = { .kind = CALLOUT_PATH_FAILED };

	(void)state;
	call_table_open(&t, 1);
	(void)call_table_slot(&t, MODE_POOL, 1, 0, 1);
	call_table_start(&t);
	late.round = t.c.people[0].round;
	call_table_sent(&t, 0);
	call_table_remind(&t);
	assert_string_equal(call_table_asked(&t), "0");
	call_table_sent(&t, 0);
	call_table_event(&t, &late);
	assert_int_equal(state_of(0), RECIPIENT_ASKED);
	call_table_failed(&t, 0); /* and this is of the second */
	assert_int_equal(state_of(0), RECIPIENT_SILENT);
}

/* Who is there stays there when a function that asks all is opened again for them. */
static void who_is_there_fills_a_slot_that_opens_again(void **state)
{
	struct callout_event arrives = { .kind = CALLOUT_ARRIVED, .via = VIA_LINK };

	(void)state;
	call_table_open(&t, 3);
	(void)call_table_slot(&t, MODE_ALL, 1, 0, 2);
	(void)call_table_slot(&t, MODE_POOL, 1, 2, 1); /* and stays open */
	call_table_start(&t);
	call_table_event(&t, &(struct callout_event){ .kind = CALLOUT_STOP_SLOT });
	for (arrives.person = 0; arrives.person < 2; arrives.person++)
		call_table_event(&t, &arrives);
	assert_int_equal(t.c.people[1].placed, CALLOUT_NOBODY);
	call_table_need(&t, 0, 1);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(state_of(i), RECIPIENT_ARRIVED);
		assert_int_equal(t.c.people[i].placed, 0);
	}
}

/* Rule 5. Nobody is asked again after no, whatever happens to the slot. */
static void nobody_is_asked_again_after_no(void **state)
{
	(void)state;
	call_table_open(&t, 2);
	call_table_slot(&t, MODE_POOL, 1, 0, 2)->wave_size = 0;
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_NO);
	call_table_need(&t, 0, 2);
	assert_string_equal(call_table_asked(&t), "");
	call_table_sent(&t, 1);
	call_table_remind(&t);
	assert_string_equal(call_table_asked(&t), "1");
	call_table_answer(&t, 1, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "");
	assert_int_equal(t.c.state, CALLOUT_EXHAUSTED);
}

/* Was the person's question of the last step a reminder? */
static bool was_reminded(uint32_t person)
{
	for (size_t i = 0; i < t.effects.count; i++)
		if (t.effects.items[i].kind == EFFECT_ASK
			&& t.effects.items[i].person == person)
			return t.effects.items[i].again;
	fail_msg("%u was not asked", person);
	return false;
}

/* Rule 3. Who was told that they are not needed is asked anew when a place opens again:
 * "no answer from you yet" is for who was silent. Mutation: let send_on_path() have
 * `again`. */
static void who_was_not_needed_is_asked_anew(void **state)
{
	(void)state;
	call_table_open(&t, 2);
	call_table_slot(&t, MODE_POOL, 1, 0, 2)->wave_size = 0;
	call_table_start(&t);
	call_table_sent(&t, 1);
	call_table_answer(&t, 0, ANSWER_YES);
	assert_int_equal(state_of(1), RECIPIENT_STOOD_DOWN);
	call_table_answer(&t, 0, ANSWER_NO);
	assert_false(was_reminded(1));
	assert_int_equal(t.c.people[1].reason, REASON_AGAIN);
	call_table_sent(&t, 1);
	call_table_remind(&t);
	assert_true(was_reminded(1));
}

/* Rule 6. Absence never stops a call: absent people are asked, last. */
static void absent_people_are_asked_last(void **state)
{
	(void)state;
	call_table_open(&t, 4);
	call_table_slot(&t, MODE_ON_DUTY, 1, 0, 4)->wave_size = 1;
	call_table_duty(&t, 0, 0, 2);
	t.c.people[0].absent = true; /* first on duty, but away */
	call_table_start(&t);
	assert_string_equal(call_table_asked(&t), "1");
	call_table_answer(&t, 1, ANSWER_NO);
	assert_string_equal(call_table_asked(&t), "0");
	assert_true(callout_order(7, 1, false) < callout_order(7, 2, true));
	assert_true(callout_order(7, 2, false) < callout_order(7, 1, true));
}

/* Rule 8. A slot that cannot be filled says so at once, and once. */
static void a_slot_that_is_short_says_so(void **state)
{
	(void)state;
	call_table_open(&t, 2);
	call_table_slot(&t, MODE_POOL, 3, 0, 2)->wave_size = 0;
	call_table_start(&t);
	assert_int_equal(call_table_count(&t, EFFECT_SHORT, -1), 1);
	assert_int_equal(t.c.slots[0].state, SLOT_EXHAUSTED);
	assert_int_equal(t.c.state, CALLOUT_ACTIVE); /* two may still come */
	call_table_answer(&t, 0, ANSWER_YES);
	assert_int_equal(call_table_count(&t, EFFECT_SHORT, -1), 0);
	call_table_answer(&t, 1, ANSWER_NO);
	assert_int_equal(call_table_count(&t, EFFECT_SHORT, -1), 0);
	assert_int_equal(t.c.state, CALLOUT_EXHAUSTED);
	call_table_need(&t, 0, 1); /* filled after all */
	assert_int_equal(t.c.state, CALLOUT_FILLED);
}

/* Rule 10. In time is no later than t0 + norm; t0 is the moment that the criteria were
 * met, else the start; what was promised counts until they are there. */
static void the_norm_is_kept_to_the_minute(void **state)
{
	struct callout_recipient *r;

	(void)state;
	call_table_open(&t, 1);
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->norm_minutes = 30;
	r = &t.c.people[0];
	call_table_start(&t);
	assert_int_equal(t.c.t0.ms, t.now.ms);
	call_table_wait(&t, 600);
	call_table_yes(&t, 0, 20);
	assert_true(callout_on_time(&t.c, r));
	call_table_yes(&t, 0, 21);
	assert_false(callout_on_time(&t.c, r));
	assert_int_equal(callout_slot_on_time(&t.c, 0), 0);
	call_table_wait(&t, 1200); /* exactly t0 + 30 minutes */
	call_table_arrive(&t, 0);
	assert_true(callout_on_time(&t.c, r));
	assert_int_equal(callout_slot_on_time(&t.c, 0), 1);
	r->arrived_at.ms++;
	assert_false(callout_on_time(&t.c, r));
	t.c.slots[0].norm_minutes = 0;
	assert_true(callout_on_time(&t.c, r));
}

/* What the coordinator notes later counts from when it happened, and may be corrected.
 */
static void what_is_noted_later_counts_from_then(void **state)
{
	struct callout_event event = { .kind = CALLOUT_ANSWER,
		.answer = ANSWER_YES,
		.eta_minutes = 10,
		.via = VIA_COORDINATOR };
	struct callout_recipient *r;
	struct instant began;
	struct err e = { 0 };

	(void)state;
	call_table_open(&t, 1);
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->norm_minutes = 30;
	r = &t.c.people[0];
	call_table_start(&t);
	began = t.now;
	call_table_wait(&t, 3600);
	event.at = instant_add(began, minutes(5));
	call_table_event(&t, &event);
	assert_int_equal(r->answered_at.ms, event.at.ms);
	assert_int_equal(r->expected_at.ms, began.ms + 15 * 60000);
	assert_true(callout_on_time(&t.c, r));
	event.kind = CALLOUT_ARRIVED;
	event.at = instant_add(began, minutes(31));
	call_table_event(&t, &event);
	assert_int_equal(r->arrived_at.ms, event.at.ms);
	assert_false(callout_on_time(&t.c, r));
	event.at = instant_add(began, minutes(30));
	call_table_event(&t, &event);
	assert_true(callout_on_time(&t.c, r));
	event.kind = CALLOUT_SEND_HOME;
	event.at = instant_add(began, minutes(29));
	assert_int_equal(
		callout_step(&t.c, &event, t.now, &t.effects, &e), ERR_CONFLICT);
	event.at = instant_add(began, minutes(50));
	call_table_event(&t, &event);
	assert_int_equal(r->left_at.ms, event.at.ms);
}

/* Rule 10. Criteria that were met before the start take from the time. */
static void the_norm_begins_when_the_criteria_are_met(void **state)
{
	(void)state;
	call_table_open(&t, 1);
	call_table_slot(&t, MODE_POOL, 1, 0, 1)->norm_minutes = 30;
	t.c.t0 = instant_add(t.now, minutes(-10));
	call_table_start(&t);
	call_table_yes(&t, 0, 20);
	assert_true(callout_on_time(&t.c, &t.c.people[0]));
	call_table_yes(&t, 0, 21);
	assert_false(callout_on_time(&t.c, &t.c.people[0]));
}

/* After the stop nobody is asked, everybody involved is told, answers are kept. */
static void a_stop_is_the_end(void **state)
{
	(void)state;
	call_table_open(&t, 4);
	call_table_slot(&t, MODE_POOL, 2, 0, 4)->wave_size = 2;
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_YES);
	call_table_stop(&t);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 0), 1);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 1), 1);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 2), 0);
	assert_int_equal(callout_next_deadline(&t.c).ms, INSTANT_NEVER.ms);
	call_table_answer(&t, 1, ANSWER_YES);
	assert_int_equal(t.c.people[1].answer, ANSWER_YES);
	assert_string_equal(call_table_asked(&t), "");
}

int main(void)
{
#define STORY(name) cmocka_unit_test_teardown(name, close_table)
	const struct CMUnitTest tests[] = {
		STORY(only_an_explicit_yes_fills_a_place),
		STORY(who_is_on_duty_is_asked_first),
		STORY(without_fallback_the_pool_sleeps),
		STORY(nobody_on_duty_is_never_nothing),
		STORY(the_pool_comes_in_waves),
		STORY(a_place_that_is_given_up_asks_the_next_at_once),
		STORY(waves_can_be_everybody_or_overbooked),
		STORY(late_yes_is_reserve_and_silence_is_relieved),
		STORY(last_resorts_wait_for_all_others),
		STORY(several_functions_are_asked_once_and_placed_best),
		STORY(somebody_moves_when_that_fills_more),
		STORY(paths_follow_in_rounds),
		STORY(who_is_there_fills_a_slot_that_opens_again),
		STORY(a_late_failure_is_of_its_own_question),
		STORY(nobody_is_asked_again_after_no),
		STORY(who_was_not_needed_is_asked_anew),
		STORY(absent_people_are_asked_last),
		STORY(a_slot_that_is_short_says_so),
		STORY(the_norm_is_kept_to_the_minute),
		STORY(what_is_noted_later_counts_from_then),
		STORY(the_norm_begins_when_the_criteria_are_met),
		STORY(a_stop_is_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
