/* SPDX-License-Identifier: EUPL-1.2 */
/* Backups: what is put back is what was copied; damage is found before a copy counts as
 * one; a backup of every hour by the chore, and which of them are kept. */
#include "service/backup/backup.h"

#include "base/civil.h"
#include "base/random.h"
#include "schema/audit.h"
#include "schema/engine.h"
#include "service/chore/chore.h"
#include "service/config.h"
#include "service/instance.h"
#include "service/real.h"
#include "tests/support/roster_world.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { LAST_MAX = 1000 };

static struct roster_world w;
static char folder[64];
static const uint8_t key[SEALED_KEY_BYTES] = { 1, 2, 3 };
static const uint8_t other_key[SEALED_KEY_BYTES] = { 1, 2, 4 };

static const char *in_folder(const char *name)
{
	static char paths[4][512];
	static int next;

	next = (next + 1) % 4;
	(void)snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
	return paths[next];
}

static int begin(void **state)
{
	(void)state;
	real_init();
	(void)strcpy(folder, "/tmp/paraat-backup-XXXXXX");
	assert_non_null(mkdtemp(folder));
	roster_world_open(&w);
	(void)roster_person(&w, 1, w.officer);
	return 0;
}

static size_t files(bool remove_them)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		if (remove_them)
			assert_int_equal(unlink(in_folder(entry->d_name)), 0);
	}
	(void)closedir(d);
	return n;
}

static int end(void **state)
{
	(void)state;
	roster_world_close(&w);
	(void)files(true);
	assert_int_equal(rmdir(folder), 0);
	return 0;
}

static struct backup_contents make(const char *to, const uint8_t *key_or_null)
{
	struct backup_contents c;
	struct err e = { 0 };

	test_ok(backup_make(w.t.file, to, key_or_null, &c, &e), &e);
	assert_true(c.current);
	assert_true(c.audit_records > 0);
	return c;
}

static const struct change by = { { "cli:beheer", "local" }, { 86400000 } };

static void keep(void *last, const struct audit_entry *entry)
{
	(void)snprintf(last, LAST_MAX, "%s %s %s %s %s %s", entry->actor, entry->action,
		entry->object, entry->result,
		entry->before != NULL ? entry->before : "-", entry->after);
}

/* The last record of the log in a file. */
static const char *last_record(const char *file, int64_t records)
{
	static char last[LAST_MAX];
	struct db *db = NULL;
	struct err e = { 0 };

	last[0] = '\0';
	test_ok(db_open(&sqlite_engine, file, DB_READ, &db, &e), &e);
	test_ok(db_begin(db, DB_READ, &e), &e);
	test_ok(audit_each(db, records - 1, 10, keep, last, &e), &e);
	db_rollback(db);
	test_ok(db_close(db, &e), &e);
	return last;
}

/* Copied while the database is open, sealed or not; nothing is left beside it; restored
 * it holds the same records and one more, which says who put back which file, and where
 * the log stood that it replaced. */
static void comes_back_as_it_was(void **state)
{
	const uint8_t *keys[] = { NULL, key };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct backup_contents before = make(in_folder("b"), keys[i]), after;
		struct err e = { 0 };
		const char *said;
		char wanted[80];
		struct stat s;

		assert_int_equal(files(false), 1);
		assert_int_equal(stat(in_folder("b"), &s), 0);
		assert_int_equal(s.st_mode & 0777, 0600);
		assert_int_equal(sealed_file_is(in_folder("b")), keys[i] != NULL);
		test_ok(backup_restore(in_folder("b"), in_folder("new.db"), keys[i],
				&by, &after, &e),
			&e);
		assert_int_equal(files(false), 3); /* with its lock */
		test_ok(backup_check(in_folder("new.db"), &after, &e), &e);
		assert_int_equal(after.audit_records, before.audit_records + 1);
		said = last_record(in_folder("new.db"), after.audit_records);
		assert_non_null(strstr(said,
			"cli:beheer database.restore database/0 ok - {\"backup\":\"b\","
			"\"sha256\":\""));
		test_ok(backup_restore(in_folder("b"), in_folder("new.db"), keys[i],
				&by, &after, &e),
			&e);
		test_ok(backup_check(in_folder("new.db"), &after, &e), &e);
		assert_int_equal(after.audit_records, before.audit_records + 1);
		(void)snprintf(wanted, sizeof wanted, "ok {\"last_record\":%" PRId64,
			after.audit_records);
		said = last_record(in_folder("new.db"), after.audit_records);
		assert_non_null(strstr(said, wanted));
		(void)files(true);
	}
}

