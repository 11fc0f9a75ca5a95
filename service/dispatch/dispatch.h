/* SPDX-License-Identifier: EUPL-1.2 */
/* The pump of the outbox: leases messages, sends them through their gateways, records
 * what became of them, and wakes call-outs at their deadlines. One database job at a
 * time; loop thread. */
#pragma once

#include "alert/outbox/outbox.h"
#include "base/random.h"
#include "base/steady_clock.h"
#include "schema/store.h"
#include "service/dispatch/gateways.h"
#include "service/dispatch/transport.h"

#include <uv.h>

struct dispatch;

struct dispatch_config {
	uv_loop_t *loop;
	struct executor *executor;
	struct transport *transport;
	struct steady_clock *steady;
	const struct clock *clock; /* steady->clock */
	struct random *random;
	const struct call_settings *settings;
	const struct gateways *gateways;
};

MUST_USE enum err_code dispatch_open(
	const struct dispatch_config *config, struct dispatch **ret, struct err *e);
/* Where providers reach us, for the gateways that it was opened with: before the first
 * message, and when the port is known. */
void dispatch_set_base_url(struct dispatch *d, const char *base_url);
/* Other gateways from now on (borrowed, with the settings, until others were set and no
 * job is under way): a gateway that is as it was goes on; through one that changed or
 * went what is on its way ends, nothing more goes out, and what waited for a connection
 * goes another way. They must fit at that moment. */
void dispatch_set_gateways(struct dispatch *d, const struct gateways *gateways,
	const struct call_settings *settings);
/* ERR_BUSY: too much is still on its way through gateways of before. */
MUST_USE enum err_code dispatch_fits(
	struct dispatch *d, const struct gateways *gateways, struct err *e);
/* Something was committed: messages may be due, deadlines may have moved. Cheap. */
void dispatch_kick(struct dispatch *d);
/* A job that may make messages due was queued just now: those are leased by a job right
 * behind it, mostly in the same commit. */
void dispatch_follow(struct dispatch *d);
/* Stops taking messages; those under way are finished or ended by their transport. */
void dispatch_drain(struct dispatch *d);
bool dispatch_idle(const struct dispatch *d);
void dispatch_close(struct dispatch *d, void (*closed)(void *ctx), void *ctx);
/* Does any gateway answer? */
bool dispatch_usable(const struct dispatch *d);

struct dispatch_figures {
	char name[64];
	uint64_t sent, retried, failed;
	bool usable;
	bool in_doubt; /* it answers, and no receipts come */
	bool loses;    /* in doubt: too few come */
	size_t under_way;
};
/* Fills at most max; returns how many. */
size_t dispatch_figures(
	const struct dispatch *d, struct dispatch_figures *ret, size_t max);
