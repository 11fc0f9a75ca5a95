/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking: waves, the order of a slot, contact paths and rounds (rules 2, 3 and
 * 5). */
#include "alert/callout/callout_ask.h"

#include "alert/callout/callout_census.h"
#include "alert/callout/recipient.h"

/* Sends the question along the person's present path. */
static void send_on_path(struct step *st, uint32_t person, bool again)
{
	struct callout_recipient *r = &st->c->people[person];

	r->path_state = PATH_SENDING;
	step_person(st, person);
	step_effect(st, EFFECT_ASK, person, CALLOUT_NOBODY);
	if (!st->out->failed) {
		st->out->items[st->out->count - 1].path = r->path;
		st->out->items[st->out->count - 1].again = again;
	}
}

/* What still comes of the rounds before is not taken for this one. */
static int next_asking(int round)
{
	return (round / CALLOUT_ROUNDS_STEP + 1) * CALLOUT_ROUNDS_STEP;
}

static int round_of_asking(const struct callout_recipient *r)
{
	return r->round % CALLOUT_ROUNDS_STEP;
}

/* True when the question went out; false when the person has no way to be
 * reached. */
static bool ask_person(
	struct step *st, uint32_t person, int slot, enum recipient_reason reason)
{
	struct callout_recipient *r = &st->c->people[person];
	bool again = r->state != RECIPIENT_WAITING;
	/* who was told not to come gets the question anew, not a reminder of it */
	bool reminds = again && r->state != RECIPIENT_STOOD_DOWN;

	if (r->asked_for == CALLOUT_NOBODY)
		r->asked_for = slot;
	if (r->answer != ANSWER_NONE) { /* they came, until their slot was stopped */
		r->answer = ANSWER_NONE;
		r->eta_minutes = -1;
		r->expected_at = (struct instant){ 0 };
	}
	r->asked_at = st->now;
	r->path = 0;
	r->round = again ? next_asking(r->round) : 0;
	if (r->paths == 0) {
		r->state = RECIPIENT_UNREACHABLE;
		r->reason = REASON_NO_CONTACT;
		step_person(st, person);
		return false;
	}
	r->state = RECIPIENT_ASKED;
	r->reason = again ? REASON_AGAIN : reason;
	send_on_path(st, person, reminds);
	return true;
}

void ask_again(struct step *st, uint32_t person, enum recipient_reason reason)
{
	struct callout_recipient *r = &st->c->people[person];
	int slot = r->asked_for != CALLOUT_NOBODY ? r->asked_for : 0;

	if (r->state == RECIPIENT_ASKED)
		step_effect(st, EFFECT_CANCEL, person, CALLOUT_NOBODY);
	r->state = RECIPIENT_SILENT; /* so that this counts as a repeat */
	(void)ask_person(st, person, slot, reason);
}

/* Is there anybody left in queue[0, limit)? */
static bool any_possible(struct step *st, int slot, uint32_t limit)
{
	const struct census *n;

	if (st->starting)
		return true;
	n = census_of(st);
	if (limit == st->c->slots[slot].queue_len)
		return n->people[CENSUS_POSSIBLE][slot] > 0;
	return n->on_duty[CENSUS_POSSIBLE][slot] > 0;
}

/* Asks up to `count` further people of queue[0, limit); those told off earlier
 * come last. */
static uint32_t ask_next(struct step *st, int slot, uint32_t count, uint32_t limit,
	enum recipient_reason reason)
{
	struct callout_slot *s = &st->c->slots[slot];
	uint32_t asked = 0;

	if (count == 0 || !any_possible(st, slot, limit))
		return 0;
	while (s->queue_at < s->queue_len
		&& st->c->people[s->queue[s->queue_at]].state != RECIPIENT_WAITING)
		s->queue_at++;
	for (uint32_t i = s->queue_at; i < limit && asked < count; i++)
		if (st->c->people[s->queue[i]].state == RECIPIENT_WAITING)
			asked += ask_person(st, s->queue[i], slot, reason);
	for (uint32_t i = 0; i < limit && asked < count; i++)
		if (recipient_possible(st->c, &st->c->people[s->queue[i]]))
			asked += ask_person(st, s->queue[i], slot, REASON_AGAIN);
	return asked;
}

static void deadline_set(struct step *st, int slot, struct instant at)
{
	if (st->c->slots[slot].wave_deadline.ms == at.ms)
		return;
	st->c->slots[slot].wave_deadline = at;
	step_slot(st, slot);
}

static void wave_counted(struct step *st, int slot)
{
	st->c->slots[slot].waves++;
	step_slot(st, slot);
}

/* People asked for this slot whose silence still runs, and when the first of
 * them ends. */
static int current_count(struct step *st, int slot, struct instant *ret_first)
{
	const struct callout_slot *s = &st->c->slots[slot];
	int current = 0;

	*ret_first = INSTANT_NEVER;
	if (!st->starting && census_of(st)->people[CENSUS_ASKED][slot] == 0)
		return 0;
	for (uint32_t i = 0; i < s->queue_len; i++) {
		const struct callout_recipient *r = &st->c->people[s->queue[i]];

		if (!recipient_current(s, r, st->now))
			continue;
		current++;
		*ret_first =
			instant_min(*ret_first, instant_add(r->asked_at, s->wave_time));
	}
	return current;
}

/* Is somebody on duty for the slot, and not absent? Such people stand first in
 * the queue. */
static bool duty_present(const struct callout *c, const struct callout_slot *s)
{
	return s->queue_duty > 0 && !c->people[s->queue[0]].absent;
}

