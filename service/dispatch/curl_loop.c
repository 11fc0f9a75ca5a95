/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl on libuv: one uv_poll a socket, one timer; a time-out of 0 means the next
 * turn of the loop.
 *
 * Between two messages curl takes a connection's socket out and puts it in again. Our
 * poll stays where it is meanwhile, until the socket is closed: that saves two system
 * calls and a handle a message. */
#include "service/dispatch/curl_loop.h"

#include "base/alloc.h"
#include "base/list.h"
#include "service/dispatch/curl_request.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SPARE_MAX = 512 };

struct transfer {
	struct list link; /* curl_loop::active */
	CURL *easy;
	struct curl_slist *headers; /* or recipients of a mail */
	struct curl_mail read;      /* of a mail: how much was taken */
	bool keeps; /* the handle is as new_handle made it, but for its message */
	struct transport_request *request;
	struct curl_loop *loop;
	char *body;
	size_t len;
};

struct curl_loop {
	struct transport transport;
	uv_loop_t *loop;
	CURLM *multi;
	uv_timer_t timer;
	struct list active;
	CURL *spare[SPARE_MAX]; /* easy handles to use again */
	int spares;
	struct socket **sockets; /* by descriptor: those that we opened */
	size_t sockets_size;
	int running;
	int open_handles; /* sockets and the timer */
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

struct socket {
	uv_poll_t poll;
	struct curl_loop *loop;
	curl_socket_t fd;
	int events; /* polled for now */
	bool kept;  /* ours: polled until the socket is closed */
	bool idle;  /* curl does not look at it now */
};

static void handle_closed(struct curl_loop *c)
{
	if (--c->open_handles > 0 || !c->closing)
		return;
	c->closed(c->closed_ctx);
	base_free((void *)c->sockets);
	base_free(c);
}

static void on_socket_closed(uv_handle_t *h)
{
	struct socket *s = container_of(h, struct socket, poll);
	struct curl_loop *c = s->loop;

	base_free(s);
	handle_closed(c);
}

static void on_timer_closed(uv_handle_t *h)
{
	handle_closed(container_of(h, struct curl_loop, timer));
}

/* --- results
 * --------------------------------------------------------------------------------- */

static void reply_of(struct transfer *t, CURLcode code, struct transport_reply *reply)
{
	long status = 0;
	curl_off_t retry = 0;

	*reply = (struct transport_reply){ .body = t->body != NULL ? t->body : "",
		.len = t->len };
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &retry);
	if (code == CURLE_OK) {
		reply->status = (int)status;
		reply->retry_after_seconds =
			retry > 0 && retry < 86400 ? (int)retry : 0;
	} else if (t->request->method == TRANSPORT_MAIL && status >= 400) {
		reply->status = (int)status; /* the server said no */
	} else if (code == CURLE_PEER_FAILED_VERIFICATION
		   || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_USE_SSL_FAILED
		   || code == CURLE_SSL_CONNECT_ERROR) {
		reply->why = "the gateway cannot be trusted (TLS)";
	} else if (code == CURLE_COULDNT_CONNECT) {
		reply->why = "the gateway refuses connections";
	} else if (code == CURLE_OPERATION_TIMEDOUT) {
		reply->why = "the gateway did not answer in time";
	} else if (code == CURLE_COULDNT_RESOLVE_HOST) {
		reply->why = "the gateway's name cannot be found";
	} else if (code == CURLE_WRITE_ERROR) {
		reply->why = "the gateway answers with too much";
	} else {
		reply->why = "the connection with the gateway was lost";
	}
}

static void transfer_free(struct transfer *t)
{
	struct curl_loop *c = t->loop;

	if (t->easy != NULL && c->spares < SPARE_MAX && !c->closing && t->keeps) {
		(void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, NULL);
		c->spare[c->spares++] = t->easy;
	} else if (t->easy != NULL) {
		curl_easy_cleanup(t->easy);
	}
	curl_slist_free_all(t->headers);
	base_free(t->body);
	base_free(t);
}

static void finish(struct transfer *t, const struct transport_reply *reply)
{
	struct transport_request *r = t->request;

	list_remove(&t->link);
	r->done(r, reply);
	transfer_free(t);
}

