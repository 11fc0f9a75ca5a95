/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program with people to call, and one gateway "g" at a program of
 * tests/peers that plays its provider. The peer takes a plan (JSON) and says what it
 * sees: one JSON object a line, with the member "event". */
#pragma once

#include "tests/support/peer.h"
#include "tests/support/provider_world.h"

struct peer_world {
	struct provider_world p; /* without a sink */
	struct peer peer;
	struct service
		ask; /* only its url: where the peer takes requests of the test */
	int port;
};

/* The service with its people; no peer yet. For setup and teardown of cmocka. */
int peer_world_open(void **state);
int peer_world_close(void **state);
/* Starts tests/peers/<script> with that plan (the reference is taken). It finds the
 * port of the service in the plan's "port_file", and files may be made in folder(). */
void peer_world_start(struct peer_world *w, const char *script, json_t *plan);
const char *peer_world_folder(const struct peer_world *w);
/* Restarts the service with that gateway; its url is scheme://127.0.0.1:PORT<path>.
 * TOKEN in `rest` stands for a file that holds `token`. */
void peer_world_gateway(struct peer_world *w, const char *scheme, const char *path,
	const char *token, const char *rest);
/* Waits for a line that holds `text` (new reference). */
json_t *peer_event(struct peer_world *w, const char *text);
/* Fails the test, showing the line, when the peer refused anything. */
void peer_refused_nothing(struct peer_world *w);
/* Asks the peer to do something, and waits until it is done (new reference). */
json_t *peer_ask(struct peer_world *w, json_t *what);
