/* SPDX-License-Identifier: EUPL-1.2 */
/* The n-th write to the disk fails, for every n: a row, its event and its audit record
 * are there together or not at all, and the same work succeeds once the disk is well.
 */
#include "schema/engine.h"
#include "schema/migrate.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/figures.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"
#include "tests/support/thorough.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS_MAX = 5000 };

static const struct plan {
	enum fault_kind kind;
	bool persistent;
	const char *says;
} plans[] = {
	{ FAULT_IOERR, false, "the disk reports an error" },
	{ FAULT_IOERR, true, "the disk reports an error" },
	{ FAULT_FULL, false, "the disk is full: make room" },
	{ FAULT_FULL, true, "the disk is full: make room" },
};

/* One job through the executor. */
static enum err_code run_job(struct db *db, int number, struct err *e)
{
	struct inline_executor x;
	struct ledger_job job;

	inline_executor_init(&x, db);
	ledger_job_init(&job, number);
	test_ok(x.executor.write(&x.executor, &job.job, JOB_CALL, e), e);
	assert_true(inline_executor_one(&x));
	assert_true(job.done);
	*e = job.job.err;
	return e->code;
}

/* The error is one that a person can act upon. */
static void check_words(const struct plan *p, const struct err *e)
{
	assert_int_equal(e->code, ERR_IO);
	if (strstr(e->msg, p->says) == NULL)
		fail_msg("'%s' does not say '%s'", e->msg, p->says);
}

/* Returns the number of points. */
static long fail_each_write_of_a_job(
	struct test_db *t, const struct plan *p, int *number)
{
	struct err e = { 0 };

	for (long n = 1; n < POINTS_MAX; n++) {
		int64_t before = ledger_check(t->db);
		bool fired;
		enum err_code rc;

		fault_vfs_arm(p->kind, n, p->persistent);
		rc = run_job(t->db, ++*number, &e);
		fired = fault_vfs_disarm();
		if (rc != ERR_OK)
			check_words(p, &e);
		test_db_reopen(t);
		assert_in_range(
			ledger_check(t->db), before + (rc == ERR_OK), before + 1);
		test_ok(run_job(t->db, ++*number, &e), &e);
		assert_true(ledger_has(t->db, *number));
		if (!fired)
			return n - 1;
		assert_true(rc != ERR_OK || !p->persistent);
	}
	fail_msg("the fault fires for ever");
	return 0;
}

/* Mutation: commit first and write the audit record after it, and this fails. */
static void a_job_is_whole_or_not_there(void **state)
{
	struct test_db t;
	int number = 0;
	long failed = 0;

	(void)state;
	test_db_open(&t);
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		const long n = fail_each_write_of_a_job(&t, &plans[i], &number);

		assert_true(n >= 3);
		failed += n;
	}
	test_db_close(&t);
	figures_moments("a write of a change fails, or the disk is full", failed,
		"it is said; record, event and audit record are there together or not "
		"at all");
}

/* Opens, migrates that far, adds an entry when that is all, closes. Whatever was opened
 * is closed. */
static enum err_code life(
	const struct test_db *t, size_t goal, bool *ret_added, struct err *e)
{
	struct db *db = NULL;
	struct err on_close = { 0 };

	*ret_added = false;
	if (db_open(&sqlite_engine, t->file, DB_WRITE, &db, e) != ERR_OK)
		return e->code;
	if (migrate_with(db, migrations, goal, (struct instant){ 1 }, e) == ERR_OK
		&& goal == migrations_count && migrate_check(db, e) == ERR_OK
		&& !ledger_has(db, 1))
		*ret_added = run_job(db, 1, e) == ERR_OK;
	test_ok(db_close(db, &on_close), &on_close);
	return e->code;
}

/* One life with a fault at the n-th write, and one without. */
static bool fail_one_write(const struct plan *p, size_t goal, long n)
{
	struct test_db t;
	struct err e = { 0 };
	bool added, fired, again;

	test_db_at(&t, goal - 1);
	fault_vfs_arm(p->kind, n, p->persistent);
	if (life(&t, goal, &added, &e) != ERR_OK)
		check_words(p, &e);
	fired = fault_vfs_disarm();
	err_clear(&e);
	test_ok(life(&t, goal, &again, &e), &e);
	if (added)
		assert_false(again); /* it was durable */
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	if (goal == migrations_count)
		assert_int_equal(ledger_check(t.db), 1);
	test_db_close(&t);
	return fired;
}

/* Every write of the newest migration; the others do not change any more. */
static long next_point(long n, size_t goal)
{
	return goal == migrations_count ? n + 1 : thorough_next(n, 37, goal);
}

/* From no file at all to one entry, a migration at a time. */
static void a_database_can_begin_on_a_bad_disk(void **state)
{
	static const struct plan *const some[] = { &plans[0], &plans[3] };

	long failed = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (size_t goal = 1; goal <= migrations_count; goal++) {
			long n = 1;

			while (fail_one_write(some[i], goal, n)) {
				assert_true(n < POINTS_MAX);
				n = next_point(n, goal);
				failed++;
			}
			assert_true(n > 3);
		}
	figures_moments("a write of the first start fails", failed,
		"it is said; begun again, it goes on");
}

/* Readers need no disk space: they read while nothing can be written. */
static void reading_goes_on_while_the_disk_is_full(void **state)
{
	struct test_db t;
	struct db *reader = NULL;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(run_job(t.db, 1, &e), &e);
	test_ok(db_open(&sqlite_engine, t.file, DB_READ, &reader, &e), &e);
	fault_vfs_arm(FAULT_FULL, 1, true);
	assert_int_equal(run_job(t.db, 2, &e), ERR_IO);
	for (int i = 0; i < 3; i++) {
		test_ok(db_begin(reader, DB_READ, &e), &e);
		assert_true(ledger_has(reader, 1));
		assert_false(ledger_has(reader, 2));
		db_rollback(reader);
	}
	assert_true(fault_vfs_disarm());
	test_ok(db_close(reader, &e), &e);
	test_ok(run_job(t.db, 2, &e), &e);
	assert_int_equal(ledger_check(t.db), 2);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_whole_or_not_there),
		cmocka_unit_test(a_database_can_begin_on_a_bad_disk),
		cmocka_unit_test(reading_goes_on_while_the_disk_is_full),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
