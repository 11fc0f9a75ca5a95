/* SPDX-License-Identifier: EUPL-1.2 */
/* Strangers cannot keep calls from going out: while they hold connections and large
 * bodies open, send garbage, try to sign in and answer with made-up links, a call-out
 * reaches everybody, and those who steer it are answered. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEOPLE = 500, HELD = 300, FLOODERS = 2 };
enum { BODIES = 90, BODY = 1024 * 1024, BODIES_MAX = 64 * BODY, SMALL = 16 * 1024 };

static int start(void **state)
{
	static struct call_service w;

	call_service_open(&w, PEOPLE);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	call_service_close(*state);
	return 0;
}

/* Slow headers, slow bodies, and nothing at all. */
static void hold_open(int port, int fds[HELD])
{
	static const char half_body[] =
		"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nContent-Length: 1000\r\n\r\n{";
	static const char *const halves[] = { "", "GET /api/v1/callouts HTTP/1.1\r\nHo",
		half_body };

	for (int i = 0; i < HELD; i++) {
		fds[i] = raw_connect(port);
		raw_send(fds[i], halves[i % 3], strlen(halves[i % 3]));
	}
}

/* Bodies as large as they may be, all but their last byte. */
static void hold_bodies(int port, int fds[BODIES])
{
	static const char head[] =
		"POST /api/v1/people HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nCookie: session=guessed\r\nContent-Length: "
		"1048576\r\n\r\n";
	static char body[BODY - 1];

	memset(body, ' ', sizeof body);
	for (int i = 0; i < BODIES; i++) {
		fds[i] = raw_connect(port);
		raw_send(fds[i], head, sizeof head - 1);
		raw_send(fds[i], body, sizeof body);
	}
}

/* A process that tries to sign in and sends garbage until it is ended. */
static pid_t flood(int port)
{
	static const char body[] =
		"{\"username\":\"coordinator\",\"password\":\"geraden woord hier\"}";
	char sign_in[400];
	const char *const what[] = { sign_in, "\x16\x03\x01\x02garbage\r\n\r\n",
		"GET /api/v1/people HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /a/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /a/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/x-www-form-urlencoded\r\nContent-Length: "
		"10\r\n\r\nanswer=yes" };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)snprintf(sign_in, sizeof sign_in,
		"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nContent-Length: %zu\r\n\r\n%s",
		sizeof body - 1, body);
	for (unsigned i = 0;; i++) {
		int fd = raw_connect(port);

		raw_send(fd, what[i % 5], strlen(what[i % 5]));
		if (i % 2 == 0) {
			char answer[64];

			ssize_t n = read(fd, answer, sizeof answer);

			(void)n; /* whatever it says */
		}
		(void)close(fd);
	}
}

static void calls_go_out_in_a_flood(void **state)
{
	struct call_service *w = *state;
	int fds[HELD], bodies[BODIES], status;
	pid_t pids[FLOODERS];
	struct reply r;
	int64_t id;

	hold_open(w->s.port, fds);
	hold_bodies(w->s.port, bodies);
	for (int i = 0; i < FLOODERS; i++) {
		pids[i] = flood(w->s.port);
		assert_true(pids[i] > 0);
	}
	id = call_begin(w, w->all, "");
	sms_sink_wait(w->sink, PEOPLE);
	r = call_item(w, id); /* who steers it is answered too */
	assert_int_equal(reply_int(&r, "people"), PEOPLE);
	call_expect(&r, 200);
	assert_in_range((size_t)service_figure(&w->s, "paraat_body_bytes"), 0,
		BODIES_MAX + (HELD + BODIES) * SMALL);
	for (int i = 0; i < FLOODERS; i++) {
		/* it went on until now */
		assert_int_equal(waitpid(pids[i], &status, WNOHANG), 0);
		assert_int_equal(kill(pids[i], SIGKILL), 0);
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
	}
	for (int i = 0; i < HELD; i++)
		(void)close(fds[i]);
	for (int i = 0; i < BODIES; i++)
		(void)close(bodies[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_go_out_in_a_flood),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
