/* SPDX-License-Identifier: EUPL-1.2 */
/* libmicrohttpd 0.9.75 on libuv. What it is too lenient in is refused by the guard;
 * what it never times out is ended by the sweep. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	POOL_BYTES = 16 * 1024,
	SPIN_MAX = 256,
	IDLE_FIRST_MS = 5000,
	IDLE_NEXT_MS = 30000,
	UPLOAD_MS = 10000
};

static struct http_exchange_full *full(const struct http_exchange *x)
{
	return container_of(x, struct http_exchange_full, x);
}

/* --- the pump
 * ------------------------------------------------------------------------------- */

static void on_timer(uv_timer_t *t);

static void arm(struct http_server *s, uint64_t ms)
{
	if (!s->closing)
		(void)uv_timer_start(&s->timer, on_timer, ms, 0);
}

static void pump(struct http_server *s)
{
	MHD_UNSIGNED_LONG_LONG ms;

	s->want_pump = false;
	(void)MHD_run(s->daemon);
	if (s->want_pump) {
		arm(s, 0);
		return;
	}
	if (MHD_get_timeout(s->daemon, &ms) != MHD_YES) {
		(void)uv_timer_stop(&s->timer);
		return;
	}
	if (ms > 0) {
		s->spin = 0;
	} else if (s->seen != s->progress) {
		s->seen = s->progress;
		s->spin = 0;
	} else if (++s->spin > SPIN_MAX) {
		ms = 1; /* "now", but nothing moves: do not burn the core */
	}
	arm(s, ms);
}

static void on_timer(uv_timer_t *t)
{
	pump(container_of(t, struct http_server, timer));
}

static void on_poll(uv_poll_t *p, int status, int events)
{
	(void)status;
	(void)events;
	pump(container_of(p, struct http_server, poll));
}

static void on_prepare(uv_prepare_t *p)
{
	struct http_server *s = container_of(p, struct http_server, prepare);

	if (s->want_pump)
		pump(s);
}

static void resume(struct http_server *s, struct MHD_Connection *c)
{
	MHD_resume_connection(c);
	s->want_pump = true;
}

/* --- connections
 * ------------------------------------------------------------------------------ */

static void on_connection(void *cls, struct MHD_Connection *c, void **socket_ctx,
	enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = cls;
	struct connection *n = *socket_ctx;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info;

		n = base_calloc(1, sizeof *n);
		if (n == NULL)
			return;
		info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		n->fd = info != NULL ? info->connect_fd : -1;
		n->idle_since = uv_now(s->loop);
		list_push(&s->connections, &n->link);
		*socket_ctx = n;
	} else if (n != NULL) {
		list_remove(&n->link);
		base_free(n);
		*socket_ctx = NULL;
	}
}

static struct connection *connection_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

void http_server_sweep(struct http_server *s)
{
	uint64_t now = uv_now(s->loop);

	for (struct list *l = s->connections.next; l != &s->connections; l = l->next) {
		struct connection *n = container_of(l, struct connection, link);
		uint64_t idle = n->served ? IDLE_NEXT_MS : IDLE_FIRST_MS;
		bool late =
			!n->in_request && (s->draining || now - n->idle_since > idle);

		if (late
			|| (n->uploading_since != 0
				&& now - n->uploading_since > UPLOAD_MS))
			(void)shutdown(n->fd, SHUT_RDWR);
	}
	s->want_pump = true;
}

static void on_sweep(uv_timer_t *t)
{
	http_server_sweep(container_of(t, struct http_server, sweep));
}

/* --- requests
 * --------------------------------------------------------------------------------- */

static void *on_target(void *cls, const char *target, struct MHD_Connection *c)
{
	struct http_server *s = cls;
	struct http_exchange_full *f = base_calloc(1, sizeof *f);
	struct connection *n = connection_of(c);

	if (f == NULL)
		return NULL;
	f->server = s;
	f->connection = c;
	f->bad_target = !http_guard_target(target);
	if (n != NULL)
		n->in_request = true;
	return f;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **ctx,
	enum MHD_RequestTerminationCode why)
{
	struct http_server *s = cls;
	struct http_exchange_full *f = *ctx;
	struct connection *n = connection_of(c);

	(void)why;
	if (n != NULL) {
		n->in_request = false;
		n->served = true;
		n->uploading_since = 0;
		n->idle_since = uv_now(s->loop);
	}
	if (f == NULL)
		return;
	if (f->stream != NULL)
		f->stream->closed(f->stream);
	text_fini(&f->body);
	base_free(f->query_copy);
	base_free(f->reply.body);
	base_free(f);
	*ctx = NULL;
}

