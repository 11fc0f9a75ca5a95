/* SPDX-License-Identifier: EUPL-1.2 */
/* How much of what a gateway takes arrives: two fifths of thirty people lost put it in
 * doubt, five arrivals apart in time end that.
 *
 * Mutations that were tried: when everybody is one person, and without the border of
 * is_too_much() (a burst is found out less often), and when arrivals may stand close
 * together in the run (a burst of five ends the doubt), one or two tests fail each. */
#include "alert/outbox/losses.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { SEEDS = 400, BURST = 200, LATE = 30 };

static struct instant at(int64_t seconds_since)
{
	return (struct instant){ 1700000000000 + seconds_since * 1000 };
}

/* Ten are sent a second; what arrives is known at once, what does not half a minute
 * later. `lost_of_100` of them are lost. */
static void burst(struct losses *l, int64_t start, unsigned lost_of_100, struct prng *p)
{
	bool lost[BURST];

	for (int i = 0; i < BURST; i++) {
		lost[i] = prng_below(p, 100) < lost_of_100;
		if (!lost[i])
			losses_came(l, i + 1, at(start + i / 10));
	}
	for (int i = 0; i < BURST; i++)
		if (lost[i])
			(void)losses_missed(l, i + 1, at(start + i / 10),
				at(start + i / 10 + LATE));
}

static int doubted_of(unsigned lost_of_100)
{
	int n = 0;

	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct losses l = { 0 };
		struct prng p;

		prng_init(&p, seed);
		burst(&l, 0, lost_of_100, &p);
		n += l.in_doubt;
	}
	return n;
}

/* Half is found out by one call-out, one in ten by none. */
static void half_is_too_much_and_a_tenth_is_not(void **state)
{
	(void)state;
	assert_int_equal(doubted_of(10), 0);
	assert_in_range(doubted_of(20), 0, SEEDS / 20);
	assert_in_range(doubted_of(50), SEEDS * 97 / 100, SEEDS);
	assert_int_equal(doubted_of(70), SEEDS);
}

static void few_people_say_nothing(void **state)
{
	struct losses l = { 0 };

	(void)state;
	for (int i = 1; i < LOSSES_PEOPLE_MIN; i++)
		assert_false(losses_missed(&l, i, at(i), at(i + LATE)));
	assert_true(losses_missed(&l, 99, at(99), at(99 + LATE)));
	assert_true(l.in_doubt);
}

/* Twelve of forty people have their telephone off and are asked ten times: they count
 * once each. */
static void a_telephone_that_is_off_counts_once(void **state)
{
	struct losses l = { 0 };

	(void)state;
	for (int i = 0; i < 40; i++)
		if (i >= 12)
			losses_came(&l, i + 1, at(0));
	for (int round = 0; round < 10; round++)
		for (int i = 0; i < 12; i++)
			assert_false(losses_missed(
				&l, i + 1, at(round * 60), at(round * 60 + LATE)));
}

/* What is older than what is known of somebody says nothing new. */
static void the_newest_of_a_person_counts(void **state)
{
	struct losses l = { 0 };

	(void)state;
	for (int i = 1; i <= LOSSES_PEOPLE_MIN; i++)
		losses_came(&l, i, at(100));
	for (int i = 1; i <= LOSSES_PEOPLE_MIN; i++)
		assert_false(losses_missed(&l, i, at(90), at(120)));
	assert_false(l.in_doubt);
}

static struct losses doubted(void)
{
	struct losses l = { 0 };

	for (int i = 1; i <= LOSSES_PEOPLE_MIN; i++)
		(void)losses_missed(&l, i, at(0), at(LATE));
	assert_true(l.in_doubt);
	return l;
}

static void five_arrivals_apart_end_it(void **state)
{
	struct losses l = doubted();

	(void)state;
	for (int i = 0; i < 20; i++)
		losses_came(&l, i + 1, at(LATE - 1)); /* sent before */
	for (int i = 0; i < 20; i++)
		losses_came(&l, i + 1, at(60)); /* together: one */
	for (int i = 2; i < 5; i++)
		losses_came(&l, 0, at(i * 60));
	assert_true(l.in_doubt);
	losses_came(&l, 0, at(300));
	assert_false(l.in_doubt);
	/* and it takes thirty people again */
	for (int i = 1; i < LOSSES_PEOPLE_MIN; i++)
		assert_false(losses_missed(&l, i, at(400), at(430)));
	assert_true(losses_missed(&l, 99, at(400), at(430)));
}

static void a_loss_begins_the_run_anew(void **state)
{
	struct losses l = doubted();

	(void)state;
	for (int i = 1; i < 5; i++)
		losses_came(&l, 0, at(i * 60));
	assert_false(losses_missed(&l, 0, at(LATE - 1), at(270))); /* of before */
	assert_false(losses_missed(&l, 0, at(300), at(330)));
	losses_came(&l, 0, at(360));
	assert_true(l.in_doubt);
	for (int i = 7; i < 11; i++)
		losses_came(&l, 0, at(i * 60));
	assert_false(l.in_doubt);
}

/* One that is the only one of its channel, and goes on losing half, stays in doubt:
 * what goes out together counts once, and its losses are known before the next. */
static void it_does_not_go_on_and_off(void **state)
{
	int trusted = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct losses l = doubted();
		struct prng p;

		prng_init(&p, seed);
		for (int i = 1; i <= 10 && l.in_doubt; i++)
			burst(&l, i * 60, 50, &p);
		trusted += !l.in_doubt;
	}
	assert_int_equal(trusted, 0);
}

/* Whatever the clock says: the same is decided. */
static void the_clock_may_be_set(void **state)
{
	struct losses l = { 0 };

	(void)state;
	for (int i = 1; i < LOSSES_PEOPLE_MIN; i++)
		(void)losses_missed(&l, i, at(i), at(i + LATE));
	losses_shift(&l, seconds(-86400));
	assert_true(losses_missed(&l, 99, at(40 - 86400), at(70 - 86400)));
	losses_shift(&l, seconds(86400));
	losses_came(&l, 0, at(69));
	for (int i = 0; i < 4; i++)
		losses_came(&l, 0, at(70 + i * 60));
	assert_true(l.in_doubt);
	losses_shift(&l, seconds(3600));
	losses_came(&l, 0, at(3600 + 310));
	assert_false(l.in_doubt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_is_too_much_and_a_tenth_is_not),
		cmocka_unit_test(few_people_say_nothing),
		cmocka_unit_test(a_telephone_that_is_off_counts_once),
		cmocka_unit_test(the_newest_of_a_person_counts),
		cmocka_unit_test(five_arrivals_apart_end_it),
		cmocka_unit_test(a_loss_begins_the_run_anew),
		cmocka_unit_test(it_does_not_go_on_and_off),
		cmocka_unit_test(the_clock_may_be_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
