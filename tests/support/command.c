/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/command.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MAX = 16, WAIT_MS = 60000 };

extern char **environ;

static int memory_file(const char *text)
{
	int fd = memfd_create("command", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void read_back(int fd, char buffer[COMMAND_OUTPUT])
{
	ssize_t n = pread(fd, buffer, COMMAND_OUTPUT - 1, 0);

	assert_true(n >= 0);
	buffer[n] = '\0';
	(void)close(fd);
}

static int wait_for(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0), status = 0;
	struct pollfd p = { .fd = fd, .events = POLLIN };

	assert_true(fd >= 0);
	if (poll(&p, 1, WAIT_MS) != 1) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
		fail_msg("the command does not end");
	}
	(void)close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

void command_run(
	const char *const words[], const char *input, struct command_result *ret)
{
	char *argv[WORDS_MAX + 2] = { (char *)(uintptr_t)PARAAT_PROGRAM };
	int in = memory_file(input != NULL ? input : ""), out = memory_file(""),
	    err = memory_file("");
	posix_spawn_file_actions_t files;
	pid_t pid;

	for (int i = 0; words[i] != NULL; i++) {
		assert_true(i < WORDS_MAX);
		argv[i + 1] = (char *)(uintptr_t)words[i];
	}
	assert_int_equal(posix_spawn_file_actions_init(&files), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, in, 0), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, out, 1), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, err, 2), 0);
	assert_int_equal(
		posix_spawn(&pid, PARAAT_PROGRAM, &files, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&files);
	ret->code = wait_for(pid);
	(void)close(in);
	read_back(out, ret->out);
	read_back(err, ret->err);
}
