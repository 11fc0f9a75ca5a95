/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server alone, above its limits: who is one too many is told so and when to
 * come back; how many are told is limited too. And the first line of a connection. */
#include "tests/support/server_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define LARGE                                                                          \
	"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"                      \
	"Content-Length: 400000\r\n"
#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

enum { PLACES = 2, TOLD = 64, TOLD_OF_SITE = 8, PATIENT_MS = 20000 };
/* A large body takes half a MiB of memory: two fit. */
enum { BODIES = 1024 * 1024, LARGE_BODY = 400000, LARGE_ONES = 6, FIT = 2 };

static void is_served(struct server_world *w, int fd)
{
	char buffer[2048];

	server_world_put(fd, GET);
	(void)server_world_hear(w, fd, "now", buffer, sizeof buffer);
}

static void is_told(struct server_world *w, int fd)
{
	char buffer[2048];

	(void)server_world_hear(w, fd, NULL, buffer, sizeof buffer);
	if (strncmp(buffer, "HTTP/1.1 503", 12) != 0)
		fail_msg("%s", buffer);
	assert_non_null(strstr(buffer, "\nRetry-After: "));
	assert_non_null(strstr(buffer, "\nContent-Type: application/problem+json"));
	assert_non_null(strstr(buffer, "too many connections"));
	(void)close(fd);
}

static void is_told_to_come_back(struct server_world *w, int fd)
{
	server_world_put(fd, GET);
	is_told(w, fd);
}

static void until_open(struct server_world *w, unsigned connections)
{
	while (server_figures(w->server).connections != connections)
		(void)uv_run(&w->loop, UV_RUN_ONCE);
}

/* All places are taken: the next one is told, and those who have a place keep it. A
 * place that is given up is taken again. */
static void one_too_many_is_told(void **state)
{
	struct server_world w;
	int fds[PLACES], next;

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", PLACES, PATIENT_MS);
	for (int i = 0; i < PLACES; i++) {
		fds[i] = server_world_dial(&w);
		is_served(&w, fds[i]);
	}
	for (int i = 0; i < 3; i++)
		is_told_to_come_back(&w, server_world_dial(&w));
	assert_int_equal(server_figures(w.server).turned_away, 3);
	is_served(&w, fds[1]);
	(void)close(fds[0]);
	until_open(&w, PLACES - 1);
	next = server_world_dial(&w);
	is_served(&w, next);
	(void)close(next);
	(void)close(fds[1]);
	server_world_close(&w);
}

/* Silent ones above the limit fill what there is for them; the one behind them waits
 * until one of them has gone, and is told then. */
static void those_above_the_limit_have_a_limit(void **state)
{
	struct server_world w;
	int kept, waiting, silent[TOLD];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 1, PATIENT_MS);
	kept = server_world_dial(&w);
	server_world_put(kept, "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
	while (w.late_count < 1)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	for (int i = 0; i < TOLD; i++)
		silent[i] = server_world_dial(&w);
	until_open(&w, 1 + TOLD);
	waiting = server_world_dial(&w);
	server_world_put(waiting, GET);
	for (int i = 0; i < 10; i++)
		(void)uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(server_figures(w.server).connections, 1 + TOLD);
	(void)close(silent[0]);
	is_told(&w, waiting);
	for (int i = 1; i < TOLD; i++)
		(void)close(silent[i]);
	http_reply(w.late[0], server_world_text(200, "late\n"));
	(void)close(kept);
	server_world_close(&w);
}

/* One address has its share of being told as well: beyond it there is no word. */
static void one_address_is_told_so_often(void **state)
{
	struct server_world w;
	struct server_peers one = { .per_site = 1 };
	int kept, silent[TOLD_OF_SITE], last;
	char buffer[2048];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	server_set_peers(w.server, &one);
	kept = server_world_dial(&w);
	is_served(&w, kept);
	is_told_to_come_back(&w, server_world_dial(&w));
	until_open(&w, 1);
	for (int i = 0; i < TOLD_OF_SITE; i++)
		silent[i] = server_world_dial(&w);
	until_open(&w, 1 + TOLD_OF_SITE);
	last = server_world_dial(&w);
	server_world_put(last, GET);
	assert_int_equal(server_world_hear(&w, last, NULL, buffer, sizeof buffer), 0);
	is_served(&w, kept);
	for (int i = 0; i < TOLD_OF_SITE; i++)
		(void)close(silent[i]);
	(void)close(last);
	(void)close(kept);
	server_world_close(&w);
}

