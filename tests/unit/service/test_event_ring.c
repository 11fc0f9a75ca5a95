/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/alloc.h"
#include "service/http/event_ring.h"
#include "service/http/event_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct event_ring ring;

static void push(int64_t seq, int64_t callout, const char *text)
{
	struct ring_event e = { seq, callout, base_strdup(text), strlen(text) };

	event_ring_push(&ring, &e);
}

static int64_t next(int64_t seq, int64_t callout)
{
	const struct ring_event *e = event_ring_next(&ring, seq, callout);

	return e != NULL ? e->seq : 0;
}

/* A cursor finds the first event after it, also where numbers are missing. */
static void cursors_find_the_next(void **state)
{
	(void)state;
	event_ring_init(&ring, 1000);
	event_ring_reset(&ring, 10);
	assert_int_equal(next(10, 0), 0);
	push(11, 0, "a");
	push(13, 7, "b");
	push(14, 0, "c");
	assert_int_equal(next(10, 0), 11);
	assert_int_equal(next(11, 0), 13);
	assert_int_equal(next(12, 0), 13);
	assert_int_equal(next(14, 0), 0);
	assert_int_equal(next(10, 7), 13);
	assert_int_equal(next(13, 7), 0);
	assert_int_equal(ring.from, 10);
	assert_int_equal(ring.last, 14);
	event_ring_fini(&ring);
}

/* Old events go when there is no room; the ring says from where on it is whole. */
static void old_events_go(void **state)
{
	(void)state;
	event_ring_init(&ring, 10);
	for (int64_t seq = 1; seq <= 9; seq++)
		push(seq, 0, "xxxx");
	assert_int_equal(ring.from, 7);
	assert_int_equal(next(0, 0), 8);
	push(10, 0, "longer than the ring may be");
	assert_int_equal(ring.from, 9);
	assert_int_equal(next(9, 0), 10);
	event_ring_fini(&ring);
	event_ring_init(&ring, 1000000);
	for (int64_t seq = 1; seq <= EVENT_RING_ENTRIES + 5; seq++)
		push(seq, 0, "x");
	assert_int_equal(ring.from, 5);
	for (int64_t seq = ring.from; seq < ring.last; seq++)
		assert_int_equal(next(seq, 0), seq + 1);
	event_ring_reset(&ring, 3);
	assert_int_equal(next(0, 0), 0);
	event_ring_fini(&ring);
}

/* Mutation: what no memory is there for is skipped as if it were too large. */
static void an_event_is_made_whole_or_again(void **state)
{
	static char data[EVENT_BYTES + 1];
	struct event_entry entry = { .seq = 7,
		.r = { .kind = "slot",
			.callout_id = 3,
			.actor = "user:1",
			.data = "{\"need\":2}" } };
	struct ring_event made;
	struct err e;
	long n = 0;

	(void)state;
	do {
		(void)alloc_fail_at(++n, 0);
		made.text = NULL;
		if (ring_event_make(&entry, &made, &e) != ERR_OK)
			assert_int_equal(e.code, ERR_NOMEM);
	} while (e.code != ERR_OK);
	(void)alloc_fail_at(0, 0);
	assert_true(n > 2);
	assert_int_equal(made.seq, 7);
	assert_int_equal(made.callout_id, 3);
	assert_int_equal(made.len, strlen(made.text));
	assert_non_null(strstr(made.text, "\"data\":{\"need\":2}}"));
	base_free(made.text);
	memset(data, 'x', EVENT_BYTES);
	entry.r.data = data;
	assert_int_equal(ring_event_make(&entry, &made, &e), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cursors_find_the_next),
		cmocka_unit_test(old_events_go),
		cmocka_unit_test(an_event_is_made_whole_or_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
