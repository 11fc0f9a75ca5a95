/* SPDX-License-Identifier: EUPL-1.2 */
/* The store with its threads while the disk fails, and while the engine misbehaves: a
 * group is whole or not there, every job is told, and the same store goes on. */
#include "schema/stmt.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/figures.h"
#include "tests/support/store_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BREAK_SQL(X)                                                                   \
	X(BREAK_TRANSACTION, "INSERT OR ROLLBACK INTO municipality (id, code, name)"   \
			     " VALUES (1, 'first', 'first')")
extern const struct stmt_list break_statements;
STMT_LIST(break, BREAK_SQL);

enum { POINTS_MAX = 200, GROUP = 6, SPOILED = 2 };

/* --- a failing disk --- */

/* A group of jobs, one of them bad, whose commit meets the armed fault. */
static void run_group(struct store_world *w, struct ledger_job jobs[GROUP], int number)
{
	struct gate g;

	gate_shut(&g, w, true);
	for (int i = 0; i < GROUP; i++) {
		ledger_job_init(&jobs[i], number + i);
		jobs[i].spoil = i == SPOILED;
		store_world_write(w, &jobs[i].job, JOB_OTHER);
	}
	gate_open(&g);
	store_world_settle(w);
}

static void check_group(struct store_world *w, const struct ledger_job jobs[GROUP])
{
	int there = 0, told = 0;

	for (int i = 0; i < GROUP; i++) {
		enum err_code code = jobs[i].job.err.code;

		assert_true(jobs[i].done);
		if (i == SPOILED) {
			assert_true(code == ERR_INVALID || code == ERR_IO);
			assert_false(ledger_has(w->t.db, jobs[i].number));
			continue;
		}
		assert_true(code == ERR_OK || code == ERR_IO);
		told += code == ERR_OK;
		there += ledger_has(w->t.db, jobs[i].number);
	}
	assert_true(there == 0 || there == GROUP - 1); /* together or not at all */
	assert_true(told == 0 || told == GROUP - 1);
	assert_true(told <= there);
	(void)ledger_check(w->t.db);
}

/* The same store goes on as soon as the disk is well. */
static void check_goes_on(struct store_world *w, int number)
{
	struct ledger_job job;

	ledger_job_init(&job, number);
	store_world_write(w, &job.job, JOB_CALL);
	store_world_settle(w);
	test_ok(job.job.err.code, &job.job.err);
	assert_true(store_writable(w->store));
	assert_true(ledger_has(w->t.db, number));
}

static void a_failing_disk_fails_whole_groups(void **state)
{
	struct store_world w;
	int number = 0, failed = 0;
	long moments = 0;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	for (int plan = 0; plan < 4; plan++) {
		bool fired = true;
		long n;

		for (n = 1; fired; n++, number += 10) {
			struct ledger_job jobs[GROUP];

			assert_true(n < POINTS_MAX);
			fault_vfs_arm(plan % 2 ? FAULT_FULL : FAULT_IOERR, n, plan > 1);
			run_group(&w, jobs, number);
			fired = fault_vfs_disarm();
			failed += jobs[0].job.err.code != ERR_OK;
			if (jobs[0].job.err.code != ERR_OK)
				assert_false(store_writable(w.store));
			check_group(&w, jobs);
			check_goes_on(&w, number + 9);
		}
		assert_true(n > 3);
		moments += n - 2;
	}
	assert_true(failed > 12);
	store_world_close(&w);
	figures_moments("a write of a group of changes fails, or the disk is full",
		moments,
		"all of the group are told; the service goes on when the disk is well");
}

static enum err_code change_nothing(struct job *j, struct db *db, struct err *e)
{
	(void)j;
	(void)db;
	err_clear(e);
	return ERR_OK;
}

static void nothing_changed(struct job *j)
{
	(void)j;
}