static void peer_of(struct MHD_Connection *c, char *buffer, size_t size)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info != NULL ? info->client_addr : NULL;

	(void)snprintf(buffer, size, "local");
	if (a != NULL && a->sa_family == AF_INET)
		(void)inet_ntop(AF_INET,
			&((const struct sockaddr_in *)(const void *)a)->sin_addr,
			buffer, (socklen_t)size);
	else if (a != NULL && a->sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6,
			&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr,
			buffer, (socklen_t)size);
}

const char *http_header(const struct http_exchange *x, const char *name)
{
	const char *v =
		MHD_lookup_connection_value(full(x)->connection, MHD_HEADER_KIND, name);

	return v != NULL ? v : "";
}

const char *http_query(struct http_exchange *x, const char *name)
{
	return MHD_lookup_connection_value(
		full(x)->connection, MHD_GET_ARGUMENT_KIND, name);
}

static enum MHD_Result add_query(
	void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
	struct text *t = cls;

	(void)kind;
	text_addf(t, "%s%s=%s", t->len > 0 ? "&" : "", key, value != NULL ? value : "");
	return MHD_YES;
}

static enum MHD_Result send_reply(struct http_exchange_full *f)
{
	struct MHD_Response *r = http_response(f);
	enum MHD_Result ok;

	if (r == NULL)
		return MHD_NO;
	ok = MHD_queue_response(f->connection, (unsigned)f->reply.status, r);
	MHD_destroy_response(r);
	f->server->progress++;
	return ok;
}

static enum MHD_Result refuse(struct http_exchange_full *f, int status, const char *why)
{
	http_plain_problem(&f->reply, status, why);
	f->closes = true;
	return send_reply(f);
}

static enum MHD_Result first_call(struct http_exchange_full *f,
	struct MHD_Connection *c, const char *url, const char *method,
	const char *version)
{
	const char *why = "";
	int status = http_guard(c, method, version, &why);
	struct connection *n = connection_of(c);
	struct text query;

	if (f->bad_target)
		return refuse(
			f, 400, "the request target holds bytes that may not be there");
	if (status != 0)
		return refuse(f, status, why);
	text_init(&f->body, HTTP_BODY_MAX);
	text_init(&query, POOL_BYTES);
	(void)MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_query, &query);
	f->query_copy = text_take(&query);
	f->x.method = method;
	f->x.path = url;
	f->x.query = f->query_copy != NULL ? f->query_copy : "";
	peer_of(c, f->x.peer, sizeof f->x.peer);
	if (n != NULL)
		n->uploading_since = uv_now(f->server->loop);
	f->begun = true;
	return MHD_YES;
}

