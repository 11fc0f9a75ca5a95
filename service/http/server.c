/* SPDX-License-Identifier: EUPL-1.2 */
/* The daemon on the loop: turning it, starting and stopping. Connections are in
 * server_connection.c, requests in server_request.c.
 *
 * The library leaves to us: lines that never end spin it (the brake in pump), slow
 * clients (the sweep), and stopping while somebody waits (the drain). */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	POOL_BYTES = 16 * 1024, /* of one connection: the limit of its headers too */
	SPIN_MAX = 256,
	DRAIN_MS = 20,
	SPARE_FILES = 128 /* for the database, gateways and logs */
};

/* --- turning it */

static void on_timer(uv_timer_t *t);

static void arm(struct server *s, uint64_t ms)
{
	if (!s->closing)
		(void)uv_timer_start(&s->timer, on_timer, ms, 0);
}

static void pump(struct server *s)
{
	MHD_UNSIGNED_LONG_LONG ms;

	s->want_pump = false;
	(void)MHD_run(s->daemon);
	if (s->want_pump) { /* a handler resumed something */
		arm(s, 0);
		return;
	}
	if (MHD_get_timeout(s->daemon, &ms) != MHD_YES) {
		(void)uv_timer_stop(&s->timer);
		return;
	}
	if (ms > 0) {
		s->spin = 0;
	} else if (s->seen != s->moved) {
		s->seen = s->moved;
		s->spin = 0;
	} else if (++s->spin > SPIN_MAX) {
		ms = 1; /* "now", but nothing moves: do not burn the core */
	}
	arm(s, ms);
}

static void on_timer(uv_timer_t *t)
{
	pump(container_of(t, struct server, timer));
}

static void on_poll(uv_poll_t *p, int status, int events)
{
	(void)status;
	(void)events;
	pump(container_of(p, struct server, poll));
}

static void on_prepare(uv_prepare_t *p)
{
	struct server *s = container_of(p, struct server, prepare);

	if (s->want_pump)
		pump(s);
}

/* --- starting */

/* As many connections as open files allow. */
static unsigned fit_connections(unsigned wanted)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return wanted;
	if (files.rlim_cur < wanted + SPARE_FILES) {
		files.rlim_cur = files.rlim_max < wanted + SPARE_FILES
					 ? files.rlim_max
					 : wanted + SPARE_FILES;
		(void)setrlimit(RLIMIT_NOFILE, &files);
		(void)getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur < wanted + SPARE_FILES)
		return files.rlim_cur > 2UL * SPARE_FILES
			       ? (unsigned)files.rlim_cur - SPARE_FILES
			       : SPARE_FILES;
	return wanted;
}

/* TLS 1.2 and 1.3, our order of ciphers. */
static const char tls_versions[] =
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:"
	"+CHACHA20-POLY1305:+AES-128-GCM:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
	"%SERVER_PRECEDENCE";

static enum err_code start_daemon(struct server *s, int fd, struct err *e)
{
	/* turbo: a connection ends when we have heard of it, not before */
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	bool secure = s->config.tls_certificate != NULL;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(uintptr_t)s->config.tls_certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)s->config.tls_key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_versions },
		{ MHD_OPTION_END, 0, NULL }
	};

	flags |= secure ? MHD_USE_TLS : MHD_USE_TURBO;
	s->daemon = MHD_start_daemon(flags, 0, server_on_accept, s, server_on_request,
		s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
		s->config.connections + SERVER_OVER, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)((s->config.idle_ms + 999) / 1000),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, server_on_connection, s,
		MHD_OPTION_NOTIFY_COMPLETED, server_on_completed, s,
		MHD_OPTION_URI_LOG_CALLBACK, server_on_target, s,
		MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_ARRAY,
		secure ? tls : &tls[3], MHD_OPTION_END);
	if (s->daemon == NULL)
		return err_set(e, ERR_IO, "the web server cannot start");
	return ERR_OK;
}

static void start_handles(struct server *s)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	uv_loop_t *loop = s->config.loop;

	REQUIRE(uv_poll_init(loop, &s->poll, info->epoll_fd) == 0);
	REQUIRE(uv_timer_init(loop, &s->timer) == 0);
	REQUIRE(uv_timer_init(loop, &s->sweep) == 0);
	REQUIRE(uv_timer_init(loop, &s->drain) == 0);
	REQUIRE(uv_prepare_init(loop, &s->prepare) == 0);
	REQUIRE(uv_poll_start(&s->poll, UV_READABLE, on_poll) == 0);
	REQUIRE(uv_prepare_start(&s->prepare, on_prepare) == 0);
}