/* A first line that comes in pieces is read as one, wherever it is cut. */
static void a_first_line_may_come_in_pieces(void **state)
{
	struct server_world w;
	char buffer[2048];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	for (size_t cut = 1; cut < sizeof GET - 1; cut++) {
		int fd = server_world_dial(&w);

		(void)send(fd, GET, cut, MSG_NOSIGNAL);
		until_open(&w, 1);
		(void)uv_run(&w.loop, UV_RUN_NOWAIT);
		server_world_put(fd, &GET[cut]);
		(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
		(void)close(fd);
		until_open(&w, 0);
	}
	server_world_close(&w);
}

/* Of the server under test. */
static size_t together;

static void memory_is_bounded(const struct server_world *w)
{
	assert_in_range(server_figures(w->server).body_bytes, 0,
		together + LARGE_ONES * 16 * 1024);
}

/* A large body but for its last byte; from: that a proxy says where it comes from, or
 * "". */
static int begin_large(struct server_world *w, const char *from)
{
	static char bytes[LARGE_BODY - 1];
	int fd = server_world_dial(w);
	size_t sent = 0;

	memset(bytes, 'x', sizeof bytes);
	server_world_put(fd, LARGE);
	server_world_put(fd, from);
	server_world_put(fd, "\r\n");
	while (sent < sizeof bytes) {
		ssize_t n = send(fd, bytes + sent, sizeof bytes - sent, MSG_NOSIGNAL);

		sent += n > 0 ? (size_t)n : 0;
		(void)uv_run(&w->loop, UV_RUN_NOWAIT);
		memory_is_bounded(w);
	}
	return fd;
}

static void end_large(struct server_world *w, int fd, const char *status)
{
	static char buffer[LARGE_BODY + 2048];

	server_world_put(fd, "x");
	(void)server_world_hear(w, fd, NULL, buffer, sizeof buffer);
	if (strncmp(buffer, status, strlen(status)) != 0)
		fail_msg("%.200s", buffer);
	if (strstr(status, " 200") == NULL)
		assert_non_null(strstr(buffer, "\nRetry-After: "));
	(void)close(fd);
}

/* Many hold large bodies: those for which there is no room are told so at their end,
 * small ones are taken all the time, and there is room again when they are gone.
 * Mutation: the budget is not looked at. */
static void bodies_have_room_together(void **state)
{
	struct server_world w;
	int fds[LARGE_ONES], small;
	char buffer[2048];

	(void)state;
	together = BODIES;
	server_world_open_bodies(&w, together, together, false);
	for (int i = 0; i < LARGE_ONES; i++)
		fds[i] = begin_large(&w, "");
	small = server_world_dial(&w);
	server_world_put(small,
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nsmall");
	(void)server_world_hear(&w, small, "small", buffer, sizeof buffer);
	(void)close(small);
	for (int i = LARGE_ONES - 1; i >= 0; i--)
		end_large(&w, fds[i], i < FIT ? "HTTP/1.1 200" : "HTTP/1.1 503");
	until_open(&w, 0);
	assert_int_equal(server_figures(w.server).crowded, LARGE_ONES - FIT);
	assert_int_equal(server_figures(w.server).body_bytes, 0);
	end_large(&w, begin_large(&w, ""), "HTTP/1.1 200");
	server_world_close(&w);
}

/* One address has its share, however it is written: the large bodies of others still
 * get in, what is small does too, and a proxy that says nothing has no share of its
 * own. (Red when the share is of the address, not of its /64; when it is not looked
 * at.) */
static void one_address_has_its_share(void **state)
{
	static const struct {
		const char *from, *status;
	} each[] = {
		{ "Forwarded: for=\"[2001:db8:0:7::1]\"\r\n", "HTTP/1.1 200" },
		{ "Forwarded: for=\"[2001:db8:0:7::2]\"\r\n", "HTTP/1.1 429" },
		{ "Forwarded: for=\"[2001:db8:0:8::1]\"\r\n", "HTTP/1.1 200" },
		{ "Forwarded: for=192.0.2.1\r\n", "HTTP/1.1 200" },
		{ "Forwarded: for=\"192.0.2.1:4711\"\r\n", "HTTP/1.1 429" },
		{ "", "HTTP/1.1 200" },
		{ "", "HTTP/1.1 200" },
	};
	enum { EACH = sizeof each / sizeof *each };
	struct server_world w;
	int fds[EACH], small;
	char buffer[2048];

	(void)state;
	together = 8 * BODIES;
	server_world_open_bodies(&w, together, BODIES * 3 / 4, true);
	for (int i = 0; i < EACH; i++)
		fds[i] = begin_large(&w, each[i].from);
	small = server_world_dial(&w);
	server_world_put(small, "POST /echo HTTP/1.1\r\nHost: x\r\nForwarded: "
				"for=192.0.2.1\r\nContent-Length: 5\r\n\r\nsmall");
	(void)server_world_hear(&w, small, "small", buffer, sizeof buffer);
	(void)close(small);
	for (int i = 0; i < EACH; i++)
		end_large(&w, fds[i], each[i].status);
	until_open(&w, 0);
	assert_int_equal(server_figures(w.server).body_bytes, 0);
	end_large(&w, begin_large(&w, each[1].from), "HTTP/1.1 200");
	server_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_too_many_is_told),
		cmocka_unit_test(those_above_the_limit_have_a_limit),
		cmocka_unit_test(one_address_is_told_so_often),
		cmocka_unit_test(a_first_line_may_come_in_pieces),
		cmocka_unit_test(bodies_have_room_together),
		cmocka_unit_test(one_address_has_its_share),
	};

	return cmocka_run_group_tests(tests, server_world_warm_up, NULL);
}
