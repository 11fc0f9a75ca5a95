/* SPDX-License-Identifier: EUPL-1.2 */
/* Leased messages to their gateways, and what became of them. */
#include "service/dispatch/dispatch_internal.h"

#include "base/alloc.h"
#include "service/dispatch/simulator_world.h"

#include <stdio.h>

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

bool dispatch_is_worth_a_commit(const struct dispatch *d)
{
	size_t to_send = 0;

	for (size_t i = 0; i < d->gateways_count; i++)
		to_send += d->gateways[i].under_way - d->gateways[i].sending;
	return d->outcomes_count >= DISPATCH_ENOUGH || to_send < DISPATCH_ENOUGH;
}

/* what: NULL when it never left. */
static void collect(struct dispatch *d, const struct outbox_message *m,
	const struct carrier_outcome *what)
{
	struct outbox_outcome *o;

	REQUIRE(d->outcomes_count < LANE_WINDOW);
	d->seen[d->filling][d->outcomes_count] = dispatch_tick(d);
	o = &d->outcomes[d->filling][d->outcomes_count++];
	*o = (struct outbox_outcome){ .attempt_id = m->attempt_id,
		.callout_id = m->callout_id,
		.recipient_id = m->recipient_id,
		.person_id = m->person_id,
		.purpose = m->purpose,
		.path = m->path,
		.channel = m->channel,
		.gateway = m->gateway,
		.unsent = what == NULL };
	if (what != NULL) {
		o->what = *what;
		lane_count(&d->gateways[m->gateway], what->result);
	}
	d->gateways[m->gateway].under_way--;
	if (!d->job_busy) /* else its end sees them */
		dispatch_arm_within(
			d, dispatch_is_worth_a_commit(d) ? 0 : DISPATCH_GATHER_MS);
}

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
	const double took = (double)(dispatch_tick(d).ms - s->began.ms);
	struct carrier_outcome what;

	g->sending--;
	g->reply_ms += (took - g->reply_ms) / 16;
	if (reply->status == 0)
		carrier_no_reply(reply->why, &what);
	else
		g->entry->carrier->decode(&said, &what);
	lane_judge(g, &what, dispatch_tick(d));
	collect(d, &s->m, &what);
	sending_free(s);
	dispatch_send_waiting(d, g);
}

static void send_simulated(struct dispatch *d, const struct outbox_message *m)
{
	struct carrier_outcome what = { .result = CARRIER_SENT };

	simulator_world_message(d->world, d->gateways[m->gateway].config, m);
	collect(d, m, &what);
}

void dispatch_give_back(struct dispatch *d, struct lane *g)
{
	struct list *l;

	while ((l = list_pop(&g->waiting)) != NULL) {
		struct sending *s = container_of(l, struct sending, link);

		breaker_took_back(&g->breaker);
		collect(d, &s->m, NULL);
		sending_free(s);
	}
}

void dispatch_send_waiting(struct dispatch *d, struct lane *g)
{
	struct list *l;
	struct err e;

	if (d->draining || g->gone) {
		dispatch_give_back(d, g);
		return;
	}
	while (g->sending < (size_t)g->config->connections
		&& (l = list_pop(&g->waiting)) != NULL) {
		struct sending *s = container_of(l, struct sending, link);
		struct carrier_outcome what;

		s->began = dispatch_tick(d);
		if (d->config.transport->post(d->config.transport, &s->request, &e)
			== ERR_OK) {
			g->sending++;
			continue;
		}
		carrier_no_reply("no memory for the message", &what);
		breaker_took_back(&g->breaker);
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
	dispatch_send_waiting(d, g);
	return true;
}

void dispatch_send(struct dispatch *d, struct outbox_message *m)
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