/* A database in use is not overwritten; a sealed file needs its own key. Nothing is
 * left of a try. */
static void refusals(void **state)
{
	struct backup_contents c;
	struct err e = { 0 };
	int lock = -1;

	(void)state;
	(void)make(in_folder("b"), key);
	test_ok(instance_lock(in_folder("n"), &lock, &e), &e);
	assert_int_equal(
		backup_restore(in_folder("b"), in_folder("n"), key, &by, &c, &e),
		ERR_CONFLICT);
	instance_unlock(lock);
	assert_int_equal(
		backup_restore(in_folder("b"), in_folder("n"), NULL, &by, &c, &e),
		ERR_INVALID);
	assert_non_null(strstr(e.msg, "--key"));
	assert_int_equal(
		backup_restore(in_folder("b"), in_folder("n"), other_key, &by, &c, &e),
		ERR_INVALID);
	assert_int_not_equal(access(in_folder("n"), F_OK), 0);
}

/* Spoils the page of a table in the middle of the file. */
static void spoil(const char *file)
{
	FILE *f = fopen(file, "r+e");
	struct stat s;
	char rubbish[512];

	memset(rubbish, 0x5a, sizeof rubbish);
	assert_int_equal(stat(file, &s), 0);
	assert_int_equal(fseek(f, (long)(s.st_size / 8192 * 4096), SEEK_SET), 0);
	assert_int_equal(fwrite(rubbish, 1, sizeof rubbish, f), sizeof rubbish);
	assert_int_equal(fclose(f), 0);
}

/* A damaged database makes no backup, and a damaged backup fails its rehearsal. */
static void damage_is_found(void **state)
{
	struct backup_contents c;
	struct err e = { 0 };

	(void)state;
	(void)make(in_folder("b"), NULL);
	test_ok(backup_rehearse(in_folder("b"), in_folder("s"), NULL, &c, &e), &e);
	spoil(in_folder("b"));
	assert_int_not_equal(
		backup_rehearse(in_folder("b"), in_folder("s"), NULL, &c, &e), ERR_OK);
	assert_int_not_equal(
		backup_make(in_folder("b"), in_folder("b2"), NULL, &c, &e), ERR_OK);
	assert_int_equal(files(false), 1);
}

/* --- the chores */

static struct config config;

static enum err_code run_chore(
	enum err_code (*chore)(const struct chore_call *c, struct err *e),
	struct instant now, struct err *e)
{
	struct chore_call call = { .by = { { "paraat", "local" }, now },
		.config = &config,
		.random = &real_random };

	err_clear(e);
	return chore(&call, e);
}

static void touch(const char *file)
{
	FILE *f = fopen(file, "we");

	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
}

static void append(const char *file)
{
	FILE *f = fopen(file, "ae");

	assert_non_null(f);
	assert_int_equal(fputc('x', f), 'x');
	assert_int_equal(fclose(f), 0);
}

/* Hourly for a hundred hours: those of the last 48, and the first of each day before.
 * The newest comes through its rehearsal, until somebody changes it. */
static void hourly_backups(void **state)
{
	static const char *const leftovers[] = {
		"paraat-20261119T030000Z.backup.part",
		"paraat-20261119T030000Z.backup.part-wal",
		"paraat-20261119T030000Z.backup.sealed",
		"paraat-20261119T030000Z.backup.rehearsal",
	};
	struct instant start, last;
	struct err e;
	char name[BACKUP_NAME];

	(void)state;
	(void)snprintf(config.database, sizeof config.database, "%s", w.t.file);
	(void)snprintf(config.backup_folder, sizeof config.backup_folder, "%s", folder);
	(void)snprintf(config.backup_key_file, sizeof config.backup_key_file, "%s",
		in_folder("key"));
	test_ok(instant_parse("2026-11-20T00:30:00Z", &start, &e), &e);
	assert_int_equal(run_chore(backup_rehearsal_chore, start, &e), ERR_NOTFOUND);
	for (int hour = 0; hour < 100; hour++)
		test_ok(run_chore(backup_chore, instant_add(start, minutes(60 * hour)),
				&e),
			&e);
	/* now it is the 24th, 03:30: 49 of the last 48 hours, since the 22nd, 03:30;
	 * the first of the 20th, 21st and 22nd; and the key */
	last = instant_add(start, minutes(60 * 99));
	assert_int_equal(files(false), 49 + 3 + 1);
	test_ok(run_chore(backup_rehearsal_chore, last, &e), &e);
	assert_int_equal(files(false), 49 + 3 + 1);
	/* what a run left that did not come to its end goes with the next */
	for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
		touch(in_folder(leftovers[i]));
	touch(in_folder("another.part"));
	test_ok(run_chore(backup_rehearsal_chore, last, &e), &e);
	assert_int_equal(files(false), 49 + 3 + 1 + 1);
	assert_int_equal(unlink(in_folder("another.part")), 0);
	append(in_folder(backup_name(last, name)));
	assert_int_equal(run_chore(backup_rehearsal_chore, last, &e), ERR_INVALID);
	assert_int_equal(files(false), 49 + 3 + 1);
}