static void read_results(struct curl_loop *c)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(c->multi, &left)) != NULL) {
		CURL *easy = m->easy_handle;
		CURLcode code = m->data.result;
		struct transport_reply reply;
		struct transfer *t;

		if (m->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
		(void)curl_multi_remove_handle(c->multi, easy);
		reply_of(t, code, &reply);
		finish(t, &reply);
	}
}

/* --- curl's callbacks
 * ---------------------------------------------------------------------------- */

static void on_timer(uv_timer_t *h)
{
	struct curl_loop *c = container_of(h, struct curl_loop, timer);

	(void)curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &c->running);
	read_results(c);
}

static int on_timeout(CURLM *multi, long ms, void *ctx)
{
	struct curl_loop *c = ctx;

	(void)multi;
	if (c->closing)
		return 0;
	if (ms < 0)
		(void)uv_timer_stop(&c->timer);
	else
		(void)uv_timer_start(
			&c->timer, on_timer, (uint64_t)ms, 0); /* 0: next turn */
	return 0;
}

static void poll_for(struct socket *s, int events);

static void on_poll(uv_poll_t *h, int status, int events)
{
	struct socket *s = container_of(h, struct socket, poll);
	struct curl_loop *c = s->loop;
	int flags = 0;

	if (s->idle) { /* the other side closed it: curl will see */
		poll_for(s, 0);
		return;
	}
	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	(void)curl_multi_socket_action(c->multi, s->fd, flags, &c->running);
	read_results(c);
}

static void poll_for(struct socket *s, int events)
{
	if (events == s->events)
		return;
	s->events = events;
	if (events == 0)
		(void)uv_poll_stop(&s->poll);
	else
		(void)uv_poll_start(&s->poll, events, on_poll);
}

static struct socket *socket_new(struct curl_loop *c, curl_socket_t fd)
{
	struct socket *s = base_calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->loop = c;
	s->fd = fd;
	if (uv_poll_init_socket(c->loop, &s->poll, fd) != 0) {
		base_free(s);
		return NULL;
	}
	c->open_handles++;
	return s;
}

static void socket_close(struct socket *s)
{
	(void)uv_poll_stop(&s->poll);
	uv_close((uv_handle_t *)&s->poll, on_socket_closed);
}

static bool keep_socket(struct curl_loop *c, struct socket *s)
{
	size_t size = (size_t)s->fd + 1;

	if (size > c->sockets_size) {
		void *more = base_realloc_array(
			(void *)c->sockets, size * 2, sizeof(struct socket *));

		if (more == NULL)
			return false;
		c->sockets = more;
		memset((void *)(c->sockets + c->sockets_size), 0,
			(size * 2 - c->sockets_size) * sizeof(struct socket *));
		c->sockets_size = size * 2;
	}
	s->kept = s->idle = true;
	c->sockets[s->fd] = s;
	return true;
}

static curl_socket_t on_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct curl_loop *c = ctx;
	struct socket *s;
	int fd;

	(void)purpose;
	fd = socket(a->family, a->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	s = socket_new(c, fd);
	if (s != NULL && keep_socket(c, s))
		return fd;
	if (s != NULL)
		socket_close(s);
	(void)close(fd);
	return CURL_SOCKET_BAD;
}

static int on_close(void *ctx, curl_socket_t fd)
{
	struct curl_loop *c = ctx;

	if ((size_t)fd < c->sockets_size && c->sockets[fd] != NULL) {
		socket_close(c->sockets[fd]);
		c->sockets[fd] = NULL;
	}
	return close(fd);
}

