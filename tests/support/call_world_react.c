/* SPDX-License-Identifier: EUPL-1.2 */
/* What effects do in the world: gateways take messages, people react. */
#include "tests/support/call_world_internal.h"

static void person_reacts(struct world *w, uint32_t person, int64_t delay)
{
	static const enum answer_via vias[] = { VIA_LINK, VIA_SMS, VIA_VOICE,
		VIA_PUSH };
	struct callout_event event = { .kind = CALLOUT_ANSWER,
		.person = person,
		.eta_minutes = world_one_in(w, 2) ? -1 : (int)world_below(w, 90),
		.via = vias[world_below(w, 4)] };

	if (world_one_in(w, 3))
		return; /* does not hear it */
	event.answer = world_one_in(w, 3)   ? ANSWER_NO
		       : world_one_in(w, 6) ? ANSWER_LAST_RESORT
					    : ANSWER_YES;
	delay += 1 + (int64_t)world_below(w, 400000);
	world_plan(w, delay, &event, 0);
	if (world_one_in(w, 6)) /* presses twice, or changes their mind */
		world_plan(w, delay + (int64_t)world_below(w, 200000), &event, 0);
	if (world_one_in(w, 6)) {
		event.answer = ANSWER_NO;
		world_plan(w, delay + (int64_t)world_below(w, 900000), &event, 0);
	}
	if (world_one_in(w, 5)) {
		struct callout_event late = event;

		late.kind = CALLOUT_LATE;
		late.eta_minutes = (int)world_below(w, 180);
		world_plan(w, delay + (int64_t)world_below(w, 900000), &late, 0);
	}
	if (world_one_in(w, 4)) {
		event.kind = CALLOUT_ARRIVED;
		world_plan(w, delay + (int64_t)world_below(w, 3600000), &event, 0);
	}
}

static void gateway_takes(struct world *w, uint32_t person, int path, int round)
{
	struct callout_event outcome = {
		.kind = CALLOUT_SENT, .person = person, .path = path, .round = round
	};
	int64_t delay = (int64_t)world_below(w, 20000);

	if (world_one_in(w, 5)) {
		outcome.kind = CALLOUT_PATH_FAILED;
		world_plan(w, delay, &outcome, 0);
		return;
	}
	world_plan(w, delay, &outcome, 0);
	if (world_one_in(
		    w, 8)) { /* reported twice, the second time late, or as failed */
		if (world_one_in(w, 2))
			outcome.kind = CALLOUT_PATH_FAILED;
		world_plan(w, delay + (int64_t)world_below(w, 100000), &outcome, 0);
	}
	if (!world_one_in(w, 6)) /* else accepted, and lost without a word */
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
		world_broken(w, "somebody is asked after the stop");
	if (who->said_no)
		world_broken(w, "somebody is asked again after no");
	if (who->sent_home)
		world_broken(w, "somebody who was sent home is asked again");
	if (!any_slot_left(w, r))
		world_broken(w, "somebody is asked for a slot that was stopped");
	if (f->path != r->path || f->path < 0 || f->path >= r->paths)
		world_broken(w, "an ask on a path that is not there");
	if (f->path == 0 && r->round % CALLOUT_ROUNDS_STEP == 0
		&& (who->cycle == 0 || r->round > who->round)) {
		if (who->cycle > 0 && r->reason != REASON_AGAIN)
			world_broken(w, "somebody is asked anew without a reason");
		who->cycle++;
	} else if (r->round < who->round
		   || (r->round == who->round && f->path <= who->path)) {
		world_broken(w, "the same path is asked twice in a round");
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
		|| r->state == RECIPIENT_ARRIVED /* who is there is taken first */
		|| w->who[f->person].told_slot != BELIEVES_RESERVE)
		return;
	for (uint32_t i = 0; i < w->c.people_count; i++) {
		const struct callout_recipient *o = &w->c.people[i];
		bool open = w->c.slots[r->placed].mode != MODE_ON_DUTY
			    || w->c.slots[r->placed].fallback_pool;

		if (r->asked_for == r->placed && open && o->state == RECIPIENT_WAITING
			&& o->slots == (UINT64_C(1) << r->placed))
			world_broken(w,
				"a last resort is placed while others were not asked");
	}
}

void world_effect(struct world *w, const struct callout_effect *f)
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
			world_broken(w, "a full slot is called short");
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