enum err_code server_open(
	const struct server_config *config, struct server **ret, struct err *e)
{
	struct server *s = base_calloc(1, sizeof *s);
	int fd = -1;

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web server");
	s->config = *config;
	s->config.header_ms = config->header_ms > 0 ? config->header_ms : 5000;
	s->config.body_ms = config->body_ms > 0 ? config->body_ms : 10000;
	s->config.idle_ms = config->idle_ms > 0 ? config->idle_ms : 30000;
	s->config.connections =
		fit_connections((config->connections > 0 ? config->connections : 4096)
				+ SERVER_OVER)
		- SERVER_OVER;
	list_init(&s->open);
	list_init(&s->streaming);
	list_init(&s->bodies);
	for (size_t i = 0; i < SERVER_SITES; i++)
		list_init(&s->sites[i]);
	if ((config->tls_certificate != NULL
		    && server_set_certificate(
			       s, config->tls_certificate, config->tls_key, e)
			       != ERR_OK)
		|| server_listen(config, &fd, &s->port, e) != ERR_OK
		|| start_daemon(s, fd, e) != ERR_OK) {
		if (fd >= 0)
			(void)close(fd);
		server_certificate_unref(s->certificate);
		base_free(s);
		return e->code;
	}
	if (config->listen_fd == 0 && strncmp(config->listen, "unix:", 5) == 0)
		(void)snprintf(
			s->unix_path, sizeof s->unix_path, "%s", config->listen + 5);
	start_handles(s);
	*ret = s;
	return ERR_OK;
}

int server_port(const struct server *s)
{
	return s->port;
}

void server_set_peers(struct server *s, const struct server_peers *p)
{
	s->config.peers = *p;
}

struct server_figures server_figures(const struct server *s)
{
	return s->figures;
}

/* --- stopping */

static void on_closed(uv_handle_t *h)
{
	struct server *s = h->data;
	void (*stopped)(void *ctx) = s->stopped;
	void *ctx = s->stopped_ctx;

	if (--s->open_handles > 0)
		return;
	server_certificate_unref(s->certificate);
	base_free(s);
	stopped(ctx);
}

/* Nobody waits any more. */
static void close_all(struct server *s)
{
	uv_handle_t *handles[SERVER_HANDLES] = { (uv_handle_t *)&s->poll,
		(uv_handle_t *)&s->timer, (uv_handle_t *)&s->sweep,
		(uv_handle_t *)&s->drain, (uv_handle_t *)&s->prepare };

	s->closing = true;
	(void)uv_poll_stop(&s->poll);
	MHD_stop_daemon(s->daemon);
	s->open_handles = SERVER_HANDLES;
	for (int i = 0; i < SERVER_HANDLES; i++) {
		handles[i]->data = s;
		uv_close(handles[i], on_closed);
	}
}

static void on_drain(uv_timer_t *t)
{
	struct server *s = container_of(t, struct server, drain);
	bool over = uv_now(s->config.loop) >= s->drain_end;
	bool asleep = false;

	for (struct list *l = s->streaming.next; l != &s->streaming; l = l->next) {
		struct exchange *x = container_of(l, struct exchange, link);

		asleep = asleep || x->asleep;
		http_stream_end(&x->q);
	}
	for (struct list *l = s->open.next; l != &s->open; l = l->next) {
		struct connection *n = container_of(l, struct connection, link);

		if (!n->in_request || over)
			(void)shutdown(n->fd, SHUT_RDWR);
	}
	s->want_pump = true;
	if (s->figures.waiting == 0 && !asleep && (s->figures.connections == 0 || over))
		close_all(s);
}

void server_stop(
	struct server *s, int64_t grace_ms, void (*stopped)(void *ctx), void *ctx)
{
	MHD_socket fd;

	REQUIRE(!s->draining);
	s->draining = true;
	s->stopped = stopped;
	s->stopped_ctx = ctx;
	s->drain_end = uv_now(s->config.loop) + (uint64_t)grace_ms;
	fd = MHD_quiesce_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		(void)close(fd);
	if (s->unix_path[0] != '\0')
		(void)unlink(s->unix_path);
	if (s->config.draining != NULL)
		s->config.draining(s->config.ctx);
	(void)uv_timer_start(&s->drain, on_drain, 0, DRAIN_MS);
}
