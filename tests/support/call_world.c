/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/call_world.h"

#include "alert/callout/callout.h"
#include "base/alloc.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 24, SLOTS_MAX = 5, FUTURE_MAX = 4096, STEPS_MAX = 20000 };

/* Something that will happen. */
struct future {
	int64_t at;
	uint64_t order; /* ties are broken by chance: reordering */
	struct callout_event event;
	uint64_t cycle; /* the ask it belongs to; 0: of no ask */
};

/* What the world knows of a person, apart from the machine. */
struct witness {
	uint64_t cycle;  /* counts asks that began anew */
	int path, round; /* the last one asked on; -1: none in this cycle */
	bool cancelled;
	bool said_no;
	bool sent_home; /* and not asked back by the coordinator */
	int served;     /* slot where they were when sent home; -1: none */
	int told_slot;  /* what the person believes: slot, or one of the below */
};

enum { BELIEVES_NOTHING = -1, BELIEVES_RESERVE = -2, BELIEVES_NOT_NEEDED = -3 };

struct world {
	struct prng chance;
	struct callout c;
	struct effects effects;
	struct witness who[PEOPLE_MAX];
	struct future future[FUTURE_MAX];
	size_t futures;
	int64_t now;
	uint64_t trace;
	long steps;
	const char *broken;
	bool quiet; /* no more surprises: let it end */
	bool told_short[SLOTS_MAX];
	bool stopped[SLOTS_MAX]; /* and not wanted again since */
	bool lowered[SLOTS_MAX]; /* the coordinator lowered the need after people were
				    asked */
};

static uint64_t below(struct world *w, uint64_t n)
{
	return prng_below(&w->chance, n);
}

static bool one_in(struct world *w, uint64_t n)
{
	return below(w, n) == 0;
}

static void broken(struct world *w, const char *rule)
{
	if (w->broken == NULL)
		w->broken = rule;
}

static void plan(struct world *w, int64_t delay_ms, const struct callout_event *event,
	uint64_t cycle)
{
	if (w->futures == FUTURE_MAX) {
		broken(w, "the world overflows: too many messages");
		return;
	}
	w->future[w->futures++] = (struct future){ .at = w->now + delay_ms,
		.order = prng_next(&w->chance),
		.event = *event,
		.cycle = cycle };
}

/* --- making a world
 * -------------------------------------------------------------------- */

static void make_slot(struct world *w, struct callout_slot *s)
{
	s->function_id = 1 + (int64_t)below(w, 1000);
	s->need = (int)below(w, 4);
	s->mode = one_in(w, 8) ? MODE_ALL : one_in(w, 2) ? MODE_ON_DUTY : MODE_POOL;
	s->overbook_percent = one_in(w, 3) ? (int)below(w, 200) : 0;
	s->wave_size = (int)below(w, 5);
	s->wave_time = seconds(30 + (int64_t)below(w, 300));
	s->norm_minutes = (int)below(w, 60);
	s->fallback_pool = one_in(w, 2);
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
			   & (one_in(w, 2) ? all : prng_next(&w->chance));
	} while (r->slots == 0);
	r->duty = one_in(w, 3) ? r->slots & prng_next(&w->chance) : 0;
	r->duty_rank = 1 + (int)below(w, 3);
	r->absent = i * 4 > w->c.people_count * 3;
	r->paths = one_in(w, 10) ? 0 : 1 + (int)below(w, 3);
}

static void world_make(struct world *w, uint64_t seed)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	prng_init(&w->chance, seed);
	w->now = 1700000000000;
	effects_init(&w->effects);
	if (callout_init(&w->c, (uint32_t)below(w, PEOPLE_MAX + 1), &e) != ERR_OK)
		abort();
	w->c.id = 1 + (int64_t)below(w, 100);
	w->c.path_time = seconds(10 + (int64_t)below(w, 120));
	w->c.rounds = 1 + (int)below(w, 3);
	w->c.slots_count = 1 + (int)below(w, SLOTS_MAX);
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

/* --- what effects do in the world
 * -------------------------------------------------------- */

