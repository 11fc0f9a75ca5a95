/* SPDX-License-Identifier: EUPL-1.2 */
/* An upgrade by 'paraat init' can be undone: what was there is copied first. */
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/backup.h"
#include "service/backup/way_back.h"
#include "service/chore/chore.h"
#include "service/config.h"
#include "tests/support/test_db.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { OLD = 3 };

static int paraat(const char *command, const char *word_or_null,
	const char *key_or_null, const char *config)
{
	const char *argv[] = { PARAAT_PROGRAM, command, "--config", config,
		word_or_null, key_or_null != NULL ? "--key" : NULL, key_or_null, NULL };
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

struct upgrade {
	struct test_db t;
	char config[160], secret[160], key[160];
};

/* A database of version 3, and a configuration; backups are sealed or not. */
static void begin(struct upgrade *u, bool sealed)
{
	struct err e = { 0 };
	FILE *f;

	test_db_folder(&u->t);
	(void)snprintf(u->config, sizeof u->config, "%s/conf", u->t.folder);
	(void)snprintf(u->secret, sizeof u->secret, "%s/secret", u->t.folder);
	(void)snprintf(u->key, sizeof u->key, "%s/key", u->t.folder);
	f = fopen(u->config, "we");
	(void)fprintf(f, "[service]\ndatabase = %s\nsecret_file = %s\n", u->t.file,
		u->secret);
	if (sealed)
		(void)fprintf(f, "backup_key_file = %s\n", u->key);
	assert_int_equal(fclose(f), 0);
	test_ok(db_open(&sqlite_engine, u->t.file, DB_WRITE, &u->t.db, &e), &e);
	test_ok(migrate_with(u->t.db, migrations, OLD, (struct instant){ 1000 }, &e),
		&e);
	(void)db_close(u->t.db, &e);
	assert_true(migrations_count > OLD);
}

/* How many copies there are of that version, in digits; *ret: the last of them. With
 * remove_them they go. */
static size_t copies(
	const struct upgrade *u, const char *version, char ret[512], bool remove_them)
{
	DIR *d = opendir(u->t.folder);
	const struct dirent *entry;
	char mark[64];
	size_t n = 0;

	(void)snprintf(mark, sizeof mark, ".before-%s", version);
	while ((entry = readdir(d)) != NULL) {
		if (strstr(entry->d_name, mark) == NULL)
			continue;
		n++;
		(void)snprintf(ret, 512, "%s/%s", u->t.folder, entry->d_name);
		if (remove_them)
			assert_int_equal(unlink(ret), 0);
	}
	(void)closedir(d);
	return n;
}

static void end(struct upgrade *u)
{
	struct err e = { 0 };
	char copy[512];

	(void)copies(u, "", copy, true);
	(void)unlink(u->config);
	(void)unlink(u->secret);
	(void)unlink(u->key);
	test_ok(db_open(&sqlite_engine, u->t.file, DB_WRITE, &u->t.db, &e), &e);
	test_db_close(&u->t);
}

/* From version 3 to now, with a copy of version 3 beside it; the copy put back is
 * version 3 again, and a next upgrade keeps a copy too. A second init has nothing to
 * copy. */
static void there_is_a_way_back(void **state)
{
	struct upgrade u;
	char copy[512];

	(void)state;
	begin(&u, false);
	assert_int_equal(paraat("init", NULL, NULL, u.config), 0);
	assert_false(is_older(u.t.file));
	assert_int_equal(copies(&u, "upgrade-0003-", copy, false), 1);
	assert_int_equal(copies(&u, "", copy, false), 1);
	assert_true(is_older(copy));
	assert_int_equal(paraat("restore", copy, NULL, u.config), 0);
	assert_true(is_older(u.t.file));
	assert_int_equal(copies(&u, "", copy, true), 1);
	assert_int_equal(paraat("init", NULL, NULL, u.config), 0);
	assert_int_equal(copies(&u, "upgrade-0003-", copy, true), 1);
	assert_int_equal(paraat("init", NULL, NULL, u.config), 0);
	assert_int_equal(copies(&u, "", copy, false), 0);
	end(&u);
}

static void run_sql(const struct upgrade *u, const char *sql)
{
	struct db *db;
	struct err e = { 0 };

	test_ok(db_open(&sqlite_engine, u->t.file, DB_WRITE, &db, &e), &e);
	test_ok(sqlite_engine.script(db_connection(db), sql, &e), &e);
	test_ok(db_close(db, &e), &e);
}

/* An upgrade fails at a later migration, and is tried again and again, as the unit
 * does: the copy of before is still there, and the disk does not fill with others.
 * Mutation: name the copy by the version it is migrated to: fails. */
static void a_retried_upgrade_keeps_the_first_copy(void **state)
{
	struct upgrade u;
	char copy[512];

	(void)state;
	begin(&u, false);
	run_sql(&u, "CREATE TABLE alarm_rule (id INTEGER PRIMARY KEY) STRICT");
	for (int i = 0; i < 3; i++) {
		assert_int_not_equal(paraat("init", NULL, NULL, u.config), 0);
		assert_true(is_older(u.t.file));
		assert_int_equal(copies(&u, "upgrade-0003-", copy, false), 1);
		assert_true(is_older(copy));
		assert_int_equal(copies(&u, "", copy, false), i == 0 ? 1 : 2);
	}
	run_sql(&u, "DROP TABLE alarm_rule");
	assert_int_equal(paraat("init", NULL, NULL, u.config), 0);
	assert_false(is_older(u.t.file));
	assert_true(copies(&u, "upgrade-0003-", copy, false) >= 1);
	assert_int_equal(paraat("restore", copy, NULL, u.config), 0);
	assert_true(is_older(u.t.file));
	end(&u);
}

/* Where backups are sealed the copy is, with the same key. */
static void a_copy_is_sealed_as_backups_are(void **state)
{
	struct upgrade u;
	char copy[512];

	(void)state;
	begin(&u, true);
	assert_int_equal(paraat("init", NULL, NULL, u.config), 0);
	assert_int_equal(copies(&u, "", copy, false), 1);
	assert_true(sealed_file_is(copy));
	assert_int_not_equal(paraat("restore", copy, NULL, u.config), 0);
	assert_int_equal(paraat("restore", copy, u.key, u.config), 0);
	assert_true(is_older(u.t.file));
	end(&u);
}

static void touch(const struct upgrade *u, const char *suffix, int64_t seconds)
{
	const struct timespec times[] = { { .tv_sec = seconds },
		{ .tv_sec = seconds } };
	char path[256];
	FILE *f;

	(void)snprintf(path, sizeof path, "%s%s", u->t.file, suffix);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Copies go when backups of their age do, those of older programs as well; what was
 * half-made goes at once, what somebody else laid there never. Mutation: look at no
 * age: fails. */
static void old_copies_go(void **state)
{
	enum { DAY = 24 * 3600 };
	const int64_t now = INT64_C(1800000000), old = now - (BACKUP_DAYS + 1) * DAY;
	static struct config config;
	struct chore_call call = { .config = &config };
	struct err e = { 0 };
	struct upgrade u;
	char copy[512];

	(void)state;
	begin(&u, false);
	call.by.now = (struct instant){ now * 1000 };
	(void)snprintf(config.database, sizeof config.database, "%s", u.t.file);
	touch(&u, ".before-upgrade-0003-0123456789abcdef", old);
	touch(&u, ".before-upgrade-0004-0123456789abcdef", now - 10 * DAY);
	touch(&u, ".before-0034", old);
	touch(&u, ".before-0035", now - 10 * DAY);
	touch(&u, ".before-the-move", old);
	touch(&u, ".before-upgrade.new.sealed", now);
	test_ok(way_back_forget(&call, &e), &e);
	assert_int_equal(copies(&u, "upgrade-0004", copy, true), 1);
	assert_int_equal(copies(&u, "0035", copy, true), 1);
	assert_int_equal(copies(&u, "the-move", copy, true), 1);
	assert_int_equal(copies(&u, "", copy, false), 0);
	end(&u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_a_way_back),
		cmocka_unit_test(a_retried_upgrade_keeps_the_first_copy),
		cmocka_unit_test(a_copy_is_sealed_as_backups_are),
		cmocka_unit_test(old_copies_go),
	};
	struct err e;

	if (zone_init("Europe/Amsterdam", &e) != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
