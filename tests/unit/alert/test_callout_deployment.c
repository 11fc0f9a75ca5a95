/* SPDX-License-Identifier: EUPL-1.2 */
/* A call-out after the places are filled, one story each, told by hand: people arrive,
 * are late, go home; a slot or the whole is stopped. What holds in every world is in
 * tests/scenario/test_call_world.c.
 *
 * Mutations that were tried: a need that does not shrink, a place kept by who was only
 * on the way, and a stop that sends home who was not asked to go, each fail here. */
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

/* Everybody is asked at once for the need of one slot; the first `coming` say yes. */
static void open_with(uint32_t people, int need, uint32_t coming)
{
	call_table_open(&t, people);
	call_table_slot(&t, MODE_POOL, need, 0, people)->wave_size = 0;
	call_table_start(&t);
	for (uint32_t i = 0; i < coming; i++)
		call_table_answer(&t, i, ANSWER_YES);
}

static void send_home(uint32_t person, bool refill)
{
	call_table_event(&t, &(struct callout_event){ .kind = CALLOUT_SEND_HOME,
				     .person = person,
				     .refill = refill });
}

static void refused(const struct callout_event *event, const char *because)
{
	struct err e = { 0 };

	assert_int_equal(
		callout_step(&t.c, event, t.now, &t.effects, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, because));
	assert_int_equal(t.effects.count, 0);
}

static void who_was_there_keeps_the_place_on_record(void **state)
{
	(void)state;
	open_with(3, 1, 1);
	call_table_arrive(&t, 0);
	assert_int_equal(callout_slot_present(&t.c, 0), 1);
	call_table_wait(&t, 3600);
	send_home(0, false);
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
	assert_int_equal(t.c.people[0].placed, 0);
	assert_int_equal(t.c.people[0].left_at.ms, t.now.ms);
	assert_int_equal(t.c.slots[0].need, 1);
	assert_int_equal(callout_slot_present(&t.c, 0), 0);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 0), 1);
	assert_string_equal(call_table_asked(&t), "");
	assert_int_equal(t.c.state, CALLOUT_FILLED);
}

static void who_was_on_the_way_takes_the_need_along(void **state)
{
	(void)state;
	open_with(3, 2, 2);
	send_home(1, false);
	assert_int_equal(state_of(1), RECIPIENT_STOOD_DOWN);
	assert_int_equal(t.c.people[1].placed, CALLOUT_NOBODY);
	assert_int_equal(t.c.slots[0].need, 1);
	assert_string_equal(call_table_asked(&t), "");
}

static void somebody_else_can_be_wanted_in_their_place(void **state)
{
	(void)state;
	open_with(3, 1, 2); /* 1 is reserve */
	assert_int_equal(state_of(1), RECIPIENT_RESERVE);
	send_home(0, true);
	assert_int_equal(t.c.slots[0].need, 1);
	assert_int_equal(t.c.people[1].placed, 0);
	assert_int_equal(call_table_count(&t, EFFECT_MOVED, 1), 1);
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
}

/* Who was there and is replaced keeps what they did, and the next is asked. */
static void a_place_is_handed_over_after_arrival(void **state)
{
	(void)state;
	call_table_open(&t, 2);
	(void)call_table_slot(&t, MODE_POOL, 1, 0, 2); /* waves of one */
	call_table_start(&t);
	call_table_yes(&t, 0, 20);
	call_table_arrive(&t, 0);
	send_home(0, true);
	assert_int_equal(t.c.people[0].asked_for, 0);
	assert_int_not_equal(t.c.people[0].arrived_at.ms, 0);
	assert_string_equal(call_table_asked(&t), "1");
}

static void twice_home_is_once(void **state)
{
	(void)state;
	open_with(2, 1, 1);
	send_home(0, false);
	send_home(0, false);
	assert_int_equal(t.effects.count, 0);
	assert_int_equal(t.c.slots[0].need, 0);
}

static void only_who_comes_can_be_sent_home(void **state)
{
	struct callout_event home = { .kind = CALLOUT_SEND_HOME };

	(void)state;
	call_table_open(&t, 3);
	(void)call_table_slot(&t, MODE_POOL, 1, 0, 3);
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_NO);
	refused(&home, "does not come");
	home.person = 2; /* not asked yet */
	refused(&home, "does not come");
}

static void late_is_a_new_promise(void **state)
{
	struct callout_event late = {
		.kind = CALLOUT_LATE, .eta_minutes = 40, .via = VIA_COORDINATOR
	};

	(void)state;
	call_table_open(&t, 2);
	call_table_slot(&t, MODE_POOL, 1, 0, 2)->norm_minutes = 30;
	call_table_start(&t);
	call_table_yes(&t, 0, 20);
	assert_int_equal(callout_slot_on_time(&t.c, 0), 1);
	call_table_wait(&t, 600);
	call_table_event(&t, &late);
	assert_int_equal(t.c.people[0].eta_minutes, 40);
	assert_int_equal(t.c.people[0].expected_at.ms, t.now.ms + 40 * 60000);
	assert_int_equal(t.c.people[0].via, VIA_COORDINATOR);
	assert_int_equal(callout_slot_on_time(&t.c, 0), 0);
	assert_int_equal(t.c.people[0].placed, 0); /* the place stays theirs */
	call_table_arrive(&t, 0);
	refused(&late, "not there yet");
	late.person = 1; /* never said to come */
	refused(&late, "said to come");
}

