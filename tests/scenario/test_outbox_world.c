/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs over gateways that fail in every way: whoever can be reached over any
 * working path is asked; shares are fair; what is real goes first. */
#include "tests/support/outbox_world.h"
#include "tests/support/seeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SEEDS = 12, PEOPLE = 12, LONG_ENOUGH = 1800 };

/* --- whoever can be reached is asked --- */

/* Can the channel be relied on? Somebody delivers, and who does not is found out. */
static bool is_reliable(const struct outbox_world *w, enum channel channel)
{
	bool delivers = false, found_out = true;

	for (size_t i = 0; i < w->gateways_count; i++) {
		const struct simulated_gateway *g = &w->gateways[i];

		if (g->channel != channel)
			continue;
		delivers |= manner_delivers(g->manner);
		found_out &= !manner_deceives(g->manner) || g->receipt_seconds > 0;
	}
	return delivers && found_out;
}

static void make_gateways(
	struct outbox_world *w, enum channel channel, const char *a, const char *b)
{
	const char *const names[] = { a, b };
	const size_t n = 1 + prng_below(&w->chance, 2);

	for (size_t i = 0; i < n; i++) {
		struct simulated_gateway *g = outbox_world_gateway(w, names[i], channel,
			1 + (int)prng_below(&w->chance, 2),
			(enum manner)prng_below(&w->chance, MANNERS));

		g->room = 1 + prng_below(&w->chance, 20);
		g->receipt_seconds = prng_below(&w->chance, 2) == 0 ? 0 : 30;
	}
}

static void tell_world(const struct outbox_world *w)
{
	for (size_t i = 0; i < w->gateways_count; i++)
		(void)fprintf(stderr, "  %s: %s rank %d receipts %d room %zu\n",
			w->gateways[i].name, manner_words[w->gateways[i].manner],
			w->gateways[i].rank, w->gateways[i].receipt_seconds,
			w->gateways[i].room);
}

static size_t missed_in(uint64_t seed)
{
	static const char *const contacts[] = { "m", "e", "me", "em" };
	static struct outbox_world w;
	const char *given[PEOPLE];
	size_t missed = 0;

	outbox_world_open(&w, seed);
	make_gateways(&w, CHANNEL_SMS, "sms1", "sms2");
	make_gateways(&w, CHANNEL_EMAIL, "mail1", "mail2");
	for (int i = 0; i < PEOPLE; i++) {
		given[i] = contacts[prng_below(&w.chance, 4)];
		(void)outbox_world_person(&w, given[i]);
	}
	(void)outbox_world_call(&w, "real", 3);
	outbox_world_run(&w, LONG_ENOUGH);
	for (int i = 0; i < PEOPLE; i++) {
		bool reachable =
			(strchr(given[i], 'm') != NULL && is_reliable(&w, CHANNEL_SMS))
			|| (strchr(given[i], 'e') != NULL
				&& is_reliable(&w, CHANNEL_EMAIL));

		missed += reachable && !w.heard[i];
	}
	if (missed > 0) {
		(void)fprintf(stderr, "seed %llu: %zu people were not asked\n",
			(unsigned long long)seed, missed);
		tell_world(&w);
	}
	outbox_world_close(&w);
	return missed;
}

static void whoever_can_be_reached_is_asked(void **state)
{
	const struct seeds seeds = seeds_asked(SEEDS);
	size_t missed = 0;

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++)
		missed += missed_in((uint64_t)seed);
	assert_int_equal(missed, 0);
}

/* --- one rule each --- */

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

/* A gateway of texts that is down does not keep people from their mail: ten seconds,
 * not an hour. */
static void a_dead_channel_gives_way_to_another(void **state)
{
	(void)state;
	(void)outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_DOWN);
	(void)outbox_world_gateway(&w, "mail", CHANNEL_EMAIL, 1, MANNER_WORKS);
	outbox_world_people(&w, "me", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 60);
	assert_int_equal(outbox_world_heard(&w), 20);
}

/* Who has no other path waits for it, however long it takes; also whose messages were
 * the probes. */
static void who_has_no_other_path_is_asked_when_it_works_again(void **state)
{
	struct simulated_gateway *g =
		outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_DOWN);

	(void)state;
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 1200);
	assert_int_equal(outbox_world_heard(&w), 0);
	g->manner = MANNER_WORKS;
	outbox_world_run(&w, 120);
	assert_int_equal(outbox_world_heard(&w), 20);
}

/* 429 with an hour to wait is obeyed, and the people are asked by mail. */
static void a_busy_gateway_gives_way_to_another_channel(void **state)
{
	(void)state;
	(void)outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_LATER);
	(void)outbox_world_gateway(&w, "mail", CHANNEL_EMAIL, 1, MANNER_WORKS);
	outbox_world_people(&w, "me", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 60);
	assert_int_equal(outbox_world_heard(&w), 20);
}

static void no_receipt_in_time_counts_as_failure(void **state)
{
	struct simulated_gateway *liar =
		outbox_world_gateway(&w, "liar", CHANNEL_SMS, 1, MANNER_LIES);
	struct simulated_gateway *honest =
		outbox_world_gateway(&w, "honest", CHANNEL_SMS, 2, MANNER_WORKS);
	int64_t id;

	(void)state;
	liar->receipt_seconds = honest->receipt_seconds = 30;
	outbox_world_people(&w, "m", 20);
	id = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 29);
	assert_int_equal(outbox_world_heard(&w), 0);
	outbox_world_run(&w, 10);
	assert_int_equal(outbox_world_heard(&w), 20);
	outbox_world_run(&w, 10);
	assert_int_equal(outbox_world_count(&w, id, "delivered"), 20);
	assert_int_equal(w.messages, 40);
}

