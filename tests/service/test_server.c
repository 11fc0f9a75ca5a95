/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server alone: deadlines, streams, late answers, and stopping in order. */
#include "tests/support/server_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

static void is_told_of_time(const char *answer)
{
	if (strncmp(answer, "HTTP/1.1 408 ", 13) != 0
		|| strstr(answer, "\nContent-Type: application/problem+json\r\n")
			   == NULL
		|| strstr(answer, "did not come in time") == NULL)
		fail_msg("%s", answer);
}

/* Somebody who says nothing, or never ends the headers, is sent away in time; also
 * when a byte comes now and then. Who said something is told why. */
static void slow_headers_are_cut_off(void **state)
{
	static const char *const starts[] = { "", "GET", "GET / HTTP/1.1\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a" };
	struct server_world w;
	char buffer[2048];

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	for (size_t i = 0; i < 4; i++) {
		int fd = server_world_dial(&w);
		uint64_t begin = uv_hrtime();

		if (starts[i][0] != '\0')
			server_world_put(fd, starts[i]);
		(void)server_world_hear(&w, fd, NULL, buffer, sizeof buffer);
		if (i == 0)
			assert_string_equal(buffer, "");
		else
			is_told_of_time(buffer);
		assert_true(uv_hrtime() - begin < UINT64_C(3000000000));
		(void)close(fd);
	}
	server_world_close(&w);
}

