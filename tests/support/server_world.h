/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server alone, on a loop that the test turns itself; what it talks to are
 * sockets that it never blocks on.
 *
 * /late is answered by the test, /stream says what `say` holds, /echo and /peer answer
 * with the body and the address; all else is answered at once. */
#pragma once

#include "service/http/server.h"

enum { SERVER_WORLD_TURNS = 200000, SERVER_WORLD_LATE = 64 };

struct server_world {
	uv_loop_t loop;
	uv_timer_t guard;
	struct server *server;
	bool stopped;
	struct http_request *late[SERVER_WORLD_LATE]; /* not answered yet */
	size_t late_count;
	struct http_request *stream;
	bool stream_closed;
	const char *say; /* what the stream says next */
	int files;       /* open at the start */
};

/* Short deadlines: 300 ms for headers and for bodies, a second without a request. */
void server_world_open(struct server_world *w, const char *where);
/* With so many connections at most (0: as usual), and that deadline for each part; a
 * second or that for the next request. */
void server_world_open_as(struct server_world *w, const char *where,
	unsigned connections, int64_t header_ms);
/* With so much memory for all bodies together, and for those of one address; who comes
 * from this machine is a proxy, with proxies. */
void server_world_open_bodies(
	struct server_world *w, size_t bodies, size_t of_site, bool proxies);
/* With TLS (both are PEM) and that deadline for headers, the handshake included. */
void server_world_open_tls(struct server_world *w, const char *certificate,
	const char *key, int64_t header_ms);
/* Stops the server when the test did not; the loop and the files must end as they
 * began. */
void server_world_close(struct server_world *w);
void server_world_handle(void *world, struct http_request *q);
/* Until *done; fails the test after a while. */
void server_world_turn(struct server_world *w, const bool *done);
void server_world_on_stopped(void *world);
int server_world_dial(const struct server_world *w);
void server_world_put(int fd, const char *text);
/* Turns the loop until the text came, or (until NULL) the other side closed. */
size_t server_world_hear(
	struct server_world *w, int fd, const char *until, char *buffer, size_t size);
struct http_response *server_world_text(int status, const char *text);
/* What libuv keeps open for the whole process is not ours to count: for a group. */
int server_world_warm_up(void **state);
