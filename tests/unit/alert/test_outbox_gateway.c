/* SPDX-License-Identifier: EUPL-1.2 */
/* Through which gateway a message goes: by rank, past what is broken or in doubt, and
 * never nowhere. Stories by hand, then thousands of drawn sets of gateways against a
 * second, plain choice. */
#include "alert/outbox/outbox_internal.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 6 };

static struct outbox_gateway gateways[MOST];
static struct outbox_batch batch;

static int setup(void **state)
{
	(void)state;
	memset(gateways, 0, sizeof gateways);
	batch = (struct outbox_batch){ .gateways = gateways };
	return 0;
}

static struct outbox_gateway *add(const char *name, enum channel channel, int rank)
{
	struct outbox_gateway *g = &gateways[batch.gateways_count++];

	(void)snprintf(g->name, sizeof g->name, "%s", name);
	g->channel = channel;
	g->rank = rank;
	g->usable = true;
	g->room = 10;
	return g;
}

/* A question by text; the gateway that had it last, or "". */
static struct attempt question(const char *last, const char *state)
{
	struct attempt a = { .purpose = PURPOSE_ASK, .channel = "sms" };

	(void)snprintf(a.gateway, sizeof a.gateway, "%s", last);
	(void)snprintf(a.state, sizeof a.state, "%s", state);
	return a;
}

static const char *chosen(const struct attempt *a)
{
	const int at = outbox_choose(&batch, a);

	return at == OUTBOX_NO_GATEWAY ? "" : gateways[at].name;
}

static void the_first_by_rank(void **state)
{
	struct attempt a = question("", "queued");

	(void)state;
	(void)add("mail", CHANNEL_EMAIL, 0);
	(void)add("second", CHANNEL_SMS, 2);
	(void)add("first", CHANNEL_SMS, 1);
	assert_string_equal(chosen(&a), "first");
	(void)snprintf(a.channel, sizeof a.channel, "voice");
	assert_string_equal(chosen(&a), "");
	assert_int_equal(outbox_gateways_of(&batch, "sms"), 2);
}

static void after_a_failure_the_next_in_a_ring(void **state)
{
	struct attempt a = question("one", "retry");

	(void)state;
	(void)add("one", CHANNEL_SMS, 1);
	(void)add("two", CHANNEL_SMS, 2);
	(void)add("three", CHANNEL_SMS, 3);
	assert_string_equal(chosen(&a), "two");
	a = question("three", "retry");
	assert_string_equal(chosen(&a), "one");
	a = question("gone since", "retry");
	assert_string_equal(chosen(&a), "one");
}

/* It knows the id, and drops what it has already sent. */
static void what_was_under_way_at_the_end_goes_the_same_way(void **state)
{
	struct attempt a = question("two", "queued");

	(void)state;
	(void)add("one", CHANNEL_SMS, 1);
	(void)add("two", CHANNEL_SMS, 2);
	assert_string_equal(chosen(&a), "two");
}

static void a_broken_one_gets_its_probe_and_no_more(void **state)
{
	struct attempt a = question("", "queued");
	struct outbox_gateway *one = add("one", CHANNEL_SMS, 1);

	(void)state;
	(void)add("two", CHANNEL_SMS, 2);
	one->broken = true;
	one->room = 1;
	assert_string_equal(chosen(&a), "one");
	one->room = 0;
	assert_string_equal(chosen(&a), "two");
	one->usable = false;
	assert_string_equal(chosen(&a), "two");
}

/* When all are broken the message waits for the first, not for nobody. */
static void none_that_works_is_not_nowhere(void **state)
{
	struct attempt a = question("", "queued");
	bool works = true;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct outbox_gateway *g = add(i == 0 ? "one" : "two", CHANNEL_SMS, i);

		g->usable = false;
		g->broken = true;
		g->room = 0;
	}
	assert_string_equal(chosen(&a), "one");
	assert_true(outbox_is_down(&batch, "sms"));
	assert_int_equal(outbox_room(&batch, "sms", &works), 0);
	assert_false(works);
	assert_false(outbox_is_down(&batch, "voice")); /* it has none: not broken */
}

/* Where nothing arrives no first question goes, however much room it has; what nobody
 * waits for is how it is looked at. */
static void a_doubted_one_gets_no_first_question(void **state)
{
	struct attempt a = question("", "queued");
	struct outbox_gateway *one = add("one", CHANNEL_SMS, 1);
	struct outbox_gateway *two = add("two", CHANNEL_SMS, 2);

	(void)state;
	one->in_doubt = one->passed_over = true;
	assert_true(outbox_is_replaced(&batch, one));
	assert_string_equal(chosen(&a), "two");
	a.purpose = PURPOSE_REMIND;
	assert_string_equal(chosen(&a), "one");
	a.purpose = PURPOSE_STAND_DOWN;
	assert_string_equal(chosen(&a), "one");
	one->room = 0;
	assert_string_equal(chosen(&a), "two");
	assert_false(outbox_is_unsure(&batch, "sms"));
	two->in_doubt = true;
	assert_true(outbox_is_unsure(&batch, "sms"));
	assert_false(outbox_is_down(&batch, "sms"));
	assert_false(outbox_is_replaced(&batch, one));
}

