/* SPDX-License-Identifier: EUPL-1.2 */
/* The store: group commit, results of each job, order, limits, ids, and closing. */
#include "schema/audit.h"
#include "schema/event.h"
#include "schema/engine.h"
#include "schema/stmt.h"
#include "tests/support/test_db.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEST_SQL(X)                                                                    \
	X(TEST_INSERT, "INSERT INTO municipality (id, code, name) VALUES (:id, "       \
		       ":code, :name)")                                                \
	X(TEST_COUNT, "SELECT count(*) AS n FROM municipality")                        \
	X(TEST_DELETE, "DELETE FROM municipality WHERE id = :id")                      \
	X(TEST_TAMPER, "UPDATE audit SET actor = 'somebody else' WHERE seq = :seq")    \
	X(TEST_REMOVE, "DELETE FROM audit WHERE seq = :seq")
extern const struct stmt_list test_statements;
STMT_LIST(test, TEST_SQL);

struct insert_job {
	struct job job;
	int number;
	bool spoil;
	bool delivered;
	int *order;
	int place;
};

static enum err_code insert(struct db *db, int number, struct err *e)
{
	STMT_AUTO s = NULL;
	char code[16];
	int64_t id;

	(void)snprintf(code, sizeof code, "M%d", number);
	if (ids_next(db, "municipality", &id, e) != ERR_OK
		|| stmt_get(db, &test_statements, TEST_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, "code", code);
	stmt_bind_text(s, "name", code);
	return stmt_run(s, e);
}

static int64_t count(struct db *db)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &test_statements, TEST_COUNT, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

static enum err_code work(struct job *j, struct db *db, struct err *e)
{
	struct insert_job *i = container_of(j, struct insert_job, job);

	i->place = (*i->order)++;
	if (insert(db, i->number, e) != ERR_OK)
		return e->code;
	return i->spoil ? err_set(e, ERR_INVALID, "spoiled") : ERR_OK;
}

static void done(struct job *j)
{
	container_of(j, struct insert_job, job)->delivered = true;
}

struct waker {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool woken;
};

static void on_wake(void *ctx)
{
	struct waker *w = ctx;

	(void)pthread_mutex_lock(&w->lock);
	w->woken = true;
	(void)pthread_cond_signal(&w->wake);
	(void)pthread_mutex_unlock(&w->lock);
}

static void deliver_all(struct store *s, struct waker *w)
{
	while (store_pending(s) > 0) {
		(void)pthread_mutex_lock(&w->lock);
		while (!w->woken)
			(void)pthread_cond_wait(&w->wake, &w->lock);
		w->woken = false;
		(void)pthread_mutex_unlock(&w->lock);
		store_deliver(s);
	}
}

static struct store *open_store(struct test_db *t, struct waker *w, size_t queue)
{
	struct store_config config = { .engine = &sqlite_engine,
		.file = t->file,
		.readers = 2,
		.queue_other = queue,
		.queue_call = queue,
		.queue_read = queue,
		.group = 64,
		.wake = on_wake,
		.wake_ctx = w };
	struct store *s = NULL;
	struct err e = { 0 };

	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->wake, NULL);
	w->woken = false;
	test_ok(store_open(&config, &s, &e), &e);
	return s;
}

/* Of two hundred jobs, those that fail are rolled back alone; the others are durable.
 */
static void each_job_has_its_own_result(void **state)
{
	struct insert_job jobs[200];
	struct test_db t;
	struct waker w;
	struct store *s;
	struct err e = { 0 };
	int order = 0;

	(void)state;
	test_db_open(&t);
	s = open_store(&t, &w, 1000);
	for (int i = 0; i < 200; i++) {
		jobs[i] = (struct insert_job){ .job = { .work = work, .done = done },
			.number = i,
			.spoil = i % 7 == 0,
			.order = &order };
		test_ok(store_executor(s)->write(
				store_executor(s), &jobs[i].job, JOB_OTHER, &e),
			&e);
	}
	deliver_all(s, &w);
	test_ok(store_close(s, &e), &e);
	for (int i = 0; i < 200; i++) {
		assert_true(jobs[i].delivered);
		assert_int_equal(
			jobs[i].job.err.code, i % 7 == 0 ? ERR_INVALID : ERR_OK);
		assert_int_equal(jobs[i].place, i);
	}
	assert_int_equal(count(t.db), 200 - 29);
	test_db_close(&t);
}

