/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the pump share. Loop thread, but for the job; private to
 * service/dispatch. */
#pragma once

#include "base/list.h"
#include "service/dispatch/dispatch.h"
#include "service/dispatch/lane.h"

enum {
	LANES_MAX = 2 * GATEWAYS_MAX,         /* those of now and of before */
	DISPATCH_BATCH = 512,                 /* leased by one job */
	DISPATCH_ENOUGH = DISPATCH_BATCH / 2, /* outcomes that are worth a commit */
	DISPATCH_GATHER_MS = 5, /* how long fewer wait for more, while there is enough
				 * to send */
};

struct dispatch {
	struct dispatch_config config;
	uv_timer_t timer, heartbeat;
	struct lane gateways[LANES_MAX]; /* an index is kept while anything names it */
	size_t gateways_count;
	/* what each of them is: their own, so that no configuration is held by them */
	struct gateway_entry entries[LANES_MAX];
	struct gateway_config configs[LANES_MAX];
	const struct gateways *wanted; /* to be taken when the job ends; NULL: none */
	const struct call_settings *wanted_settings;
	struct simulator_world *world;
	size_t under_way;
	/* the job: outcomes in, messages out */
	struct job job;
	bool recovered; /* what the program before this one had leased is due again */
	unsigned told_stuck; /* channels of which that was told */
	bool job_busy, again, draining, closing;
	struct outbox_outcome outcomes[2][LANE_WINDOW];
	struct tick seen[2][LANE_WINDOW]; /* when each came, whatever the clock says */
	size_t outcomes_count;            /* collected for the next job */
	int filling;                      /* which array is being filled */
	struct outbox_gateway offered[LANES_MAX];
	struct outbox_message leased[DISPATCH_BATCH];
	struct outbox_batch batch;
	struct duration moved; /* by so much the clock was set, by this job */
	struct change by;
	struct instant deadline; /* of call-outs, as the job found it */
	void (*closed)(void *ctx);
	void *closed_ctx;
};

struct tick dispatch_tick(const struct dispatch *d);
/* For people. */
static inline int64_t dispatch_moved_seconds(const struct dispatch *d)
{
	return (d->moved.ms + (d->moved.ms < 0 ? -500 : 500)) / 1000;
}
/* The job, on the store thread (dispatch_job.c). */
enum err_code dispatch_work(struct job *j, struct db *db, struct err *e);
/* The job runs within that time, or sooner when it would have anyway. */
void dispatch_arm_within(struct dispatch *d, int64_t ms);

/* --- which gateways (dispatch_lanes.c) */

void dispatch_open_lanes(struct dispatch *d);
/* What dispatch_set_gateways() wants, when no job runs. */
void dispatch_take_wanted(struct dispatch *d);

/* --- sending (dispatch_send.c) */

/* Gives a leased message to its gateway; takes its text. */
void dispatch_send(struct dispatch *d, struct outbox_message *m);
/* What waits for a connection never leaves: it is due again. */
void dispatch_give_back(struct dispatch *d, struct lane *g);
/* Hands messages to the transport while connections are free; when the service stops or
 * the gateway is gone, those that wait are given back. */
void dispatch_send_waiting(struct dispatch *d, struct lane *g);
/* Each commit costs a flush: while the gateways have enough to do, outcomes gather. */
bool dispatch_is_worth_a_commit(const struct dispatch *d);