/* Without another gateway or path: failed, and the timeline says why. */
static void without_receipts_and_without_other_gateways_it_failed(void **state)
{
	struct simulated_gateway *liar =
		outbox_world_gateway(&w, "liar", CHANNEL_SMS, 1, MANNER_LIES);
	int64_t id;

	(void)state;
	liar->receipt_seconds = 30;
	outbox_world_people(&w, "m", 5);
	id = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 40);
	assert_int_equal(outbox_world_count(&w, id, "failed"), 5);
}

/* What one gateway refuses, the next one of the channel may take. */
static void what_one_refuses_goes_to_the_next(void **state)
{
	(void)state;
	(void)outbox_world_gateway(&w, "strict", CHANNEL_SMS, 1, MANNER_REFUSES);
	(void)outbox_world_gateway(&w, "easy", CHANNEL_SMS, 2, MANNER_WORKS);
	outbox_world_people(&w, "m", 20);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 5);
	assert_int_equal(outbox_world_heard(&w), 20);
}

/* --- shares --- */

/* Where in the order the last message of a call-out (0: any) and channel was taken. */
static size_t last_of(int64_t callout, int channel)
{
	size_t last = 0;

	for (size_t i = 0; i < w.messages; i++)
		if ((callout == 0 || w.taken[i].callout_id == callout)
			&& (channel < 0 || (int)w.taken[i].channel == channel))
			last = i;
	return last;
}

static void call_outs_have_equal_shares(void **state)
{
	struct simulated_gateway *g =
		outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_WORKS);
	int64_t first, second;

	(void)state;
	g->room = 4;
	outbox_world_people(&w, "m", 200);
	first = outbox_world_call(&w, "real", 1);
	second = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 50);
	assert_int_equal(w.messages, 400);
	/* they take turns: after any part of the messages both had about half */
	for (size_t k = 50; k <= 300; k += 50) {
		size_t of_second = 0;

		for (size_t i = 0; i < k; i++)
			of_second += w.taken[i].callout_id == second;
		assert_in_range(of_second, k / 2 - 8, k / 2 + 8);
	}
	assert_true(last_of(first, -1) > 350 && last_of(second, -1) > 350);
}

static void what_is_real_goes_first(void **state)
{
	struct simulated_gateway *g =
		outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_WORKS);
	int64_t test, exercise, real;

	(void)state;
	g->room = 4;
	outbox_world_people(&w, "m", 60);
	test = outbox_world_call(&w, "test", 1);
	exercise = outbox_world_call(&w, "exercise", 1);
	real = outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 50);
	assert_int_equal(w.messages, 180);
	assert_int_equal(last_of(real, -1), 59);
	assert_int_equal(last_of(exercise, -1), 119);
	assert_int_equal(last_of(test, -1), 179);
}

/* A channel that is slow does not hold up the others. */
static void a_narrow_channel_does_not_hold_up_a_wide_one(void **state)
{
	struct simulated_gateway *narrow =
		outbox_world_gateway(&w, "mail", CHANNEL_EMAIL, 1, MANNER_SLOW);

	(void)state;
	narrow->room = 1;
	(void)outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_WORKS);
	outbox_world_people(&w, "e", 100);
	outbox_world_people(&w, "m", 100);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 5);
	for (size_t i = 100; i < 200; i++)
		assert_true(w.heard[i]);
}

static void gateways_of_one_rank_share_the_load(void **state)
{
	struct simulated_gateway *a =
		outbox_world_gateway(&w, "a", CHANNEL_SMS, 1, MANNER_WORKS);
	struct simulated_gateway *b =
		outbox_world_gateway(&w, "b", CHANNEL_SMS, 1, MANNER_WORKS);
	struct simulated_gateway *spare =
		outbox_world_gateway(&w, "spare", CHANNEL_SMS, 2, MANNER_WORKS);
	size_t of_a = 0;

	(void)state;
	a->room = b->room = spare->room = 10;
	outbox_world_people(&w, "m", 100);
	(void)outbox_world_call(&w, "real", 1);
	outbox_world_run(&w, 30);
	of_a = a->taken;
	assert_in_range(of_a, 40, 60);
	assert_int_equal(a->taken + b->taken, 100);
	assert_int_equal(spare->taken, 0);
}

#define WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(a_dead_channel_gives_way_to_another),
		WORLD(who_has_no_other_path_is_asked_when_it_works_again),
		WORLD(a_busy_gateway_gives_way_to_another_channel),
		WORLD(no_receipt_in_time_counts_as_failure),
		WORLD(without_receipts_and_without_other_gateways_it_failed),
		WORLD(what_one_refuses_goes_to_the_next),
		WORLD(call_outs_have_equal_shares),
		WORLD(what_is_real_goes_first),
		WORLD(a_narrow_channel_does_not_hold_up_a_wide_one),
		WORLD(gateways_of_one_rank_share_the_load),
		cmocka_unit_test(whoever_can_be_reached_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
