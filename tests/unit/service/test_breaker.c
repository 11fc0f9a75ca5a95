/* SPDX-License-Identifier: EUPL-1.2 */
/* The circuit breaker: three failures open it, one message probes, one success closes;
 * and properties over random lives. */
#include "base/random.h"
#include "service/dispatch/breaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct tick at(int64_t ms)
{
	return (struct tick){ ms };
}

static void three_failures_open_it(void **state)
{
	struct breaker b = { 0 };

	(void)state;
	assert_false(breaker_outcome(&b, false, at(0)));
	assert_false(breaker_outcome(&b, false, at(0)));
	assert_int_equal(breaker_room(&b, at(0), 32), 32);
	assert_true(breaker_outcome(&b, false, at(1000)));
	assert_false(breaker_is_usable(&b, at(1000)));
	assert_int_equal(breaker_room(&b, at(5999), 32), 0);
	assert_int_equal(breaker_room(&b, at(6000), 32), 1);
	assert_int_equal(breaker_room(&b, at(6000), 0), 0);
}

static void failures_with_success_between_do_not(void **state)
{
	struct breaker b = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_false(breaker_outcome(&b, false, at(i)));
		assert_false(breaker_outcome(&b, false, at(i)));
		assert_false(breaker_outcome(&b, true, at(i)));
	}
}

static void one_probe_at_a_time(void **state)
{
	static const int64_t waits[] = { 5000, 10000, 20000, 40000, 60000, 60000 };
	struct breaker b = { 0 };
	int64_t now = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		(void)breaker_outcome(&b, false, at(now));
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		assert_false(breaker_is_usable(&b, at(now + waits[i] - 1)));
		now += waits[i];
		assert_int_equal(breaker_room(&b, at(now), 32), 1);
		breaker_gave(&b);
		assert_int_equal(breaker_room(&b, at(now + 100000), 32), 0);
		assert_false(breaker_outcome(&b, false, at(now)));
	}
	now += 60000;
	breaker_gave(&b);
	assert_true(breaker_outcome(&b, true, at(now)));
	assert_int_equal(breaker_room(&b, at(now), 32), 32);
}

/* Late failures of messages that were on their way when it opened. */
static void late_failures_do_not_put_the_probe_off(void **state)
{
	struct breaker b = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		(void)breaker_outcome(&b, false, at(0));
	for (int i = 0; i < 30; i++)
		assert_false(breaker_outcome(&b, false, at(4000)));
	assert_true(breaker_is_usable(&b, at(5000)));
}

/* Mutation: asked for by any failure of before, or for longer than a minute. */
static void a_probe_waits_as_long_as_the_gateway_asks(void **state)
{
	static const struct {
		int first, last; /* asked with the first and the last failure, s */
		int64_t probe_ms;
	} cases[] = { { 0, 0, 5000 }, { 0, 3, 5000 }, { 0, 30, 30000 },
		{ 30, 0, 30000 }, { 20, 10, 20000 }, { 0, 3600, 60000 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const int64_t ms = cases[i].probe_ms;
		struct breaker b = { 0 };

		breaker_asked(&b, cases[i].first, at(0));
		(void)breaker_outcome(&b, false, at(0));
		(void)breaker_outcome(&b, false, at(0));
		breaker_asked(&b, cases[i].last, at(0));
		assert_true(breaker_outcome(&b, false, at(0)));
		assert_false(breaker_is_usable(&b, at(ms - 1)));
		assert_true(breaker_is_usable(&b, at(ms)));
		breaker_gave(&b); /* its failure asks for nothing */
		assert_false(breaker_outcome(&b, false, at(ms)));
		assert_true(breaker_is_usable(&b, at(ms + 10000)));
	}
	for (int worked = 0; worked <= 1; worked++) {
		struct breaker b = { 0 };

		breaker_asked(&b, 40, at(0));
		(void)breaker_outcome(&b, worked == 1, at(0));
		(void)breaker_outcome(&b, worked == 0, at(0));
		for (int i = 0; i < 3; i++)
			(void)breaker_outcome(&b, false, at(0));
		assert_true(breaker_is_usable(&b, at(5000)));
	}
}

/* What was under way when it opened is answered after: the probe waits for that too,
 * and the wait after the probe is its own. */
static void an_open_one_hears_that_it_is_asked_to_wait(void **state)
{
	struct breaker b = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		(void)breaker_outcome(&b, false, at(0));
	breaker_asked(&b, 20, at(1000));
	(void)breaker_outcome(&b, false, at(1000));
	breaker_asked(&b, 1, at(1000));
	assert_false(breaker_is_usable(&b, at(20999)));
	assert_true(breaker_is_usable(&b, at(21000)));
	breaker_gave(&b);
	(void)breaker_outcome(&b, false, at(21000));
	assert_true(breaker_is_usable(&b, at(31000)));
}

static void random_lives(void **state)
{
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct breaker b = { 0 };
		int64_t now = 0;
		int bad = 0, under_way = 0;
		bool open = false;

		prng_init(&p, seed);
		for (int i = 0; i < 400; i++) {
			size_t room = breaker_room(&b, at(now), 4);
			bool worked = prng_below(&p, 3) == 0, changed;

			assert_true(room == 0 || room == 1 || !open);
			assert_int_equal(room > 0, breaker_is_usable(&b, at(now)));
			for (size_t k = 0; k < room; k++) {
				breaker_gave(&b);
				under_way++;
			}
			now += (int64_t)prng_below(&p, 4000);
			if (under_way == 0)
				continue;
			under_way--;
			changed = breaker_outcome(&b, worked, at(now));
			bad = worked ? 0 : bad + 1;
			if (!open && bad >= 3) {
				assert_true(changed);
				open = true;
			} else if (open && worked) {
				assert_true(changed);
				open = false;
			} else {
				assert_false(changed);
			}
			assert_int_equal(b.state != BREAKER_CLOSED, open);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_failures_open_it),
		cmocka_unit_test(failures_with_success_between_do_not),
		cmocka_unit_test(one_probe_at_a_time),
		cmocka_unit_test(late_failures_do_not_put_the_probe_off),
		cmocka_unit_test(a_probe_waits_as_long_as_the_gateway_asks),
		cmocka_unit_test(an_open_one_hears_that_it_is_asked_to_wait),
		cmocka_unit_test(random_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
