/* SPDX-License-Identifier: EUPL-1.2 */
/* A gateway's lane: it never gets more in a second than it takes, nor more at a time
 * than its window, and a broken one only a probe. */
#include "service/dispatch/lane.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct lane lane_of(struct gateway_config *config, struct gateway_entry *entry)
{
	struct lane g;

	memset(entry, 0, sizeof *entry);
	entry->config = config;
	config->kind = GATEWAY_HTTP_SMS;
	lane_open(&g, entry, (struct tick){ 0 });
	list_init(&g.waiting); /* it was copied */
	return g;
}

/* Takes all the room; answers come at once. Returns how many. */
static size_t take_all(struct lane *g, int64_t ms)
{
	size_t n = lane_room(g, (struct tick){ ms });

	for (size_t i = 0; i < n; i++) {
		lane_gave(g);
		g->under_way--;
	}
	return n;
}

static void no_more_in_a_second_than_it_takes(void **state)
{
	static const int rates[] = { 1, 7, 100 };

	(void)state;
	for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
		struct gateway_config config = { .connections = 512,
			.per_second = rates[k] };
		struct gateway_entry entry;
		struct lane g = lane_of(&config, &entry);
		size_t all = 0;

		for (int64_t ms = 0; ms <= 60000; ms += 20)
			all += take_all(&g, ms);
		/* a full bucket at first, then the rate */
		assert_in_range(all, (size_t)(60 * rates[k]), (size_t)(61 * rates[k]));
	}
}

static void no_more_at_a_time_than_its_window(void **state)
{
	struct gateway_config config = { .connections = 4, .per_second = 1000000 };
	struct gateway_entry entry;
	struct lane g = lane_of(&config, &entry);
	size_t n = lane_room(&g, (struct tick){ 0 });

	(void)state;
	assert_int_equal(n, 40); /* as if each took 50 ms, until it is known */
	for (size_t i = 0; i < n; i++)
		lane_gave(&g);
	assert_int_equal(lane_room(&g, (struct tick){ 1000 }), 0);
	g.under_way = 0;
	g.reply_ms = 10;
	assert_int_equal(lane_room(&g, (struct tick){ 1000 }), 200);
	g.reply_ms = 0;
	assert_int_equal(lane_room(&g, (struct tick){ 1000 }), LANE_WINDOW);
}

static void a_broken_one_only_gets_a_probe(void **state)
{
	struct gateway_config config = { .connections = 4, .per_second = 1000000 };
	struct gateway_entry entry;
	struct lane g = lane_of(&config, &entry);

	(void)state;
	for (int i = 0; i < 3; i++)
		lane_judge(&g, &(struct carrier_outcome){ .result = CARRIER_RETRY },
			(struct tick){ 0 });
	g.under_way = 40; /* they hang */
	assert_int_equal(lane_room(&g, (struct tick){ 4999 }), 0);
	assert_int_equal(take_all(&g, 5000), 1);
	assert_int_equal(lane_room(&g, (struct tick){ 6000 }), 0);
	/* it answers */
	lane_judge(&g, &(struct carrier_outcome){ .result = CARRIER_FAILED },
		(struct tick){ 6000 });
	g.under_way = 0;
	assert_int_equal(lane_room(&g, (struct tick){ 6000 }), 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_more_in_a_second_than_it_takes),
		cmocka_unit_test(no_more_at_a_time_than_its_window),
		cmocka_unit_test(a_broken_one_only_gets_a_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