static enum MHD_Result upload(
	struct http_exchange_full *f, const char *data, size_t *size)
{
	f->received += *size;
	if (f->received > HTTP_BODY_MAX)
		f->x.too_large = true;
	else
		text_addn(&f->body, data, *size);
	*size = 0;
	return f->received > 4 * (size_t)HTTP_BODY_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result last_call(struct http_exchange_full *f, struct MHD_Connection *c)
{
	struct connection *n = connection_of(c);

	if (f->answered)
		return send_reply(f);
	if (f->handled)
		return MHD_YES;
	f->handled = true;
	if (n != NULL)
		n->uploading_since = 0;
	f->x.body = text_str(&f->body);
	f->x.body_len = f->body.len;
	f->inside = true;
	f->server->config.handle(f->server->config.ctx, &f->x);
	f->inside = false;
	if (f->answered)
		return send_reply(f);
	if (f->stream != NULL)
		return http_stream_queue(f);
	f->suspended = true;
	MHD_suspend_connection(c);
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *size,
	void **ctx)
{
	struct http_server *s = cls;
	struct http_exchange_full *f = *ctx;

	s->progress++;
	if (f == NULL)
		return MHD_NO;
	if (!f->begun)
		return first_call(f, c, url, method, version);
	if (*size > 0)
		return upload(f, data, size);
	return last_call(f, c);
}

void http_answer(struct http_exchange *x, const struct http_reply *reply)
{
	struct http_exchange_full *f = full(x);

	f->reply = *reply;
	f->answered = true;
	if (!f->suspended)
		return;
	f->suspended = false;
	resume(f->server, f->connection);
}

/* --- streams
 * ------------------------------------------------------------------------------------
 */

static ssize_t on_pull(void *cls, uint64_t position, char *buffer, size_t max)
{
	struct http_exchange_full *f = cls;
	struct http_stream *st = f->stream;
	size_t n;

	(void)position;
	f->server->progress++;
	if (st->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	n = st->pull(st, buffer, max);
	if (n > 0)
		return (ssize_t)n;
	st->waiting = true;
	MHD_suspend_connection(f->connection);
	return 0;
}

enum MHD_Result http_stream_queue(struct http_exchange_full *f)
{
	struct MHD_Response *r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 4096, on_pull, f, NULL);
	enum MHD_Result ok;

	if (r == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(r, "Content-Type", "text/event-stream");
	(void)MHD_add_response_header(r, "Cache-Control", "no-store");
	(void)MHD_add_response_header(r, "X-Accel-Buffering", "no");
	ok = MHD_queue_response(f->connection, 200, r);
	MHD_destroy_response(r);
	return ok;
}

void http_stream_start(struct http_exchange *x, struct http_stream *st)
{
	struct http_exchange_full *f = full(x);

	f->stream = st;
	st->connection = f->connection;
	st->server = f->server;
	if (f->suspended) {
		f->suspended = false;
		f->handled =
			false; /* the library calls again: then the stream is queued */
		f->stream_ready = true;
		resume(f->server, f->connection);
	}
}

void http_stream_wake(struct http_stream *st)
{
	if (!st->waiting)
		return;
	st->waiting = false;
	resume(st->server, st->connection);
}

/* --- opening and closing
 * --------------------------------------------------------------------------- */

static enum err_code start_daemon(struct http_server *s, int fd, struct err *e)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(uintptr_t)s->config.tls_certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)s->config.tls_key },
		{ MHD_OPTION_END, 0, NULL }
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	bool secure = s->config.tls_certificate != NULL;

	if (secure)
		flags |= MHD_USE_TLS;
	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
		s->config.connections, MHD_OPTION_CONNECTION_TIMEOUT, 0u,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_STRICT_FOR_CLIENT,
		0, MHD_OPTION_ARRAY, secure ? tls : none, MHD_OPTION_END);
	if (s->daemon == NULL)
		return err_set(e, ERR_IO, "the web server cannot start%s",
			secure ? ": look at tls_certificate and tls_key" : "");
	return ERR_OK;
}

static void start_handles(struct http_server *s)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	REQUIRE(uv_poll_init(s->loop, &s->poll, info->epoll_fd) == 0);
	REQUIRE(uv_timer_init(s->loop, &s->timer) == 0);
	REQUIRE(uv_timer_init(s->loop, &s->sweep) == 0);
	REQUIRE(uv_prepare_init(s->loop, &s->prepare) == 0);
	(void)uv_poll_start(&s->poll, UV_READABLE, on_poll);
	(void)uv_prepare_start(&s->prepare, on_prepare);
	(void)uv_timer_start(&s->sweep, on_sweep, 1000, 1000);
}

enum err_code http_server_open(uv_loop_t *loop, const struct http_server_config *config,
	struct http_server **ret, struct err *e)
{
	struct http_server *s = base_calloc(1, sizeof *s);
	int fd = -1;

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the web server");
	s->loop = loop;
	s->config = *config;
	list_init(&s->connections);
	if (http_listen(config->listen, &fd, &s->port, e) != ERR_OK
		|| start_daemon(s, fd, e) != ERR_OK) {
		if (fd >= 0)
			(void)close(fd);
		base_free(s);
		return e->code;
	}
	start_handles(s);
	*ret = s;
	return ERR_OK;
}

int http_server_port(const struct http_server *s)
{
	return s->port;
}

void http_server_drain(struct http_server *s)
{
	MHD_socket fd;

	if (s->draining)
		return;
	s->draining = true;
	fd = MHD_quiesce_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		(void)close(fd);
	s->want_pump = true;
}

unsigned http_server_connections(const struct http_server *s)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return info != NULL ? info->num_connections : 0;
}

static void on_closed(uv_handle_t *h)
{
	struct http_server *s = h->data;

	if (--s->open_handles > 0)
		return;
	s->closed(s->closed_ctx);
	base_free(s);
}

void http_server_close(struct http_server *s, void (*closed)(void *ctx), void *ctx)
{
	uv_handle_t *handles[] = { (uv_handle_t *)&s->poll, (uv_handle_t *)&s->timer,
		(uv_handle_t *)&s->sweep, (uv_handle_t *)&s->prepare };

	s->closing = true;
	s->closed = closed;
	s->closed_ctx = ctx;
	(void)uv_poll_stop(&s->poll);
	MHD_stop_daemon(s->daemon);
	s->open_handles = 4;
	for (int i = 0; i < 4; i++) {
		handles[i]->data = s;
		uv_close(handles[i], on_closed);
	}
}
