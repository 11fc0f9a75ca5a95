/* SPDX-License-Identifier: EUPL-1.2 */
/* curl's sockets on the loop.
 *
 * Between two messages curl takes a connection's socket out and puts it in again. Our
 * poll stays where it is meanwhile, until the socket is closed: that saves two system
 * calls and a handle a message. */
#include "service/dispatch/curl_loop_internal.h"

#include "base/alloc.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct socket {
	uv_poll_t poll;
	struct curl_loop *loop;
	curl_socket_t fd;
	int events; /* polled for now */
	bool kept;  /* ours: polled until the socket is closed */
	bool idle;  /* curl does not look at it now */
};

static void on_socket_closed(uv_handle_t *h)
{
	struct socket *s = container_of(h, struct socket, poll);
	struct curl_loop *c = s->loop;

	base_free(s);
	curl_loop_handle_closed(c);
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
	curl_loop_read_results(c);
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

curl_socket_t curl_socket_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
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

int curl_socket_close(void *ctx, curl_socket_t fd)
{
	struct curl_loop *c = ctx;

	if ((size_t)fd < c->sockets_size && c->sockets[fd] != NULL) {
		socket_close(c->sockets[fd]);
		c->sockets[fd] = NULL;
	}
	return close(fd);
}

int curl_socket_watch(
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
