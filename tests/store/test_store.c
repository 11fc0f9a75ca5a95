/* SPDX-License-Identifier: EUPL-1.2 */
/* The store with its threads: group commit, results of each job, order, limits,
 * readers, closing. What failing disks and memory do to it: tests/fault. */
#include "tests/support/store_world.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { JOBS = 200 };

static enum err_code read_work(struct job *j, struct db *db, struct err *e)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);

	(void)e;
	l->seen = (uint64_t)ledger_count(db);
	return ERR_OK;
}

static enum err_code write_work(struct job *j, struct db *db, struct err *e)
{
	(void)j;
	return ledger_remove(db, 1, e);
}

static void read_job_init(struct ledger_job *j)
{
	ledger_job_init(j, 0);
	j->job.work = read_work;
}

/* Of two hundred jobs, those that fail are rolled back alone; the others are durable,
 * and each ran in its turn. */
static void each_job_has_its_own_result(void **state)
{
	struct ledger_job jobs[JOBS];
	struct store_world w;
	int order = 0, good = 0;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	for (int i = 0; i < JOBS; i++) {
		ledger_job_init(&jobs[i], i);
		jobs[i].spoil = i % 7 == 0;
		jobs[i].order = &order;
		good += i % 7 != 0;
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	store_world_settle(&w);
	for (int i = 0; i < JOBS; i++) {
		assert_true(jobs[i].done);
		assert_int_equal(
			jobs[i].job.err.code, i % 7 == 0 ? ERR_INVALID : ERR_OK);
		assert_int_equal(jobs[i].place, i);
		assert_int_equal(ledger_has(w.t.db, i), i % 7 != 0);
	}
	assert_int_equal(ledger_check(w.t.db), good);
	store_world_close(&w);
}

/* A job that breaks a rule of the database fails alone, too. */
static void a_refused_row_fails_its_job_alone(void **state)
{
	struct ledger_job jobs[9];
	struct store_world w;
	struct gate g;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	gate_shut(&g, &w, true);
	for (int i = 0; i < 9; i++) {
		ledger_job_init(&jobs[i], i / 3); /* each number three times */
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	gate_open(&g);
	store_world_settle(&w);
	for (int i = 0; i < 9; i++)
		assert_int_equal(
			jobs[i].job.err.code, i % 3 == 0 ? ERR_OK : ERR_CONFLICT);
	assert_int_equal(ledger_check(w.t.db), 3);
	store_world_close(&w);
}

/* What waits is committed together: a hundred jobs in groups of forty are three
 * commits. A group that changes nothing is none, for caches stay true. */
static void jobs_that_wait_share_a_commit(void **state)
{
	static const struct store_limits limits = { 1000, 1000, 1000, 40 };
	struct ledger_job jobs[100];
	struct store_world w;
	struct gate g;
	uint64_t before;

	(void)state;
	store_world_open(&w, NULL, &limits);
	before = store_commits(w.store);
	gate_shut(&g, &w, true);
	for (int i = 0; i < 100; i++) {
		ledger_job_init(&jobs[i], i);
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	gate_open(&g);
	store_world_settle(&w);
	assert_int_equal(store_commits(w.store), before + 3);
	assert_int_equal(ledger_check(w.t.db), 100);
	assert_true(store_writable(w.store));
	store_world_close(&w);
}

static void on_done(struct job *j)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);

	l->done = true;
	l->seen = store_commits(*(struct store **)(void *)(uintptr_t)l->seen);
}

/* The counter has grown before done() is called: a cache filled under the old number
 * can not be taken for new. */
static void commits_are_counted_before_done(void **state)
{
	struct ledger_job job;
	struct store_world w;
	uint64_t before;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	before = store_commits(w.store);
	ledger_job_init(&job, 1);
	job.job.done = on_done;
	job.seen = (uint64_t)(uintptr_t)&w.store;
	store_world_write(&w, &job.job, JOB_CALL);
	store_world_settle(&w);
	assert_int_equal(job.seen, before + 1);
	store_world_close(&w);
}

/* Calls in progress go ahead of what waits, in their own order. */
static void calls_go_ahead(void **state)
{
	struct ledger_job jobs[60];
	struct store_world w;
	struct gate g;
	int order = 0;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	gate_shut(&g, &w, true);
	for (int i = 0; i < 60; i++) {
		ledger_job_init(&jobs[i], i);
		jobs[i].order = &order;
		store_world_write(&w, &jobs[i].job, i % 3 == 0 ? JOB_CALL : JOB_OTHER);
	}
	gate_open(&g);
	store_world_settle(&w);
	for (int i = 0; i < 60; i++)
		assert_int_equal(
			jobs[i].place, i % 3 == 0 ? i / 3 : 20 + i - i / 3 - 1);
	store_world_close(&w);
}

/* Beyond its limit a queue refuses, and done() is never called for what it refused;
 * calls have room of their own. */
static void a_full_queue_refuses(void **state)
{
	static const struct store_limits limits = { 8, 4, 2, 64 };
	struct ledger_job other[9], call[5], read[3];
	struct store_world w;
	struct gate g, readers[2];
	struct err e = { 0 };

	(void)state;
	store_world_open(&w, NULL, &limits);
	gate_shut(&g, &w, true);
	gate_shut(&readers[0], &w, false);
	gate_shut(&readers[1], &w, false);
	for (int i = 0; i < 9; i++) {
		ledger_job_init(&other[i], i);
		assert_int_equal(
			w.executor->write(w.executor, &other[i].job, JOB_OTHER, &e),
			i < 8 ? ERR_OK : ERR_BUSY);
	}
	for (int i = 0; i < 5; i++) {
		ledger_job_init(&call[i], 100 + i);
		assert_int_equal(
			w.executor->write(w.executor, &call[i].job, JOB_CALL, &e),
			i < 4 ? ERR_OK : ERR_BUSY);
	}
	for (int i = 0; i < 3; i++) {
		read_job_init(&read[i]);
		assert_int_equal(w.executor->read(w.executor, &read[i].job, &e),
			i < 2 ? ERR_OK : ERR_BUSY);
	}
	gate_open(&g);
	gate_open(&readers[0]);
	gate_open(&readers[1]);
	store_world_settle(&w);
	assert_false(other[8].done || call[4].done || read[2].done);
	assert_int_equal(ledger_check(w.t.db), 12);
	store_world_close(&w);
}

/* What was taken is done, also when the store closes; afterwards nothing is taken. */
static void closing_drains(void **state)
{
	struct ledger_job jobs[64];
	struct store_world w;
	struct gate g;
	struct err e = { 0 };

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	gate_shut(&g, &w, true);
	for (int i = 0; i < 64; i++) {
		ledger_job_init(&jobs[i], i);
		store_world_write(&w, &jobs[i].job, i % 2 ? JOB_CALL : JOB_OTHER);
	}
	gate_open(&g);
	test_ok(store_close(w.store, &e), &e);
	w.store = NULL;
	for (int i = 0; i < 64; i++) {
		assert_true(jobs[i].done);
		assert_int_equal(jobs[i].job.err.code, ERR_OK);
	}
	assert_int_equal(ledger_check(w.t.db), 64);
	store_world_close(&w);
}

/* A read that begins after a job's done() sees what the job wrote. */
static void readers_see_what_was_committed(void **state)
{
	struct ledger_job write, read;
	struct store_world w;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	for (int i = 0; i < 20; i++) {
		ledger_job_init(&write, i);
		store_world_write(&w, &write.job, JOB_OTHER);
		store_world_settle(&w);
		read_job_init(&read);
		store_world_read(&w, &read.job);
		store_world_settle(&w);
		assert_int_equal(read.job.err.code, ERR_OK);
		assert_int_equal(read.seen, i + 1);
	}
	store_world_close(&w);
}

/* A job that tries to write through a reader fails; the reader goes on. */
static void readers_do_not_write(void **state)
{
	struct ledger_job bad, read;
	struct store_world w;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	for (int i = 0; i < 6; i++) {
		ledger_job_init(&bad, i);
		bad.job.work = write_work;
		read_job_init(&read);
		store_world_read(&w, &bad.job);
		store_world_read(&w, &read.job);
		store_world_settle(&w);
		assert_int_equal(bad.job.err.code, ERR_IO);
		assert_int_equal(read.job.err.code, ERR_OK);
		assert_int_equal(read.seen, 0);
	}
	store_world_close(&w);
}

/* The loop is woken when the first job finishes; while it has not come, not again. */
static void the_loop_is_not_woken_for_each_job(void **state)
{
	static const struct store_limits alone = { 1000, 1000, 1000, 1 };
	struct ledger_job jobs[50];
	struct store_world w;
	struct gate last;
	int wakes;

	(void)state;
	store_world_open(&w, NULL, &alone);
	for (int i = 0; i < 50; i++) {
		ledger_job_init(&jobs[i], i);
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	gate_shut(&last, &w, true); /* all the others have finished */
	(void)pthread_mutex_lock(&w.lock);
	wakes = w.wakes;
	(void)pthread_mutex_unlock(&w.lock);
	assert_int_equal(wakes, 1);
	gate_open(&last);
	store_world_settle(&w);
	store_world_close(&w);
}

static enum err_code mask_work(struct job *j, struct db *db, struct err *e)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);
	sigset_t now;

	(void)db;
	(void)e;
	(void)pthread_sigmask(SIG_SETMASK, NULL, &now);
	l->seen = sigismember(&now, SIGTERM) == 1 && sigismember(&now, SIGINT) == 1;
	return ERR_OK;
}

