/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/memory_limit.h"

#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WAIT_MS = 30000 };

static bool write_in(const char *group, const char *file, const char *text)
{
	char path[MEMORY_LIMIT_PATH + 64];
	bool ok;
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s", group, file);
	f = fopen(path, "we");
	if (f == NULL)
		return false;
	ok = fputs(text, f) >= 0;
	return fclose(f) == 0 && ok;
}

static int64_t read_from(const char *path)
{
	int64_t n = -1;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return -1;
	if (fscanf(f, "%" SCNd64, &n) != 1)
		n = -1;
	(void)fclose(f);
	return n;
}

/* The group of this process: "4:memory:/path" of the first kind, "0::/path" of the
 * second. */
static bool find_home(struct memory_limit *l, bool unified)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	char line[MEMORY_LIMIT_PATH - 64];
	const char *path = NULL;

	while (f != NULL && path == NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (unified && strncmp(line, "0::", 3) == 0)
			path = line + 3;
		else if (!unified && strstr(line, ":memory:") != NULL)
			path = strstr(line, ":memory:") + strlen(":memory:");
	}
	if (path != NULL)
		(void)snprintf(l->home, sizeof l->home, "/sys/fs/cgroup%s%s",
			unified ? "" : "/memory", strcmp(path, "/") == 0 ? "" : path);
	if (f != NULL)
		(void)fclose(f);
	return path != NULL;
}

static const char *limit_file(const struct memory_limit *l)
{
	return l->unified ? "memory.max" : "memory.limit_in_bytes";
}

static void enter(const char *group)
{
	char pid[24];

	(void)snprintf(pid, sizeof pid, "%d", (int)getpid());
	assert_true(write_in(group, "cgroup.procs", pid));
}

void memory_limit_open(struct memory_limit *l)
{
	char file[MEMORY_LIMIT_PATH + 64];

	memset(l, 0, sizeof *l);
	for (int kind = 0; kind < 2 && l->group[0] == '\0'; kind++) {
		l->unified = kind == 1;
		if (!find_home(l, l->unified))
			continue;
		(void)snprintf(l->group, sizeof l->group, "%.400s/paraat-test-%d",
			l->home, (int)getpid());
		if (mkdir(l->group, 0755) == 0) {
			(void)snprintf(
				file, sizeof file, "%s/%s", l->group, limit_file(l));
			if (access(file, W_OK) == 0)
				return;
			(void)rmdir(l->group);
		}
		l->group[0] = '\0';
	}
}

void memory_limit_enter(const struct memory_limit *l)
{
	if (l->group[0] != '\0')
		enter(l->group);
}

void memory_limit_leave(const struct memory_limit *l)
{
	if (l->group[0] != '\0')
		enter(l->home);
}

static int64_t resident(pid_t pid)
{
	char path[64];
	unsigned long all = 0, pages = 0;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu %lu", &all, &pages) != 2)
		pages = 0;
	(void)fclose(f);
	return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

void memory_limit_narrow(struct memory_limit *l, pid_t pid, int64_t spare)
{
	char path[MEMORY_LIMIT_PATH + 64], bytes[32];
	int64_t used;

	l->most = resident(pid) + spare;
	if (l->group[0] == '\0')
		return;
	(void)snprintf(path, sizeof path, "%s/%s", l->group,
		l->unified ? "memory.current" : "memory.usage_in_bytes");
	used = read_from(path);
	assert_true(used > 0);
	(void)snprintf(bytes, sizeof bytes, "%" PRId64, used + spare);
	assert_true(write_in(l->group, limit_file(l), bytes));
}

void memory_limit_await_end(const struct memory_limit *l, pid_t pid)
{
	siginfo_t end = { 0 };

	for (int i = 0; i < WAIT_MS; i++) {
		assert_int_equal(
			waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT), 0);
		if (end.si_pid == pid) {
			assert_int_equal(end.si_code, CLD_KILLED);
			assert_int_equal(end.si_status, SIGKILL);
			return;
		}
		if (l->group[0] == '\0' && resident(pid) > l->most)
			assert_int_equal(kill(pid, SIGKILL), 0);
		(void)poll(NULL, 0, 1);
	}
	fail_msg("it was not ended within %d ms", WAIT_MS);
}

void memory_limit_lift(struct memory_limit *l)
{
	l->most = INT64_MAX;
	if (l->group[0] != '\0')
		assert_true(
			write_in(l->group, limit_file(l), l->unified ? "max" : "-1"));
}

void memory_limit_close(struct memory_limit *l)
{
	if (l->group[0] != '\0')
		assert_int_equal(rmdir(l->group), 0);
	l->group[0] = '\0';
}
