/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server alone: deadlines, streams, late answers, and stopping in order. The
 * loop runs in this thread; what it talks to are sockets that it never blocks on. */
#include "base/alloc.h"
#include "service/http/server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
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

enum { TURNS = 200000, LATE_MAX = 64 };

struct world {
	uv_loop_t loop;
	uv_timer_t guard;
	struct server *server;
	bool stopped;
	struct http_request *late[LATE_MAX]; /* not answered yet */
	size_t late_count;
	struct http_request *stream;
	bool stream_closed;
	const char *say; /* what the stream says next */
	int files;       /* open at the start */
};

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

static struct http_response *text_response(int status, const char *text)
{
	return http_response_static(status, "text/plain", text, strlen(text));
}

static ptrdiff_t on_pull(void *ctx, char *buffer, size_t max)
{
	struct world *w = ctx;
	size_t n = w->say != NULL ? strlen(w->say) : 0;

	n = n < max ? n : max;
	if (n > 0)
		memcpy(buffer, w->say, n);
	w->say = n > 0 && w->say[n] != '\0' ? w->say + n : NULL;
	return (ptrdiff_t)n;
}

static void on_closed(void *ctx)
{
	struct world *w = ctx;

	w->stream_closed = true;
	w->stream = NULL;
}

static const struct http_stream_ops ops = { on_pull, on_closed };

static void handle(void *ctx, struct http_request *q)
{
	struct world *w = ctx;

	if (strcmp(q->path, "/late") == 0) {
		assert_true(w->late_count < LATE_MAX);
		w->late[w->late_count++] = q;
	} else if (strcmp(q->path, "/stream") == 0) {
		w->stream = q;
		assert_true(http_stream_start(q, "text/event-stream", &ops, w));
	} else if (strcmp(q->path, "/echo") == 0) {
		char *copy = base_strndup(q->body != NULL ? q->body : "", q->body_len);

		http_reply(q, http_response_new(200, "text/plain", copy, strlen(copy)));
	} else {
		http_reply(q, text_response(200, "now\n"));
	}
}

static void on_guard(uv_timer_t *t)
{
	(void)t;
	fail_msg("the test takes too long");
}

