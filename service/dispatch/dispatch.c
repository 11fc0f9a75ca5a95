/* SPDX-License-Identifier: EUPL-1.2 */
/* The pump. Everything that must not be lost is in the database: this only moves it. */
#include "service/dispatch/dispatch.h"

#include "alert/outbox/watch.h"
#include "base/alloc.h"
#include "base/list.h"
#include "base/log.h"
#include "service/dispatch/lane.h"
#include "service/dispatch/simulator_world.h"

#include <stdio.h>
#include <string.h>

enum {
	WINDOW = LANE_WINDOW,
	BATCH = 512, /* leased by one job */
};

/* One message on its way. */
struct sending {
	struct transport_request request;
	struct list link; /* gateway::waiting */
	struct dispatch *d;
	struct outbox_message m;
	struct carrier_request encoded;
	char key[24];
	struct tick began;
};

struct dispatch {
	struct dispatch_config config;
	uv_timer_t timer;
	struct lane gateways[GATEWAYS_MAX];
	size_t gateways_count;
	struct simulator_world *world;
	size_t under_way;
	/* the job: outcomes in, messages out */
	struct job job;
	bool recovered; /* what the program before this one had leased is due again */
	unsigned told_stuck; /* channels of which that was told */
	bool job_busy, again, draining, closing;
	struct outbox_outcome outcomes[2][WINDOW];
	size_t outcomes_count; /* collected for the next job */
	int filling;           /* which array is being filled */
	struct outbox_gateway offered[GATEWAYS_MAX];
	struct outbox_message leased[BATCH];
	struct outbox_batch batch;
	struct change by;
	struct instant deadline; /* of call-outs, as the job found it */
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static struct tick tick_now(const struct dispatch *d)
{
	return d->config.clock->tick(d->config.clock);
}

static void submit(struct dispatch *d);

/* --- outcomes --- */

static void collect(struct dispatch *d, const struct outbox_message *m,
	const struct carrier_outcome *what)
{
	struct outbox_outcome *o;

	REQUIRE(d->outcomes_count < WINDOW);
	o = &d->outcomes[d->filling][d->outcomes_count++];
	*o = (struct outbox_outcome){ .attempt_id = m->attempt_id,
		.callout_id = m->callout_id,
		.recipient_id = m->recipient_id,
		.person_id = m->person_id,
		.purpose = m->purpose,
		.path = m->path,
		.channel = m->channel,
		.gateway = m->gateway,
		.at = d->config.clock->now(d->config.clock),
		.what = *what };
	lane_count(&d->gateways[m->gateway], what->result);
	d->gateways[m->gateway].under_way--;
	dispatch_kick(d);
}

static void send_waiting(struct dispatch *d, struct lane *g);

static void sending_free(struct sending *s)
{
	carrier_request_fini(&s->encoded);
	base_free(s);
}

static void on_reply(struct transport_request *r, const struct transport_reply *reply)
{
	struct sending *s = container_of(r, struct sending, request);
	struct dispatch *d = s->d;
	struct lane *g = &d->gateways[s->m.gateway];
	const struct carrier_reply said = { .status = reply->status,
		.body = reply->body,
		.len = reply->len,
		.retry_after_seconds = reply->retry_after_seconds };
	const double took = (double)(tick_now(d).ms - s->began.ms);
	struct carrier_outcome what;

	g->sending--;
	g->reply_ms += (took - g->reply_ms) / 16;
	if (reply->status == 0)
		carrier_no_reply(reply->why, &what);
	else
		g->entry->carrier->decode(&said, &what);
	lane_judge(g, what.result, tick_now(d));
	collect(d, &s->m, &what);
	sending_free(s);
	send_waiting(d, g);
}

/* --- sending --- */

static void send_simulated(struct dispatch *d, const struct outbox_message *m)
{
	struct carrier_outcome what = { .result = CARRIER_SENT };

	simulator_world_message(d->world, d->gateways[m->gateway].config, m);
	collect(d, m, &what);
}

/* Hands messages to the transport while connections are free; when the service stops,
 * those that wait are given back. */
static void send_waiting(struct dispatch *d, struct lane *g)
{
	struct list *l;
	struct err e;

	while ((d->draining || g->sending < (size_t)g->config->connections)
		&& (l = list_pop(&g->waiting)) != NULL) {
		struct sending *s = container_of(l, struct sending, link);
		struct carrier_outcome what;

		carrier_no_reply("the service stops", &what);
		if (!d->draining) {
			s->began = tick_now(d);
			if (d->config.transport->post(
				    d->config.transport, &s->request, &e)
				== ERR_OK) {
				g->sending++;
				continue;
			}
			carrier_no_reply("no memory for the message", &what);
			breaker_took_back(&g->breaker);
		}
		collect(d, &s->m, &what);
		sending_free(s);
	}
}

/* False when it could not be sent; then *why. */
static bool send_real(
	struct dispatch *d, const struct outbox_message *m, struct carrier_outcome *why)
{
	struct lane *g = &d->gateways[m->gateway];
	struct sending *s = base_calloc(1, sizeof *s);

