/* SPDX-License-Identifier: EUPL-1.2 */
/* The pump. Everything that must not be lost is in the database: this only moves it. */
#include "service/dispatch/dispatch_internal.h"

#include "base/alloc.h"
#include "base/log.h"
#include "service/dispatch/simulator_world.h"

#include <stdio.h>

enum { HEARTBEAT_MS = 1000 };

struct tick dispatch_tick(const struct dispatch *d)
{
	return d->config.clock->tick(d->config.clock);
}

static void submit(struct dispatch *d);

static void on_timer(uv_timer_t *t)
{
	submit(container_of(t, struct dispatch, timer));
}

static void arm(struct dispatch *d, int64_t in_ms)
{
	if (d->closing)
		return;
	(void)uv_timer_start(&d->timer, on_timer, in_ms > 0 ? (uint64_t)in_ms : 0, 0);
}

void dispatch_arm_within(struct dispatch *d, int64_t ms)
{
	const uv_handle_t *timer = (const uv_handle_t *)&d->timer;

	if (!uv_is_active(timer) || uv_timer_get_due_in(&d->timer) > (uint64_t)ms)
		arm(d, ms);
}

/* When to look again: the next deadline or due message, when the gateways have room. */
static void arm_next(struct dispatch *d)
{
	struct instant next = instant_min(d->deadline, d->batch.next_due);
	int64_t ms;

	if (d->draining || next.ms == INSTANT_NEVER.ms) {
		(void)uv_timer_stop(&d->timer);
		return;
	}
	ms = next.ms - d->config.clock->now(d->config.clock).ms;
	if (ms <= 0) /* due, but no gateway has room: outcomes kick; rate limits and
			probes do not */
		ms = d->batch.messages_count > 0 ? 20 : 100;
	arm(d, ms < 60000 ? ms : 60000);
}

static void failed(struct dispatch *d)
{
	const struct outbox_outcome *old = d->batch.outcomes;

	log_event(LOG_ERROR, "dispatch.failed", "code=%d", (int)d->job.err.code);
	/* nothing was moved: the clock neither, until the next job */
	steady_clock_move(d->config.steady, (struct duration){ -d->moved.ms });
	for (size_t i = 0; i < d->batch.messages_count; i++)
		base_free(d->leased[i].text);
	d->batch.messages_count = 0;
	/* what was known is recorded with the next job; what does not fit is found
	 * again when its lease ends */
	for (size_t i = 0;
		i < d->batch.outcomes_count && d->outcomes_count < LANE_WINDOW; i++) {
		d->seen[d->filling][d->outcomes_count] = d->seen[1 - d->filling][i];
		d->outcomes[d->filling][d->outcomes_count++] = old[i];
	}
	d->under_way += d->batch.outcomes_count;
	arm(d, 500);
}

static void done(struct job *j)
{
	struct dispatch *d = container_of(j, struct dispatch, job);
	bool full;

	d->job_busy = false;
	d->under_way -= d->batch.outcomes_count;
	if (d->job.err.code != ERR_OK) {
		failed(d);
		dispatch_take_wanted(d);
		return;
	}
	if (d->moved.ms != 0)
		log_event(LOG_WARN, "clock.set", "seconds=%" PRId64,
			dispatch_moved_seconds(d));
	d->recovered = true;
	d->told_stuck = d->batch.stuck;
	for (size_t i = 0; i < d->gateways_count; i++) {
		d->gateways[i].told_works = d->gateways[i].tell_works;
		lane_doubt(
			&d->gateways[i], d->offered[i].in_doubt, d->offered[i].loses);
	}
	d->under_way += d->batch.messages_count;
	full = d->batch.messages_count == DISPATCH_BATCH;
	for (size_t i = 0; i < d->batch.messages_count; i++)
		dispatch_send(d, &d->leased[i]);
	dispatch_take_wanted(d);
	if (full || d->again
		|| (d->outcomes_count > 0 && dispatch_is_worth_a_commit(d)))
		submit(d);
	else if (d->outcomes_count > 0)
		arm(d, DISPATCH_GATHER_MS);
	else
		arm_next(d);
}

static void offer(struct dispatch *d)
{
	for (size_t i = 0; i < d->gateways_count; i++) {
		struct lane *g = &d->gateways[i];
		struct outbox_gateway *o = &d->offered[i];

		*o = (struct outbox_gateway){ .channel = g->config->channel,
			.any_channel = g->config->kind == GATEWAY_SIMULATOR
				       && !g->config->has_channel,
			.gone = g->gone,
			.rank = g->config->rank,
			.usable = breaker_is_usable(&g->breaker, dispatch_tick(d)),
			.broken = g->breaker.state != BREAKER_CLOSED,
			.receipt_seconds = g->config->receipt_seconds,
			.test_to = g->config->test_to,
			.room = d->draining ? 0 : lane_room(g, dispatch_tick(d)) };
		(void)snprintf(o->name, sizeof o->name, "%s", g->config->name);
	}
}

