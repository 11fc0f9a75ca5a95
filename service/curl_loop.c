/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl on libuv: one uv_poll a socket, one timer; a time-out of 0 means the next
 * turn of the loop. */
#include "service/curl_loop.h"

#include "base/alloc.h"
#include "base/list.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { SPARE_MAX = 64 };

struct transfer {
	struct list link; /* curl_loop::active */
	CURL *easy;
	struct curl_slist *headers;
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
};

static void handle_closed(struct curl_loop *c)
{
	if (--c->open_handles > 0 || !c->closing)
		return;
	c->closed(c->closed_ctx);
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

	if (t->easy != NULL && c->spares < SPARE_MAX && !c->closing) {
		curl_easy_reset(t->easy);
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

static void on_poll(uv_poll_t *h, int status, int events)
{
	struct socket *s = container_of(h, struct socket, poll);
	struct curl_loop *c = s->loop;
	int flags = 0;

	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	(void)curl_multi_socket_action(c->multi, s->fd, flags, &c->running);
	read_results(c);
}

static int on_socket(
	CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct curl_loop *c = ctx;
	struct socket *s = socket_ctx;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (s == NULL)
			return 0;
		(void)uv_poll_stop(&s->poll);
		(void)curl_multi_assign(c->multi, fd, NULL);
		uv_close((uv_handle_t *)&s->poll, on_socket_closed);
		return 0;
	}
	if (c->closing)
		return 0;
	if (s == NULL) {
		s = base_calloc(1, sizeof *s);
		if (s == NULL)
			return -1;
		s->loop = c;
		s->fd = fd;
		if (uv_poll_init_socket(c->loop, &s->poll, fd) != 0) {
			base_free(s);
			return -1;
		}
		c->open_handles++;
		(void)curl_multi_assign(c->multi, fd, s);
	}
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	(void)uv_poll_start(&s->poll, events, on_poll);
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

static bool add_header(struct transfer *t, const char *name, const char *value)
{
	char line[512];
	struct curl_slist *more;

	if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
		return false;
	more = curl_slist_append(t->headers, line);
	if (more == NULL)
		return false;
	t->headers = more;
	return true;
}

static bool set_up(struct transfer *t, const struct transport_request *r)
{
	CURL *h = t->easy;

	if (!add_header(t, "Content-Type", "application/json")
		|| !add_header(t, "Expect", "")
		|| (r->idempotency_key != NULL
			&& !add_header(t, "Idempotency-Key", r->idempotency_key))
		|| (r->authorization != NULL
			&& !add_header(t, "Authorization", r->authorization)))
		return false;
	(void)curl_easy_setopt(h, CURLOPT_URL, r->url);
	(void)curl_easy_setopt(h, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(h, CURLOPT_POSTFIELDS, r->body);
	(void)curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	(void)curl_easy_setopt(h, CURLOPT_HTTPHEADER, t->headers);
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, r->timeout_seconds * 1000L);
	(void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, r->timeout_seconds * 500L);
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(h, CURLOPT_CAPATH, NULL); /* else the CA cache is off */
	(void)curl_easy_setopt(h, CURLOPT_CAINFO, "/etc/ssl/certs/ca-certificates.crt");
	(void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(h, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(h, CURLOPT_PRIVATE, (char *)t);
	(void)curl_easy_setopt(h, CURLOPT_PROXY, ""); /* gateways are called directly */
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
	t->easy = c->spares > 0 ? c->spare[--c->spares] : curl_easy_init();
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
