/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/server_world.h"

#include "base/alloc.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

struct http_response *server_world_text(int status, const char *text)
{
	return http_response_static(status, "text/plain", text, strlen(text));
}

static ptrdiff_t on_pull(void *ctx, char *buffer, size_t max)
{
	struct server_world *w = ctx;
	size_t n = w->say != NULL ? strlen(w->say) : 0;

	n = n < max ? n : max;
	if (n > 0)
		memcpy(buffer, w->say, n);
	w->say = n > 0 && w->say[n] != '\0' ? w->say + n : NULL;
	return (ptrdiff_t)n;
}

static void on_closed(void *ctx)
{
	struct server_world *w = ctx;

	w->stream_closed = true;
	w->stream = NULL;
}

static const struct http_stream_ops ops = { on_pull, on_closed };

void server_world_handle(void *ctx, struct http_request *q)
{
	struct server_world *w = ctx;

	if (strcmp(q->path, "/late") == 0) {
		assert_true(w->late_count < SERVER_WORLD_LATE);
		w->late[w->late_count++] = q;
	} else if (strcmp(q->path, "/stream") == 0) {
		w->stream = q;
		assert_true(http_stream_start(q, "text/event-stream", &ops, w));
	} else if (strcmp(q->path, "/echo") == 0) {
		char *copy = base_strndup(q->body != NULL ? q->body : "", q->body_len);

		http_reply(q, http_response_new(200, "text/plain", copy, strlen(copy)));
	} else if (strcmp(q->path, "/peer") == 0) {
		char *copy = base_strndup(q->peer, sizeof q->peer);

		http_reply(q, http_response_new(200, "text/plain", copy, strlen(copy)));
	} else {
		http_reply(q, server_world_text(200, "now\n"));
	}
}

static void on_guard(uv_timer_t *t)
{
	(void)t;
	fail_msg("the test takes too long");
}

void server_world_open(struct server_world *w, const char *where)
{
	server_world_open_as(w, where, 0, 300);
}

static void open_with(struct server_world *w, struct server_config config)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	w->files = open_files();
	assert_int_equal(uv_loop_init(&w->loop), 0);
	assert_int_equal(uv_timer_init(&w->loop, &w->guard), 0);
	assert_int_equal(uv_timer_start(&w->guard, on_guard, 30000, 0), 0);
	config.loop = &w->loop;
	config.handler = server_world_handle;
	config.ctx = w;
	if (server_open(&config, &w->server, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

void server_world_open_as(struct server_world *w, const char *where,
	unsigned connections, int64_t header_ms)
{
	open_with(w, (struct server_config){ .listen = where,
			     .connections = connections,
			     .header_ms = header_ms,
			     .body_ms = header_ms,
			     .idle_ms = header_ms > 1000 ? header_ms : 1000 });
}

void server_world_open_bodies(
	struct server_world *w, size_t bodies, size_t of_site, bool proxies)
{
	struct server_config config = { .listen = "127.0.0.1:0",
		.header_ms = 20000,
		.body_ms = 20000,
		.idle_ms = 20000,
		.bodies = bodies,
		.bodies_of_site = of_site };

	if (proxies)
		assert_null(network_set_parse("127.0.0.1", &config.peers.proxies));
	open_with(w, config);
}

void server_world_open_tls(struct server_world *w, const char *certificate,
	const char *key, int64_t header_ms)
{
	open_with(w, (struct server_config){ .listen = "127.0.0.1:0",
			     .header_ms = header_ms,
			     .body_ms = header_ms,
			     .idle_ms = 20000,
			     .https = true,
			     .tls_certificate = certificate,
			     .tls_key = key });
}

void server_world_on_stopped(void *ctx)
{
	((struct server_world *)ctx)->stopped = true;
}

void server_world_turn(struct server_world *w, const bool *done)
{
	for (long turns = 0; !*done; turns++) {
		assert_true(turns < SERVER_WORLD_TURNS);
		(void)uv_run(&w->loop, UV_RUN_ONCE);
	}
}

void server_world_close(struct server_world *w)
{
	if (!w->stopped) {
		server_stop(w->server, 200, server_world_on_stopped, w);
		server_world_turn(w, &w->stopped);
	}
	uv_close((uv_handle_t *)&w->guard, NULL);
	(void)uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	assert_int_equal(open_files(), w->files);
}

int server_world_dial(const struct server_world *w)
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

void server_world_put(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

size_t server_world_hear(
	struct server_world *w, int fd, const char *until, char *buffer, size_t size)
{
	size_t len = 0;

	buffer[0] = '\0';
	for (long turns = 0; turns < SERVER_WORLD_TURNS; turns++) {
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

int server_world_warm_up(void **state)
{
	uv_loop_t loop;

	(void)state;
	return uv_loop_init(&loop) != 0 || uv_loop_close(&loop) != 0;
}