/* Beyond its limit the queue refuses; what was taken is done also when the store
 * closes. */
static void a_full_queue_refuses_and_close_drains(void **state)
{
	struct insert_job jobs[64];
	struct test_db t;
	struct waker w;
	struct store *s;
	struct err e = { 0 };
	int order = 0, taken = 0, refused = 0;

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e); /* holds the writer back */
	s = open_store(&t, &w, 8);
	for (int i = 0; i < 64; i++) {
		enum err_code rc;

		jobs[i] = (struct insert_job){ .job = { .work = work, .done = done },
			.number = i,
			.order = &order };
		rc = store_executor(s)->write(
			store_executor(s), &jobs[i].job, JOB_OTHER, &e);
		taken += rc == ERR_OK;
		refused += rc == ERR_BUSY;
	}
	assert_int_equal(taken + refused, 64);
	assert_true(refused > 0);
	db_rollback(t.db);
	test_ok(store_close(s, &e), &e);
	assert_int_equal(count(t.db), taken);
	test_db_close(&t);
}

/* An id is never given twice, also when the highest row was deleted and the program
 * restarted. */
static void ids_are_never_given_twice(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	int64_t first, second;
	STMT_AUTO s = NULL;

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	test_ok(ids_peek(t.db, "municipality", &first, &e), &e);
	test_ok(insert(t.db, 1, &e), &e);
	test_ok(stmt_get(t.db, &test_statements, TEST_DELETE, &s, &e), &e);
	stmt_bind_int(s, "id", first);
	test_ok(stmt_run_one(s, "municipality", &e), &e);
	stmt_done(&s);
	test_ok(db_commit(t.db, &e), &e);
	test_db_reopen(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	test_ok(ids_next(t.db, "municipality", &second, &e), &e);
	db_rollback(t.db);
	assert_true(second > first);
	test_db_close(&t);
}

static void write_audit(struct db *db, int n)
{
	struct err e = { 0 };

	for (int i = 0; i < n; i++) {
		struct audit_record r = { .at = { 1000 + i },
			.actor = { "token:x", "local" },
			.action = "test",
			.object = "thing/1",
			.result = "ok",
			.before = i % 2 ? "{}" : NULL,
			.after = i % 3 ? "{\"a\":1}" : NULL };

		test_ok(audit_write(db, &r, &e), &e);
	}
}

static void run_on(struct db *db, int which, int64_t seq)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &test_statements, which, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	test_ok(stmt_run_one(s, "record", &e), &e);
}

/* A record that was changed or removed is found, and named. */
static void verify_finds_tampering(void **state)
{
	for (int which = TEST_TAMPER; which <= TEST_REMOVE; which++) {
		struct test_db t;
		struct audit_check check;
		struct err e = { 0 };

		(void)state;
		test_db_open(&t);
		test_ok(db_begin(t.db, DB_WRITE, &e), &e);
		write_audit(t.db, 20);
		test_ok(audit_verify(t.db, &check, &e), &e);
		assert_int_equal(check.records, 20);
		assert_int_equal(check.first_bad, 0);
		run_on(t.db, which, 7);
		test_ok(audit_verify(t.db, &check, &e), &e);
		assert_int_equal(check.first_bad, which == TEST_TAMPER ? 7 : 8);
		test_ok(db_commit(t.db, &e), &e);
		test_db_close(&t);
	}
}

/* Two programs write in turn: neither gives an id or an audit number that the other has
 * used. */
static void another_writer_is_noticed(void **state)
{
	struct test_db t;
	struct db *other = NULL;
	struct audit_check check;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &other, &e), &e);
	for (int i = 0; i < 10; i++) {
		struct db *db = i % 2 ? other : t.db;

		test_ok(db_begin(db, DB_WRITE, &e), &e);
		test_ok(insert(db, i, &e), &e);
		write_audit(db, 2);
		test_ok(db_commit(db, &e), &e);
	}
	test_ok(audit_verify(t.db, &check, &e), &e);
	assert_int_equal(check.records, 20);
	assert_int_equal(check.first_bad, 0);
	assert_int_equal(count(t.db), 10);
	test_ok(db_close(other, &e), &e);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_job_has_its_own_result),
		cmocka_unit_test(a_full_queue_refuses_and_close_drains),
		cmocka_unit_test(ids_are_never_given_twice),
		cmocka_unit_test(verify_finds_tampering),
		cmocka_unit_test(another_writer_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
