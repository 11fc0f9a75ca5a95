/* SPDX-License-Identifier: EUPL-1.2 */
/* Chores: when each is due (pure), and the loop that runs them, on a real libuv loop
 * with a clock and an executor of the test. */
#include "base/text.h"
#include "service/chore/chore.h"

#include "base/list.h"
#include "base/zone.h"
#include "tests/support/inline_executor.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct instant at(const char *text)
{
	struct instant t;
	struct err e = { 0 };

	test_ok(instant_parse(text, &t, &e), &e);
	return t;
}

static void check_due(const struct chore *c, const struct chore_record *r,
	struct instant since, const char *expected)
{
	char text[INSTANT_TEXT];
	struct instant now = since;

	now = instant_before(now, r->ran_at) ? r->ran_at : now;
	now = instant_before(now, r->failed_at) ? r->failed_at : now;
	assert_string_equal(
		instant_format(chore_due(c, r, since, now), text), expected);
}

/* Every n seconds: at once when it never ran, then n after the last good run. */
static void regular_ones(void **state)
{
	const struct chore c = { .every_seconds = 600 };
	struct chore_record r = { 0 };

	(void)state;
	check_due(&c, &r, at("2026-06-01T10:00:00Z"), "2026-06-01T10:00:00Z");
	r.ran_at = at("2026-06-01T09:55:00Z");
	check_due(&c, &r, at("2026-06-01T10:00:00Z"), "2026-06-01T10:05:00Z");
}

/* Daily at a local minute, through both changes of the clock: 02:30 does not exist on
 * 29 March 2026 (then 03:00 is its time) and occurs twice on 25 October (the first). */
static void daily_ones(void **state)
{
	const struct chore c = { .daily_minute = 2 * 60 + 30 };
	struct chore_record r = { 0 };
	const struct instant start = at("2026-03-27T20:00:00Z");

	(void)state;
	check_due(&c, &r, start, "2026-03-28T01:30:00Z");
	r.ran_at = at("2026-03-28T01:30:01Z");
	check_due(&c, &r, start, "2026-03-29T01:00:00Z");
	r.ran_at = at("2026-03-29T01:00:00Z");
	check_due(&c, &r, start, "2026-03-30T00:30:00Z");
	r.ran_at = at("2026-10-24T23:00:00Z");
	check_due(&c, &r, start, "2026-10-25T00:30:00Z");
	r.ran_at = at("2026-10-25T00:30:00Z");
	check_due(&c, &r, start, "2026-10-26T01:30:00Z");
}

/* The clock was set back by hours since it ran: it is not waited for. */
static void records_of_the_future(void **state)
{
	const struct chore regular = { .every_seconds = 600 },
			   daily = { .daily_minute = 2 * 60 + 30 };
	const struct instant now = at("2026-06-01T10:00:00Z");
	struct chore_record ran = { .ran_at = at("2026-06-01T13:00:00Z") },
			    failed = { .failed_at = ran.ran_at, .failures = 4 },
			    just = { .ran_at = at("2026-06-01T10:00:30Z") };

	(void)state;
	assert_int_equal(chore_due(&regular, &ran, now, now).ms, now.ms);
	assert_int_equal(chore_due(&daily, &ran, now, now).ms, now.ms);
	assert_int_equal(chore_due(&regular, &failed, now, now).ms, now.ms);
	assert_true(chore_due(&daily, &just, now, now).ms > now.ms);
	ran.ran_at = (struct instant){ 0 };
	assert_int_equal(chore_due(&regular, &ran, just.ran_at, now).ms, now.ms);
}

/* A failure: after a minute, two, four … an hour at most. */
static void failed_ones(void **state)
{
	const struct chore c = { .every_seconds = 600 };
	struct chore_record r = { .failed_at = at("2026-06-01T10:00:00Z"),
		.failures = 1 };

	(void)state;
	check_due(&c, &r, r.failed_at, "2026-06-01T10:01:00Z");
	r.failures = 3;
	check_due(&c, &r, r.failed_at, "2026-06-01T10:04:00Z");
	r.failures = 1000;
	check_due(&c, &r, r.failed_at, "2026-06-01T11:00:00Z");
}

/* --- the loop */

struct loop_world {
	struct clock clock;
	struct test_db t;
	struct inline_executor x;
	uv_loop_t loop;
	uv_timer_t guard;
	struct chore_loop *chores;
	struct instant now;
	int committed;
	bool closed;
};
static struct loop_world lw;
static int good_runs, bad_runs;

static struct instant world_now(const struct clock *c)
{
	(void)c;
	return lw.now;
}

static enum err_code good(struct db *db, const struct chore_call *c, struct err *e)
{
	(void)db;
	(void)e;
	assert_string_equal(c->by.actor.name, "paraat");
	assert_true(c->by.now.ms == lw.now.ms);
	good_runs++;
	return ERR_OK;
}

/* Writes something, then fails the first time: nothing of that may stay. */
static enum err_code bad(struct db *db, const struct chore_call *c, struct err *e)
{
	struct chore_record trace = { .ran_at = c->by.now };

	if (chore_record_write(db, "trace", &trace, e) != ERR_OK)
		return e->code;
	return ++bad_runs == 1 ? err_set(e, ERR_BUSY, "not now") : ERR_OK;
}