static void person_reacts(struct world *w, uint32_t person, int64_t delay)
{
	static const enum answer_via vias[] = { VIA_LINK, VIA_SMS, VIA_VOICE,
		VIA_PUSH };
	struct callout_event event = { .kind = CALLOUT_ANSWER,
		.person = person,
		.eta_minutes = one_in(w, 2) ? -1 : (int)below(w, 90),
		.via = vias[below(w, 4)] };

	if (one_in(w, 3))
		return; /* does not hear it */
	event.answer = one_in(w, 3)   ? ANSWER_NO
		       : one_in(w, 6) ? ANSWER_LAST_RESORT
				      : ANSWER_YES;
	delay += 1 + (int64_t)below(w, 400000);
	plan(w, delay, &event, 0);
	if (one_in(w, 6)) /* presses twice, or changes their mind */
		plan(w, delay + (int64_t)below(w, 200000), &event, 0);
	if (one_in(w, 6)) {
		event.answer = ANSWER_NO;
		plan(w, delay + (int64_t)below(w, 900000), &event, 0);
	}
	if (one_in(w, 5)) {
		struct callout_event late = event;

		late.kind = CALLOUT_LATE;
		late.eta_minutes = (int)below(w, 180);
		plan(w, delay + (int64_t)below(w, 900000), &late, 0);
	}
	if (one_in(w, 4)) {
		event.kind = CALLOUT_ARRIVED;
		plan(w, delay + (int64_t)below(w, 3600000), &event, 0);
	}
}

static void gateway_takes(struct world *w, uint32_t person, int path, int round)
{
	struct callout_event outcome = {
		.kind = CALLOUT_SENT, .person = person, .path = path, .round = round
	};
	int64_t delay = (int64_t)below(w, 20000);
	uint64_t cycle = w->who[person].cycle;

	if (one_in(w, 5)) {
		outcome.kind = CALLOUT_PATH_FAILED;
		plan(w, delay, &outcome, cycle);
		return;
	}
	plan(w, delay, &outcome, cycle);
	if (one_in(w,
		    8)) /* reported twice, the second time late and perhaps as failed */
		plan(w, delay + (int64_t)below(w, 100000), &outcome, cycle);
	if (!one_in(w, 6)) /* else accepted, and lost without a word */
		person_reacts(w, person, delay);
}

static bool any_slot_left(const struct world *w, const struct callout_recipient *r)
{
	for (int s = 0; s < w->c.slots_count; s++)
		if ((r->slots >> s & 1) != 0 && !w->stopped[s])
			return true;
	return false;
}

static void on_ask(struct world *w, const struct callout_effect *f)
{
	struct callout_recipient *r = &w->c.people[f->person];
	struct witness *who = &w->who[f->person];

	if (w->c.state == CALLOUT_STOPPED)
		broken(w, "somebody is asked after the stop");
	if (who->said_no)
		broken(w, "somebody is asked again after no");
	if (who->sent_home)
		broken(w, "somebody who was sent home is asked again");
	if (!any_slot_left(w, r))
		broken(w, "somebody is asked for a slot that was stopped");
	if (f->path != r->path || f->path < 0 || f->path >= r->paths)
		broken(w, "an ask on a path that is not there");
	if (f->path == 0 && r->round == 0) {
		if (who->cycle > 0 && r->reason != REASON_AGAIN)
			broken(w, "somebody is asked anew without a reason");
		who->cycle++;
	} else if (r->round < who->round
		   || (r->round == who->round && f->path <= who->path)) {
		broken(w, "the same path is asked twice in a round");
	}
	who->path = f->path;
	who->round = r->round;
	who->cancelled = false;
	gateway_takes(w, f->person, r->path, r->round);
}

static void check_last_resort(struct world *w, const struct callout_effect *f)
{
	const struct callout_recipient *r = &w->c.people[f->person];

	if (r->answer != ANSWER_LAST_RESORT
		|| w->who[f->person].told_slot != BELIEVES_RESERVE)
		return;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *o = &w->c.people[i];
		bool open = w->c.slots[r->placed].mode != MODE_ON_DUTY
			    || w->c.slots[r->placed].fallback_pool;

		if (r->asked_for == r->placed && open && o->state == RECIPIENT_WAITING
			&& o->slots == (UINT64_C(1) << r->placed))
			broken(w,
				"a last resort is placed while others were not asked");
	}
}

