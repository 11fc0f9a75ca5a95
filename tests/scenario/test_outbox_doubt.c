/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways that take messages and deliver nothing, or half of them: they are found out
 * and passed over, tried again by themselves, and known after a restart. */
#include "tests/support/outbox_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct outbox_world w;

static int open_world(void **state)
{
	outbox_world_open(&w, 1);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	outbox_world_close(*state);
	return 0;
}

static struct simulated_gateway *gateway_with_receipts(
	const char *name, int rank, enum manner manner)
{
	struct simulated_gateway *g =
		outbox_world_gateway(&w, name, CHANNEL_SMS, rank, manner);

	g->receipt_seconds = 30;
	return g;
}

static void hear_again(void)
{
	memset(w.heard, 0, sizeof w.heard);
}

/* The first twenty lose half a minute; who comes after them loses nothing. */
static void one_that_delivers_nothing_is_passed_over(void **state)
{
	struct simulated_gateway *liar = gateway_with_receipts("liar", 1, MANNER_LIES);
	struct simulated_gateway *honest =
		gateway_with_receipts("honest", 2, MANNER_WORKS);

	(void)state;
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 35);
	assert_int_equal(outbox_world_heard(&w), 20);
	assert_int_equal(liar->taken, 20);
	assert_true(liar->in_doubt);
	assert_false(honest->in_doubt);
	hear_again();
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 2);
	assert_int_equal(outbox_world_heard(&w), 20);
	assert_int_equal(liar->taken, 20);
	assert_int_equal(honest->taken, 40);
	/* an hour later too: no question is a probe */
	outbox_world_run(&w, 3600);
	hear_again();
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 2);
	assert_int_equal(outbox_world_heard(&w), 20);
	assert_int_equal(liar->taken, 20);
}

/* News of which nobody waits for the answer goes through it now and then; the first
 * receipt of that makes it the first again. */
static void one_that_delivers_again_is_used_again(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LIES);
	int64_t call;

	(void)state;
	(void)gateway_with_receipts("second", 2, MANNER_WORKS);
	outbox_world_people(&w, "m", 20);
	call = outbox_world_call(&w, "real", 3);
	outbox_world_run(&w, 95);
	assert_true(g->in_doubt);
	outbox_world_stop(&w, call); /* a probe that is lost, as it is */
	outbox_world_run(&w, 180);
	assert_int_equal(g->taken, 21);
	assert_true(g->in_doubt);
	g->manner = MANNER_WORKS;
	call = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 20);
	assert_int_equal(g->taken, 21);
	outbox_world_stop(&w, call);
	outbox_world_run(&w, 10);
	assert_int_equal(g->taken, 22);
	assert_false(g->in_doubt);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 10);
	assert_int_equal(g->taken, 42);
}

/* When there is no other one it goes on: perhaps it is the telephones. */
static void the_only_one_is_not_passed_over(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("only", 1, MANNER_LIES);

	(void)state;
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 60);
	assert_true(g->in_doubt);
	g->manner = MANNER_WORKS;
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 5);
	assert_int_equal(outbox_world_heard(&w), 20);
	assert_false(g->in_doubt);
}

static void nor_is_one_whose_replacement_is_down(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LIES);
	struct simulated_gateway *second =
		gateway_with_receipts("second", 2, MANNER_WORKS);

	(void)state;
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 60);
	assert_true(g->in_doubt);
	hear_again();
	second->manner = MANNER_DOWN;
	g->manner = MANNER_WORKS;
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 5);
	assert_int_equal(outbox_world_heard(&w), 20);
}

/* One in ten that is lost goes through the next one, and the rest as it was. */
static void one_that_loses_some_stays_the_first(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LOSES);

	(void)state;
	(void)gateway_with_receipts("second", 2, MANNER_WORKS);
	outbox_world_people(&w, "m", 200);
	for (int i = 0; i < 3; i++) {
		hear_again();
		(void)outbox_world_call(&w, "real", 1);
		outbox_world_run(&w, 60);
		assert_int_equal(outbox_world_heard(&w), 200);
		assert_false(g->in_doubt);
	}
	assert_int_equal(g->taken, 600);
}

/* One that loses half of them is found out by the first call-out, and the next one
 * loses no time. It is used again when five tests in a row arrived, a minute apart:
 * nobody's message was needed for that. */
