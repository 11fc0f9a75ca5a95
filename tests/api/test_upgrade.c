/* SPDX-License-Identifier: EUPL-1.2 */
/* An upgrade by 'paraat init' can be undone: what was there is copied first. */
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/backup.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { OLD = 3 };

static int paraat(const char *command, const char *word_or_null, const char *config)
{
	const char *argv[] = { PARAAT_PROGRAM, command, "--config", config,
		word_or_null, NULL };
	pid_t pid;
	int status = -1;

	assert_int_equal(posix_spawn(&pid, argv[0], NULL, NULL,
				 (char *const *)(uintptr_t)argv, environ),
		0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_older(const char *file)
{
	struct db *db;
	struct err e = { 0 };
	bool older = false;

	test_ok(db_open(&sqlite_engine, file, DB_READ, &db, &e), &e);
	test_ok(migrate_compare(db, &older, &e), &e);
	(void)db_close(db, &e);
	return older;
}

/* From version 3 to now, with a copy of version 3 beside it; the copy put back is
 * version 3 again. A second init has nothing to copy. */
static void there_is_a_way_back(void **state)
{
	struct test_db t;
	struct err e = { 0 };
	char config[160], copy[160], secret[160];
	FILE *f;

	(void)state;
	test_db_folder(&t);
	(void)snprintf(config, sizeof config, "%s/conf", t.folder);
	(void)snprintf(secret, sizeof secret, "%s/secret", t.folder);
	(void)snprintf(copy, sizeof copy, "%s.before-%04zu", t.file, migrations_count);
	f = fopen(config, "we");
	(void)fprintf(
		f, "[service]\ndatabase = %s\nsecret_file = %s\n", t.file, secret);
	assert_int_equal(fclose(f), 0);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	test_ok(migrate_with(t.db, migrations, OLD, (struct instant){ 1000 }, &e), &e);
	(void)db_close(t.db, &e);
	assert_true(migrations_count > OLD);
	assert_int_equal(paraat("init", NULL, config), 0);
	assert_false(is_older(t.file));
	assert_true(is_older(copy));
	assert_int_equal(paraat("restore", copy, config), 0);
	assert_true(is_older(t.file));
	assert_int_equal(paraat("init", NULL, config), 0);
	(void)unlink(copy);
	assert_int_equal(paraat("init", NULL, config), 0);
	assert_int_not_equal(access(copy, F_OK), 0);
	(void)unlink(config);
	(void)unlink(secret);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(there_is_a_way_back) };
	struct err e;

	if (zone_init("Europe/Amsterdam", &e) != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