static void on_effect(struct world *w, const struct callout_effect *f)
{
	switch (f->kind) {
	case EFFECT_ASK:
		on_ask(w, f);
		break;
	case EFFECT_CANCEL:
		w->who[f->person].cancelled = true;
		break;
	case EFFECT_CONFIRM:
	case EFFECT_MOVED:
		check_last_resort(w, f);
		w->who[f->person].told_slot = f->slot;
		break;
	case EFFECT_RESERVE:
		w->who[f->person].told_slot = BELIEVES_RESERVE;
		break;
	case EFFECT_STAND_DOWN:
		w->who[f->person].told_slot = BELIEVES_NOT_NEEDED;
		break;
	case EFFECT_SHORT:
		w->told_short[f->slot] = true;
		if (w->c.slots[f->slot].placed >= w->c.slots[f->slot].need)
			broken(w, "a full slot is called short");
		break;
	case EFFECT_PERSON:
	case EFFECT_SLOT:
	case EFFECT_CALLOUT:
	case EFFECT_NO_DUTY:
		break;
	}
	w->trace = prng_mix(w->trace, (uint64_t)f->kind * 1000003 + f->person * 101
					      + (uint64_t)(f->slot + 1) * 7
					      + (uint64_t)f->path);
}

/* --- the rules, checked from outside
 * ------------------------------------------------------ */

/* Kuhn's algorithm over single places: slow, plain, another method than the machine's.
 */
struct oracle {
	const struct callout *c;
	int place_slot[SLOTS_MAX * 8];
	int places;
	int taken_by[SLOTS_MAX * 8];
	bool seen[SLOTS_MAX * 8];
};

/* Places of a slot on duty are for those on duty, until it has fallen back on the pool.
 */
static bool may_fill(
	const struct callout *c, const struct callout_recipient *r, int slot)
{
	const struct callout_slot *s = &c->slots[slot];

	if ((r->slots >> slot & 1) == 0)
		return false;
	return s->mode != MODE_ON_DUTY || s->fallback_used
	       || (r->duty >> slot & 1) != 0;
}

static bool oracle_try(struct oracle *o, uint32_t person)
{
	const struct callout_recipient *r = &o->c->people[person];

	for (int p = 0; p < o->places; p++) {
		bool fixed = r->state == RECIPIENT_ARRIVED
			     || r->state == RECIPIENT_STOOD_DOWN;
		bool fits = fixed ? r->placed == o->place_slot[p]
				  : may_fill(o->c, r, o->place_slot[p]);

		if (!fits || o->seen[p])
			continue;
		o->seen[p] = true;
		if (o->taken_by[p] < 0 || oracle_try(o, (uint32_t)o->taken_by[p])) {
			o->taken_by[p] = (int)person;
			return true;
		}
	}
	return false;
}

static bool willing(const struct callout_recipient *r)
{
	if (r->state == RECIPIENT_ARRIVED)
		return r->placed != CALLOUT_NOBODY;
	if (r->state == RECIPIENT_STOOD_DOWN) /* sent home, or their slot stopped */
		return r->placed != CALLOUT_NOBODY;
	return r->answer == ANSWER_YES
	       || (r->answer == ANSWER_LAST_RESORT && r->placed != CALLOUT_NOBODY);
}

static int most_places(const struct callout *c)
{
	struct oracle o = { .c = c };
	int filled = 0;

	for (int s = 0; s < c->slots_count; s++)
		for (int n = 0; n < c->slots[s].need; n++)
			o.place_slot[o.places++] = s;
	for (int p = 0; p < o.places; p++)
		o.taken_by[p] = -1;
	for (uint32_t i = 0; i < c->people_count; i++) {
		memset(o.seen, 0, sizeof o.seen);
		filled += willing(&c->people[i]) && oracle_try(&o, i);
	}
	return filled;
}

static void check_places(struct world *w)
{
	int filled = 0;

	for (int s = 0; s < w->c.slots_count; s++) {
		const struct callout_slot *slot = &w->c.slots[s];
		int arrived = 0;

		filled += slot->placed < slot->need ? slot->placed : slot->need;
		for (uint32_t i = 0; i < w->c.people_count; i++)
			arrived += w->c.people[i].placed == s
				   && w->c.people[i].arrived_at.ms != 0;
		if (slot->placed > slot->need && slot->mode != MODE_ALL
			&& arrived < slot->placed)
			broken(w, "more people are kept than needed");
	}
	if (filled != most_places(&w->c))
		broken(w, "the placement fills fewer places than possible");
}