static void one_that_loses_half_is_passed_over(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_HALVES);
	struct simulated_gateway *second =
		gateway_with_receipts("second", 2, MANNER_WORKS);
	size_t before;

	(void)state;
	g->test_to = "+31699999999";
	outbox_world_people(&w, "m", 100);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 40);
	assert_int_equal(outbox_world_heard(&w), 100);
	assert_true(g->in_doubt && g->loses);
	assert_false(second->in_doubt);
	hear_again();
	before = g->taken;
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 10);
	assert_int_equal(outbox_world_heard(&w), 100);
	assert_int_equal(g->taken, before);
	g->manner = MANNER_WORKS;
	outbox_world_run(&w, 240);
	assert_true(g->in_doubt); /* four tests say too little */
	outbox_world_run(&w, 180);
	assert_false(g->in_doubt);
	assert_true(g->taken - before <= 7);
	before = g->taken;
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 10);
	assert_int_equal(g->taken, before + 100);
}

/* As long as it loses them the tests show it, further and further apart. */
static void one_that_goes_on_losing_is_not_trusted(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LIES);
	size_t before;

	(void)state;
	(void)gateway_with_receipts("second", 2, MANNER_WORKS);
	g->test_to = "+31699999999";
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 40);
	assert_true(g->in_doubt);
	before = g->taken;
	outbox_world_run(&w, 3600);
	assert_true(g->in_doubt);
	assert_in_range(g->taken - before, 8, 20);
	g->manner = MANNER_WORKS;
	outbox_world_run(&w, 620);
	assert_false(g->in_doubt); /* nothing arrived, so that one is enough */
}

/* A question that is asked again may be how it is tried: who was asked before waits for
 * it no more than half a minute. */
static void a_repeated_question_is_a_probe(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LIES);

	(void)state;
	(void)gateway_with_receipts("second", 2, MANNER_WORKS);
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 3);
	outbox_world_run(&w, 40);
	assert_true(g->in_doubt);
	assert_int_equal(outbox_world_heard(&w), 20);
	g->manner = MANNER_WORKS;
	outbox_world_run(&w, 120);
	assert_false(g->in_doubt);
}

/* Two programs, one after the other, over a gateway that the first one found out: the
 * second loses no time on it, and tries it as the first would have. */
static void one_in_doubt_stays_so_over_a_restart(enum manner manner)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, manner);
	const struct simulated_gateway *second =
		gateway_with_receipts("second", 2, MANNER_WORKS);
	size_t before;
	bool loses;

	g->test_to = "+31699999999";
	outbox_world_people(&w, "m", 100);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 45);
	assert_true(g->in_doubt);
	loses = g->loses;
	before = g->taken;
	outbox_world_restart(&w);
	hear_again();
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 10);
	assert_int_equal(outbox_world_heard(&w), 100);
	assert_int_equal(g->taken, before);
	assert_true(g->in_doubt);
	assert_int_equal(g->loses, loses);
	assert_false(second->in_doubt);
	g->manner = MANNER_WORKS;
	outbox_world_run(&w, 420);
	assert_false(g->in_doubt);
	outbox_world_restart(&w);
	before = g->taken;
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 10);
	assert_int_equal(g->taken, before + 100);
}

static void one_that_delivers_nothing_is_known_after_a_restart(void **state)
{
	(void)state;
	one_in_doubt_stays_so_over_a_restart(MANNER_LIES);
}

static void one_that_loses_half_is_known_after_a_restart(void **state)
{
	(void)state;
	one_in_doubt_stays_so_over_a_restart(MANNER_HALVES);
}

/* The same two hours with the clock set in between: the same messages. */
static void the_clock_does_not_change_who_is_trusted(void **state)
{
	struct simulated_gateway *g = gateway_with_receipts("first", 1, MANNER_LIES);
	int64_t call;

	(void)state;
	(void)gateway_with_receipts("second", 2, MANNER_WORKS);
	outbox_world_people(&w, "m", 20);
	call = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 32);
	assert_true(g->in_doubt);
	outbox_world_set_clock(&w, -7200 * INT64_C(1000));
	outbox_world_run(&w, 60);
	g->manner = MANNER_WORKS;
	outbox_world_stop(&w, call);
	outbox_world_run(&w, 10);
	assert_int_equal(g->taken, 21);
	assert_false(g->in_doubt);
}

#define WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(one_that_delivers_nothing_is_passed_over),
		WORLD(one_that_delivers_again_is_used_again),
		WORLD(the_only_one_is_not_passed_over),
		WORLD(nor_is_one_whose_replacement_is_down),
		WORLD(one_that_loses_some_stays_the_first),
		WORLD(one_that_loses_half_is_passed_over),
		WORLD(one_that_goes_on_losing_is_not_trusted),
		WORLD(a_repeated_question_is_a_probe),
		WORLD(one_that_delivers_nothing_is_known_after_a_restart),
		WORLD(one_that_loses_half_is_known_after_a_restart),
		WORLD(the_clock_does_not_change_who_is_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
