/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the HTTP server share; the only header that includes
 * <microhttpd.h>. */
#pragma once

#include "base/list.h"
#include "base/text.h"
#include "service/http/server.h"

#include <microhttpd.h>

struct connection {
	struct list link; /* http_server::connections */
	int fd;
	uint64_t idle_since, uploading_since; /* loop time, ms; 0: not uploading */
	bool in_request, served;
};

struct http_server {
	uv_loop_t *loop;
	struct http_server_config config;
	struct MHD_Daemon *daemon;
	uv_poll_t poll;
	uv_timer_t timer, sweep;
	uv_prepare_t prepare;
	struct list connections;
	uint64_t progress, seen; /* something moved */
	int spin;
	int port;
	bool want_pump, draining, closing;
	int open_handles;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

struct http_exchange_full {
	struct http_exchange x;
	struct http_server *server;
	struct MHD_Connection *connection;
	struct text body;
	size_t received;
	char *query_copy;
	struct http_reply reply;
	struct http_stream *stream;
	bool bad_target, begun, handled, answered, suspended, closes, inside,
		stream_ready;
};

/* The raw target: no controls, blanks, bytes above ASCII, or an encoded NUL. */
bool http_guard_target(const char *target);
/* 0, or the status with which the request is refused. */
int http_guard(struct MHD_Connection *c, const char *method, const char *version,
	const char **ret_why);
MUST_USE enum err_code http_listen(
	const char *where, int *ret_fd, int *ret_port, struct err *e);
struct MHD_Response *http_response(struct http_exchange_full *f);
void http_plain_problem(struct http_reply *reply, int status, const char *why);
enum MHD_Result http_stream_queue(struct http_exchange_full *f);
