/* SPDX-License-Identifier: EUPL-1.2 */
/* The wall clock is set by hours, forwards and backwards, while people are called: who
 * is asked, when and over what is what it would have been without. */
#include "alert/outbox/clock_shift.h"
#include "alert/outbox/notice.h"
#include "tests/support/outbox_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEEDS = 6, PEOPLE = 12, ROUNDS = 2, LONG_ENOUGH = 600 };
enum { JUMPS = 3, HOUR = 3600 * 1000, DAY = 24 * HOUR };

/* What is set when: seconds after the call-out began, by so many ms. */
struct jump {
	int after;
	int64_t ms;
};

/* A call-out over gateways that are drawn by chance, with these jumps; or the clock is
 * looked at and left alone. */
static void run(
	struct outbox_world *w, uint64_t seed, const struct jump jumps[JUMPS], bool set)
{
	static const char *const contacts[] = { "m", "e", "me", "em" };
	int at = 0;

	outbox_world_open(w, seed);
	w->wave_size = seed % 2 == 0 ? 4 : 0;
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "sms1", "sms2", "mail" };
		struct simulated_gateway *g = outbox_world_gateway(w, names[i],
			i < 2 ? CHANNEL_SMS : CHANNEL_EMAIL, 1 + i,
			(enum manner)prng_below(&w->chance, MANNERS));

		g->receipt_seconds = prng_below(&w->chance, 2) == 0 ? 0 : 30;
	}
	for (int i = 0; i < PEOPLE; i++)
		(void)outbox_world_person(w, contacts[prng_below(&w->chance, 4)]);
	(void)outbox_world_call(w, "real", ROUNDS);
	for (size_t i = 0; i < JUMPS; i++) {
		outbox_world_run(w, jumps[i].after - at);
		at = jumps[i].after;
		outbox_world_set_clock(w, set ? jumps[i].ms : 0);
	}
	outbox_world_run(w, LONG_ENOUGH - at);
}

static void expect_same(const struct outbox_world *a, const struct outbox_world *b,
	uint64_t seed, const struct jump *first)
{
	if (a->messages != b->messages)
		fail_msg("seed %llu, %lld ms after %d s: %zu messages, not %zu",
			(unsigned long long)seed, (long long)first->ms, first->after,
			b->messages, a->messages);
	assert_true(a->messages < sizeof a->taken / sizeof *a->taken);
	for (size_t i = 0; i < a->messages; i++)
		if (memcmp(&a->taken[i], &b->taken[i], sizeof a->taken[i]) != 0)
			fail_msg("seed %llu, %lld ms after %d s: message %zu at %lld, "
				 "not %lld",
				(unsigned long long)seed, (long long)first->ms,
				first->after, i, (long long)b->taken[i].at_ms,
				(long long)a->taken[i].at_ms);
}

static void jumps_change_nothing(void **state)
{
	static const struct jump cases[][JUMPS] = {
		{ { 5, 3 * HOUR }, { 40, 0 }, { 41, 0 } },
		{ { 5, -3 * HOUR }, { 40, 0 }, { 41, 0 } },
		{ { 61, 2 * DAY }, { 100, -2 * DAY }, { 200, HOUR } },
		{ { 1, -HOUR }, { 2, -HOUR }, { 130, 2 * HOUR } },
	};
	static struct outbox_world calm, jumpy;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			run(&calm, seed, cases[i], false);
			run(&jumpy, seed, cases[i], true);
			assert_true(calm.messages > 0);
			expect_same(&calm, &jumpy, seed, cases[i]);
			outbox_world_close(&jumpy);
			outbox_world_close(&calm);
		}
	}
}

static struct outbox_world w;

static int open_world(void **state)
{
	(void)state;
	outbox_world_open(&w, 1);
	(void)outbox_world_gateway(&w, "sms", CHANNEL_SMS, 1, MANNER_WORKS);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	outbox_world_close(&w);
	return 0;
}

static void remind(int64_t person_id, int64_t in_ms)
{
	const struct change by = { w.r.by.actor, { w.now_ms + w.ahead_ms } };
	const struct notice n = { .kind = NOTICE_REMINDER,
		.person_id = person_id,
		.channels = 1u << CHANNEL_SMS,
		.subject = "Piket",
		.text = "Uw piket begint",
		.link = "",
		.due_at = { in_ms == 0 ? 0 : by.now.ms + in_ms } };
	struct err e = { 0 };
	int64_t id;

	test_ok(db_begin(w.r.t.db, DB_WRITE, &e), &e);
	test_ok(notice_add(w.r.t.db, &w.settings, &n, &by, &id, &e), &e);
	test_ok(db_commit(w.r.t.db, &e), &e);
}

/* What is for a moment of the calendar comes at that moment of the new time; what is
 * for now comes now. */
static void reminders_stay_where_they_are(void **state)
{
	int64_t person = outbox_world_person(&w, "m");

	(void)state;
	remind(person, 5 * HOUR);
	outbox_world_run(&w, 60);
	assert_int_equal(w.messages, 0);
	outbox_world_set_clock(&w, 4 * HOUR);
	outbox_world_run(&w, 1800);
	assert_int_equal(w.messages, 0);
	outbox_world_run(&w, 1800);
	assert_int_equal(w.messages, 1);
	remind(person, 0);
	outbox_world_set_clock(&w, -4 * (int64_t)HOUR);
	outbox_world_run(&w, 5);
	assert_int_equal(w.messages, 2);
}

/* Set while the program was down, by how much nobody knows: nobody waits longer than
 * the longest wait. */
static void a_start_after_a_jump_back_waits_for_nobody(void **state)
{
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		(void)outbox_world_person(&w, "m");
	(void)outbox_world_call(&w, "real", ROUNDS);
	outbox_world_run(&w, 5);
	assert_int_equal(w.messages, 5);
	w.ahead_ms -= 3 * (int64_t)HOUR; /* and nothing is moved along */
	test_ok(db_begin(w.r.t.db, DB_WRITE, &e), &e);
	test_ok(clock_limit(w.r.t.db, (struct instant){ w.now_ms + w.ahead_ms }, &e),
		&e);
	test_ok(db_commit(w.r.t.db, &e), &e);
	outbox_world_run(&w, 58);
	assert_int_equal(w.messages, 5);
	outbox_world_run(&w, 7);
	assert_int_equal(w.messages, 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jumps_change_nothing),
		TEST(reminders_stay_where_they_are),
		TEST(a_start_after_a_jump_back_waits_for_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
