/* SPDX-License-Identifier: EUPL-1.2 */
/* The program under a service manager: it says when it is ready, that it lives, and
 * that it stops; it takes over a socket that listens already; its log under systemd is
 * JSON. The manager is this test, with sockets of its own. */
#include "tests/support/command.h"
#include "tests/support/service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

struct manager {
	struct service s;
	int notify; /* datagrams of the program */
	char path[96];
};

static void manager_open(struct manager *m)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	memset(m, 0, sizeof *m);
	service_prepare(&m->s);
	(void)snprintf(m->path, sizeof m->path, "%s/notify", m->s.t.folder);
	(void)strcpy(a.sun_path, m->path);
	m->notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(m->notify, (const struct sockaddr *)(const void *)&a, sizeof a),
		0);
	(void)setenv("NOTIFY_SOCKET", m->path, 1);
}

static void manager_close(struct manager *m)
{
	(void)unsetenv("NOTIFY_SOCKET");
	(void)unsetenv("WATCHDOG_USEC");
	(void)close(m->notify);
	(void)unlink(m->path);
	service_cleanup(&m->s);
}

/* Waits for a message that holds this word; counts the others in *ret_others. */
static void await_word(struct manager *m, const char *word, int *ret_others)
{
	char message[512];

	for (*ret_others = 0;; (*ret_others)++) {
		struct pollfd p = { .fd = m->notify, .events = POLLIN };
		ssize_t n;

		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		n = recv(m->notify, message, sizeof message - 1, 0);
		assert_true(n > 0);
		message[n] = '\0';
		if (strstr(message, word) != NULL)
			return;
	}
}

/* READY before anything else, WATCHDOG again and again, STOPPING at the end. */
static void the_manager_is_kept_informed(void **state)
{
	struct manager m;
	int others;

	(void)state;
	manager_open(&m);
	(void)setenv("WATCHDOG_USEC", "200000", 1);
	service_start(&m.s, "");
	await_word(&m, "READY=1", &others);
	assert_int_equal(others, 0);
	for (int i = 0; i < 3; i++)
		await_word(&m, "WATCHDOG=1", &others);
	service_stop(&m.s);
	await_word(&m, "STOPPING=1", &others);
	manager_close(&m);
}

/* Without a wish for it there is no watchdog, and so no work for nothing. */
static void no_watchdog_unasked(void **state)
{
	struct manager m;
	int others;

	(void)state;
	manager_open(&m);
	service_start(&m.s, "");
	await_word(&m, "READY=1", &others);
	service_stop(&m.s);
	await_word(&m, "STOPPING=1", &others);
	assert_int_equal(others, 0);
	manager_close(&m);
}

static int listening_socket(int *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)(void *)&a, sizeof a), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)(void *)&a, &len), 0);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

/* What connects before the program is there waits, and is answered. */
static void a_passed_socket_is_taken_over(void **state)
{
	static const char request[] =
		"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	struct manager m;
	char answer[1024] = "";
	size_t got = 0;
	int port, early, fd;

	(void)state;
	manager_open(&m);
	fd = listening_socket(&port);
	early = raw_connect(port);
	raw_send(early, request, sizeof request - 1);
	service_start_with_socket(&m.s, fd);
	assert_int_equal(m.s.port, port);
	for (;;) {
		ssize_t n = recv(early, answer + got, sizeof answer - 1 - got, 0);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	answer[got] = '\0';
	assert_non_null(strstr(answer, "200"));
	(void)close(early);
	(void)close(fd);
	manager_close(&m);
}

/* A restore is a reload to the manager, not a stop; the socket stays. */
static void a_restore_keeps_manager_and_socket(void **state)
{
	static struct command_result result;
	struct manager m;
	char copy[128];
	const char *const backup[] = { "backup", copy, "--config", m.s.config, NULL };
	const char *const restore[] = { "restore", copy, "--config", m.s.config, NULL };
	struct reply r;
	int port, fd, others;

	(void)state;
	manager_open(&m);
	fd = listening_socket(&port);
	service_start_with_socket(&m.s, fd);
	await_word(&m, "READY=1", &others);
	(void)snprintf(copy, sizeof copy, "%s/copy", m.s.t.folder);
	command_run(backup, NULL, &result);
	assert_int_equal(result.code, 0);
	command_run(restore, NULL, &result);
	assert_int_equal(result.code, 0);
	await_word(&m, "RELOADING=1", &others);
	assert_int_equal(others, 0);
	await_word(&m, "READY=1", &others);
	assert_int_equal(others, 0);
	r = service_get(&m.s, ROLE_AUDITOR, "/api/v1/people");
	assert_int_equal(r.status, 200);
	reply_free(&r);
	(void)close(fd);
	(void)unlink(copy);
	manager_close(&m);
}

/* Adds a line to the configuration and asks for a new look at it. */
static void reload_with(struct manager *m, const char *line)
{
	FILE *f = fopen(m->s.config, "ae");
	int others;

	assert_non_null(f);
	(void)fprintf(f, "%s\n", line);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(kill(m->s.pid, SIGHUP), 0);
	await_word(m, "RELOADING=1", &others);
	await_word(m, "READY=1", &others);
}

/* SIGHUP reads the configuration again; with an error in it the program goes on as it
 * was. */
static void a_reload_never_ends_it(void **state)
{
	struct manager m;
	struct reply r;
	int others;

	(void)state;
	manager_open(&m);
	service_start(&m.s, "");
	await_word(&m, "READY=1", &others);
	reload_with(&m, "[service]\nlog_requests = yes");
	reload_with(&m, "[service]\nthis is = wrong");
	r = service_get(&m.s, ROLE_AUDITOR, "/api/v1/people");
	assert_int_equal(r.status, 200);
	reply_free(&r);
	service_stop(&m.s);
	manager_close(&m);
}

/* A problem carries the number of its request. */
static void problems_carry_a_number(void **state)
{
	struct service s;
	struct reply a, b;
	char first[64];

	(void)state;
	service_prepare(&s);
	service_start(&s, "");
	a = service_call(&s, NULL, "GET", "/api/v1/people", NULL, NULL);
	b = service_call(&s, NULL, "GET", "/api/v1/people", NULL, NULL);
	assert_int_equal(a.status, 401);
	(void)snprintf(first, sizeof first, "%s", reply_header(&a, "X-Request-Id"));
	assert_true(strlen(first) > 2);
	assert_string_not_equal(first, reply_header(&b, "X-Request-Id"));
	reply_free(&a);
	reply_free(&b);
	service_cleanup(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manager_is_kept_informed),
		cmocka_unit_test(no_watchdog_unasked),
		cmocka_unit_test(a_passed_socket_is_taken_over),
		cmocka_unit_test(a_restore_keeps_manager_and_socket),
		cmocka_unit_test(a_reload_never_ends_it),
		cmocka_unit_test(problems_carry_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
