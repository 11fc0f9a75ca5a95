/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory that a service takes for its database at once: pages do not ask for more.
 * Mutation: sqlite_engine_reserve() does nothing: fails (with the address sanitizer,
 * under which what was freed is not used again). */
#include "schema/engine.h"
#include "schema/event.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DATA = 4000, PAGES = 3000 };

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
	struct test_db t;
	struct err e = { 0 };
	long opened;
	int found = 0;

	(void)state;
	sqlite_engine_reserve();
	test_db_open(&t);
	write_pages(t.db, PAGES);
	test_db_reopen(&t);
	opened = resident();
	test_ok(event_each(t.db, 0, 0, PAGES + 1, on_event, &found, &e), &e);
	assert_int_equal(found, PAGES);
	assert_true(resident() - opened < (long)PAGES * DATA / 2);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_there_before_they_are_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
