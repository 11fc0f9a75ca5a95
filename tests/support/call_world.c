/* SPDX-License-Identifier: EUPL-1.2 */
/* Making a world, and its time. */
#include "tests/support/call_world.h"

#include "base/alloc.h"
#include "tests/support/call_world_internal.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 20000 };

uint64_t world_below(struct world *w, uint64_t n)
{
	return prng_below(&w->chance, n);
}

bool world_one_in(struct world *w, uint64_t n)
{
	return world_below(w, n) == 0;
}

void world_broken(struct world *w, const char *rule)
{
	if (w->broken == NULL)
		w->broken = rule;
}

void world_plan(struct world *w, int64_t delay_ms, const struct callout_event *event,
	uint64_t cycle)
{
	if (w->futures == FUTURE_MAX) {
		world_broken(w, "the world overflows: too many messages");
		return;
	}
	w->future[w->futures++] = (struct future){ .at = w->now + delay_ms,
		.order = prng_next(&w->chance),
		.event = *event,
		.cycle = cycle };
}

/* --- making a world */

static void make_slot(struct world *w, struct callout_slot *s)
{
	s->function_id = 1 + (int64_t)world_below(w, 1000);
	s->need = (int)world_below(w, 4);
	s->mode = world_one_in(w, 8)   ? MODE_ALL
		  : world_one_in(w, 2) ? MODE_ON_DUTY
				       : MODE_POOL;
	s->overbook_percent = world_one_in(w, 3) ? (int)world_below(w, 200) : 0;
	s->wave_size = (int)world_below(w, 5);
	s->wave_time = seconds(30 + (int64_t)world_below(w, 300));
	s->norm_minutes = (int)world_below(w, 60);
	s->fallback_pool = world_one_in(w, 2);
	s->state = SLOT_OPEN;
}

static void make_person(struct world *w, uint32_t i)
{
	struct callout_recipient *r = &w->c.people[i];
	uint64_t all = (UINT64_C(1) << w->c.slots_count) - 1;

	r->id = 1000 + i;
	r->person_id = 1 + (int64_t)i;
	do {
		r->slots = prng_next(&w->chance) & all
			   & (world_one_in(w, 2) ? all : prng_next(&w->chance));
	} while (r->slots == 0);
	r->duty = world_one_in(w, 3) ? r->slots & prng_next(&w->chance) : 0;
	r->duty_rank = 1 + (int)world_below(w, 3);
	r->absent = i * 4 > w->c.people_count * 3;
	r->paths = world_one_in(w, 10) ? 0 : 1 + (int)world_below(w, 3);
}

static void world_make(struct world *w, uint64_t seed)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	prng_init(&w->chance, seed);
	w->now = 1700000000000;
	effects_init(&w->effects);
	if (callout_init(&w->c, (uint32_t)world_below(w, PEOPLE_MAX + 1), &e) != ERR_OK)
		abort();
	w->c.id = 1 + (int64_t)world_below(w, 100);
	w->c.path_time = seconds(10 + (int64_t)world_below(w, 120));
	w->c.rounds = 1 + (int)world_below(w, 3);
	w->c.slots_count = 1 + (int)world_below(w, SLOTS_MAX);
	for (int s = 0; s < w->c.slots_count; s++)
		make_slot(w, &w->c.slots[s]);
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		make_person(w, i);
		w->who[i].told_slot = BELIEVES_NOTHING;
		w->who[i].served = CALLOUT_NOBODY;
	}
	if (callout_prepare(&w->c, &e) != ERR_OK)
		abort();
}

/* --- time */

/* Everything but the stored fields is lost; loading must give the same machine. */
static void world_restart(struct world *w)
{
	struct callout again = w->c;
	struct err e = { 0 };

	again.people = base_calloc(w->c.people_count + 1, sizeof *again.people);
	if (again.people == NULL)
		abort();
	memcpy(again.people, w->c.people, w->c.people_count * sizeof *again.people);
	for (int s = 0; s < again.slots_count; s++) {
		again.slots[s].queue = NULL;
		again.slots[s].placed = -7;
		again.slots[s].queue_len = again.slots[s].queue_at = 0;
	}
	if (callout_prepare(&again, &e) != ERR_OK)
		abort();
	for (int s = 0; s < again.slots_count; s++)
		if (again.slots[s].placed != w->c.slots[s].placed
			|| again.slots[s].queue_len != w->c.slots[s].queue_len)
			world_broken(w, "a loaded call-out differs");
	callout_fini(&w->c);
	w->c = again;
}

