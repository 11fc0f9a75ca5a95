/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/callout/callout_effects.h"

#include "alert/callout/recipient.h"
#include "base/alloc.h"

#include <string.h>

void effects_init(struct effects *out)
{
	memset(out, 0, sizeof *out);
}

void effects_fini(struct effects *out)
{
	base_free(out->items);
	memset(out, 0, sizeof *out);
}

void effects_clear(struct effects *out)
{
	out->count = 0;
	out->failed = false;
}

void step_effect(
	struct step *st, enum callout_effect_kind kind, uint32_t person, int slot)
{
	struct effects *out = st->out;

	if (out->count == out->cap && !out->failed) {
		size_t cap = out->cap > 0 ? 2 * out->cap : 64;
		void *items = base_realloc_array(out->items, cap, sizeof *out->items);

		if (items != NULL) {
			out->items = items;
			out->cap = cap;
		} else {
			out->failed = true;
		}
	}
	if (out->failed)
		return;
	out->items[out->count++] =
		(struct callout_effect){ .kind = kind, .person = person, .slot = slot };
}

void step_person(struct step *st, uint32_t person)
{
	if (st->c->people[person].dirty)
		return;
	st->c->people[person].dirty = true;
	step_effect(st, EFFECT_PERSON, person, CALLOUT_NOBODY);
}

struct instant step_moment(const struct step *st, const struct callout_event *event)
{
	return event->at.ms != 0 ? event->at : st->now;
}

void step_slot(struct step *st, int slot)
{
	st->slots_dirty |= slot_bit(slot);
}

void step_stand_down(struct step *st, uint32_t person)
{
	struct callout_recipient *r = &st->c->people[person];

	if (r->path_state == PATH_SENDING)
		step_effect(st, EFFECT_CANCEL, person, CALLOUT_NOBODY);
	r->state = RECIPIENT_STOOD_DOWN;
	r->path_state = PATH_IDLE;
	step_person(st, person);
	step_effect(st, EFFECT_STAND_DOWN, person, CALLOUT_NOBODY);
}
