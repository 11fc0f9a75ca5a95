/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program with people to call, and one gateway "g" of any kind whose provider
 * is a sink on a loopback port. */
#pragma once

#include "tests/support/call_service.h"
#include "tests/support/carrier_probe.h"
#include "tests/support/provider_sink.h"

#define PROVIDER_BASE "http://paraat.test" /* base_url */
extern const char provider_token[];

struct provider_world {
	struct call_service w;
	struct provider_sink *sink;
};

/* For setup and teardown; takes the sink. */
int provider_open(void **state, struct provider_sink *sink);
int provider_close(void **state);
/* Stops the program and starts it with this gateway, its url at the sink; TOKEN stands
 * for a file that holds provider_token. */
void provider_gateway(struct provider_world *t, const char *scheme, const char *rest);
/* The same for a provider elsewhere, with another token. */
void provider_gateway_at(
	struct provider_world *t, const char *url, const char *token, const char *rest);
/* Waits until a message of that call-out to that person has that state and reason. */
void provider_attempt(struct provider_world *t, int64_t id, int64_t who,
	const char *state, const char *reason);
/* The first person on duty is reached at this address only. */
void provider_reach(struct provider_world *t, const char *kind, const char *address);
