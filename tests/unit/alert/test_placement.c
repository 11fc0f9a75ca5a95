/* SPDX-License-Identifier: EUPL-1.2 */
/* Placement is a maximum matching: against an exhaustive search over who could stand
 * where, people coming one by one. */
#include "alert/callout/placement.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 6, SLOTS = 4, WORLDS = 20000 };

/* The most places that people [i, PEOPLE) can fill, trying everything. */
static int exhaustive(const struct callout *c, const int *room, int i)
{
	int best, left[SLOTS];

	if (i == PEOPLE)
		return 0;
	best = exhaustive(c, room, i + 1); /* without this one */
	for (int s = 0; s < c->slots_count; s++) {
		int with;

		if ((c->people[i].slots >> s & 1) == 0 || room[s] == 0)
			continue;
		memcpy(left, room, sizeof left);
		left[s]--;
		with = 1 + exhaustive(c, left, i + 1);
		best = with > best ? with : best;
	}
	return best;
}

static int moves;

static void on_moved(void *ctx, uint32_t person, int from, int to)
{
	const struct callout *c = ctx;

	assert_int_not_equal(from, to);
	assert_true((c->people[person].slots >> to & 1) != 0);
	assert_true(c->people[person].state != RECIPIENT_ARRIVED);
	moves++;
}

static void make(struct callout *c, struct prng *chance)
{
	struct err e = { 0 };

	assert_int_equal(callout_init(c, PEOPLE, &e), ERR_OK);
	c->slots_count = 1 + (int)prng_below(chance, SLOTS);
	for (int s = 0; s < c->slots_count; s++)
		c->slots[s] = (struct callout_slot){ .mode = MODE_POOL,
			.need = (int)prng_below(chance, 4) };
	for (uint32_t i = 0; i < PEOPLE; i++)
		c->people[i].slots = prng_below(chance, UINT64_C(1) << c->slots_count);
}

/* As many places are filled as can be, after each person. Mutation tried: placement_add
 * that gives up when no slot of the person's own is free fails in the first worlds. */
static void as_many_places_as_possible_are_filled(void **state)
{
	struct prng chance;

	(void)state;
	prng_init(&chance, 1);
	for (int world = 0; world < WORLDS; world++) {
		int room[SLOTS] = { 0 }, placed = 0;
		struct callout c;

		make(&c, &chance);
		for (int s = 0; s < c.slots_count; s++)
			room[s] = c.slots[s].need;
		for (uint32_t i = 0; i < PEOPLE; i++)
			if (c.people[i].slots != 0
				&& placement_add(&c, i, UINT64_MAX, on_moved, &c)) {
				c.people[i].state = RECIPIENT_ACCEPTED;
				placed++;
			}
		if (placed != exhaustive(&c, room, 0))
			fail_msg("world %d: %d places", world, placed);
		for (int s = 0; s < c.slots_count; s++)
			assert_true(c.slots[s].placed <= c.slots[s].need);
		callout_fini(&c);
	}
	assert_true(moves > 100);
}

/* Who is there already stays where they are. */
static void people_who_arrived_are_not_moved(void **state)
{
	struct callout c;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(callout_init(&c, 2, &e), ERR_OK);
	c.slots_count = 2;
	c.slots[0] = c.slots[1] = (struct callout_slot){ .mode = MODE_POOL, .need = 1 };
	c.people[0].slots = 3;
	c.people[1].slots = 1;
	assert_true(placement_add(&c, 0, 1, on_moved, &c)); /* into slot 0 only */
	assert_int_equal(c.people[0].placed, 0);
	c.people[0].state = RECIPIENT_ARRIVED;
	assert_false(placement_add(&c, 1, UINT64_MAX, on_moved, &c));
	c.people[0].state = RECIPIENT_ACCEPTED;
	assert_true(placement_add(&c, 1, UINT64_MAX, on_moved, &c));
	assert_int_equal(c.people[0].placed, 1);
	placement_remove(&c, 1);
	placement_remove(&c, 1); /* again: nothing */
	assert_int_equal(c.slots[0].placed, 0);
	callout_fini(&c);
}

/* Of several free slots: where they have duty, else where the fewest others can come.
 */
static void the_scarcest_slot_is_taken(void **state)
{
	struct callout c;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(callout_init(&c, 3, &e), ERR_OK);
	c.slots_count = 3;
	for (int s = 0; s < 3; s++)
		c.slots[s] = (struct callout_slot){ .mode = MODE_POOL, .need = 1 };
	c.people[0].slots = 7;
	c.people[1].slots = 1;
	c.people[2].slots = 5;
	assert_true(placement_add(&c, 0, UINT64_MAX, on_moved, &c));
	assert_int_equal(c.people[0].placed, 1); /* nobody else can come there */
	placement_remove(&c, 0);
	c.people[0].duty = 1;
	assert_true(placement_add(&c, 0, UINT64_MAX, on_moved, &c));
	assert_int_equal(c.people[0].placed, 0);
	callout_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_places_as_possible_are_filled),
		cmocka_unit_test(people_who_arrived_are_not_moved),
		cmocka_unit_test(the_scarcest_slot_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
