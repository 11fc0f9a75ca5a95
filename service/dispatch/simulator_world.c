/* SPDX-License-Identifier: EUPL-1.2 */
/* One timer at the earliest reaction; each reaction is an answer step of its own. */
#include "service/dispatch/simulator_world.h"

#include "alert/carrier/simulator.h"
#include "base/alloc.h"

/* Somebody is going to answer. */
struct reaction {
	struct job job;
	struct list link; /* simulator_world::waiting, by time */
	struct simulator_world *world;
	struct tick at;
	int64_t callout_id, recipient_id;
	struct simulator_reaction what;
	struct change by;
	const struct call_settings *settings; /* of when it is given */
};

struct simulator_world {
	struct dispatch_config config;
	uv_timer_t timer;
	struct list waiting;
	bool closing;
	size_t under_way;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static enum err_code work(struct job *j, struct db *db, struct err *e)
{
	struct reaction *r = container_of(j, struct reaction, job);
	struct callout_event event = { .kind = CALLOUT_ANSWER,
		.answer = r->what.answer,
		.eta_minutes = r->what.eta_minutes,
		.via = VIA_SMS };
	struct call *call;
	int64_t person;

	r->by = (struct change){ .actor = { "simulated person", "simulator" },
		.now = r->world->config.clock->now(r->world->config.clock) };
	if (call_get(db, r->callout_id, &call, e) != ERR_OK)
		return e->code;
	person = call_recipient(call, r->recipient_id);
	if (person < 0 || call->c.people[person].answer != ANSWER_NONE)
		return ERR_OK;
	event.person = (uint32_t)person;
	return call_step(db, r->settings, r->callout_id, &event, &r->by, e);
}

static void on_timer(uv_timer_t *t);

static void arm(struct simulator_world *w)
{
	struct tick now = w->config.clock->tick(w->config.clock);
	struct reaction *first;

	if (w->closing || list_empty(&w->waiting)) {
		(void)uv_timer_stop(&w->timer);
		return;
	}
	first = container_of(w->waiting.next, struct reaction, link);
	(void)uv_timer_start(&w->timer, on_timer,
		first->at.ms > now.ms ? (uint64_t)(first->at.ms - now.ms) : 0, 0);
}

static void done(struct job *j)
{
	struct reaction *r = container_of(j, struct reaction, job);

	r->world->under_way--;
	base_free(r);
}

static void react(struct simulator_world *w, struct reaction *r)
{
	struct executor *x = w->config.executor;
	struct err e;

	r->settings = w->config.settings;
	r->job = (struct job){ .work = work, .done = done };
	if (x->write(x, &r->job, JOB_CALL, &e) == ERR_OK)
		w->under_way++;
	else
		base_free(r);
}

static void on_timer(uv_timer_t *t)
{
	struct simulator_world *w = container_of(t, struct simulator_world, timer);
	struct tick now = w->config.clock->tick(w->config.clock);

	while (!list_empty(&w->waiting)) {
		struct reaction *r =
			container_of(w->waiting.next, struct reaction, link);

		if (r->at.ms > now.ms)
			break;
		list_remove(&r->link);
		react(w, r);
	}
	arm(w);
}

void simulator_world_message(struct simulator_world *w,
	const struct gateway_config *gateway, const struct outbox_message *m)
{
	struct reaction *r;
	struct list *before;

	if ((m->purpose != PURPOSE_ASK && m->purpose != PURPOSE_REMIND)
		|| m->callout_id == 0)
		return;
	r = base_calloc(1, sizeof *r);
	if (r == NULL)
		return;
	r->what = simulator_react((uint64_t)gateway->seed, gateway->pace, m->callout_id,
		m->person_id, m->on_duty);
	if (r->what.answer == ANSWER_NONE) {
		base_free(r);
		return;
	}
	r->world = w;
	r->callout_id = m->callout_id;
	r->recipient_id = m->recipient_id;
	r->at.ms = w->config.clock->tick(w->config.clock).ms + r->what.delay_ms;
	before = w->waiting.prev;
	while (before != &w->waiting
		&& container_of(before, struct reaction, link)->at.ms > r->at.ms)
		before = before->prev;
	list_push(before->next, &r->link);
	arm(w);
}

enum err_code simulator_world_open(const struct dispatch_config *config,
	struct simulator_world **ret, struct err *e)
{
	struct simulator_world *w = base_calloc(1, sizeof *w);

	if (w == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the simulator");
	w->config = *config;
	list_init(&w->waiting);
	REQUIRE(uv_timer_init(config->loop, &w->timer) == 0);
	*ret = w;
	return ERR_OK;
}

void simulator_world_set_settings(
	struct simulator_world *w, const struct call_settings *settings)
{
	w->config.settings = settings;
}

static void on_closed(uv_handle_t *h)
{
	struct simulator_world *w = container_of(h, struct simulator_world, timer);
	struct list *l;

	while ((l = list_pop(&w->waiting)) != NULL)
		base_free(container_of(l, struct reaction, link));
	w->closed(w->closed_ctx);
	base_free(w);
}

void simulator_world_close(
	struct simulator_world *w, void (*closed)(void *ctx), void *ctx)
{
	w->closing = true;
	w->closed = closed;
	w->closed_ctx = ctx;
	uv_close((uv_handle_t *)&w->timer, on_closed);
}
