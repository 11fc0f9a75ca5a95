/* SPDX-License-Identifier: EUPL-1.2 */
/* Power cuts while a backup is made and put back: at every step on files and folders,
 * and at every write. What is there afterwards is the old database whole or the new one
 * whole, and no copy was ever for others to read. */
#include "schema/engine.h"
#include "service/backup/backup_internal.h"
#include "service/real.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/figures.h"
#include "tests/support/ledger.h"
#include "tests/support/test_db.h"
#include "tests/support/thorough.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A copy has hundreds of writes: not each of them every day. */
enum {
	IN_BACKUP = 2,
	IN_LOG = 3,
	IN_OTHER_LIFE = 100,
	STEPS_MAX = 3000,
	TRACE = 400,
	WRITES_IN_PART = 40
};

/* --- the steps: these functions of the C library are ours in this program */

static long steps, die_at; /* 0: never */
static char trace[TRACE];

static void step(char what)
{
	if (++steps == die_at)
		_exit(FAULT_DIE_CODE);
	if (steps < TRACE)
		trace[steps - 1] = what;
}

int unlink(const char *name)
{
	step('u');
	return unlinkat(AT_FDCWD, name, 0);
}

int rename(const char *from, const char *to)
{
	step('r');
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int fsync(int fd)
{
	struct stat s;

	if (fstat(fd, &s) == 0 && S_ISDIR(s.st_mode))
		step('f');
	return (int)syscall(SYS_fsync, fd);
}

static long next_write(long n)
{
	return thorough_next(n, WRITES_IN_PART, 0);
}

/* --- a life that is cut short */

struct world {
	struct test_db t;
	char backup[128], part[128];
};

static const struct change by = { { "cli:beheer", "local" }, { 86400000 } };

static enum err_code restore(const struct world *w, struct err *e)
{
	struct backup_contents c;

	return backup_restore(w->backup, w->t.file, NULL, &by, &c, e);
}

/* The last part of it alone: before, nothing has touched the log. */
static enum err_code put_in_place(const struct world *w, struct err *e)
{
	return backup_replace(w->part, w->t.file, e);
}

static enum err_code back_up(const struct world *w, struct err *e)
{
	struct backup_contents c;

	return backup_make(w->t.file, w->backup, NULL, &c, e);
}

/* The log of the database holds what its file does not: nobody closed it. */
static enum err_code leave_in_log(const struct world *w, struct err *e)
{
	struct db *db = NULL;

	if (db_open(&sqlite_engine, w->t.file, DB_WRITE, &db, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < IN_LOG; i++)
		if (db_begin(db, DB_WRITE, e) != ERR_OK
			|| ledger_add(db, IN_BACKUP + i, e) != ERR_OK
			|| db_commit(db, e) != ERR_OK)
			return e->code;
	_exit(0);
}

/* In a process of its own, which dies at the n-th step, or at the n-th write. Returns
 * whether it died. */
static bool live(const struct world *w,
	enum err_code (*what)(const struct world *w, struct err *e), long at_step,
	long at_write)
{
	struct err e = { 0 };
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		steps = 0;
		die_at = at_step;
		if (at_write > 0)
			fault_vfs_arm(FAULT_DIE, at_write, false);
		if (what(w, &e) != ERR_OK)
			(void)fprintf(stderr, "child: %s\n", e.msg);
		_exit(e.code == ERR_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) != 0)
		assert_int_equal(WEXITSTATUS(status), FAULT_DIE_CODE);
	return WEXITSTATUS(status) != 0;
}

static void add(const char *file, int from, int n)
{
	struct db *db = NULL;
	struct err e = { 0 };

	test_ok(db_open(&sqlite_engine, file, DB_WRITE, &db, &e), &e);
	test_ok(db_begin(db, DB_WRITE, &e), &e);
	for (int i = from; i < from + n; i++)
		test_ok(ledger_add(db, i, &e), &e);
	test_ok(db_commit(db, &e), &e);
	test_ok(db_close(db, &e), &e);
}

static void open_world(struct world *w)
{
	struct err e = { 0 };

	test_db_open(&w->t);
	(void)snprintf(w->backup, sizeof w->backup, "%s/backup", w->t.folder);
	test_ok(db_close(w->t.db, &e), &e);
	w->t.db = NULL;
	add(w->t.file, 0, IN_BACKUP);
}

/* The backup is of another life of the same database: neither holds all of the other.
 */
static void open_full_world(struct world *w)
{
	struct backup_contents c;
	struct err e = { 0 };

	open_world(w);
	(void)snprintf(w->part, sizeof w->part, "%s/part", w->t.folder);
	test_ok(backup_unpack(w->t.file, w->part, NULL, &e), &e);
	add(w->part, IN_OTHER_LIFE, 1);
	test_ok(backup_make(w->part, w->backup, NULL, &c, &e), &e);
	assert_false(live(w, leave_in_log, 0, 0));
}

/* Returns whether it is the old one. */
static bool is_whole(struct world *w)
{
	struct backup_contents c;
	struct err e = { 0 };
	bool old;

	test_ok(db_open(&sqlite_engine, w->t.file, DB_WRITE, &w->t.db, &e), &e);
	old = !ledger_has(w->t.db, IN_OTHER_LIFE);
	for (int i = 0; i < IN_BACKUP + IN_LOG; i++)
		assert_int_equal(ledger_has(w->t.db, i), i < IN_BACKUP || old);
	test_ok(backup_check(w->t.file, &c, &e), &e);
	return old;
}

/* Mutation: the old log goes before it was written into its database: cut there, what
 * was promised is gone. */
static void cut(bool at_writes)
{
	bool died = true, was_old = false, was_new = false;
	long cuts = 0;

	for (long n = 1; died; n = at_writes ? next_write(n) : n + 1) {
		struct world w;
		struct err e = { 0 };

		assert_true(n < STEPS_MAX);
		open_full_world(&w);
		died = at_writes ? live(&w, restore, 0, n)
				 : live(&w, put_in_place, n, 0);
		cuts += died;
		if (is_whole(&w))
			was_old = true;
		else
			was_new = true;
		test_ok(db_close(w.t.db, &e), &e);
		test_ok(restore(&w, &e), &e); /* and the next try succeeds */
		assert_false(is_whole(&w));
		test_db_close(&w.t);
	}
	assert_true(was_old && was_new);
	figures_moments(at_writes ? "at a write while a backup is put back"
				  : "at a step on files while a backup is put back",
		cuts, "the old database whole or the new one whole");
}

static void cut_at_every_step(void **state)
{
	(void)state;
	cut(false);
}

static void cut_at_every_write(void **state)
{
	(void)state;
	cut(true);
}

/* What a folder says is on the disk before the next step counts on it: the logs are
 * gone before the name changes, and the name has changed before anything is said. */
static void folders_are_settled(void **state)
{
	struct world w;
	struct err e = { 0 };

	(void)state;
	open_full_world(&w);
	steps = 0;
	memset(trace, 0, sizeof trace);
	test_ok(put_in_place(&w, &e), &e);
	if (strstr(trace, "uufrf") == NULL)
		fail_msg("%s", trace);
	assert_false(is_whole(&w));
	test_db_close(&w.t);
}

static size_t readable_by_others(const char *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		struct stat s;

		assert_int_equal(fstatat(dirfd(d), entry->d_name, &s, 0), 0);
		if (S_ISREG(s.st_mode) && (s.st_mode & 077) != 0)
			n++;
	}
	(void)closedir(d);
	return n;
}

/* Cut at every write of its making, a copy is for its owner alone, whatever the usual
 * mode of new files is. Mutation: the engine makes the file. */
static void copies_are_private_from_the_first_byte(void **state)
{
	const mode_t before = umask(022);
	bool died = true;

	(void)state;
	for (long n = 1; died; n = next_write(n)) {
		struct world w;

		assert_true(n < STEPS_MAX);
		open_world(&w);
		died = live(&w, back_up, 0, n);
		assert_int_equal(readable_by_others(w.t.folder), 0);
		test_db_close(&w.t);
	}
	(void)umask(before);
}

static int setup(void **state)
{
	(void)state;
	fault_vfs_install();
	real_init();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_at_every_step),
		cmocka_unit_test(cut_at_every_write),
		cmocka_unit_test(folders_are_settled),
		cmocka_unit_test(copies_are_private_from_the_first_byte),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