static void check_person(struct world *w, uint32_t i)
{
	const struct callout_recipient *r = &w->c.people[i];
	int told = w->who[i].told_slot;

	if (r->state == RECIPIENT_ACCEPTED && told != r->placed)
		broken(w, "somebody who comes was not told where");
	if (r->state == RECIPIENT_RESERVE && told != BELIEVES_RESERVE)
		broken(w, "a reserve was not told so");
	if (r->state == RECIPIENT_STOOD_DOWN && told != BELIEVES_NOT_NEEDED)
		broken(w, "somebody who is not needed was not told so");
	if (w->who[i].served != CALLOUT_NOBODY && r->placed != w->who[i].served)
		broken(w, "somebody who was there is no longer on record");
	if (w->who[i].sent_home && r->state != RECIPIENT_STOOD_DOWN)
		broken(w, "somebody comes back unasked");
	if (r->state == RECIPIENT_WAITING && r->asked_at.ms != 0)
		broken(w, "somebody who was asked waits");
}

/* A step of the order on duty ends early only through its own addressee's decline. */
static void check_duty_turns(struct world *w, int s)
{
	const struct callout_slot *slot = &w->c.slots[s];
	int current = 0;

	if (slot->mode != MODE_ON_DUTY || slot->fallback_used || w->lowered[s])
		return;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *r = &w->c.people[i];

		current += r->asked_for == s && r->state == RECIPIENT_ASKED
			   && r->reason != REASON_AGAIN
			   && w->now < r->asked_at.ms + slot->wave_time.ms;
	}
	if (current > slot->need)
		broken(w, "more people on duty are asked at once than are needed");
}

/* A slot that is exhausted was told to be, to a human. */
static void check_short(struct world *w)
{
	for (int s = 0; s < w->c.slots_count; s++) {
		bool is_short = w->c.slots[s].state == SLOT_EXHAUSTED;

		if (is_short && !w->told_short[s])
			broken(w, "a slot is short and nobody was told");
		w->told_short[s] = is_short;
	}
}

static void check(struct world *w, enum callout_event_kind after)
{
	const char *why;

	if (!callout_holds(&w->c, &why))
		broken(w, why);
	for (uint32_t i = 0; i < w->c.people_count; i++)
		check_person(w, i);
	if (w->c.state == CALLOUT_STOPPED)
		return;
	check_places(w);
	check_short(w);
	for (int s = 0; s < w->c.slots_count; s++)
		check_duty_turns(w, s);
	if (after == CALLOUT_TICK && callout_next_deadline(&w->c).ms <= w->now)
		broken(w, "a deadline stays behind: the clock would spin");
}

/* --- time
 * ---------------------------------------------------------------------------------- */

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
			broken(w, "a loaded call-out differs");
	callout_fini(&w->c);
	w->c = again;
}

static int missing(const struct callout *c)
{
	int n = 0;

	for (int s = 0; s < c->slots_count; s++)
		if (c->slots[s].placed < c->slots[s].need)
			n += c->slots[s].need - c->slots[s].placed;
	return n;
}

/* Somebody was sent home: nobody is called because of that, unless it was asked. */
static void witness_home(struct world *w, const struct callout_event *event,
	const struct callout *before, const struct callout_recipient *was)
{
	const struct callout_recipient *r = &w->c.people[event->person];
	struct witness *who = &w->who[event->person];
	bool comes =
		was->state == RECIPIENT_ACCEPTED || was->state == RECIPIENT_ARRIVED;

	if (was->state == RECIPIENT_STOOD_DOWN)
		return;
	who->sent_home = true;
	if (r->left_at.ms != w->now)
		broken(w, "that somebody was sent home is not on record");
	if (was->state == RECIPIENT_ARRIVED && !event->refill)
		who->served = was->placed;
	if (comes && !event->refill && missing(&w->c) > missing(before))
		broken(w, "a place opens because somebody is sent home");
	if (event->refill && was->state == RECIPIENT_ARRIVED
		&& w->c.state != CALLOUT_STOPPED && r->placed != CALLOUT_NOBODY)
		broken(w, "a place stays taken that is to be filled again");
}

static void witness_slot(struct world *w, const struct callout_event *event)
{
	w->stopped[event->slot] = true;
	w->lowered[event->slot] = true;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *r = &w->c.people[i];

		if (r->placed != event->slot)
			continue;
		if (r->state == RECIPIENT_ACCEPTED)
			broken(w, "somebody comes for a slot that was stopped");
		if (event->send_home && r->state == RECIPIENT_ARRIVED)
			broken(w, "somebody stays in a slot that was sent home");
		w->who[i].sent_home |= r->left_at.ms != 0;
		if (r->left_at.ms != 0)
			w->who[i].served = r->placed;
	}
}