/* A disk that stays full fails job after job with a sentence, and hangs nothing. */
static void a_full_disk_is_told_to_everybody(void **state)
{
	struct job idle = { .work = change_nothing, .done = nothing_changed };
	struct store_world w;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	fault_vfs_arm(FAULT_FULL, 1, true);
	for (int i = 0; i < 10; i++) {
		struct ledger_job job;

		ledger_job_init(&job, i);
		store_world_write(&w, &job.job, JOB_CALL);
		store_world_settle(&w);
		assert_int_equal(job.job.err.code, ERR_IO);
		assert_non_null(strstr(job.job.err.msg, "the disk is full"));
		assert_false(store_writable(w.store));
	}
	store_world_write(&w, &idle, JOB_CALL);
	store_world_settle(&w);
	test_ok(idle.err.code, &idle.err);
	assert_false(store_writable(w.store)); /* what writes nothing knows nothing */
	assert_true(fault_vfs_disarm());
	assert_int_equal(ledger_check(w.t.db), 0);
	check_goes_on(&w, 1);
	store_world_close(&w);
}

/* --- an engine that misbehaves --- */

static atomic_int busy, unopenable, liar, unreleasable;

static bool due(atomic_int *countdown)
{
	int n = atomic_load(countdown);

	while (n > 0 && !atomic_compare_exchange_weak(countdown, &n, n - 1))
		;
	return n > 0;
}

static enum err_code on_open(const char *where, enum engine_mode mode,
	struct engine_connection **ret, struct err *e)
{
	if (due(&unopenable))
		return err_set(e, ERR_IO, "the disk is gone");
	return sqlite_engine.open(where, mode, ret, e);
}

static enum err_code on_begin(struct engine_connection *c, bool write, struct err *e)
{
	if (write && due(&busy))
		return err_set(e, ERR_BUSY, "the database is busy");
	return sqlite_engine.begin(c, write, e);
}

static enum err_code on_commit(struct engine_connection *c, struct err *e)
{
	enum err_code rc = sqlite_engine.commit(c, e);

	return due(&liar) ? err_set(e, ERR_IO, "nobody knows") : rc;
}

static enum err_code on_release(struct engine_connection *c, struct err *e)
{
	if (due(&unreleasable))
		return err_set(e, ERR_NOMEM, "no memory");
	return sqlite_engine.savepoint_release(c, e);
}

static void open_misbehaving(struct store_world *w)
{
	struct engine engine = sqlite_engine;

	engine.open = on_open;
	engine.begin = on_begin;
	engine.commit = on_commit;
	engine.savepoint_release = on_release;
	store_world_open(w, &engine, &store_roomy);
}

/* Another program holds the database too long: all are told to try again, nothing was
 * done. */
