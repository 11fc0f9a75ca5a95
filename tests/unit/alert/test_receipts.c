/* SPDX-License-Identifier: EUPL-1.2 */
/* Does what a gateway takes arrive? Three people without a receipt put it in doubt, a
 * receipt of something that was sent since then ends that.
 *
 * Mutations that were tried: without drop_older()
 * what_was_sent_before_something_that_arrived_is_no_doubt fails; with misses counted
 * whatever the person telephones_that_are_off_are_of_one_person fails; when any receipt
 * ends the doubt a_late_receipt_ends_nothing fails. */
#include "alert/outbox/receipts.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct instant at(int64_t seconds_since)
{
	return (struct instant){ 1700000000000 + seconds_since * 1000 };
}

/* True when it is trusted again by that. */
static bool came(struct receipts *r, struct instant sent_at)
{
	const bool before = receipts_in_doubt(r);

	receipts_came(r, 77, sent_at, sent_at);
	return before && !receipts_in_doubt(r);
}

/* Three people were sent something at second 0, and half a minute later nothing came.
 */
static struct receipts doubted(void)
{
	struct receipts r = { 0 };

	for (int64_t person = 1; person <= 3; person++)
		(void)receipts_missed(&r, person, at(0), at(30));
	assert_true(receipts_in_doubt(&r));
	return r;
}

static void three_people_without_receipt_are_a_doubt(void **state)
{
	struct receipts r = { 0 };

	(void)state;
	assert_false(receipts_missed(&r, 1, at(0), at(30)));
	assert_false(receipts_missed(&r, 2, at(0), at(30)));
	assert_false(receipts_in_doubt(&r));
	assert_true(receipts_missed(&r, 3, at(1), at(31)));
	assert_true(receipts_in_doubt(&r));
	assert_false(receipts_missed(&r, 4, at(1), at(31))); /* it is known */
}

static void telephones_that_are_off_are_of_one_person(void **state)
{
	struct receipts r = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_false(
			receipts_missed(&r, 1 + i % 2, at(i * 60), at(i * 60 + 30)));
	assert_false(receipts_in_doubt(&r));
}

static void what_was_sent_before_something_that_arrived_is_no_doubt(void **state)
{
	struct receipts r = { 0 };

	(void)state;
	(void)receipts_missed(&r, 1, at(0), at(30));
	(void)receipts_missed(&r, 2, at(1), at(31));
	assert_false(came(&r, at(2)));
	assert_false(receipts_missed(&r, 3, at(1), at(31)));
	assert_false(receipts_missed(&r, 4, at(2), at(32)));
	assert_false(receipts_in_doubt(&r));
	/* but what was sent after it is */
	assert_false(receipts_missed(&r, 5, at(3), at(33)));
	assert_false(receipts_missed(&r, 6, at(3), at(33)));
	assert_true(receipts_missed(&r, 7, at(3), at(33)));
}

/* Receipts come at once, their absence is known half a minute later: two hundred texts
 * of which every tenth is lost have twenty misses in a row. */
static void losing_some_is_no_doubt(void **state)
{
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct receipts r = { 0 };
		bool lost[200];
		int last = 0;

		prng_init(&p, seed);
		for (int i = 0; i < 200; i++) {
			lost[i] = prng_below(&p, 10) == 0;
			last = lost[i] ? last : i;
		}
		for (int i = 0; i < 200; i++)
			if (!lost[i])
				receipts_came(&r, i, at(i), at(i));
		for (int i = 0; i < 200; i++)
			if (lost[i])
				(void)receipts_missed(&r, i, at(i), at(i + 30));
		assert_int_equal(
			receipts_in_doubt(&r), 200 - 1 - last >= RECEIPTS_MISSED);
	}
}

static void a_receipt_of_something_sent_since_ends_it(void **state)
{
	struct receipts r = doubted();

	(void)state;
	assert_true(came(&r, at(90)));
	assert_false(receipts_in_doubt(&r));
	/* and it takes three again */
	assert_false(receipts_missed(&r, 1, at(100), at(130)));
	assert_false(receipts_missed(&r, 2, at(100), at(130)));
	assert_true(receipts_missed(&r, 3, at(100), at(130)));
}

/* A message that was under way when it began arrived after all: that says nothing of
 * now, and would make it go on and off. */
