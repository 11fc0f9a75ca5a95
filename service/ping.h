/* SPDX-License-Identifier: EUPL-1.2 */
/* The dead man's ping: as long as calls could be made, an address outside is told so at
 * regular times. Who watches there misses it when the program, its database, its
 * gateways or its network no longer work. Loop thread. */
#pragma once

#include "service/dispatch/transport.h"

#include <uv.h>

struct ping;
struct ping_config {
	uv_loop_t *loop;
	struct transport *transport;
	const char *url; /* "": no pings */
	int seconds;
	bool (*ready)(void *ctx); /* else this turn is passed */
	void *ctx;
};
MUST_USE enum err_code ping_open(
	const struct ping_config *config, struct ping **ret, struct err *e);
/* From now on; url as above, borrowed. The first goes out at once when it changed. */
void ping_set(struct ping *p, const char *url, int seconds);
/* Before the transport is closed. */
void ping_close(struct ping *p, void (*closed)(void *ctx), void *ctx);