static void fall_back(struct step *st, int slot, enum recipient_reason reason)
{
	struct callout_slot *s = &st->c->slots[slot];

	if (!s->fallback_used) {
		s->fallback_used = true;
		st->refill = true;
		step_slot(st, slot);
	}
	if (ask_next(st, slot, UINT32_MAX, s->queue_len, reason) > 0)
		wave_counted(st, slot);
}

/* Rule 2: keeps as many people on duty in play as places are missing; then the
 * pool. */
static void ask_on_duty(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];
	struct instant first;
	int missing;

	if (st->starting && !s->fallback_used && !duty_present(st->c, s)) {
		step_effect(st, EFFECT_NO_DUTY, 0, slot);
		fall_back(st, slot, REASON_NO_DUTY);
	}
	missing = s->need - s->placed - current_count(st, slot, &first);
	if (missing > 0) {
		uint32_t asked = ask_next(st, slot, (uint32_t)missing, s->queue_duty,
			st->starting ? REASON_ON_DUTY : REASON_NEXT_ON_DUTY);

		if (asked > 0)
			wave_counted(st, slot);
		if (asked < (uint32_t)missing && slot_limit(s) == s->queue_len)
			fall_back(st, slot, REASON_FALLBACK);
	}
	if (current_count(st, slot, &first) == 0)
		first = (struct instant){ 0 };
	deadline_set(st, slot, first);
}

static uint32_t wave_size(const struct callout_slot *s)
{
	int64_t size = s->wave_size;

	if (size == 0)
		return UINT32_MAX;
	return (uint32_t)(size + (size * s->overbook_percent + 99) / 100);
}

/* Rule 3: waves; a no asks the next at once, silence asks the next wave. */
static void ask_pool(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];
	bool due =
		s->wave_deadline.ms == 0 || !instant_before(st->now, s->wave_deadline);
	uint32_t count = wave_size(s);

	if (!due) {
		if (st->lost[slot] > 0)
			(void)ask_next(st, slot, (uint32_t)st->lost[slot], s->queue_len,
				REASON_REPLACES);
		return;
	}
	if (s->waves
		== 0) { /* who was asked for another slot is part of the first wave */
		struct instant first;
		uint32_t current = (uint32_t)current_count(st, slot, &first);

		count = count > current ? count - current : 0;
	}
	if (ask_next(st, slot, count, s->queue_len, REASON_WAVE) > 0 || s->waves == 0) {
		wave_counted(st, slot);
		deadline_set(st, slot, instant_add(st->now, s->wave_time));
	} else {
		deadline_set(st, slot, (struct instant){ 0 });
	}
}

static void ask_all(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];

	if (s->waves == 0) {
		(void)ask_next(st, slot, UINT32_MAX, s->queue_len, REASON_EVERYBODY);
		wave_counted(st, slot);
		deadline_set(st, slot, instant_add(st->now, s->wave_time));
	} else if (!instant_before(st->now, s->wave_deadline)) {
		deadline_set(st, slot, (struct instant){ 0 });
	}
}

static void ask_slot(struct step *st, int slot)
{
	struct callout_slot *s = &st->c->slots[slot];

	if (s->mode == MODE_ALL && !s->ended) {
		ask_all(st, slot);
		return;
	}
	if (slot_full(s)) {
		deadline_set(st, slot, (struct instant){ 0 });
		return;
	}
	if (s->mode == MODE_ON_DUTY)
		ask_on_duty(st, slot);
	else
		ask_pool(st, slot);
}

void ask_slots(struct step *st)
{
	for (int slot = 0; slot < st->c->slots_count; slot++)
		if (st->c->slots[slot].mode
			== MODE_ON_DUTY) /* their own duty comes first */
			ask_slot(st, slot);
	for (int slot = 0; slot < st->c->slots_count; slot++)
		if (st->c->slots[slot].mode != MODE_ON_DUTY)
			ask_slot(st, slot);
}

void ask_lost(struct step *st, const struct callout_recipient *r)
{
	for (int slot = 0; slot < st->c->slots_count; slot++) {
		const struct callout_slot *s = &st->c->slots[slot];
		struct instant wave = { s->wave_deadline.ms - s->wave_time.ms };

		if ((r->slots & slot_bit(slot)) != 0 && s->wave_deadline.ms != 0
			&& !instant_before(r->asked_at, wave))
			st->lost[slot]++;
	}
}

void ask_place_lost(struct step *st, const struct callout_recipient *r)
{
	if (r->placed != CALLOUT_NOBODY)
		st->lost[r->placed]++;
}

void ask_sent(struct step *st, uint32_t person)
{
	struct callout_recipient *r = &st->c->people[person];

	r->path_state = PATH_SENT;
	r->path_deadline = instant_add(st->now, st->c->path_time);
	step_person(st, person);
}

void ask_next_path(struct step *st, uint32_t person)
{
	struct callout_recipient *r = &st->c->people[person];

	if (r->path + 1 < r->paths) {
		r->path++;
		send_on_path(st, person, r->round > 0);
		return;
	}
	if (round_of_asking(r) + 1 < st->c->rounds) {
		r->round++;
		r->path = 0;
		send_on_path(st, person, true);
		return;
	}
	ask_lost(st, r);
	r->state = r->path_deadline.ms != 0 ? RECIPIENT_SILENT : RECIPIENT_UNREACHABLE;
	r->path_state = PATH_IDLE;
	step_person(st, person);
}

bool ask_waited_out(const struct callout *c, int slot, struct instant now)
{
	const struct callout_slot *s = &c->slots[slot];
	uint32_t limit = slot_limit(s);

	for (uint32_t i = 0; i < s->queue_len; i++) {
		const struct callout_recipient *r = &c->people[s->queue[i]];

		if (i < limit && recipient_possible(c, r))
			return false;
		if (recipient_current(s, r, now))
			return false;
	}
	return true;
}
