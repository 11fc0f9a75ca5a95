/* SPDX-License-Identifier: EUPL-1.2 */
/* `paraat import attendance` is killed (SIGKILL) at many moments: some spread over its
 * whole run, some while it writes. What it leaves is the database of before, word for
 * word, or every line of the file; never a part, and always a chain that holds.
 * Mutation: commit in import_run after each line: fails. */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/import/import.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "tests/support/command.h"
#include "tests/support/figures.h"
#include "tests/support/roster_world.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEOPLE = 20, ACTIVITIES = 30, KILLS = 16, MOST_KILLS = 80, WAIT_MS = 60000 };

#define LEFT_SQL(X)                                                                    \
	X(LEFT_COUNT, "SELECT (SELECT count(*) FROM attendance) AS attendance,"        \
		      " (SELECT count(*) FROM activity) AS activities")
extern const struct stmt_list left_statements;
STMT_LIST(left, LEFT_SQL);

extern char **environ;

static struct roster_world w;
static char config[128], file[128], before_file[128];
static char *before; /* the dump */
static struct prng prng;

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void write_attendance(void)
{
	FILE *f = fopen(file, "we");

	assert_non_null(f);
	(void)fputs("person;kind;title;starts_at;ends_at;result\r\n", f);
	for (int a = 0; a < ACTIVITIES; a++)
		for (int p = 0; p < PEOPLE; p++)
			(void)fprintf(f,
				"p%d;exercise;Oefening %d;2025-03-%02d 09:00;"
				"2025-03-%02d 12:00;present\r\n",
				p, a, a + 1, a + 1);
	assert_int_equal(fclose(f), 0);
}

static void copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct stat st;

	assert_true(in >= 0 && out >= 0);
	assert_int_equal(fstat(in, &st), 0);
	while (st.st_size > 0) {
		ssize_t n = sendfile(out, in, NULL, (size_t)st.st_size);

		assert_true(n > 0);
		st.st_size -= n;
	}
	(void)close(in);
	(void)close(out);
}

static void close_db(void)
{
	struct err e = { 0 };

	test_ok(db_close(w.t.db, &e), &e);
	w.t.db = NULL;
}

/* The database as it was before any import; closed. */
static void put_back(void)
{
	static const char *const parts[] = { "-wal", "-shm" };
	char path[160];

	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof path, "%s%s", w.t.file, parts[i]);
		(void)unlink(path);
	}
	copy(before_file, w.t.file);
}

static int open_world(void **state)
{
	const char *seed = getenv("PARAAT_SEED");
	char text[512];

	(void)state;
	prng_init(&prng, seed != NULL ? strtoull(seed, NULL, 10) : 1);
	roster_world_open(&w);
	for (int i = 0; i < PEOPLE; i++)
		(void)roster_person(&w, i, w.officer);
	before = roster_dump(&w);
	close_db();
	(void)snprintf(config, sizeof config, "%s/paraat.conf", w.t.folder);
	(void)snprintf(file, sizeof file, "%s/lms.csv", w.t.folder);
	(void)snprintf(before_file, sizeof before_file, "%s/before.db", w.t.folder);
	(void)snprintf(text, sizeof text,
		"[service]\nlisten = 127.0.0.1:0\ndatabase = %s\nsecret_file = "
		"%s/secret\n[gateway sim]\nkind = simulator\nseed = 1\nchannel = sms\n",
		w.t.file, w.t.folder);
	write_file(config, text);
	write_attendance();
	copy(w.t.file, before_file);
	return 0;
}

static int close_world(void **state)
{
	char secret[160];
	struct err e = { 0 };

	(void)state;
	base_free(before);
	put_back();
	test_ok(db_open(&sqlite_engine, w.t.file, DB_WRITE, &w.t.db, &e), &e);
	(void)snprintf(secret, sizeof secret, "%s/secret", w.t.folder);
	(void)unlink(secret);
	(void)unlink(config);
	(void)unlink(file);
	(void)unlink(before_file);
	roster_world_close(&w);
	return 0;
}

static int64_t now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static pid_t start_import(void)
{
	static char command[] = "import", kind[] = "attendance", option[] = "--config";
	char *argv[] = { (char *)(uintptr_t)PARAAT_PROGRAM, command, kind, file, option,
		config, NULL };
	posix_spawn_file_actions_t files;
	pid_t pid;

	assert_int_equal(posix_spawn_file_actions_init(&files), 0);
	assert_int_equal(
		posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0),
		0);
	assert_int_equal(
		posix_spawn(&pid, PARAAT_PROGRAM, &files, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&files);
	return pid;
}