static void open_world(struct world *w, const char *where)
{
	struct server_config config = { .listen = where,
		.header_ms = 300,
		.body_ms = 300,
		.idle_ms = 1000,
		.handler = handle,
		.ctx = w };
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	w->files = open_files();
	assert_int_equal(uv_loop_init(&w->loop), 0);
	assert_int_equal(uv_timer_init(&w->loop, &w->guard), 0);
	assert_int_equal(uv_timer_start(&w->guard, on_guard, 30000, 0), 0);
	config.loop = &w->loop;
	if (server_open(&config, &w->server, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

static void on_stopped(void *ctx)
{
	((struct world *)ctx)->stopped = true;
}

static void turn_until(struct world *w, const bool *done)
{
	for (long turns = 0; !*done; turns++) {
		assert_true(turns < TURNS);
		(void)uv_run(&w->loop, UV_RUN_ONCE);
	}
}

static void close_world(struct world *w)
{
	if (!w->stopped) {
		server_stop(w->server, 200, on_stopped, w);
		turn_until(w, &w->stopped);
	}
	uv_close((uv_handle_t *)&w->guard, NULL);
	(void)uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	assert_int_equal(open_files(), w->files);
}

static int dial(const struct world *w)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)server_port(w->server)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return fd;
}

static void put(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Turns the loop until the text came, or (until NULL) the other side closed. */
static size_t hear(
	struct world *w, int fd, const char *until, char *buffer, size_t size)
{
	size_t len = 0;

	buffer[0] = '\0';
	for (long turns = 0; turns < TURNS; turns++) {
		ssize_t n = recv(fd, buffer + len, size - 1 - len, 0);

		if (n == 0 || (n < 0 && errno != EAGAIN)) {
			if (until != NULL)
				fail_msg("closed before '%s': %s", until, buffer);
			return len;
		}
		if (n > 0) {
			len += (size_t)n;
			buffer[len] = '\0';
		}
		if (until != NULL && strstr(buffer, until) != NULL)
			return len;
		(void)uv_run(&w->loop, n > 0 ? UV_RUN_NOWAIT : UV_RUN_ONCE);
	}
	fail_msg("waited for nothing: %s", buffer);
	return len;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

/* Somebody who says nothing, or never ends the headers, is sent away in time; also
 * when a byte comes now and then. */
static void slow_headers_are_cut_off(void **state)
{
	static const char *const starts[] = { "", "GET", "GET / HTTP/1.1\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a" };
	struct world w;
	char buffer[2048];

	(void)state;
	open_world(&w, "127.0.0.1:0");
	for (size_t i = 0; i < 4; i++) {
		int fd = dial(&w);
		uint64_t begin = uv_hrtime();

		if (starts[i][0] != '\0')
			put(fd, starts[i]);
		(void)hear(&w, fd, NULL, buffer, sizeof buffer);
		assert_true(uv_hrtime() - begin < UINT64_C(3000000000));
		(void)close(fd);
	}
	close_world(&w);
}

/* A body that does not come is not waited for. */
static void slow_bodies_are_cut_off(void **state)
{
	struct world w;
	char buffer[2048];
	int fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	fd = dial(&w);
	put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
	(void)hear(&w, fd, NULL, buffer, sizeof buffer);
	assert_null(strstr(buffer, " 200 "));
	(void)close(fd);
	close_world(&w);
}

/* One connection serves many requests, and is let go when nothing more comes. */
static void connections_are_kept_for_a_while(void **state)
{
	struct world w;
	char buffer[2048];
	int fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	fd = dial(&w);
	for (int i = 0; i < 5; i++) {
		put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
			"5\r\n\r\nhello");
		(void)hear(&w, fd, "hello", buffer, sizeof buffer);
	}
	assert_int_equal(server_figures(w.server).requests, 5);
	assert_int_equal(server_figures(w.server).connections, 1);
	(void)hear(&w, fd, NULL, buffer, sizeof buffer);
	(void)close(fd);
	close_world(&w);
}

/* A chunked body arrives whole. */
static void chunked_bodies_are_put_together(void **state)
{
	struct world w;
	char buffer[2048];
	int fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	fd = dial(&w);
	put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
	(void)hear(&w, fd, "abcdefg", buffer, sizeof buffer);
	(void)close(fd);
	close_world(&w);
}

/* Requests wait for their answers without holding up others. */
static void answers_may_come_late(void **state)
{
	struct world w;
	char buffer[2048];
	int late[8], fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	for (int i = 0; i < 8; i++) {
		late[i] = dial(&w);
		put(late[i], GET("/late"));
	}
	while (w.late_count < 8)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	assert_int_equal(server_figures(w.server).waiting, 8);
	fd = dial(&w);
	put(fd, GET("/"));
	(void)hear(&w, fd, "now", buffer, sizeof buffer);
	for (int i = 0; i < 8; i++)
		http_reply(w.late[i], text_response(200, "late\n"));
	for (int i = 0; i < 8; i++) {
		(void)hear(&w, late[i], "late", buffer, sizeof buffer);
		(void)close(late[i]);
	}
	assert_int_equal(server_figures(w.server).waiting, 0);
	(void)close(fd);
	close_world(&w);
}

/* Memory that is out gives 503 and not a crash. */
static void no_answer_is_a_503(void **state)
{
	struct world w;
	char buffer[2048];
	int fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	fd = dial(&w);
	put(fd, GET("/late"));
	while (w.late_count < 1)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	http_reply(w.late[0], NULL);
	(void)hear(&w, fd, "Try again later", buffer, sizeof buffer);
	assert_non_null(strstr(buffer, "503"));
	assert_non_null(strstr(buffer, "Retry-After"));
	(void)close(fd);
	close_world(&w);
}

/* A stream sleeps until it is woken, and is told when its listener has gone. */
static void streams_sleep_and_wake(void **state)
{
	struct world w;
	char buffer[4096];
	int fd;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	fd = dial(&w);
	w.say = "first\n";
	put(fd, GET("/stream"));
	(void)hear(&w, fd, "first", buffer, sizeof buffer);
	w.say = "second\n";
	http_stream_wake(w.stream);
	(void)hear(&w, fd, "second", buffer, sizeof buffer);
	(void)close(fd);
	for (long turns = 0; !w.stream_closed && turns < TURNS; turns++) {
		w.say = ": comment\n";
		http_stream_wake(w.stream);
		(void)uv_run(&w.loop, UV_RUN_NOWAIT);
	}
	assert_true(w.stream_closed);
	close_world(&w);
}

/* Stopping ends streams, answers what is open, takes no new connections, and waits for
 * late answers even beyond the grace. */
static void stopping_is_in_order(void **state)
{
	struct world w;
	char buffer[4096];
	int stream, late, idle, half;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	stream = dial(&w);
	late = dial(&w);
	idle = dial(&w);
	half = dial(&w);
	put(stream, GET("/stream"));
	put(late, GET("/late"));
	put(half, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
	while (w.late_count < 1 || w.stream == NULL)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	server_stop(w.server, 100, on_stopped, &w);
	(void)hear(&w, stream, NULL, buffer, sizeof buffer);
	assert_true(w.stream_closed);
	(void)hear(&w, idle, NULL, buffer, sizeof buffer);
	(void)hear(&w, half, NULL, buffer, sizeof buffer);
	assert_false(w.stopped);
	http_reply(w.late[0], text_response(200, "late\n"));
	turn_until(&w, &w.stopped);
	(void)close(stream);
	(void)close(late);
	(void)close(idle);
	(void)close(half);
	close_world(&w);
}

/* Answers given while stopping say that the connection closes. */
static void last_answers_close(void **state)
{
	struct world w;
	char buffer[4096];
	int late;

	(void)state;
	open_world(&w, "127.0.0.1:0");
	late = dial(&w);
	put(late, GET("/late"));
	while (w.late_count < 1)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	server_stop(w.server, 2000, on_stopped, &w);
	(void)uv_run(&w.loop, UV_RUN_NOWAIT);
	http_reply(w.late[0], text_response(200, "late\n"));
	(void)hear(&w, late, NULL, buffer, sizeof buffer);
	assert_non_null(strstr(buffer, "late"));
	assert_non_null(strstr(buffer, "onnection: close"));
	turn_until(&w, &w.stopped);
	(void)close(late);
	close_world(&w);
}

/* A unix socket serves too, is removed at the end, and one left behind is taken over.
 */
static void unix_sockets_work(void **state)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/paraat-unix-XXXXXX", where[128], buffer[2048];
	struct world w;
	int fd, left;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(a.sun_path, sizeof a.sun_path, "%s/http.sock", folder);
	(void)snprintf(where, sizeof where, "unix:%s", a.sun_path);
	left = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(left, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	(void)close(left);
	open_world(&w, where);
	assert_int_equal(server_port(w.server), 0);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	put(fd, GET("/"));
	(void)hear(&w, fd, "now", buffer, sizeof buffer);
	(void)close(fd);
	close_world(&w);
	assert_int_equal(access(a.sun_path, F_OK), -1);
	assert_int_equal(rmdir(folder), 0);
}

/* An address in use, or that is none, is one clear error. */
static void addresses_are_checked(void **state)
{
	struct world w;
	struct server *second;
	struct server_config config = { .handler = handle };
	char where[64];
	struct err e = { 0 };

	(void)state;
	open_world(&w, "[::1]:0");
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
	assert_int_equal(server_open(&config, &second, &e), ERR_IO);
	assert_non_null(strstr(e.msg, "tls_certificate"));
	close_world(&w);
}

/* What libuv keeps open for the whole process is not ours to count. */
static int warm_up(void **state)
{
	uv_loop_t loop;

	(void)state;
	return uv_loop_init(&loop) != 0 || uv_loop_close(&loop) != 0;
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

	return cmocka_run_group_tests(tests, warm_up, NULL);
}