static void submit(struct dispatch *d)
{
	/* what this job records makes room for what it leases */
	const size_t after = d->under_way - d->outcomes_count;
	const size_t free_window = LANE_WINDOW > after ? LANE_WINDOW - after : 0;
	struct err e;

	if (d->job_busy) {
		d->again = true;
		return;
	}
	d->again = false;
	offer(d);
	d->config.random->fill(
		d->config.random, &d->batch.chance, sizeof d->batch.chance);
	d->batch.outcomes = d->outcomes[d->filling];
	d->batch.outcomes_count = d->outcomes_count;
	d->batch.gateways = d->offered;
	d->batch.gateways_count = d->gateways_count;
	d->batch.messages = d->leased;
	d->batch.messages_max =
		free_window < DISPATCH_BATCH ? free_window : DISPATCH_BATCH;
	d->filling = 1 - d->filling;
	d->outcomes_count = 0;
	d->moved = (struct duration){ 0 };
	d->job = (struct job){ .work = dispatch_work, .done = done };
	if (d->config.executor->write(d->config.executor, &d->job, JOB_CALL, &e)
		== ERR_OK) {
		d->job_busy = true;
		return;
	}
	d->filling = 1 - d->filling; /* the queue is full: later */
	d->outcomes_count = d->batch.outcomes_count;
	arm(d, 20);
}

/* Nothing may be due for days: the clock is looked at all the same. */
static void on_heartbeat(uv_timer_t *t)
{
	struct dispatch *d = container_of(t, struct dispatch, heartbeat);

	if (!d->draining && steady_clock_jump(d->config.steady).ms != 0)
		dispatch_kick(d);
}

void dispatch_kick(struct dispatch *d)
{
	if (d->closing)
		return;
	if (d->job_busy)
		d->again = true;
	else
		arm(d, 0); /* the next turn: several kicks make one job */
}

void dispatch_follow(struct dispatch *d)
{
	if (!d->closing && !d->draining && !d->job_busy)
		submit(d);
}

/* --- opening and closing --- */

enum err_code dispatch_open(
	const struct dispatch_config *config, struct dispatch **ret, struct err *e)
{
	struct dispatch *d = base_calloc(1, sizeof *d);

	if (d == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the dispatcher");
	d->config = *config;
	d->by.actor = (struct actor){ "system", "local" };
	d->deadline = INSTANT_NEVER;
	dispatch_open_lanes(d);
	if (simulator_world_open(config, &d->world, e) != ERR_OK) {
		base_free(d);
		return e->code;
	}
	REQUIRE(uv_timer_init(config->loop, &d->timer) == 0);
	REQUIRE(uv_timer_init(config->loop, &d->heartbeat) == 0);
	REQUIRE(uv_timer_start(&d->heartbeat, on_heartbeat, HEARTBEAT_MS, HEARTBEAT_MS)
		== 0);
	*ret = d;
	return ERR_OK;
}

void dispatch_drain(struct dispatch *d)
{
	d->draining = true;
	(void)uv_timer_stop(&d->timer);
	for (size_t i = 0; i < d->gateways_count; i++)
		dispatch_send_waiting(d, &d->gateways[i]);
	if (d->outcomes_count > 0 && !d->job_busy)
		submit(d);
}

bool dispatch_idle(const struct dispatch *d)
{
	return !d->job_busy && d->outcomes_count == 0;
}

static void on_world_closed(void *ctx)
{
	struct dispatch *d = ctx;

	d->closed(d->closed_ctx);
	base_free(d);
}

static void on_timer_closed(uv_handle_t *h)
{
	struct dispatch *d = container_of(h, struct dispatch, timer);

	simulator_world_close(d->world, on_world_closed, d);
}

static void on_heartbeat_closed(uv_handle_t *h)
{
	struct dispatch *d = container_of(h, struct dispatch, heartbeat);

	uv_close((uv_handle_t *)&d->timer, on_timer_closed);
}

void dispatch_close(struct dispatch *d, void (*closed)(void *ctx), void *ctx)
{
	d->closing = true;
	d->closed = closed;
	d->closed_ctx = ctx;
	uv_close((uv_handle_t *)&d->heartbeat, on_heartbeat_closed);
}