	carrier_no_reply("no memory for the message", why);
	if (s == NULL)
		return false;
	s->d = d;
	s->m = *m;
	s->m.text = NULL;
	(void)snprintf(s->key, sizeof s->key, "%" PRId64, m->attempt_id);
	carrier_request_init(&s->encoded);
	if (!gateway_encode(g->entry, m, d->config.clock->now(d->config.clock),
		    &s->encoded, why)) {
		sending_free(s);
		return false;
	}
	s->request = gateway_request(g->entry, &s->encoded);
	s->request.idempotency_key = s->key;
	s->request.done = on_reply;
	list_init(&s->link);
	list_push(&g->waiting, &s->link);
	send_waiting(d, g);
	return true;
}

static void send_one(struct dispatch *d, struct outbox_message *m)
{
	struct lane *g = &d->gateways[m->gateway];
	struct carrier_outcome what;

	lane_gave(g);
	if (g->config->kind == GATEWAY_SIMULATOR) {
		send_simulated(d, m);
	} else if (!send_real(d, m, &what)) {
		breaker_took_back(&g->breaker);
		collect(d, m, &what);
	}
	base_free(m->text);
	m->text = NULL;
}

/* --- the job --- */

/* Gateways that broke or work again are kept, and are events. */
static enum err_code tell(struct dispatch *d, struct db *db, struct err *e)
{
	for (size_t i = 0; i < d->gateways_count; i++) {
		const struct lane *g = &d->gateways[i];

		if (g->tell_open != g->told_open
			&& watch_gateway(db, g->config->name, !g->tell_open, &d->by, e)
				   != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code work(struct job *j, struct db *db, struct err *e)
{
	struct dispatch *d = container_of(j, struct dispatch, job);
	const struct call_settings *settings = d->config.settings;

	d->by.now = d->config.clock->now(d->config.clock);
	if (!d->recovered
		&& (outbox_recover(db, d->by.now, e) != ERR_OK
			|| watch_forget(db, &d->by, e) != ERR_OK))
		return e->code;
	if (tell(d, db, e) != ERR_OK || call_tick(db, settings, &d->by, e) != ERR_OK
		|| outbox_run(db, settings, &d->batch, &d->by, e) != ERR_OK)
		return e->code;
	if ((!d->recovered || d->batch.stuck != d->told_stuck)
		&& watch_channels(db, settings, d->batch.stuck, &d->by, e) != ERR_OK)
		return e->code;
	return call_next_deadline(db, &d->deadline, e);
}

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
	for (size_t i = 0; i < d->batch.messages_count; i++)
		base_free(d->leased[i].text);
	d->batch.messages_count = 0;
	/* what was known is recorded with the next job; what does not fit is found
	 * again when its lease ends */
	for (size_t i = 0; i < d->batch.outcomes_count && d->outcomes_count < WINDOW;
		i++)
		d->outcomes[d->filling][d->outcomes_count++] = old[i];
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
		return;
	}
	d->recovered = true;
	d->told_stuck = d->batch.stuck;
	for (size_t i = 0; i < d->gateways_count; i++)
		d->gateways[i].told_open = d->gateways[i].tell_open;
	d->under_way += d->batch.messages_count;
	full = d->batch.messages_count == BATCH;
	for (size_t i = 0; i < d->batch.messages_count; i++)
		send_one(d, &d->leased[i]);
	if (full || d->again || d->outcomes_count > 0)
		submit(d);
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
			.rank = g->config->rank,
			.usable = breaker_is_usable(&g->breaker, tick_now(d)),
			.broken = g->breaker.state != BREAKER_CLOSED,
			.receipt_seconds = g->config->receipt_seconds,
			.room = d->draining ? 0 : lane_room(g, tick_now(d)) };
		(void)snprintf(o->name, sizeof o->name, "%s", g->config->name);
		g->tell_open = g->breaker.state != BREAKER_CLOSED;
	}
}

static void submit(struct dispatch *d)
{
	size_t free_window = WINDOW > d->under_way ? WINDOW - d->under_way : 0;
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
	d->batch.messages_max = free_window < BATCH ? free_window : BATCH;
	d->filling = 1 - d->filling;
	d->outcomes_count = 0;
	d->job = (struct job){ .work = work, .done = done };
	if (d->config.executor->write(d->config.executor, &d->job, JOB_CALL, &e)
		== ERR_OK) {
		d->job_busy = true;
		return;
	}
	d->filling = 1 - d->filling; /* the queue is full: later */
	d->outcomes_count = d->batch.outcomes_count;
	arm(d, 20);
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
	d->gateways_count = config->config->gateways_count;
	for (size_t i = 0; i < d->gateways_count; i++) {
		lane_open(&d->gateways[i], &config->gateways->of[i], tick_now(d));
	}
	if (simulator_world_open(config, &d->world, e) != ERR_OK) {
		base_free(d);
		return e->code;
	}
	REQUIRE(uv_timer_init(config->loop, &d->timer) == 0);
	*ret = d;
	return ERR_OK;
}

void dispatch_drain(struct dispatch *d)
{
	d->draining = true;
	(void)uv_timer_stop(&d->timer);
	for (size_t i = 0; i < d->gateways_count; i++)
		send_waiting(d, &d->gateways[i]);
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

void dispatch_close(struct dispatch *d, void (*closed)(void *ctx), void *ctx)
{
	d->closing = true;
	d->closed = closed;
	d->closed_ctx = ctx;
	uv_close((uv_handle_t *)&d->timer, on_timer_closed);
}

bool dispatch_usable(const struct dispatch *d)
{
	for (size_t i = 0; i < d->gateways_count; i++)
		if (d->gateways[i].breaker.state == BREAKER_CLOSED)
			return true;
	return false;
}

size_t dispatch_figures(
	const struct dispatch *d, struct dispatch_figures *ret, size_t max)
{
	size_t n = d->gateways_count < max ? d->gateways_count : max;

	for (size_t i = 0; i < n; i++) {
		const struct lane *g = &d->gateways[i];

		ret[i] = (struct dispatch_figures){ .sent = g->sent,
			.retried = g->retried,
			.failed = g->failed,
			.usable = g->breaker.state == BREAKER_CLOSED,
			.under_way = g->under_way };
		(void)snprintf(ret[i].name, sizeof ret[i].name, "%s", g->config->name);
	}
	return n;
}