static void witness_step(struct world *w, const struct callout_event *event,
	const struct callout *before, const struct callout_recipient *was)
{
	const struct callout_recipient *r = &w->c.people[event->person];
	struct witness *who = &w->who[event->person];
	bool speaks = event->kind == CALLOUT_ANSWER || event->kind == CALLOUT_ARRIVED;

	if (speaks && event->via == VIA_COORDINATOR && r->left_at.ms == 0) {
		who->sent_home = false;
		who->served = CALLOUT_NOBODY;
	}
	if (event->kind == CALLOUT_ANSWER && event->answer == ANSWER_NO
		&& r->state == RECIPIENT_DECLINED)
		who->sent_home = false;
	if (event->kind == CALLOUT_ANSWER && (r->left_at.ms == 0 || !who->sent_home))
		who->said_no = event->answer == ANSWER_NO;
	if (event->kind == CALLOUT_LATE
		&& (r->answered_at.ms != was->answered_at.ms || r->state != was->state
			|| r->placed != was->placed
			|| r->expected_at.ms != w->now + event->eta_minutes * 60000))
		broken(w, "running late changes more than the time");
	if (event->kind == CALLOUT_SEND_HOME)
		witness_home(w, event, before, was);
	if (event->kind == CALLOUT_STOP_SLOT)
		witness_slot(w, event);
	if (event->kind == CALLOUT_STOP && event->send_home)
		for (uint32_t i = 0; i < w->c.people_count; i++)
			if (w->c.people[i].state == RECIPIENT_ARRIVED)
				broken(w, "somebody stays after all were sent home");
	if (event->kind == CALLOUT_NEED && !w->c.slots[event->slot].ended)
		w->stopped[event->slot] = false;
}

static void step(struct world *w, const struct callout_event *event)
{
	struct callout_recipient person = { 0 };
	struct callout before;
	struct err e = { 0 };
	enum err_code rc;

	before = w->c;
	if (event->person < w->c.people_count)
		person = w->c.people[event->person];
	rc = callout_step(&w->c, event, (struct instant){ w->now }, &w->effects, &e);
	if (rc != ERR_OK && rc != ERR_CONFLICT)
		broken(w, "a step failed");
	if (rc == ERR_OK)
		witness_step(w, event, &before, &person);
	w->trace = prng_mix(w->trace, (uint64_t)event->kind + (uint64_t)w->now);
	for (size_t i = 0; i < w->effects.count; i++)
		on_effect(w, &w->effects.items[i]);
	check(w, event->kind);
	w->steps++;
	if (one_in(w, 20))
		world_restart(w);
}

static void coordinator_acts(struct world *w)
{
	struct callout_event event = { .kind = CALLOUT_REMIND, .slot = CALLOUT_NOBODY };

	if (w->quiet || !one_in(w, 25))
		return;
	switch (below(w, 10)) {
	case 0:
		event.kind = CALLOUT_STOP;
		event.send_home = one_in(w, 2);
		break;
	case 1:
	case 2:
		event.kind = CALLOUT_NEED;
		event.slot = (int)below(w, (uint64_t)w->c.slots_count);
		event.need = (int)below(w, 6);
		w->lowered[event.slot] |= event.need < w->c.slots[event.slot].need;
		break;
	case 4:
		event.kind = CALLOUT_STOP_SLOT;
		event.slot = (int)below(w, (uint64_t)w->c.slots_count);
		event.send_home = one_in(w, 2);
		break;
	case 5:
	case 6:
	case 7:
		if (w->c.people_count == 0)
			return;
		event.kind = CALLOUT_SEND_HOME;
		event.person = (uint32_t)below(w, w->c.people_count);
		event.refill = one_in(w, 3);
		break;
	case 3:
		if (w->c.people_count == 0)
			return;
		event = (struct callout_event){ .kind = CALLOUT_ANSWER,
			.person = (uint32_t)below(w, w->c.people_count),
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
			broken(w, "the call-out does not end");
	}
	if (w->broken == NULL && w->c.state == CALLOUT_ACTIVE)
		broken(w, "nothing is under way, yet the call-out is active");
	result = (struct call_world_result){
		.trace = w->trace, .steps = w->steps, .broken = w->broken
	};
	effects_fini(&w->effects);
	callout_fini(&w->c);
	free(w);
	return result;
}
