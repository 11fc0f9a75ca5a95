/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LOOKS = 4000, LOOK_MS = 5, STOP_MS = 5000 };

int peer_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)(void *)&a, sizeof a), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)(void *)&a, &size), 0);
	(void)close(fd);
	return ntohs(a.sin_port);
}

void peer_start(
	struct peer *p, const char *folder, const char *name, const char *const argv[])
{
	int out;

	(void)snprintf(p->log, sizeof p->log, "%s/%s.log", folder, name);
	out = open(p->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(out >= 0);
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)dup2(out, STDOUT_FILENO);
		(void)dup2(out, STDERR_FILENO);
		(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
		(void)fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
		_Exit(127);
	}
	(void)close(out);
}

/* Lines with `text`; the first of them goes to ret_line. */
static size_t count(const struct peer *p, const char *text, char *ret_line, size_t size)
{
	static char line[65536];
	FILE *f = fopen(p->log, "re");
	size_t n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		if (strstr(line, text) == NULL || strchr(line, '\n') == NULL)
			continue;
		if (n++ == 0 && ret_line != NULL)
			(void)snprintf(ret_line, size, "%.*s",
				(int)strcspn(line, "\r\n"), line);
	}
	(void)fclose(f);
	return n;
}

size_t peer_lines(const struct peer *p, const char *text)
{
	return count(p, text, NULL, 0);
}

bool peer_says(struct peer *p, const char *text, char *ret_line, size_t size)
{
	for (int looks = 0; looks < LOOKS; looks++) {
		int status;

		if (count(p, text, ret_line, size) > 0)
			return true;
		if (p->pid == 0 || waitpid(p->pid, &status, WNOHANG) == p->pid) {
			p->pid = 0;
			return count(p, text, ret_line, size) > 0;
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
	fail_msg("%s: nothing said \"%s\"", p->log, text);
	return false;
}

void peer_stop(struct peer *p)
{
	struct pollfd end = { .events = POLLIN };

	if (p->pid > 0) {
		end.fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
		(void)kill(p->pid, SIGTERM);
		if (poll(&end, 1, STOP_MS) != 1)
			(void)kill(p->pid, SIGKILL);
		(void)close(end.fd);
		(void)waitpid(p->pid, NULL, 0);
	}
	if (p->log[0] != '\0')
		(void)unlink(p->log);
	*p = (struct peer){ 0 };
}
