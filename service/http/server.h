/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server: libmicrohttpd on the libuv loop, behind a small interface.
 *
 * It takes connections, refuses what is malformed, slow or too large by itself, and
 * hands over complete requests. What is answered is decided elsewhere (service/api).
 * Only server.c and the server_*.c beside it know libmicrohttpd. Everything here is
 * for the loop thread only. */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "service/http/network.h"

#include <stdint.h>
#include <uv.h>

struct server;
struct http_response;

/* Bits, so that a set of methods is an unsigned. */
enum http_method {
	HTTP_GET = 1,
	HTTP_HEAD = 2,
	HTTP_POST = 4,
	HTTP_PUT = 8,
	HTTP_PATCH = 16,
	HTTP_DELETE = 32,
	HTTP_OPTIONS = 64
};

/* The request headers that the service looks at. */
#define HTTP_HEADERS(X)                                                                \
	X(ACCEPT, "accept")                                                            \
	X(ACCEPT_ENCODING, "accept-encoding")                                          \
	X(ACCEPT_LANGUAGE, "accept-language")                                          \
	X(AUTHORIZATION, "authorization")                                              \
	X(CONTENT_TYPE, "content-type")                                                \
	X(COOKIE, "cookie")                                                            \
	X(CSRF, "x-csrf-token")                                                        \
	X(FORWARDED, "forwarded")                                                      \
	X(IDEMPOTENCY_KEY, "idempotency-key")                                          \
	X(IF_MATCH, "if-match")                                                        \
	X(IF_NONE_MATCH, "if-none-match")                                              \
	X(LAST_EVENT_ID, "last-event-id")                                              \
	X(MESSAGEBIRD_SIGNATURE, "messagebird-signature-jwt")                          \
	X(PARAAT_SIGNATURE, "x-paraat-signature")                                      \
	X(TWILIO_SIGNATURE, "x-twilio-signature")
enum http_header {
#define X(name, text) HTTP_##name,
	HTTP_HEADERS(X)
#undef X
		HTTP_HEADERS_COUNT
};

enum { HTTP_BODY_MAX = 1024 * 1024, HTTP_PEER_TEXT = 64 };

/* A complete request. It and all its texts live until http_reply() was called for it,
 * or until `closed` of its stream; a job on another thread may read it (but not call
 * the functions below). */
struct http_request {
	uint64_t number; /* of this run of the program: 1, 2 … */
	enum http_method method;
	const char *target; /* as sent: path and query */
	char *path;         /* percent-decoded, valid UTF-8, begins with '/' */
	const char *query;  /* raw, "" when there is none */
	const char *header[HTTP_HEADERS_COUNT]; /* NULL when absent */
	char *body;                             /* NUL-terminated; NULL when empty */
	size_t body_len;
	char peer[HTTP_PEER_TEXT]; /* "192.0.2.1"; "local" when nobody knows */
	char site[HTTP_PEER_TEXT]; /* the same without what its owner can change at
				      will (network_site) */
	struct tick began;         /* for the handler, as the next two */
	void *user;
	void *user2;
};

/* An answer. Counted references; unchanging once sent, and can be sent many times. */

/* Takes `body` (base_alloc, may be NULL when len is 0) also on failure; NULL when
 * memory is out. nosniff and no-referrer are on every response. */
MUST_USE struct http_response *http_response_new(
	int status, const char *content_type_or_null, char *body, size_t len);
/* As above with bytes that outlive the program. */
MUST_USE struct http_response *http_response_static(
	int status, const char *content_type_or_null, const char *body, size_t len);
bool http_response_header(struct http_response *r, const char *name, const char *value);
int http_response_status(const struct http_response *r);
struct http_response *http_response_ref(struct http_response *r);
void http_response_unref(struct http_response *r); /* NULL is fine */

/* Answers a request, once; takes one reference of r (NULL: out of memory, a bare 503).
 * May be called from the handler or later. The request is gone afterwards. */
void http_reply(struct http_request *q, struct http_response *r);