/* Signals come to the loop thread only. */
static void threads_take_no_signals(void **state)
{
	struct ledger_job write, read;
	struct store_world w;
	sigset_t now;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	ledger_job_init(&write, 0);
	ledger_job_init(&read, 0);
	write.job.work = read.job.work = mask_work;
	store_world_write(&w, &write.job, JOB_OTHER);
	store_world_read(&w, &read.job);
	store_world_settle(&w);
	assert_true(write.seen && read.seen);
	(void)pthread_sigmask(SIG_SETMASK, NULL, &now);
	assert_int_equal(sigismember(&now, SIGTERM), 0);
	store_world_close(&w);
}

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

/* Opening and closing leaves no file open. */
static void closing_leaves_no_file_open(void **state)
{
	int before = open_files();

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct store_world w;

		store_world_open(&w, NULL, &store_roomy);
		store_world_close(&w);
	}
	assert_int_equal(open_files(), before);
}

static void a_missing_file_is_told(void **state)
{
	struct store_config config = { .engine = &sqlite_engine,
		.file = "/nonexistent/paraat.db",
		.readers = 1,
		.group = 1 };
	struct store *s = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(store_open(&config, &s, &e), ERR_IO);
	assert_null(s);
	assert_non_null(strstr(e.msg, "cannot be opened"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_job_has_its_own_result),
		cmocka_unit_test(a_refused_row_fails_its_job_alone),
		cmocka_unit_test(jobs_that_wait_share_a_commit),
		cmocka_unit_test(commits_are_counted_before_done),
		cmocka_unit_test(calls_go_ahead),
		cmocka_unit_test(a_full_queue_refuses),
		cmocka_unit_test(closing_drains),
		cmocka_unit_test(readers_see_what_was_committed),
		cmocka_unit_test(readers_do_not_write),
		cmocka_unit_test(the_loop_is_not_woken_for_each_job),
		cmocka_unit_test(threads_take_no_signals),
		cmocka_unit_test(closing_leaves_no_file_open),
		cmocka_unit_test(a_missing_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
