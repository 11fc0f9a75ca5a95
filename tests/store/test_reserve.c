/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory that a service takes for its database at once: it is there before the first
 * page is read, pages do not ask for more, and what does not fit in works as well.
 * Mutation: sqlite_engine_reserve() does nothing: fails. */
#include "schema/event.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DATA = 4000, ROUND = 1600, MIB = 1024 * 1024 };

static long resident(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*d %ld", &pages), 1);
	(void)fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

/* One page and more for each. */
static void write_pages(struct db *db, int n)
{
	char data[DATA + 1];
	const struct event_record r = {
		.at = { 1000 }, .kind = "attempt", .actor = "system", .data = data
	};
	struct err e = { 0 };

	memset(data, 'x', DATA);
	data[DATA] = '\0';
	test_ok(db_begin(db, DB_WRITE, &e), &e);
	for (int i = 0; i < n; i++)
		test_ok(event_write(db, &r, NULL, &e), &e);
	test_ok(db_commit(db, &e), &e);
}

static void on_event(void *ctx, const struct event_entry *entry)
{
	*(int *)ctx += strlen(entry->r.data) == DATA;
}

static void pages_are_there_before_they_are_used(void **state)
{
	const long before = resident();
	struct test_db t;
	struct err e = { 0 };
	long reserved, opened;
	int found = 0;

	(void)state;
	sqlite_engine_reserve();
	reserved = resident();
	assert_true(reserved - before > 20L * MIB);
	test_db_open(&t);
	opened = resident();
	write_pages(t.db, ROUND);
	assert_true(resident() - opened < 4L * MIB);
	for (int i = 0; i < 6; i++) /* more than there are */
		write_pages(t.db, ROUND);
	test_ok(event_each(t.db, 0, 0, 8 * ROUND, on_event, &found, &e), &e);
	assert_int_equal(found, 7 * ROUND);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_there_before_they_are_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
