/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/steady_clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { HOUR = 3600 * 1000 };

/* A machine's clock that can be set. */
static int64_t wall, ticks;

static struct instant machine_now(const struct clock *c)
{
	(void)c;
	return (struct instant){ wall };
}

static struct tick machine_tick(const struct clock *c)
{
	(void)c;
	return (struct tick){ ticks };
}

static const struct clock machine = { machine_now, machine_tick };
static struct steady_clock steady;

static int set_up(void **state)
{
	(void)state;
	wall = 1000000;
	ticks = 77;
	steady_clock_init(&steady, &machine);
	return 0;
}

static void pass(int64_t ms)
{
	wall += ms;
	ticks += ms;
}

static int64_t now(void)
{
	return steady.clock.now(&steady.clock).ms;
}

static void time_passes(void **state)
{
	(void)state;
	assert_int_equal(now(), wall);
	pass(30 * (int64_t)24 * HOUR);
	assert_int_equal(now(), wall);
	assert_int_equal(steady.clock.tick(&steady.clock).ms, ticks);
	assert_int_equal(steady_clock_jump(&steady).ms, 0);
}

/* A clock that is slewed, however far in the end, is followed. */
static void small_corrections_are_followed(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		pass(1000);
		wall -= 4000 * (i % 2) + STEADY_CLOCK_JUMP_MS * (1 - i % 2);
		assert_int_equal(now(), wall);
	}
	assert_int_equal(steady_clock_jump(&steady).ms, 0);
}

/* The old time goes on until the new one is taken over. */
static void a_jump_waits_to_be_taken_over(void **state)
{
	static const int64_t jumps[] = { 3 * HOUR, -3 * HOUR, STEADY_CLOCK_JUMP_MS + 1,
		-STEADY_CLOCK_JUMP_MS - 1 };

	for (int i = 0; i < 4; i++) {
		int64_t before;

		(void)set_up(state);
		before = now();
		pass(100);
		wall += jumps[i];
		assert_int_equal(now(), before + 100);
		pass(900);
		assert_int_equal(now(), before + 1000);
		assert_int_equal(steady_clock_jump(&steady).ms, jumps[i]);
		steady_clock_move(&steady, (struct duration){ jumps[i] });
		assert_int_equal(now(), wall);
		assert_int_equal(steady_clock_jump(&steady).ms, 0);
		steady_clock_move(&steady, (struct duration){ -jumps[i] }); /* undone */
		assert_int_equal(now(), before + 1000);
		assert_int_equal(steady_clock_jump(&steady).ms, jumps[i]);
	}
}

/* Set wrong and right again before anybody looked: nothing happened. */
static void there_and_back_is_nothing(void **state)
{
	int64_t before = now();

	(void)state;
	wall += 5 * HOUR;
	pass(10);
	assert_int_equal(now(), before + 10);
	wall -= 5 * HOUR;
	assert_int_equal(now(), wall);
	assert_int_equal(steady_clock_jump(&steady).ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(time_passes, set_up),
		cmocka_unit_test_setup(small_corrections_are_followed, set_up),
		cmocka_unit_test_setup(a_jump_waits_to_be_taken_over, set_up),
		cmocka_unit_test_setup(there_and_back_is_nothing, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
