/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl's multi interface on the libuv loop. Loop thread. */
#pragma once

#include "service/dispatch/transport.h"

#include <uv.h>

struct curl_loop;

MUST_USE enum err_code curl_loop_open(
	uv_loop_t *loop, long connections, struct curl_loop **ret, struct err *e);
/* At the same time, from now on; those that are open stay. */
void curl_loop_set_connections(struct curl_loop *c, long connections);
struct transport *curl_loop_transport(struct curl_loop *c);
/* Transfers under way are ended: done() with no reply. closed() when all handles are
 * closed. */
void curl_loop_close(struct curl_loop *c, void (*closed)(void *ctx), void *ctx);
