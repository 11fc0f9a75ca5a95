/* SPDX-License-Identifier: EUPL-1.2 */
/* The call-out as data: words, memory, queues, order, deadlines. The rules are
 * in callout_step.c, callout_ask.c and callout_place.c. */
#include "alert/callout/callout.h"

#include "alert/callout/recipient.h"
#include "base/alloc.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

#define WORD(name, text) text, /* NOLINT(bugprone-suspicious-missing-comma) */
const char *const callout_state_words[] = { CALLOUT_STATES(WORD) };
const char *const callout_kind_words[] = { CALLOUT_KINDS(WORD) };
const char *const slot_mode_words[] = { SLOT_MODES(WORD) };
const char *const slot_state_words[] = { SLOT_STATES(WORD) };
const char *const recipient_state_words[] = { RECIPIENT_STATES(WORD) };
const char *const answer_words[] = { ANSWERS(WORD) };
const char *const answer_via_words[] = { ANSWER_VIAS(WORD) };
const char *const path_state_words[] = { PATH_STATES(WORD) };
const char *const recipient_reason_words[] = { RECIPIENT_REASONS(WORD) };
#undef WORD

enum err_code callout_init(struct callout *c, uint32_t people, struct err *e)
{
	memset(c, 0, sizeof *c);
	if (people > CALLOUT_PEOPLE_MAX)
		return err_set(e, ERR_INVALID,
			"more than %d people would be called at once",
			CALLOUT_PEOPLE_MAX);
	c->people = base_calloc(people > 0 ? people : 1, sizeof *c->people);
	if (c->people == NULL)
		return err_set(e, ERR_NOMEM, "no memory for %u people", people);
	c->people_count = people;
	for (uint32_t i = 0; i < people; i++) {
		c->people[i].placed = CALLOUT_NOBODY;
		c->people[i].asked_for = CALLOUT_NOBODY;
		c->people[i].eta_minutes = -1;
	}
	return ERR_OK;
}

void callout_fini(struct callout *c)
{
	for (int s = 0; s < c->slots_count; s++)
		base_free(c->slots[s].queue);
	base_free(c->people);
	memset(c, 0, sizeof *c);
}

uint64_t callout_order(int64_t callout_id, int64_t person_id, bool absent)
{
	uint64_t mixed = prng_mix((uint64_t)callout_id, (uint64_t)person_id);

	return (mixed >> 1) | (absent ? UINT64_C(1) << 63 : 0);
}

/* One place in a slot's queue while it is being sorted. */
struct queued {
	uint32_t person;
	int rank; /* smaller is called first */
};

static int by_rank(const void *a, const void *b)
{
	const struct queued *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->person < y->person ? -1 : x->person > y->person;
}

/* On duty and present by duty rank, on duty but absent, then the rest in call
 * order. */
static int queue_rank(
	const struct callout_slot *s, const struct callout_recipient *r, int slot)
{
	bool duty = s->mode == MODE_ON_DUTY && (r->duty & slot_bit(slot)) != 0;

	if (!duty)
		return 2000;
	return r->duty_rank + (r->absent ? 1000 : 0);
}

static enum err_code queue_build(struct callout *c, int slot, struct err *e)
{
	struct callout_slot *s = &c->slots[slot];
	struct queued *sorted;
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->people_count; i++)
		n += (c->people[i].slots & slot_bit(slot)) != 0;
	sorted = base_calloc(n > 0 ? n : 1, sizeof *sorted);
	base_free(s->queue);
	s->queue = base_calloc(n > 0 ? n : 1, sizeof *s->queue);
	if (sorted == NULL || s->queue == NULL) {
		base_free(sorted);
		return err_set(e, ERR_NOMEM, "no memory for the order of calling");
	}
	s->queue_len = n;
	s->queue_duty = 0;
	n = 0;
	for (uint32_t i = 0; i < c->people_count; i++) {
		if ((c->people[i].slots & slot_bit(slot)) == 0)
			continue;
		sorted[n].person = i;
		sorted[n].rank = queue_rank(s, &c->people[i], slot);
		s->queue_duty += sorted[n].rank < 2000;
		n++;
	}
	if (s->queue_duty > 0) /* else they stand in call order already */
		qsort(sorted, n, sizeof *sorted, by_rank);
	for (uint32_t i = 0; i < n; i++)
		s->queue[i] = sorted[i].person;
	base_free(sorted);
	return ERR_OK;
}

enum err_code callout_prepare(struct callout *c, struct err *e)
{
	REQUIRE(c->slots_count >= 0 && c->slots_count <= CALLOUT_SLOTS_MAX);
	c->census.known = false;
	for (int slot = 0; slot < c->slots_count; slot++) {
		struct callout_slot *s = &c->slots[slot];

		if (queue_build(c, slot, e) != ERR_OK)
			return e->code;
		s->placed = 0;
		s->queue_at = 0;
		while (s->queue_at < s->queue_len
			&& c->people[s->queue[s->queue_at]].state != RECIPIENT_WAITING)
			s->queue_at++;
	}
	for (uint32_t i = 0; i < c->people_count; i++) {
		c->people[i].dirty = false;
		if (c->people[i].placed != CALLOUT_NOBODY)
			c->slots[c->people[i].placed].placed++;
	}
	return ERR_OK;
}

struct instant callout_next_deadline(const struct callout *c)
{
	struct instant next = INSTANT_NEVER;

	if (c->state == CALLOUT_STOPPED)
		return next;
	for (int slot = 0; slot < c->slots_count; slot++)
		if (c->slots[slot].wave_deadline.ms != 0)
			next = instant_min(next, c->slots[slot].wave_deadline);
	for (uint32_t i = 0; i < c->people_count; i++) {
		const struct callout_recipient *r = &c->people[i];

		if (r->state == RECIPIENT_ASKED && r->path_state == PATH_SENT)
			next = instant_min(next, r->path_deadline);
	}
	return next;
}
