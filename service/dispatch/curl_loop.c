/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl on libuv: one uv_poll a socket (curl_socket.c), one timer; a time-out of 0
 * means the next turn of the loop. */
#include "service/dispatch/curl_loop_internal.h"

#include "base/alloc.h"
#include "service/dispatch/curl_request.h"

#include <string.h>
#include <sys/socket.h>

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

void curl_loop_handle_closed(struct curl_loop *c)
{
	if (--c->open_handles > 0 || !c->closing)
		return;
	c->closed(c->closed_ctx);
	base_free((void *)c->sockets);
	base_free(c);
}

static void on_timer_closed(uv_handle_t *h)
{
	curl_loop_handle_closed(container_of(h, struct curl_loop, timer));
}

/* --- results */

/* What went wrong, for who can mend it. */
static const char *why_not(CURLcode code)
{
	static const struct {
		CURLcode code;
		const char *why;
	} all[] = { { CURLE_PEER_FAILED_VERIFICATION,
			    "the gateway's certificate is not trusted, or for another "
			    "name: check url and ca_file" },
		{ CURLE_SSL_CACERT_BADFILE, "ca_file cannot be read" },
		{ CURLE_USE_SSL_FAILED,
			"the gateway offers no TLS: check url and tls" },
		{ CURLE_SSL_CONNECT_ERROR,
			"the gateway speaks no TLS that we know: check url" },
		{ CURLE_COULDNT_CONNECT, "the gateway refuses connections" },
		{ CURLE_OPERATION_TIMEDOUT, "the gateway did not answer in time" },
		{ CURLE_COULDNT_RESOLVE_HOST,
			"the gateway's name cannot be found: check url" },
		{ CURLE_LOGIN_DENIED, "the gateway knows no way to log in that we do" },
		{ CURLE_WRITE_ERROR, "the gateway answers with too much" } };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].code == code)
			return all[i].why;
	return "the connection with the gateway was lost";
}

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
	} else {
		reply->why = why_not(code);
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

/* libcurl keeps the connection over which a mail failed. When its server answered once
 * too often it is a reply ahead for good, and every mail over it would fail: the next
 * one finds its socket shut and opens another. */
static void part_with_connection(CURL *easy)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK
		&& fd != CURL_SOCKET_BAD)
		(void)shutdown(fd, SHUT_RDWR);
}

void curl_loop_read_results(struct curl_loop *c)
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
		if (code != CURLE_OK && t->request->method == TRANSPORT_MAIL)
			part_with_connection(easy);
		(void)curl_multi_remove_handle(c->multi, easy);
		reply_of(t, code, &reply);
		finish(t, &reply);
	}
}

/* --- curl's callbacks */

static void on_timer(uv_timer_t *h)
{
	struct curl_loop *c = container_of(h, struct curl_loop, timer);

	(void)curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &c->running);
	curl_loop_read_results(c);
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

/* --- requests */

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
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, curl_socket_open);
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, c);
	(void)curl_easy_setopt(h, CURLOPT_CLOSESOCKETFUNCTION, curl_socket_close);
	(void)curl_easy_setopt(h, CURLOPT_CLOSESOCKETDATA, c);
	return h;
}

static bool set_up(struct transfer *t, const struct transport_request *r)
{
	CURLU *url;

	t->keeps = r->method == TRANSPORT_POST && r->ca_file == NULL;
	url = t->keeps ? curl_urls_find(&t->loop->urls, r->url) : NULL;
	if (!curl_request_set_up(t->easy, r, url, &t->read, &t->headers))
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

void curl_loop_set_connections(struct curl_loop *c, long connections)
{
	(void)curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, connections);
	(void)curl_multi_setopt(c->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
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
	(void)curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, curl_socket_watch);
	(void)curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
	(void)curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	(void)curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
	curl_loop_set_connections(c, connections);
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
	curl_urls_fini(&c->urls);
	(void)uv_timer_stop(&c->timer);
	uv_close((uv_handle_t *)&c->timer, on_timer_closed);
}