static void a_busy_database_fails_the_group(void **state)
{
	struct ledger_job jobs[GROUP];
	struct store_world w;
	struct gate g;

	(void)state;
	open_misbehaving(&w);
	gate_shut(&g, &w, true);
	for (int i = 0; i < GROUP; i++) {
		ledger_job_init(&jobs[i], i);
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	atomic_store(&busy, 1);
	gate_open(&g);
	store_world_settle(&w);
	for (int i = 0; i < GROUP; i++)
		assert_int_equal(jobs[i].job.err.code, ERR_BUSY);
	assert_false(store_writable(w.store));
	assert_int_equal(ledger_check(w.t.db), 0);
	check_goes_on(&w, 1);
	store_world_close(&w);
}

/* COMMIT says it failed though the rows are there: the jobs are told "unknown", caches
 * start anew, and doing it again is refused by the database, not done twice. */
static void an_unknown_commit_is_read_again(void **state)
{
	struct ledger_job jobs[GROUP], again;
	struct store_world w;
	uint64_t before;

	(void)state;
	open_misbehaving(&w);
	for (int round = 0; round < 5; round++) {
		check_goes_on(&w, 100 * round + 50);
		before = store_commits(w.store);
		atomic_store(&liar, 2); /* the gate's own commit is the first */
		run_group(&w, jobs, 100 * round);
		for (int i = 0; i < GROUP; i++)
			assert_int_equal(jobs[i].job.err.code,
				i == SPOILED ? ERR_INVALID : ERR_IO);
		assert_true(store_commits(w.store) > before);
		check_group(&w, jobs);
		assert_true(ledger_has(w.t.db, 100 * round));
		ledger_job_init(&again, 100 * round);
		store_world_write(&w, &again.job, JOB_CALL);
		store_world_settle(&w);
		assert_int_equal(again.job.err.code, ERR_CONFLICT);
		check_goes_on(&w, 100 * round + 60);
	}
	store_world_close(&w);
}

/* While the database cannot be opened again, jobs fail with that reason; then it goes
 * on by itself. */
static void reopening_is_tried_again(void **state)
{
	struct ledger_job job;
	struct store_world w;

	(void)state;
	open_misbehaving(&w);
	atomic_store(&liar, 1);
	ledger_job_init(&job, 1);
	store_world_write(&w, &job.job, JOB_CALL);
	store_world_settle(&w);
	assert_int_equal(job.job.err.code, ERR_IO);
	atomic_store(&unopenable, 3);
	for (int i = 0; i < 3; i++) {
		ledger_job_init(&job, 2);
		store_world_write(&w, &job.job, JOB_CALL);
		store_world_settle(&w);
		assert_int_equal(job.job.err.code, ERR_IO);
		assert_non_null(strstr(job.job.err.msg, "the disk is gone"));
	}
	check_goes_on(&w, 3);
	assert_int_equal(ledger_check(w.t.db), 2);
	store_world_close(&w);
}

/* A store whose database is away can still be closed. */
static void a_store_without_database_closes(void **state)
{
	struct ledger_job job;
	struct store_world w;

	(void)state;
	open_misbehaving(&w);
	atomic_store(&liar, 1);
	ledger_job_init(&job, 1);
	store_world_write(&w, &job.job, JOB_CALL);
	store_world_settle(&w);
	assert_int_equal(job.job.err.code, ERR_IO);
	store_world_close(&w);
}

/* A savepoint that cannot be released takes its job with it, and no other. */
static void an_unreleased_job_is_rolled_back(void **state)
{
	struct ledger_job jobs[3];
	struct store_world w;
	struct gate g;

	(void)state;
	open_misbehaving(&w);
	gate_shut(&g, &w, true);
	for (int i = 0; i < 3; i++) {
		ledger_job_init(&jobs[i], i);
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	atomic_store(&unreleasable, 2); /* the gate, and the first */
	gate_open(&g);
	store_world_settle(&w);
	assert_int_equal(jobs[0].job.err.code, ERR_NOMEM);
	assert_int_equal(jobs[1].job.err.code, ERR_OK);
	assert_int_equal(jobs[2].job.err.code, ERR_OK);
	assert_false(ledger_has(w.t.db, 0));
	assert_int_equal(ledger_check(w.t.db), 2);
	store_world_close(&w);
}

/* Makes the engine give up the transaction by itself, and goes on as if nothing had
 * happened. */
static enum err_code break_work(struct job *j, struct db *db, struct err *e)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);
	STMT_AUTO s = NULL;

	if (stmt_get(db, &break_statements, BREAK_TRANSACTION, &s, e) != ERR_OK)
		return e->code;
	assert_int_equal(stmt_run(s, e), ERR_CONFLICT);
	l->seen = ledger_add(db, 77, e);
	err_clear(e);
	return ERR_OK;
}

/* When the engine gave the transaction up, nothing of the group is there, not even
 * what a job wrote afterwards; everybody is told why. */
static void a_lost_transaction_fails_the_group(void **state)
{
	struct ledger_job jobs[3];
	struct store_world w;
	struct gate g;

	(void)state;
	store_world_open(&w, NULL, &store_roomy);
	check_goes_on(&w, 50); /* has id 1 */
	gate_shut(&g, &w, true);
	for (int i = 0; i < 3; i++) {
		ledger_job_init(&jobs[i], i);
		if (i == 1)
			jobs[i].job.work = break_work;
		store_world_write(&w, &jobs[i].job, JOB_OTHER);
	}
	gate_open(&g);
	store_world_settle(&w);
	assert_int_not_equal(jobs[1].seen, ERR_OK);
	for (int i = 0; i < 3; i++) {
		assert_int_not_equal(jobs[i].job.err.code, ERR_OK);
		assert_non_null(strstr(jobs[i].job.err.msg, "has the same"));
	}
	assert_int_equal(ledger_check(w.t.db), 1);
	check_goes_on(&w, 51);
	store_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_disk_fails_whole_groups),
		cmocka_unit_test(a_full_disk_is_told_to_everybody),
		cmocka_unit_test(a_busy_database_fails_the_group),
		cmocka_unit_test(an_unknown_commit_is_read_again),
		cmocka_unit_test(reopening_is_tried_again),
		cmocka_unit_test(a_store_without_database_closes),
		cmocka_unit_test(an_unreleased_job_is_rolled_back),
		cmocka_unit_test(a_lost_transaction_fails_the_group),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