static void a_late_receipt_ends_nothing(void **state)
{
	struct receipts r = doubted();

	(void)state;
	assert_false(came(&r, at(29)));
	assert_true(receipts_in_doubt(&r));
	assert_true(came(&r, at(30)));
}

static void probes_come_less_and_less_often(void **state)
{
	static const int64_t waits[] = { 60, 120, 240, 480, 600, 600 };
	struct receipts r = doubted();
	int64_t now = 30;

	(void)state;
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		assert_false(receipts_probe_due(&r, at(now + waits[i] - 1)));
		now += waits[i];
		assert_true(receipts_probe_due(&r, at(now)));
		receipts_probed(&r, at(now));
		assert_false(receipts_probe_due(&r, at(now)));
	}
	assert_true(came(&r, at(now)));
	assert_false(receipts_probe_due(&r, at(now + 10000)));
}

/* Whatever the clock says: the same is decided. */
/* One that loses half is tried every minute as long as what is tried arrives. */
static void an_arrival_brings_the_next_probe_sooner(void **state)
{
	struct receipts r = { 0 };
	int64_t now = 30;

	(void)state;
	for (int i = 0; i < LOSSES_PEOPLE_MIN; i++)
		if (i % 2 == 0)
			receipts_came(&r, i + 1, at(0), at(2));
		else
			(void)receipts_missed(&r, i + 1, at(0), at(30));
	assert_true(receipts_in_doubt(&r));
	assert_false(r.silent);
	for (int i = 0; i < 3; i++) {
		now = (r.probe_at.ms - at(0).ms) / 1000;
		receipts_probed(&r, at(now));
	}
	assert_false(receipts_probe_due(&r, at(now + 300)));
	receipts_came(&r, 0, at(now), at(now + 2));
	assert_false(receipts_probe_due(&r, at(now + 61)));
	assert_true(receipts_probe_due(&r, at(now + 62)));
}

/* What was sent before the program started says nothing; what is sent since does. */
static void a_doubt_of_before_ends_as_any_other(void **state)
{
	struct receipts r = { 0 };

	(void)state;
	receipts_doubt(&r, true, at(1000));
	assert_true(receipts_in_doubt(&r) && !r.losses.in_doubt);
	assert_false(receipts_probe_due(&r, at(1059)));
	assert_true(receipts_probe_due(&r, at(1060)));
	receipts_came(&r, 1, at(999), at(1001));
	assert_true(receipts_in_doubt(&r));
	receipts_came(&r, 1, at(1000), at(1001));
	assert_false(receipts_in_doubt(&r));
	receipts_doubt(&r, false, at(1000));
	assert_true(receipts_in_doubt(&r) && r.losses.in_doubt);
	for (int i = 0; i < LOSSES_RUN; i++) {
		assert_true(receipts_in_doubt(&r));
		receipts_came(&r, i, at(1000 + i * 60), at(1001 + i * 60));
	}
	assert_false(receipts_in_doubt(&r));
}

static void the_clock_may_be_set(void **state)
{
	const int64_t jumps[] = { -86400, 3600 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct receipts r = { 0 };
		const int64_t jump = jumps[i];

		(void)came(&r, at(0));
		(void)receipts_missed(&r, 1, at(1), at(31));
		receipts_shift(&r, seconds(jump));
		assert_false(receipts_missed(&r, 2, at(jump), at(jump + 31)));
		assert_false(receipts_missed(&r, 3, at(jump + 1), at(jump + 31)));
		assert_true(receipts_missed(&r, 4, at(jump + 1), at(jump + 31)));
		receipts_shift(&r, seconds(-jump));
		assert_false(receipts_probe_due(&r, at(90)));
		assert_true(receipts_probe_due(&r, at(91)));
		assert_false(came(&r, at(30)));
		assert_true(came(&r, at(31)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_people_without_receipt_are_a_doubt),
		cmocka_unit_test(telephones_that_are_off_are_of_one_person),
		cmocka_unit_test(
			what_was_sent_before_something_that_arrived_is_no_doubt),
		cmocka_unit_test(losing_some_is_no_doubt),
		cmocka_unit_test(a_receipt_of_something_sent_since_ends_it),
		cmocka_unit_test(a_late_receipt_ends_nothing),
		cmocka_unit_test(probes_come_less_and_less_often),
		cmocka_unit_test(an_arrival_brings_the_next_probe_sooner),
		cmocka_unit_test(a_doubt_of_before_ends_as_any_other),
		cmocka_unit_test(the_clock_may_be_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