static void step(struct world *w, const struct callout_event *event)
{
	struct callout_recipient person = { 0 };
	struct callout before;
	const bool late = world_is_late(w, event);
	struct err e = { 0 };
	enum err_code rc;

	before = w->c;
	if (event->person < w->c.people_count)
		person = w->c.people[event->person];
	rc = callout_step(&w->c, event, (struct instant){ w->now }, &w->effects, &e);
	if (rc != ERR_OK && rc != ERR_CONFLICT)
		world_broken(w, "a step failed");
	if (rc == ERR_OK)
		world_witness(w, event, &before, &person);
	if (rc == ERR_OK && late)
		world_check_late(w, event->person, &person);
	w->trace = prng_mix(w->trace, (uint64_t)event->kind + (uint64_t)w->now);
	for (size_t i = 0; i < w->effects.count; i++)
		world_effect(w, &w->effects.items[i]);
	world_check(w, event->kind);
	w->steps++;
	if (world_one_in(w, 20))
		world_restart(w);
}

static void coordinator_acts(struct world *w)
{
	struct callout_event event = { .kind = CALLOUT_REMIND, .slot = CALLOUT_NOBODY };

	if (w->quiet || !world_one_in(w, 25))
		return;
	switch (world_below(w, 10)) {
	case 0:
		event.kind = CALLOUT_STOP;
		event.send_home = world_one_in(w, 2);
		break;
	case 1:
	case 2:
		event.kind = CALLOUT_NEED;
		event.slot = (int)world_below(w, (uint64_t)w->c.slots_count);
		event.need = (int)world_below(w, 6);
		w->lowered[event.slot] |= event.need < w->c.slots[event.slot].need;
		break;
	case 4:
		event.kind = CALLOUT_STOP_SLOT;
		event.slot = (int)world_below(w, (uint64_t)w->c.slots_count);
		event.send_home = world_one_in(w, 2);
		break;
	case 5:
	case 6:
	case 7:
		if (w->c.people_count == 0)
			return;
		event.kind = CALLOUT_SEND_HOME;
		event.person = (uint32_t)world_below(w, w->c.people_count);
		event.refill = world_one_in(w, 3);
		if (w->c.people[event.person].placed != CALLOUT_NOBODY)
			w->lowered[w->c.people[event.person].placed] = true;
		break;
	case 3:
		if (w->c.people_count == 0)
			return;
		event = (struct callout_event){ .kind = CALLOUT_ANSWER,
			.person = (uint32_t)world_below(w, w->c.people_count),
			.answer = ANSWER_YES,
			.eta_minutes = -1,
			.via = VIA_COORDINATOR };
		break;
	default:
		break;
	}
	step(w, &event);
}

static size_t soonest(const struct world *w)
{
	size_t best = 0;

	for (size_t i = 1; i < w->futures; i++)
		if (w->future[i].at < w->future[best].at
			|| (w->future[i].at == w->future[best].at
				&& w->future[i].order < w->future[best].order))
			best = i;
	return best;
}

/* An outcome of an ask that was cancelled before it left never comes. */
static bool still_comes(const struct world *w, const struct future *f)
{
	return f->cycle == 0
	       || (f->cycle == w->who[f->event.person].cycle
		       && !w->who[f->event.person].cancelled);
}

/* Jumps to the earliest of the next thing to happen and the deadline; false when all is
 * done. */
static bool advance(struct world *w)
{
	static const struct callout_event tick = { .kind = CALLOUT_TICK };
	int64_t deadline = callout_next_deadline(&w->c).ms;
	struct future next;
	size_t i;

	if (w->futures == 0 && deadline == INSTANT_NEVER.ms)
		return false;
	if (w->futures == 0 || deadline < w->future[soonest(w)].at) {
		w->now = deadline > w->now ? deadline : w->now;
		step(w, &tick);
		return true;
	}
	i = soonest(w);
	next = w->future[i];
	w->future[i] = w->future[--w->futures];
	w->now = next.at > w->now ? next.at : w->now;
	if (still_comes(w, &next))
		step(w, &next.event);
	return true;
}

struct call_world_result call_world_run(uint64_t seed)
{
	static const struct callout_event start = { .kind = CALLOUT_START };
	struct call_world_result result;
	struct world *w = malloc(sizeof *w);

	if (w == NULL)
		abort();
	world_make(w, seed);
	step(w, &start);
	while (w->broken == NULL && advance(w)) {
		coordinator_acts(w);
		w->quiet = w->steps > 500;
		if (w->steps > STEPS_MAX)
			world_broken(w, "the call-out does not end");
	}
	if (w->broken == NULL && w->c.state == CALLOUT_ACTIVE)
		world_broken(w, "nothing is under way, yet the call-out is active");
	result = (struct call_world_result){
		.trace = w->trace, .steps = w->steps, .broken = w->broken
	};
	effects_fini(&w->effects);
	callout_fini(&w->c);
	free(w);
	return result;
}
