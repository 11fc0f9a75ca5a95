/* SPDX-License-Identifier: EUPL-1.2 */
/* Events: the order, the parts of a stream that continues, one call-out's timeline. */
#include "schema/event.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct seen {
	int64_t count, last, callout;
	bool wrong;
};

static void on_event(void *ctx, const struct event_entry *entry)
{
	struct seen *s = ctx;

	s->wrong |= entry->seq <= s->last || strcmp(entry->r.kind, "attempt") != 0
		    || strcmp(entry->r.actor, "system") != 0
		    || strcmp(entry->r.data, "{\"state\":\"sent\"}") != 0
		    || entry->r.at.ms != 1000 + entry->r.person_id
		    || (s->callout != 0 && entry->r.callout_id != s->callout);
	s->last = entry->seq;
	s->count++;
}

static int64_t write_one(struct db *db, int64_t person)
{
	struct event_record r = { .at = { 1000 + person },
		.kind = "attempt",
		.person_id = person,
		.actor = "system",
		.data = "{\"state\":\"sent\"}" };
	struct err e = { 0 };
	int64_t seq = 0;

	test_ok(event_write(db, &r, &seq, &e), &e);
	return seq;
}

/* Reading on from the last one seen gives each event once, in order. */
static void a_stream_continues_where_it_stopped(void **state)
{
	struct test_db t;
	struct seen seen = { 0 };
	struct err e = { 0 };
	int64_t last = -1;

	(void)state;
	test_db_open(&t);
	test_ok(event_last(t.db, &last, &e), &e);
	assert_int_equal(last, 0);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	for (int i = 0; i < 25; i++)
		(void)write_one(t.db, i);
	test_ok(db_commit(t.db, &e), &e);
	for (int part = 0; part < 5; part++)
		test_ok(event_each(t.db, seen.last, 0, 6, on_event, &seen, &e), &e);
	assert_int_equal(seen.count, 25);
	assert_false(seen.wrong);
	test_ok(event_last(t.db, &last, &e), &e);
	assert_int_equal(last, seen.last);
	test_db_close(&t);
}

/* A number that was rolled back may stay unused, but none comes later that is lower:
 * a reader that goes on from the last one misses nothing. */
static void numbers_only_grow(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	int64_t last = 0;

	(void)state;
	test_db_open(&t);
	for (int i = 0; i < 12; i++) {
		int64_t seq;

		test_ok(db_begin(t.db, DB_WRITE, &e), &e);
		test_ok(db_savepoint(t.db, &e), &e);
		seq = write_one(t.db, i);
		assert_true(seq > last);
		if (i % 3 == 0)
			db_savepoint_rollback(t.db);
		else
			test_ok(db_savepoint_release(t.db, &e), &e);
		if (i % 4 == 3) {
			db_rollback(t.db);
			test_db_reopen(&t);
		} else {
			test_ok(db_commit(t.db, &e), &e);
			test_ok(event_last(t.db, &last, &e), &e);
		}
	}
	test_db_close(&t);
}

/* An event that names a call-out that does not exist is refused. */
static void a_call_out_must_exist(void **state)
{
	struct test_db t;
	struct event_record r = {
		.kind = "callout", .callout_id = 41, .actor = "system", .data = "{}"
	};
	struct seen seen = { .callout = 41 };
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	assert_int_equal(event_write(t.db, &r, NULL, &e), ERR_CONFLICT);
	test_ok(event_each(t.db, 0, 41, 100, on_event, &seen, &e), &e);
	assert_int_equal(seen.count, 0);
	db_rollback(t.db);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_continues_where_it_stopped),
		cmocka_unit_test(numbers_only_grow),
		cmocka_unit_test(a_call_out_must_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
