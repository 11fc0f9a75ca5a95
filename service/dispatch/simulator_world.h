/* SPDX-License-Identifier: EUPL-1.2 */
/* Simulated people: they get messages of the simulator gateway and answer like people
 * do, through the same steps as everybody else. Loop thread. */
#pragma once

#include "service/dispatch/dispatch.h"

struct simulator_world;

MUST_USE enum err_code simulator_world_open(const struct dispatch_config *config,
	struct simulator_world **ret, struct err *e);
/* A message arrived; the person may answer later. */
void simulator_world_message(struct simulator_world *w,
	const struct gateway_config *gateway, const struct outbox_message *m);
/* For answers from now on. */
void simulator_world_set_settings(
	struct simulator_world *w, const struct call_settings *settings);
void simulator_world_close(
	struct simulator_world *w, void (*closed)(void *ctx), void *ctx);
