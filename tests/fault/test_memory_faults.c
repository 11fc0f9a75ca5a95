/* SPDX-License-Identifier: EUPL-1.2 */
/* The n-th allocation fails, in SQLite and in our own code: a proper error, nothing by
 * halves, nothing leaked, and the same work succeeds afterwards. For which n:
 * thorough.h. */
#include "base/alloc.h"
#include "schema/audit.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "schema/event.h"
#include "schema/migrate.h"
#include "tests/support/fault_memory.h"
#include "tests/support/figures.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"
#include "tests/support/thorough.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS_MAX = 20000 };

static void arm_own(long n, bool persistent)
{
	(void)alloc_fail_at(n, persistent);
}

static bool disarm_own(void)
{
	return alloc_fail_at(0, 0) != 0;
}

/* Which memory fails. */
static const struct memory {
	void (*arm)(long n, bool persistent);
	bool (*disarm)(void);
	long least; /* points there must be */
} memories[] = {
	{ fault_memory_arm, fault_memory_disarm, 60 },
	{ arm_own, disarm_own, 12 },
};

static void count_event(void *ctx, const struct event_entry *entry)
{
	*(int *)ctx += entry->r.actor[0] != '\0' && entry->r.data[0] != '\0';
}

static void count_record(void *ctx, const struct audit_entry *entry)
{
	*(int *)ctx += entry->actor[0] != '\0' && entry->after != NULL;
}

/* Reads everything back; what it says it read, it read. */
static enum err_code read_all(struct db *db, int *ret_rows, struct err *e)
{
	struct audit_check check;
	int events = 0, records = 0;

	if (db_begin(db, DB_READ, e) != ERR_OK)
		return e->code;
	if (event_each(db, 0, 0, 100, count_event, &events, e) != ERR_OK
		|| audit_each(db, 0, 100, count_record, &records, e) != ERR_OK
		|| audit_verify(db, NULL, &check, e) != ERR_OK
		|| db_commit(db, e) != ERR_OK) {
		db_rollback(db);
		return e->code;
	}
	assert_int_equal(check.first_bad, 0);
	assert_int_equal(events, check.records);
	assert_int_equal(records, check.records);
	*ret_rows = events;
	return ERR_OK;
}

/* One entry as a job, as the store does it. */
static enum err_code add(struct db *db, int number, struct err *e)
{
	struct err why;
	enum err_code rc;

	if (db_begin(db, DB_WRITE, e) != ERR_OK)
		return e->code;
	rc = db_savepoint(db, e);
	if (rc == ERR_OK) {
		rc = ledger_add(db, number, e);
		if (rc == ERR_OK)
			rc = db_savepoint_release(db, e);
		else
			db_savepoint_rollback(db);
	}
	if (db_commit(db, &why) != ERR_OK && rc == ERR_OK)
		*e = why;
	return e->code;
}

/* Opens the migrated file, adds an entry, reads all, closes. */
static enum err_code life(const char *file, int number, bool *ret_added, struct err *e)
{
	struct db *db = NULL;
	struct err on_close = { 0 };
	int rows = 0;

	*ret_added = false;
	err_clear(e);
	if (db_open(&sqlite_engine, file, DB_WRITE, &db, e) != ERR_OK)
		return e->code;
	if (migrate_check(db, e) == ERR_OK && add(db, number, e) == ERR_OK) {
		*ret_added = true;
		(void)read_all(db, &rows, e);
	}
	test_ok(db_close(db, &on_close), &on_close);
	return e->code;
}

static void check_code(const struct err *e)
{
	if (e->code != ERR_NOMEM && e->code != ERR_IO)
		fail_msg("%s: %s", err_text(e->code), e->msg);
	assert_true(e->msg[0] != '\0');
}

/* The file as it was: a copy over whatever the last round left. */
static void restore(const struct test_db *t, const char *bytes, size_t size)
{
	FILE *f = fopen(t->file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static void check_file(struct test_db *t, bool added)
{
	struct err e = { 0 };

	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
	assert_int_equal(ledger_has(t->db, 1), added);
	assert_int_equal(ledger_check(t->db), 2 + added);
	test_ok(db_close(t->db, &e), &e);
	t->db = NULL;
}

static long failed; /* in all */

static long fail_each_allocation(const struct memory *m, bool persistent,
	struct test_db *t, const char *bytes, size_t size)
{
	struct err e = { 0 };

	/* after a lasting lack little differs from one point to the next */
	for (long n = 1; n < POINTS_MAX;
		n = thorough_next(n, persistent ? 29 : 5, (size_t)m->least)) {
		bool added, again, fired;
		long before = fault_memory_outstanding();
		enum err_code rc;

		restore(t, bytes, size);
		m->arm(n, persistent);
		rc = life(t->file, 1, &added, &e);
		fired = m->disarm();
		if (rc != ERR_OK)
			check_code(&e);
		assert_int_equal(fault_memory_outstanding(), before);
		test_ok(life(t->file, 2, &again, &e), &e);
		assert_true(again);
		if (n % 3 == 1 || !fired)
			check_file(t, added);
		if (!fired)
			return n - 1;
		failed++;
	}
	fail_msg("the fault fires for ever");
	return 0;
}

static void lack_of_memory_is_an_error_like_any(void **state)
{
	static char bytes[4 * 1024 * 1024];
	struct test_db t;
	struct err e = { 0 };
	size_t size;
	bool added;
	FILE *f;

	(void)state;
	test_db_open(&t);
	test_ok(db_close(t.db, &e), &e);
	t.db = NULL;
	test_ok(life(t.file, 0, &added, &e), &e);
	f = fopen(t.file, "r");
	assert_non_null(f);
	size = fread(bytes, 1, sizeof bytes, f);
	assert_int_equal(fclose(f), 0);
	for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
		for (int persistent = 0; persistent < 2; persistent++)
			assert_true(fail_each_allocation(&memories[i], persistent != 0,
					    &t, bytes, size)
				    >= memories[i].least);
	test_db_close(&t);
	figures_moments("memory is refused while a change is written", failed,
		"it is said; nothing by halves, nothing leaked, and the same succeeds "
		"afterwards");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lack_of_memory_is_an_error_like_any),
	};

	fault_memory_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