/* Answers with a stream of unknown length. */
struct http_stream_ops {
	/* Writes at most max bytes; 0: nothing now (the stream sleeps until
	 * http_stream_wake); -1: the end. Must not call functions of this header. */
	ptrdiff_t (*pull)(void *ctx, char *buffer, size_t max);
	/* The connection is gone or the stream has ended; the request goes too. Called
	 * exactly once, never from within the functions below. */
	void (*closed)(void *ctx);
};
/* 200 with no-store and that content type (a literal). False when memory is out: a 503
 * was answered and closed is never called. */
MUST_USE bool http_stream_start(struct http_request *q, const char *content_type,
	const struct http_stream_ops *ops, void *ctx);
/* There is something to pull again. Harmless when it is not asleep. */
void http_stream_wake(struct http_request *q);
/* The stream ends after what is on its way. */
void http_stream_end(struct http_request *q);

/* Who may be how many. */
struct server_peers {
	/* Their word in Forwarded about where a request comes from is taken, as is that
	 * of who comes by a unix socket; they have no limit of connections. */
	struct network_set proxies;
	unsigned per_site; /* connections of one address (IPv6: of one /64); 0: any */
};

struct server_config {
	uv_loop_t *loop;
	const char *listen; /* "127.0.0.1:8080", "[::1]:0", "unix:PATH" */
	int listen_fd; /* > 0: this socket listens already, `listen` is not looked at */
	const char *tls_certificate; /* PEM text, or NULL */
	const char *tls_key;
	struct server_peers peers;
	bool https; /* is reached over HTTPS, here or in front: says so (RFC 6797) */
	unsigned connections; /* at most; fitted to the limit of open files. 0: 4096 */
	/* 0: the defaults of 5 s until headers are complete, 10 s for a body, 30 s
	 * without any traffic. */
	int64_t header_ms, body_ms, idle_ms;
	/* All bodies together take no more memory than this, but for the first 16 KiB
	 * of each: one too many is refused with 503. 0: 64 MiB. Those of one address
	 * (IPv6: of one /64; proxies: any) no more than that, with 429. 0: a quarter.
	 */
	size_t bodies, bodies_of_site;
	/* The largest body that is taken, asked when the headers are there (of q, only
	 * method, target, path, query, header and peer are). NULL: HTTP_BODY_MAX, and
	 * never more. */
	size_t (*body_max)(void *ctx, const struct http_request *q);
	/* Called with each complete request; must sooner or later answer it. */
	void (*handler)(void *ctx, struct http_request *q);
	/* When draining begins: end all streams. May be NULL. */
	void (*draining)(void *ctx);
	void *ctx;
};

/* Listens at once. Texts are borrowed during the call only. ERR_CONFLICT when the
 * address is in use. */
MUST_USE enum err_code server_open(
	const struct server_config *config, struct server **ret, struct err *e);
int server_port(const struct server *s); /* 0 for a unix socket */

/* New connections are greeted with this certificate; open ones go on with theirs. Only
 * for a server that was opened with one. PEM texts, borrowed during the call. An error
 * changes nothing. */
MUST_USE enum err_code server_set_certificate(
	struct server *s, const char *certificate, const char *key, struct err *e);
/* Can these be used (both PEM), for that name (not looked at: ""), and until when?
 * ERR_CONFLICT: only the name is wrong, *ret_until is written. */
MUST_USE enum err_code server_certificate_look(const char *certificate, const char *key,
	const char *host, struct instant *ret_until, struct err *e);

/* From the next connection and request on. */
void server_set_peers(struct server *s, const struct server_peers *p);

struct server_figures {
	uint64_t requests, refused, turned_away; /* since the start; the last are
						    connections above the limit */
	uint64_t crowded;                        /* bodies there was no room for */
	unsigned connections, waiting, streams;  /* now */
	size_t body_bytes;                       /* the memory that bodies take, now */
};
struct server_figures server_figures(const struct server *s);

/* Stops in order: no new connections, streams end, open requests are answered (their
 * jobs must go on being delivered), after grace_ms the rest is cut off; then `stopped`
 * is called from the loop and the server is freed. The handler is not called any more
 * once it was. */
void server_stop(
	struct server *s, int64_t grace_ms, void (*stopped)(void *ctx), void *ctx);