/* A backup that was made while the clock was two days ahead is not taken for the newest
 * until then: the one made last is rehearsed, and none is lost for it. Mutation: the
 * last name is taken. */
static void a_clock_that_was_ahead(void **state)
{
	struct instant now, ahead;
	char early[BACKUP_NAME], late[BACKUP_NAME];
	struct err e;

	(void)state;
	(void)snprintf(config.database, sizeof config.database, "%s", w.t.file);
	(void)snprintf(config.backup_folder, sizeof config.backup_folder, "%s", folder);
	config.backup_key_file[0] = '\0';
	test_ok(instant_parse("2026-11-20T00:30:00Z", &now, &e), &e);
	ahead = instant_add(now, minutes(48 * 60));
	test_ok(run_chore(backup_chore, ahead, &e), &e);
	spoil(in_folder(backup_name(ahead, late)));
	/* there is no other */
	assert_int_not_equal(run_chore(backup_rehearsal_chore, now, &e), ERR_OK);
	test_ok(run_chore(backup_chore, now, &e), &e);
	assert_int_equal(files(false), 2);
	test_ok(run_chore(backup_rehearsal_chore, now, &e), &e);
	spoil(in_folder(backup_name(now, early)));
	assert_int_not_equal(run_chore(backup_rehearsal_chore, now, &e), ERR_OK);
}

/* --- pure */

static void names_hold_times(void **state)
{
	static const char *const others[] = { "", "paraat.db",
		"paraat-20261125T030000Z.backup.part", "paraat-20261325T030000Z.backup",
		"paraat-20261125T030000Z.backuq", "paraat-2026112 T030000Z.backup" };
	struct prng r;

	(void)state;
	prng_init(&r, 3);
	for (int i = 0; i < 1000; i++) {
		struct instant t = { (int64_t)prng_below(&r, 7000000000) * 1000 }, back;
		char name[BACKUP_NAME];

		assert_true(backup_name_time(backup_name(t, name), &back));
		assert_true(back.ms == t.ms);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct instant t;

		assert_false(backup_name_time(others[i], &t));
	}
}

/* Whatever times there are: the newest stays; at most one of a day that is older than
 * two days; nothing of five weeks ago; choosing again from what stays takes nothing
 * away. */
static void what_is_kept(void **state)
{
	enum { N = 200, DAY = 86400000 };
	const struct instant now = { INT64_C(20000) * DAY + 12345678 };
	struct prng r;

	(void)state;
	prng_init(&r, 11);
	for (int round = 0; round < 500; round++) {
		struct instant times[N], rest[N];
		bool keep[N], again[N];
		size_t n = 1 + prng_below(&r, N), left = 0;
		int64_t t = now.ms - (int64_t)prng_below(&r, 90) * DAY;

		for (size_t i = 0; i < n; i++) {
			t += (int64_t)prng_below(&r, DAY / 2);
			times[i].ms = t < now.ms ? t : now.ms;
		}
		backup_choose(times, n, now, keep);
		assert_true(keep[n - 1]);
		for (size_t i = 0; i < n; i++) {
			int64_t day = times[i].ms / DAY;

			if (now.ms - times[i].ms <= 2 * (int64_t)DAY)
				assert_true(keep[i]);
			else if (i + 1 < n && keep[i])
				assert_true((i == 0 || times[i - 1].ms / DAY != day)
					    && now.ms / DAY - day < BACKUP_DAYS);
			if (keep[i])
				rest[left++] = times[i];
		}
		backup_choose(rest, left, now, again);
		for (size_t i = 0; i < left; i++)
			assert_true(again[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(comes_back_as_it_was, begin, end),
		cmocka_unit_test_setup_teardown(refusals, begin, end),
		cmocka_unit_test_setup_teardown(damage_is_found, begin, end),
		cmocka_unit_test_setup_teardown(hourly_backups, begin, end),
		cmocka_unit_test_setup_teardown(a_clock_that_was_ahead, begin, end),
		cmocka_unit_test(names_hold_times),
		cmocka_unit_test(what_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