static void equals_share_what_comes_for_the_first_time(void **state)
{
	struct attempt a = question("", "queued");

	(void)state;
	add("busy", CHANNEL_SMS, 1)->room = 3;
	add("idle", CHANNEL_SMS, 1)->room = 7;
	add("last", CHANNEL_SMS, 2)->room = 99;
	assert_string_equal(chosen(&a), "idle");
	a = question("idle", "retry");
	assert_string_equal(chosen(&a), "last");
}

/* It is of that gateway, broken or not, and is never sent through another. */
static void a_test_goes_through_its_own(void **state)
{
	struct attempt a = question("two", "queued");

	(void)state;
	a.is_test = true;
	(void)add("one", CHANNEL_SMS, 1);
	add("two", CHANNEL_SMS, 2)->broken = true;
	assert_string_equal(chosen(&a), "two");
	gateways[1].gone = true;
	assert_string_equal(chosen(&a), "");
}

static void the_simulator_takes_every_channel(void **state)
{
	struct attempt a = question("", "queued");

	(void)state;
	add("sim", CHANNEL_SMS, 5)->any_channel = true;
	for (int c = 0; c < CHANNELS_COUNT; c++) {
		(void)snprintf(a.channel, sizeof a.channel, "%s", channel_words[c]);
		assert_string_equal(chosen(&a), "sim");
	}
	gateways[0].gone = true;
	assert_string_equal(chosen(&a), "");
}

/* --- the second choice: all gateways in the order in which the message would try
 * them, without those that do not take it; the first, or for a first try the roomiest
 * of its rank --- */

static bool takes(const struct outbox_gateway *g, const struct attempt *a)
{
	if (!g->usable || (g->broken && g->room == 0))
		return false;
	return !g->passed_over || (a->purpose != PURPOSE_ASK && g->room > 0);
}

static int plain_choice(const struct attempt *a)
{
	int order[MOST], n = 0, start = 0, best = OUTBOX_NO_GATEWAY;

	for (int rank = 0; rank < 4; rank++)
		for (int i = 0; i < (int)batch.gateways_count; i++)
			if (gateways[i].rank == rank && !gateways[i].gone
				&& strcmp(channel_words[gateways[i].channel],
					   a->channel)
					   == 0)
				order[n++] = i;
	for (int i = 0; i < n; i++)
		if (strcmp(gateways[order[i]].name, a->gateway) == 0)
			start = strcmp(a->state, "queued") == 0 ? i : i + 1;
	for (int i = n - 1; i >= 0; i--) {
		const int at = order[(start + i) % n];

		if (takes(&gateways[at], a))
			best = at;
	}
	for (int i = n - 1; i >= 0 && a->gateway[0] == '\0'; i--)
		if (best != OUTBOX_NO_GATEWAY && takes(&gateways[order[i]], a)
			&& gateways[order[i]].rank == gateways[best].rank
			&& gateways[order[i]].room >= gateways[best].room)
			best = order[i];
	return best == OUTBOX_NO_GATEWAY && n > 0 ? order[start % n] : best;
}

static void draw(struct prng *p)
{
	static const char *const names[MOST] = { "a", "b", "c", "d", "e", "f" };
	const size_t n = 1 + (size_t)prng_below(p, MOST);

	(void)setup(NULL);
	for (size_t i = 0; i < n; i++) {
		struct outbox_gateway *g = add(names[i],
			prng_below(p, 4) == 0 ? CHANNEL_VOICE : CHANNEL_SMS,
			(int)prng_below(p, 4));

		g->usable = prng_below(p, 4) != 0;
		g->broken = prng_below(p, 3) == 0;
		g->gone = prng_below(p, 8) == 0;
		g->passed_over = prng_below(p, 3) == 0;
		g->room = (size_t)prng_below(p, 3);
	}
}

static void drawn_gateways_are_chosen_as_the_plain_choice_does(void **state)
{
	static const char *const last[] = { "", "a", "c", "none of them" };
	static const enum call_purpose purposes[] = { PURPOSE_ASK, PURPOSE_REMIND,
		PURPOSE_CONFIRM, PURPOSE_NOTICE };

	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		struct prng p;
		struct attempt a;
		int got, wanted;

		prng_init(&p, seed);
		draw(&p);
		a = question(last[prng_below(&p, 4)],
			prng_below(&p, 2) == 0 ? "queued" : "retry");
		a.purpose = purposes[prng_below(&p, 4)];
		got = outbox_choose(&batch, &a);
		wanted = plain_choice(&a);
		if (got != wanted)
			fail_msg("seed %d: gateway %d, not %d", (int)seed, got, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_first_by_rank, setup),
		cmocka_unit_test_setup(after_a_failure_the_next_in_a_ring, setup),
		cmocka_unit_test_setup(
			what_was_under_way_at_the_end_goes_the_same_way, setup),
		cmocka_unit_test_setup(a_broken_one_gets_its_probe_and_no_more, setup),
		cmocka_unit_test_setup(none_that_works_is_not_nowhere, setup),
		cmocka_unit_test_setup(a_doubted_one_gets_no_first_question, setup),
		cmocka_unit_test_setup(
			equals_share_what_comes_for_the_first_time, setup),
		cmocka_unit_test_setup(a_test_goes_through_its_own, setup),
		cmocka_unit_test_setup(the_simulator_takes_every_channel, setup),
		cmocka_unit_test_setup(
			drawn_gateways_are_chosen_as_the_plain_choice_does, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