static int on_socket(
	CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct curl_loop *c = ctx;
	struct socket *s = socket_ctx;
	int events = 0;

	(void)easy;
	if (s == NULL && (size_t)fd < c->sockets_size)
		s = c->sockets[fd];
	if (what == CURL_POLL_REMOVE) {
		if (s != NULL && s->kept) {
			s->idle = true;
		} else if (s != NULL) {
			(void)curl_multi_assign(c->multi, fd, NULL);
			socket_close(s);
		}
		return 0;
	}
	if (c->closing)
		return 0;
	if (s == NULL) { /* one that curl uses within itself */
		s = socket_new(c, fd);
		if (s == NULL)
			return -1;
		(void)curl_multi_assign(c->multi, fd, s);
	}
	s->idle = false;
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	poll_for(s, events);
	return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;
	char *more;

	if (n > TRANSPORT_REPLY_MAX - t->len)
		return 0; /* ends the transfer */
	more = base_realloc(t->body, t->len + n + 1);
	if (more == NULL)
		return 0;
	memcpy(more + t->len, bytes, n);
	t->body = more;
	t->len += n;
	more[t->len] = '\0';
	return n;
}

/* --- requests
 * ----------------------------------------------------------------------------------------
 */

/* What is the same for every message. */
static CURL *new_handle(struct curl_loop *c)
{
	CURL *h = curl_easy_init();

	if (h == NULL)
		return NULL;
	(void)curl_easy_setopt(h, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(h, CURLOPT_CAPATH, NULL); /* else the CA cache is off */
	(void)curl_easy_setopt(h, CURLOPT_CAINFO, "/etc/ssl/certs/ca-certificates.crt");
	(void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(h, CURLOPT_PROXY, ""); /* gateways are called directly */
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_open);
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, c);
	(void)curl_easy_setopt(h, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	(void)curl_easy_setopt(h, CURLOPT_CLOSESOCKETDATA, c);
	return h;
}

static bool set_up(struct transfer *t, const struct transport_request *r)
{
	t->keeps = r->method == TRANSPORT_POST && r->ca_file == NULL;
	if (!curl_request_set_up(t->easy, r, &t->read, &t->headers))
		return false;
	(void)curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(t->easy, CURLOPT_PRIVATE, (char *)t);
	return true;
}

static enum err_code post(
	struct transport *transport, struct transport_request *r, struct err *e)
{
	struct curl_loop *c = container_of(transport, struct curl_loop, transport);
	struct transfer *t = base_calloc(1, sizeof *t);

	if (t == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a message");
	list_init(&t->link);
	t->loop = c;
	t->request = r;
	t->easy = c->spares > 0 ? c->spare[--c->spares] : new_handle(c);
	if (t->easy == NULL || !set_up(t, r)
		|| curl_multi_add_handle(c->multi, t->easy) != CURLM_OK) {
		transfer_free(t);
		return err_set(e, ERR_NOMEM, "no memory for a message");
	}
	list_push(&c->active, &t->link);
	return ERR_OK;
}

enum err_code curl_loop_open(
	uv_loop_t *loop, long connections, struct curl_loop **ret, struct err *e)
{
	struct curl_loop *c = base_calloc(1, sizeof *c);

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for libcurl");
	c->multi = curl_multi_init();
	if (c->multi == NULL) {
		base_free(c);
		return err_set(e, ERR_NOMEM, "no memory for libcurl");
	}
	c->transport.post = post;
	c->loop = loop;
	list_init(&c->active);
	REQUIRE(uv_timer_init(loop, &c->timer) == 0);
	c->open_handles = 1;
	(void)curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	(void)curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
	(void)curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	(void)curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
	(void)curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, connections);
	(void)curl_multi_setopt(c->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
	*ret = c;
	return ERR_OK;
}

struct transport *curl_loop_transport(struct curl_loop *c)
{
	return &c->transport;
}

void curl_loop_close(struct curl_loop *c, void (*closed)(void *ctx), void *ctx)
{
	struct transport_reply gone = { .why = "the service stops", .body = "" };
	struct list *l;

	c->closing = true;
	c->closed = closed;
	c->closed_ctx = ctx;
	while ((l = c->active.next) != &c->active) {
		struct transfer *t = container_of(l, struct transfer, link);

		(void)curl_multi_remove_handle(c->multi, t->easy);
		finish(t, &gone);
	}
	while (c->spares > 0)
		curl_easy_cleanup(c->spare[--c->spares]);
	(void)curl_multi_cleanup(c->multi);
	(void)uv_timer_stop(&c->timer);
	uv_close((uv_handle_t *)&c->timer, on_timer_closed);
}
