/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the HTTP server share; the only header that includes
 * <microhttpd.h>. */
#pragma once

#include "base/list.h"
#include "base/text.h"
#include "service/http/server.h"

#include <microhttpd.h>

enum { SERVER_HANDLES = 5 };

struct connection {
	struct list link; /* server::open */
	int fd;
	uint64_t idle_since, uploading_since; /* loop time, ms; 0: not uploading */
	bool in_request, served;
};

struct server {
	struct server_config config;
	char unix_path[108]; /* to be removed at the end, or "" */
	struct MHD_Daemon *daemon;
	uv_poll_t poll;
	uv_timer_t timer, sweep, drain;
	uv_prepare_t prepare;
	struct list open;      /* connection::link */
	struct list streaming; /* exchange::link */
	uint64_t moved, seen;  /* something happened since the last look */
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
	size_t received;
	struct http_response *reply;
	const struct http_stream_ops *stream; /* NULL: none */
	void *stream_ctx;
	const char *stream_type;
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
	bool bad;
	const char *length, *encoding;
	const char **header; /* http_request::header */
};
/* Looks at all headers, filling q->header; 0, or the status with which the request is
 * refused, and why. */
int server_guard(struct MHD_Connection *c, struct http_request *q, const char *method,
	const char *version, const char **ret_why);

/* Listens as the configuration says; *ret_port is 0 for a unix socket. */
MUST_USE enum err_code server_listen(
	const struct server_config *config, int *ret_fd, int *ret_port, struct err *e);

/* Callback of the library when a connection comes or goes. */
void server_on_connection(void *cls, struct MHD_Connection *c, void **socket_ctx,
	enum MHD_ConnectionNotificationCode what);
struct connection *server_connection_of(struct MHD_Connection *c);

/* Callbacks of the library for a request. */
void *server_on_target(void *cls, const char *target, struct MHD_Connection *c);
enum MHD_Result server_on_request(void *cls, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *size,
	void **ctx);
void server_on_completed(void *cls, struct MHD_Connection *c, void **ctx,
	enum MHD_RequestTerminationCode why);