static void a_stopped_slot_lets_go_who_is_on_the_way(void **state)
{
	(void)state;
	call_table_open(&t, 4);
	call_table_slot(&t, MODE_POOL, 2, 0, 4)->wave_size = 0;
	call_table_slot(&t, MODE_POOL, 1, 1, 1)->wave_size = 0; /* person 1 only */
	call_table_start(&t);
	call_table_answer(&t, 0, ANSWER_YES);
	call_table_arrive(&t, 0);
	call_table_answer(&t, 2, ANSWER_YES);
	call_table_event(
		&t, &(struct callout_event){ .kind = CALLOUT_STOP_SLOT, .slot = 0 });
	assert_true(t.c.slots[0].ended);
	assert_int_equal(state_of(0), RECIPIENT_ARRIVED); /* is there, and stays */
	assert_int_equal(state_of(2), RECIPIENT_STOOD_DOWN);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 2), 1);
	assert_int_equal(state_of(3), RECIPIENT_STOOD_DOWN); /* no use elsewhere */
	assert_int_equal(state_of(1), RECIPIENT_ASKED);      /* still wanted there */
	assert_int_equal(t.c.slots[0].need, 1);
	call_table_answer(&t, 3, ANSWER_YES); /* too late for a slot that ended */
	assert_int_equal(t.c.people[3].placed, CALLOUT_NOBODY);
}

static void a_stopped_slot_can_send_home_who_is_there(void **state)
{
	const struct callout_event stop = {
		.kind = CALLOUT_STOP_SLOT, .slot = 0, .send_home = true
	};

	(void)state;
	open_with(2, 1, 1);
	call_table_arrive(&t, 0);
	call_table_event(&t, &stop);
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
	assert_int_equal(t.c.people[0].left_at.ms, t.now.ms);
	assert_int_equal(t.c.people[0].placed, 0);
}

/* Everybody who was asked and may still come hears it, once; who said no does not. */
static void the_end_is_told_to_who_might_come(void **state)
{
	(void)state;
	open_with(5, 3, 2);
	call_table_answer(&t, 2, ANSWER_NO);
	call_table_answer(&t, 3, ANSWER_LAST_RESORT);
	call_table_arrive(&t, 0);
	call_table_stop(&t);
	assert_int_equal(t.c.state, CALLOUT_STOPPED);
	assert_int_equal(t.c.closed_at.ms, t.now.ms);
	assert_int_equal(state_of(0), RECIPIENT_ARRIVED);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 0), 0);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 1), 1);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 2), 0);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 3), 1);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 4), 1);
	send_home(0, false); /* that can be done afterwards */
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
	refused(&(struct callout_event){ .kind = CALLOUT_STOP }, "was stopped");
}

static void the_end_can_send_home_who_is_there(void **state)
{
	(void)state;
	open_with(2, 1, 1);
	call_table_arrive(&t, 0);
	call_table_event(
		&t, &(struct callout_event){ .kind = CALLOUT_STOP, .send_home = true });
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 0), 1);
}

/* Their own yes only tells them again that they are not needed: the coordinator alone
 * takes them back. */
static void only_the_coordinator_takes_back_who_went_home(void **state)
{
	(void)state;
	open_with(2, 1, 1);
	send_home(0, true);
	call_table_answer(&t, 0, ANSWER_YES);
	assert_int_equal(state_of(0), RECIPIENT_STOOD_DOWN);
	assert_int_equal(call_table_count(&t, EFFECT_STAND_DOWN, 0), 1);
	call_table_event(&t, &(struct callout_event){ .kind = CALLOUT_ANSWER,
				     .answer = ANSWER_YES,
				     .eta_minutes = -1,
				     .via = VIA_COORDINATOR });
	assert_int_equal(t.c.people[0].left_at.ms, 0);
	assert_int_equal(t.c.people[0].placed, 0);
	assert_int_equal(state_of(0), RECIPIENT_ACCEPTED);
}

static void what_was_done_stays_on_record(void **state)
{
	(void)state;
	open_with(2, 1, 1);
	call_table_arrive(&t, 0);
	send_home(0, false);
	refused(&(struct callout_event){ .kind = CALLOUT_ANSWER,
			.answer = ANSWER_NO,
			.eta_minutes = -1,
			.via = VIA_COORDINATOR },
		"stays on record");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			who_was_there_keeps_the_place_on_record, close_table),
		cmocka_unit_test_teardown(
			who_was_on_the_way_takes_the_need_along, close_table),
		cmocka_unit_test_teardown(
			somebody_else_can_be_wanted_in_their_place, close_table),
		cmocka_unit_test_teardown(
			a_place_is_handed_over_after_arrival, close_table),
		cmocka_unit_test_teardown(twice_home_is_once, close_table),
		cmocka_unit_test_teardown(only_who_comes_can_be_sent_home, close_table),
		cmocka_unit_test_teardown(late_is_a_new_promise, close_table),
		cmocka_unit_test_teardown(
			a_stopped_slot_lets_go_who_is_on_the_way, close_table),
		cmocka_unit_test_teardown(
			a_stopped_slot_can_send_home_who_is_there, close_table),
		cmocka_unit_test_teardown(
			the_end_is_told_to_who_might_come, close_table),
		cmocka_unit_test_teardown(
			the_end_can_send_home_who_is_there, close_table),
		cmocka_unit_test_teardown(
			only_the_coordinator_takes_back_who_went_home, close_table),
		cmocka_unit_test_teardown(what_was_done_stays_on_record, close_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
