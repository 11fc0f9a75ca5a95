/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl's multi handle on the loop, and its sockets. Loop thread; private to
 * service/dispatch. */
#pragma once

#include "base/list.h"
#include "service/dispatch/curl_loop.h"
#include "service/dispatch/curl_urls.h"

#include <curl/curl.h>

enum { SPARE_MAX = 512 };

struct curl_loop {
	struct transport transport;
	uv_loop_t *loop;
	CURLM *multi;
	uv_timer_t timer;
	struct list active;
	CURL *spare[SPARE_MAX]; /* easy handles to use again */
	int spares;
	struct curl_urls urls;
	struct socket **sockets; /* by descriptor: those that we opened */
	size_t sockets_size;
	int running;
	int open_handles; /* sockets and the timer */
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

/* Takes what is done from curl and tells who asked for it. */
void curl_loop_read_results(struct curl_loop *c);
/* One of c->open_handles is closed. */
void curl_loop_handle_closed(struct curl_loop *c);

/* --- curl's callbacks about sockets (curl_socket.c); ctx: the struct curl_loop */

curl_socket_t curl_socket_open(
	void *ctx, curlsocktype purpose, struct curl_sockaddr *address);
int curl_socket_close(void *ctx, curl_socket_t fd);
int curl_socket_watch(
	CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx);
