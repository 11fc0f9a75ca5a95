/* SPDX-License-Identifier: EUPL-1.2 */
/* The pump of the outbox: leases messages, sends them through their gateways, records
 * what became of them, and wakes call-outs at their deadlines. One database job at a
 * time; loop thread. */
#pragma once

#include "alert/outbox/outbox.h"
#include "base/random.h"
#include "schema/store.h"
#include "service/dispatch/gateways.h"
#include "service/dispatch/transport.h"

#include <uv.h>

struct dispatch;

struct dispatch_config {
	uv_loop_t *loop;
	struct executor *executor;
	struct transport *transport;
	const struct clock *clock;
	struct random *random;
	const struct call_settings *settings;
	const struct config *config;
	const struct gateways *gateways; /* those of config, opened */
};

MUST_USE enum err_code dispatch_open(
	const struct dispatch_config *config, struct dispatch **ret, struct err *e);
/* Something was committed: messages may be due, deadlines may have moved. Cheap. */
void dispatch_kick(struct dispatch *d);
/* A job that may make messages due was queued just now: those are leased by a job right
 * behind it, mostly in the same commit. */
void dispatch_follow(struct dispatch *d);
/* Stops taking messages; those under way are finished or ended by their transport. */
void dispatch_drain(struct dispatch *d);
bool dispatch_idle(const struct dispatch *d);
void dispatch_close(struct dispatch *d, void (*closed)(void *ctx), void *ctx);
/* Is any gateway usable? */
bool dispatch_usable(const struct dispatch *d);

struct dispatch_figures {
	char name[64];
	uint64_t sent, retried, failed;
	bool usable;
	size_t under_way;
};
/* Fills at most max; returns how many. */
size_t dispatch_figures(
	const struct dispatch *d, struct dispatch_figures *ret, size_t max);
