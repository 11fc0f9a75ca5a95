/* SPDX-License-Identifier: EUPL-1.2 */
/* Transactions, ids and caches of one connection, and the executor without threads. */
#include "schema/engine.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void begin(struct db *db)
{
	struct err e = { 0 };

	test_ok(db_begin(db, DB_WRITE, &e), &e);
}

static void commit(struct db *db)
{
	struct err e = { 0 };

	test_ok(db_commit(db, &e), &e);
}

static void add(struct db *db, int n)
{
	struct err e = { 0 };

	test_ok(ledger_add(db, n, &e), &e);
}

static int64_t take(struct db *db, int64_t n)
{
	struct err e = { 0 };
	int64_t first = 0;

	test_ok(ids_take(db, "municipality", n, &first, &e), &e);
	return first;
}

static int64_t peek(struct db *db)
{
	struct err e = { 0 };
	int64_t next = 0;

	test_ok(ids_peek(db, "municipality", &next, &e), &e);
	return next;
}

/* An id is never given twice, also when the highest row was deleted and the program
 * restarted. */
static void ids_are_never_given_twice(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	int64_t first;

	(void)state;
	test_db_open(&t);
	begin(t.db);
	first = peek(t.db);
	assert_int_equal(first, 1);
	add(t.db, 1);
	test_ok(ledger_remove(t.db, first, &e), &e);
	commit(t.db);
	test_db_reopen(&t);
	assert_int_equal(peek(t.db), first + 1);
	begin(t.db);
	assert_int_equal(take(t.db, 10), first + 1);
	assert_int_equal(take(t.db, 1), first + 11);
	commit(t.db);
	test_db_reopen(&t);
	begin(t.db);
	assert_int_equal(take(t.db, 1), first + 12);
	db_rollback(t.db);
	begin(t.db); /* rolled back: nobody saw it */
	assert_int_equal(take(t.db, 1), first + 12);
	commit(t.db);
	test_db_close(&t);
}

/* A reader may look at the next id. */
static void a_reader_can_peek(void **state)
{
	struct test_db t;
	struct db *reader = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_READ, &reader, &e), &e);
	for (int i = 0; i < 3; i++) {
		begin(t.db);
		add(t.db, i);
		commit(t.db);
		test_ok(db_begin(reader, DB_READ, &e), &e);
		assert_int_equal(peek(reader), i + 2);
		db_rollback(reader);
	}
	test_ok(db_close(reader, &e), &e);
	test_db_close(&t);
}

struct counting_cache {
	struct db_cache cache;
	int forgotten, finished;
};
static const char counting_key;

static void on_forget(struct db_cache *c)
{
	((struct counting_cache *)(void *)c)->forgotten++;
}

static void on_fini(struct db_cache *c)
{
	((struct counting_cache *)(void *)c)->finished++;
}

static void counting_cache_add(struct counting_cache *c, struct db *db)
{
	*c = (struct counting_cache){
		.cache = { .key = &counting_key, .forget = on_forget, .fini = on_fini }
	};
	db_cache_add(db, &c->cache);
	assert_ptr_equal(db_cache_find(db, &counting_key), &c->cache);
}

/* A rolled back savepoint takes its rows with it and makes caches forget; what came
 * before it in the transaction stays. */
static void a_savepoint_is_rolled_back_alone(void **state)
{
	struct counting_cache c;
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	counting_cache_add(&c, t.db);
	begin(t.db);
	c.forgotten = 0;
	test_ok(db_savepoint(t.db, &e), &e);
	add(t.db, 1);
	test_ok(db_savepoint_release(t.db, &e), &e);
	assert_int_equal(c.forgotten, 0);
	test_ok(db_savepoint(t.db, &e), &e);
	add(t.db, 2);
	db_savepoint_rollback(t.db);
	assert_int_equal(c.forgotten, 1);
	test_ok(db_savepoint(t.db, &e), &e);
	add(t.db, 3);
	test_ok(db_savepoint_release(t.db, &e), &e);
	commit(t.db);
	assert_int_equal(c.forgotten, 1);
	assert_true(ledger_has(t.db, 1) && ledger_has(t.db, 3));
	assert_int_equal(ledger_check(t.db), 2);
	test_db_close(&t);
	assert_int_equal(c.finished, 1);
}

/* When another program has written, the next transaction starts from nothing; its own
 * commits do not count as another's. */
static void another_writer_makes_caches_forget(void **state)
{
	struct counting_cache c;
	struct test_db t;
	struct db *other = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &other, &e), &e);
	counting_cache_add(&c, t.db);
	begin(t.db);
	add(t.db, 0);
	commit(t.db);
	c.forgotten = 0;
	for (int i = 1; i <= 10; i++) {
		begin(t.db); /* its own commit was the last */
		add(t.db, 2 * i);
		commit(t.db);
		assert_int_equal(c.forgotten, 0);
		begin(other);
		add(other, 2 * i + 1);
		commit(other);
		begin(t.db);
		assert_int_equal(c.forgotten, 1);
		commit(t.db);
		c.forgotten = 0;
	}
	assert_int_equal(ledger_check(t.db), 21);
	assert_int_equal(ledger_check(other), 21);
	test_ok(db_close(other, &e), &e);
	test_db_close(&t);
}

/* A transaction that nobody ended is rolled back when the connection closes. */
static void closing_rolls_back(void **state)
{
	struct test_db t;

	(void)state;
	test_db_open(&t);
	begin(t.db);
	add(t.db, 1);
	assert_true(db_in_transaction(t.db));
	test_db_reopen(&t);
	assert_false(db_in_transaction(t.db));
	assert_int_equal(ledger_check(t.db), 0);
	db_rollback(t.db); /* harmless */
	test_db_close(&t);
}

/* The executor of the scenario tests keeps jobs until told, calls first, and treats
 * each as the store does. */
static void the_inline_executor_does_as_the_store(void **state)
{
	struct ledger_job jobs[6];
	struct inline_executor x;
	struct test_db t;
	struct err e = { 0 };
	int order = 0;

	(void)state;
	test_db_open(&t);
	inline_executor_init(&x, t.db);
	x.max = 5;
	for (int i = 0; i < 6; i++) {
		ledger_job_init(&jobs[i], i);
		jobs[i].order = &order;
		jobs[i].spoil = i == 2;
		assert_int_equal(x.executor.write(&x.executor, &jobs[i].job,
					 i % 2 ? JOB_CALL : JOB_OTHER, &e),
			i < 5 ? ERR_OK : ERR_BUSY);
	}
	assert_int_equal(order, 0);
	assert_true(inline_executor_one(&x));
	assert_true(jobs[1].done && !jobs[0].done);
	inline_executor_all(&x);
	assert_false(inline_executor_one(&x));
	assert_int_equal(jobs[1].place, 0);
	assert_int_equal(jobs[3].place, 1);
	assert_int_equal(jobs[0].place, 2);
	assert_int_equal(jobs[2].place, 3);
	assert_int_equal(jobs[4].place, 4);
	assert_int_equal(jobs[2].job.err.code, ERR_INVALID);
	assert_int_equal(x.commits, 5);
	assert_int_equal(ledger_check(t.db), 4);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_never_given_twice),
		cmocka_unit_test(a_reader_can_peek),
		cmocka_unit_test(a_savepoint_is_rolled_back_alone),
		cmocka_unit_test(another_writer_makes_caches_forget),
		cmocka_unit_test(closing_rolls_back),
		cmocka_unit_test(the_inline_executor_does_as_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