/* Waits until fd can be read (true) or so long has passed. */
static bool readable(int fd, int64_t us)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	return ppoll(&p, 1, &t, NULL) == 1;
}

/* Waits until the program writes in the log of the database, or ends. */
static void wait_for_writing(int watch, int process)
{
	struct pollfd p[] = { { .fd = watch, .events = POLLIN },
		{ .fd = process, .events = POLLIN } };
	char events[4096];
	ssize_t n;

	for (;;) {
		assert_true(poll(p, 2, WAIT_MS) > 0);
		if ((p[1].revents & POLLIN) != 0)
			return;
		n = read(watch, events, sizeof events);
		assert_true(n > 0);
		for (ssize_t at = 0; at < n;) {
			struct inotify_event e;

			memcpy(&e, events + at, sizeof e);
			if (e.len > 0 && strstr(events + at + sizeof e, "-wal") != NULL)
				return;
			at += (ssize_t)(sizeof e + e.len);
		}
	}
}

/* One import, killed after so long, counted from its start or from its first writing.
 * Returns whether it was still at work. */
static bool import_and_kill(int64_t us, bool from_writing)
{
	int watch = inotify_init1(IN_CLOEXEC), status = 0, process;
	pid_t pid;

	assert_true(watch >= 0);
	assert_true(inotify_add_watch(watch, w.t.folder, IN_MODIFY) >= 0);
	pid = start_import();
	process = (int)syscall(SYS_pidfd_open, pid, 0);
	assert_true(process >= 0);
	if (from_writing)
		wait_for_writing(watch, process);
	(void)readable(process, us);
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)close(process);
	(void)close(watch);
	if (!WIFSIGNALED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status);
}

/* What was left: false nothing, true everything. Leaves the database closed. */
static bool left(void)
{
	struct audit_check check;
	struct err e = { 0 };
	bool all;

	test_ok(db_open(&sqlite_engine, w.t.file, DB_WRITE, &w.t.db, &e), &e);
	{
		STMT_AUTO s = NULL;
		int64_t n;

		test_ok(stmt_get(w.t.db, &left_statements, LEFT_COUNT, &s, &e), &e);
		assert_true(stmt_row(s, &e));
		n = stmt_int(s, "attendance");
		all = n != 0;
		assert_int_equal(n, all ? PEOPLE * ACTIVITIES : 0);
		assert_int_equal(stmt_int(s, "activities"), all ? ACTIVITIES : 0);
	}
	if (!all) {
		char *now = roster_dump(&w);

		assert_string_equal(now, before);
		base_free(now);
	}
	test_ok(db_begin(w.t.db, DB_READ, &e), &e);
	test_ok(audit_verify(w.t.db, NULL, &check, &e), &e);
	db_rollback(w.t.db);
	assert_int_equal(check.first_bad, 0);
	close_db();
	return all;
}

/* The client that does not know how it ended imports again: then all is there, once. */
static void import_again(void)
{
	static struct command_result r;
	const char *words[] = { "import", "attendance", file, "--config", config,
		NULL };

	command_run(words, NULL, &r);
	assert_string_equal(r.err, "");
	assert_int_equal(r.code, 0);
	assert_true(left());
}

static void an_import_is_all_or_nothing(void **state)
{
	/* How long after its start, or its first writing, a kill may come. A moment
	 * that left everything is the end of the next draw, one that left nothing
	 * widens it: the kills gather around the commit, whatever the machine's speed.
	 */
	int64_t reach[2];
	int nothing = 0, everything = 0;

	(void)state;
	reach[0] = now_us();
	assert_false(import_and_kill(INT64_C(1000) * WAIT_MS, false));
	reach[0] = now_us() - reach[0];
	reach[1] = reach[0] / 8;
	assert_true(left());
	for (int i = 0; i < MOST_KILLS && (i < KILLS || nothing <= KILLS / 4); i++) {
		int64_t *const most = &reach[i % 2];
		const int64_t after = (int64_t)prng_below(&prng, (uint64_t)*most) + 1;
		bool killed;

		put_back();
		killed = import_and_kill(after, i % 2 == 1);

		if (left()) {
			everything++;
			*most = after;
		} else {
			assert_true(killed);
			nothing++;
			*most += *most / 2 + 1;
		}
		if (i % 8 == 7)
			import_again();
	}
	print_message("%d kills left nothing, %d everything\n", nothing, everything);
	assert_true(nothing > KILLS / 4);
	figures_moments("an import is killed", nothing + everything,
		"the database of before, word for word, or every line of the file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_import_is_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