/* A body that does not come is not waited for. */
static void slow_bodies_are_cut_off(void **state)
{
	struct server_world w;
	char buffer[2048];
	int fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	fd = server_world_dial(&w);
	server_world_put(
		fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
	(void)server_world_hear(&w, fd, NULL, buffer, sizeof buffer);
	is_told_of_time(buffer);
	(void)close(fd);
	server_world_close(&w);
}

/* One connection serves many requests, and is let go when nothing more comes. */
static void connections_are_kept_for_a_while(void **state)
{
	struct server_world w;
	char buffer[2048];
	int fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	fd = server_world_dial(&w);
	for (int i = 0; i < 5; i++) {
		server_world_put(fd,
			"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
			"5\r\n\r\nhello");
		(void)server_world_hear(&w, fd, "hello", buffer, sizeof buffer);
	}
	assert_int_equal(server_figures(w.server).requests, 5);
	assert_int_equal(server_figures(w.server).connections, 1);
	(void)server_world_hear(&w, fd, NULL, buffer, sizeof buffer);
	assert_string_equal(buffer, ""); /* without a word: nothing was asked */
	(void)close(fd);
	server_world_close(&w);
}

/* A chunked body arrives whole. */
static void chunked_bodies_are_put_together(void **state)
{
	struct server_world w;
	char buffer[2048];
	int fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	fd = server_world_dial(&w);
	server_world_put(fd,
		"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
	(void)server_world_hear(&w, fd, "abcdefg", buffer, sizeof buffer);
	(void)close(fd);
	server_world_close(&w);
}

/* Requests wait for their answers without holding up others. */
static void answers_may_come_late(void **state)
{
	struct server_world w;
	char buffer[2048];
	int late[8], fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	for (int i = 0; i < 8; i++) {
		late[i] = server_world_dial(&w);
		server_world_put(late[i], GET("/late"));
	}
	while (w.late_count < 8)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	assert_int_equal(server_figures(w.server).waiting, 8);
	fd = server_world_dial(&w);
	server_world_put(fd, GET("/"));
	(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
	for (int i = 0; i < 8; i++)
		http_reply(w.late[i], server_world_text(200, "late\n"));
	for (int i = 0; i < 8; i++) {
		(void)server_world_hear(&w, late[i], "late", buffer, sizeof buffer);
		(void)close(late[i]);
	}
	assert_int_equal(server_figures(w.server).waiting, 0);
	(void)close(fd);
	server_world_close(&w);
}

/* Memory that is out gives 503 and not a crash. */
static void no_answer_is_a_503(void **state)
{
	struct server_world w;
	char buffer[2048];
	int fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	fd = server_world_dial(&w);
	server_world_put(fd, GET("/late"));
	while (w.late_count < 1)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	http_reply(w.late[0], NULL);
	(void)server_world_hear(&w, fd, "Try again later", buffer, sizeof buffer);
	assert_non_null(strstr(buffer, "503"));
	assert_non_null(strstr(buffer, "Retry-After"));
	(void)close(fd);
	server_world_close(&w);
}

/* A stream sleeps until it is woken, and is told when its listener has gone. */
static void streams_sleep_and_wake(void **state)
{
	struct server_world w;
	char buffer[4096];
	int fd;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	fd = server_world_dial(&w);
	w.say = "first\n";
	server_world_put(fd, GET("/stream"));
	(void)server_world_hear(&w, fd, "first", buffer, sizeof buffer);
	w.say = "second\n";
	http_stream_wake(w.stream);
	(void)server_world_hear(&w, fd, "second", buffer, sizeof buffer);
	(void)close(fd);
	for (long turns = 0; !w.stream_closed && turns < SERVER_WORLD_TURNS; turns++) {
		w.say = ": comment\n";
		http_stream_wake(w.stream);
		(void)uv_run(&w.loop, UV_RUN_NOWAIT);
	}
	assert_true(w.stream_closed);
	server_world_close(&w);
}

/* Stopping ends streams, answers what is open, takes no new connections, and waits for
 * late answers even beyond the grace. */
static void stopping_is_in_order(void **state)
{
	struct server_world w;
	char buffer[4096];
	int stream, late, idle, half;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	stream = server_world_dial(&w);
	late = server_world_dial(&w);
	idle = server_world_dial(&w);
	half = server_world_dial(&w);
	server_world_put(stream, GET("/stream"));
	server_world_put(late, GET("/late"));
	server_world_put(half,
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
	while (w.late_count < 1 || w.stream == NULL)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	server_stop(w.server, 100, server_world_on_stopped, &w);
	(void)server_world_hear(&w, stream, NULL, buffer, sizeof buffer);
	assert_true(w.stream_closed);
	(void)server_world_hear(&w, idle, NULL, buffer, sizeof buffer);
	(void)server_world_hear(&w, half, NULL, buffer, sizeof buffer);
	assert_false(w.stopped);
	http_reply(w.late[0], server_world_text(200, "late\n"));
	server_world_turn(&w, &w.stopped);
	(void)close(stream);
	(void)close(late);
	(void)close(idle);
	(void)close(half);
	server_world_close(&w);
}

/* Answers given while stopping say that the connection closes. */
static void last_answers_close(void **state)
{
	struct server_world w;
	char buffer[4096];
	int late;

	(void)state;
	server_world_open(&w, "127.0.0.1:0");
	late = server_world_dial(&w);
	server_world_put(late, GET("/late"));
	while (w.late_count < 1)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	server_stop(w.server, 2000, server_world_on_stopped, &w);
	(void)uv_run(&w.loop, UV_RUN_NOWAIT);
	http_reply(w.late[0], server_world_text(200, "late\n"));
	(void)server_world_hear(&w, late, NULL, buffer, sizeof buffer);
	assert_non_null(strstr(buffer, "late"));
	assert_non_null(strstr(buffer, "onnection: close"));
	server_world_turn(&w, &w.stopped);
	(void)close(late);
	server_world_close(&w);
}

/* A unix socket serves too, and believes the proxy behind it; it is removed at the end,
 * and one left behind is taken over.
 */
static void unix_sockets_work(void **state)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/paraat-unix-XXXXXX", where[128], buffer[2048];
	struct server_world w;
	int fd, left;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(a.sun_path, sizeof a.sun_path, "%s/http.sock", folder);
	(void)snprintf(where, sizeof where, "unix:%s", a.sun_path);
	left = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(left, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	(void)close(left);
	server_world_open(&w, where);
	assert_int_equal(server_port(w.server), 0);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	server_world_put(fd, GET("/"));
	(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
	server_world_put(fd, GET("/peer"));
	(void)server_world_hear(&w, fd, "local", buffer, sizeof buffer);
	server_world_put(fd, "GET /peer HTTP/1.1\r\nHost: x\r\nForwarded: "
			     "for=6.6.6.6, for=192.0.2.7\r\n\r\n");
	(void)server_world_hear(&w, fd, "\r\n\r\n192.0.2.7", buffer, sizeof buffer);
	(void)close(fd);
	server_world_close(&w);
	assert_int_equal(access(a.sun_path, F_OK), -1);
	assert_int_equal(rmdir(folder), 0);
}

/* An address in use, or that is none, is one clear error. */
static void addresses_are_checked(void **state)
{
	struct server_world w;
	struct server *second;
	struct server_config config = { .handler = server_world_handle };
	char where[64];
	struct err e = { 0 };

	(void)state;
	server_world_open(&w, "[::1]:0");
	(void)snprintf(where, sizeof where, "[::1]:%d", server_port(w.server));
	config.loop = &w.loop;
	config.listen = where;
	assert_int_equal(server_open(&config, &second, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "in use"));
	config.listen = "somewhere";
	assert_int_equal(server_open(&config, &second, &e), ERR_INVALID);
	config.listen = "127.0.0.1:65536";
	assert_int_equal(server_open(&config, &second, &e), ERR_INVALID);
	config.listen = "127.0.0.1:0";
	config.tls_certificate = config.tls_key = "no certificate";
	assert_int_equal(server_open(&config, &second, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "tls_certificate"));
	server_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_headers_are_cut_off),
		cmocka_unit_test(slow_bodies_are_cut_off),
		cmocka_unit_test(connections_are_kept_for_a_while),
		cmocka_unit_test(chunked_bodies_are_put_together),
		cmocka_unit_test(answers_may_come_late),
		cmocka_unit_test(no_answer_is_a_503),
		cmocka_unit_test(streams_sleep_and_wake),
		cmocka_unit_test(stopping_is_in_order),
		cmocka_unit_test(last_answers_close),
		cmocka_unit_test(unix_sockets_work),
		cmocka_unit_test(addresses_are_checked),
	};

	return cmocka_run_group_tests(tests, server_world_warm_up, NULL);
}
