/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the HTTP server share; the only header that includes
 * <microhttpd.h>. */
#pragma once

#include "base/list.h"
#include "base/text.h"
#include "service/http/server.h"

#include <microhttpd.h>

enum {
	SERVER_HANDLES = 5,
	SERVER_SITES = 256,
	SERVER_OVER = 64,       /* connections above the limit that are told so */
	SERVER_OVER_OF_SITE = 8 /* of them from one address */
};

struct certificate; /* what a handshake needs; counted references */

struct connection {
	struct list link;      /* server::open */
	struct list site_link; /* server::sites */
	struct server *server;
	struct MHD_Connection *mhd;
	struct network_address site;
	int fd;
	uint64_t idle_since, uploading_since; /* loop time, ms; 0: not uploading */
	bool in_request, served;
	bool at_line; /* what comes next is the first line of a request */
	bool ended;   /* by us; the library has not noticed yet */
	bool over;    /* above the limit: its request is answered with 503 */
	struct certificate *certificate; /* of its handshake; NULL: none of ours */
};

struct server {
	struct server_config config;
	char unix_path[108]; /* to be removed at the end, or "" */
	struct MHD_Daemon *daemon;
	struct certificate *certificate; /* for new connections; NULL without TLS */
	uv_poll_t poll;
	uv_timer_t timer, sweep, drain;
	uv_prepare_t prepare;
	struct list open;                /* connection::link */
	struct list sites[SERVER_SITES]; /* connection::site_link, by its hash */
	struct list streaming;           /* exchange::link */
	struct list bodies;              /* exchange::body_link */
	unsigned over;                   /* how many are */
	bool next_is_over;               /* the one that was accepted and is to begin */
	uint64_t moved, seen;            /* something happened since the last look */
	unsigned spin;
	int port;
	bool want_pump, draining, closing;
	uint64_t drain_end; /* loop time */
	int open_handles;
	void (*stopped)(void *ctx);
	void *stopped_ctx;
	struct server_figures figures;
};

/* One request and its answer. */
struct exchange {
	struct http_request q;
	struct server *s;
	struct MHD_Connection *c;
	struct list link; /* server::streaming */
	char *target;     /* the copy, and behind it the decoded path */
	struct text body;
	struct list body_link; /* server::bodies, while it holds memory */
	size_t received, body_max;
	size_t held; /* memory for the body: part of figures.body_bytes */
	int crowded; /* there was no room for it, and it was forgotten: the status */
	struct network_address site;
	bool has_share; /* of the memory for bodies, with others of its site */
	struct http_response *reply;
	const struct http_stream_ops *stream; /* NULL: none */
	void *stream_ctx;
	const char *stream_type;
	const char *version_at; /* where the version stands: right behind the target */
	bool last;              /* the client wants no further answer */
	bool goes_on;           /* another request may follow */
	bool told;              /* that its body is too large */
	bool begun, handled, suspended; /* waits for its answer */
	bool asleep, ended;             /* streams */
};

struct http_response {
	struct MHD_Response *mhd;
	int status;
	unsigned references;
	bool closes; /* says Connection: close */
	bool strict; /* says Strict-Transport-Security */
};

/* What the headers of a request are like. */
struct guard {
	int lengths, encodings, hosts;
	bool bad, closes;
	const char *length, *encoding;
	const char **header; /* http_request::header */
};
/* Looks at all headers, filling q->header; 0, or the status with which the request is
 * refused, and why. *ret_last: no other request is to follow. */
int server_guard(struct MHD_Connection *c, struct http_request *q, const char *method,
	const char *version, bool *ret_last, const char **ret_why);

/* --- bodies (server_body.c) */
/* The headers are there: 0, or the status with which the request is refused. */
int server_body_begin(struct exchange *x);
void server_body_add(struct exchange *x, const char *data, size_t n);
/* It is whole, and the request's from now on: 0, or a status as above. When memory is
 * out the request is answered. */
int server_body_finish(struct exchange *x);
void server_body_free(struct exchange *x);
/* Why: the words for those statuses. */
enum { SERVER_WHY = 80 };
const char *server_body_why(const struct exchange *x, int status, char why[SERVER_WHY]);

/* --- refusals (server_refuse.c) */
#define SERVER_PROBLEM(status, why)                                                    \
	"{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":" status           \
	",\"detail\":\"" why "\"}"
/* In words without special characters; it closes. NULL when memory is out. */
struct http_response *server_refusal(
	const struct server *s, int status, const char *why);
/* Strict-Transport-Security, once, where HTTPS is used. */
#define SERVER_STRICT_TRANSPORT "max-age=31536000; includeSubDomains"
void server_say_strict(const struct server *s, struct http_response *r);
/* Every answer of ours goes by here, not by MHD_queue_response. */
enum MHD_Result server_queue(
	struct MHD_Connection *c, unsigned status, struct MHD_Response *r);

/* --- last words beside the library (server_last_words.c) */
/* A request that is not whole yet and has been waited for long enough. */
void server_end_slow(struct server *s, const struct connection *n);
/* A body that does not end; what still comes of it is to be read, so that the words
 * arrive. */
void server_say_large(struct server *s, struct connection *n);
/* The library is about to close, or (without TLS) has: says why when what came was no
 * request. */
void server_say_malformed(struct server *s, struct connection *n);

/* Has it waited too long for what is due next? */
bool server_is_late(const struct server *s, const struct connection *n);

/* Listens as the configuration says; *ret_port is 0 for a unix socket. */
MUST_USE enum err_code server_listen(
	const struct server_config *config, int *ret_fd, int *ret_port, struct err *e);

/* Callbacks of the library: may it come in, and when it comes or goes. */
enum MHD_Result server_on_accept(
	void *cls, const struct sockaddr *address, socklen_t len);
void server_on_connection(void *cls, struct MHD_Connection *c, void **socket_ctx,
	enum MHD_ConnectionNotificationCode what);
struct connection *server_connection_of(struct MHD_Connection *c);

/* The handshake that is to come uses the present certificate: a reference to be given
 * back when the connection is gone; NULL without TLS. */
struct certificate *server_certificate_use(struct server *s, struct MHD_Connection *c);
void server_certificate_unref(struct certificate *t); /* NULL is fine */
/* Beside the library; nothing while the handshake goes on. */
void server_tls_say(struct MHD_Connection *c, const char *bytes, size_t n);
/* Did anything come but the handshake? */
bool server_tls_has_spoken(struct MHD_Connection *c);
/* Did the other side say that it ends? What came of it besides is thrown away. */
bool server_tls_has_ended(struct MHD_Connection *c);

/* Callbacks of the library for a request. */
void *server_on_target(void *cls, const char *target, struct MHD_Connection *c);
enum MHD_Result server_on_request(void *cls, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *size,
	void **ctx);
void server_on_completed(void *cls, struct MHD_Connection *c, void **ctx,
	enum MHD_RequestTerminationCode why);