static enum err_code unasked(struct db *db, const struct chore_call *c, struct err *e)
{
	(void)db;
	(void)c;
	(void)e;
	fail_msg("ran without being asked for");
	return ERR_OK;
}

static bool never(const struct config *config)
{
	(void)config;
	return false;
}

static const struct chore three[] = { { "good", 100, 0, good, NULL, NULL },
	{ "bad", 1000, 0, bad, NULL, NULL },
	{ "unasked", 1, 0, unasked, NULL, never } };

static void on_guard(uv_timer_t *t)
{
	(void)t;
	fail_msg("the loop waits for ever");
}

static void committed(void *ctx)
{
	((struct loop_world *)ctx)->committed++;
}

static int open_loop(void **state)
{
	struct err e = { 0 };
	struct chore_loop_config config = { .loop = &lw.loop,
		.executor = &lw.x.executor,
		.clock = &lw.clock,
		.chores = three,
		.chores_count = 3,
		.committed = committed,
		.ctx = &lw };

	(void)state;
	good_runs = bad_runs = 0;
	memset(&lw, 0, sizeof lw);
	lw.clock.now = world_now;
	lw.now = at("2026-06-01T10:00:00Z");
	test_db_open(&lw.t);
	inline_executor_init(&lw.x, lw.t.db);
	assert_int_equal(uv_loop_init(&lw.loop), 0);
	(void)uv_timer_init(&lw.loop, &lw.guard);
	(void)uv_timer_start(&lw.guard, on_guard, 60000, 0);
	uv_unref((uv_handle_t *)&lw.guard);
	test_ok(chore_loop_open(&config, &lw.chores, &e), &e);
	return 0;
}

static void on_closed(void *ctx)
{
	((struct loop_world *)ctx)->closed = true;
}

static int close_loop(void **state)
{
	(void)state;
	chore_loop_drain(lw.chores);
	inline_executor_all(&lw.x);
	assert_true(chore_loop_idle(lw.chores));
	chore_loop_close(lw.chores, on_closed, &lw);
	uv_close((uv_handle_t *)&lw.guard, NULL);
	(void)uv_run(&lw.loop, UV_RUN_DEFAULT);
	assert_true(lw.closed);
	assert_int_equal(uv_loop_close(&lw.loop), 0);
	test_db_close(&lw.t);
	return 0;
}

/* Turns the loop and the executor until nothing happens at this time any more. */
static void settle(void)
{
	do
		(void)uv_run(&lw.loop, UV_RUN_NOWAIT);
	while (inline_executor_one(&lw.x));
}

static struct chore_record record_of(const char *name)
{
	struct chore_record r;
	struct err e = { 0 };

	test_ok(chore_record_read(lw.t.db, name, &r, &e), &e);
	return r;
}

/* Both run at the start; the one that fails leaves nothing but its failure. */
static void a_failure_is_noted_and_rolled_back(void **state)
{
	struct chore_record r;

	(void)state;
	settle();
	assert_int_equal(good_runs, 1);
	assert_int_equal(bad_runs, 1);
	assert_int_equal(lw.committed, 1);
	assert_true(record_of("good").ran_at.ms == lw.now.ms);
	assert_int_equal(record_of("trace").ran_at.ms, 0);
	r = record_of("bad");
	assert_int_equal(r.failures, 1);
	assert_true(r.failed_at.ms == lw.now.ms && r.ran_at.ms == 0);
	assert_string_equal(r.reason, "not now");
}

/* A chore that the configuration does not ask for neither runs nor is shown. */
static void what_nobody_asked_for_does_not_run(void **state)
{
	TEXT_AUTO out = { 0 };

	(void)state;
	settle();
	text_init(&out, 4096);
	chore_loop_metrics(lw.chores, &out);
	assert_non_null(
		strstr(text_str(&out), "due_timestamp_seconds{chore=\"good\"}"));
	assert_null(strstr(text_str(&out), "unasked"));
}

static void ran(const char *name, struct instant when)
{
	struct chore_record r = { .ran_at = when };
	struct err e = { 0 };

	test_ok(db_begin(lw.t.db, DB_WRITE, &e), &e);
	test_ok(chore_record_write(lw.t.db, name, &r, &e), &e);
	test_ok(db_commit(lw.t.db, &e), &e);
}

/* A program that starts again knows what ran: only what is due by now runs. */
static void what_ran_is_remembered(void **state)
{
	(void)state;
	ran("good", instant_add(lw.now, seconds(-100)));
	ran("bad", instant_add(lw.now, seconds(-999)));
	settle();
	assert_int_equal(good_runs, 1);
	assert_int_equal(bad_runs, 0);
}

/* While the program stops nothing new begins. */
static void draining_starts_nothing(void **state)
{
	(void)state;
	chore_loop_drain(lw.chores);
	settle();
	assert_int_equal(good_runs + bad_runs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regular_ones),
		cmocka_unit_test(daily_ones),
		cmocka_unit_test(failed_ones),
		cmocka_unit_test(records_of_the_future),
		cmocka_unit_test_setup_teardown(
			a_failure_is_noted_and_rolled_back, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			what_nobody_asked_for_does_not_run, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			what_ran_is_remembered, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			draining_starts_nothing, open_loop, close_loop),
	};
	struct err e;

	if (zone_init("Europe/Amsterdam", &e) != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
