/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/callout/recipient.h"

uint64_t callout_closed_slots(const struct callout *c)
{
	uint64_t closed = 0;

	for (int s = 0; s < c->slots_count; s++)
		if (c->slots[s].mode == MODE_ON_DUTY && !c->slots[s].fallback_used)
			closed |= slot_bit(s);
	return closed;
}

uint64_t recipient_slots(const struct callout *c, const struct callout_recipient *r)
{
	return r->slots & (~callout_closed_slots(c) | r->duty);
}

bool recipient_any_left(const struct callout *c, const struct callout_recipient *r)
{
	for (uint64_t rest = r->slots; rest != 0; rest &= rest - 1)
		if (!c->slots[__builtin_ctzll(rest)].ended)
			return true;
	return false;
}

bool recipient_possible(const struct callout *c, const struct callout_recipient *r)
{
	if (c->state == CALLOUT_STOPPED)
		return false;
	return r->state == RECIPIENT_WAITING
	       || (r->state == RECIPIENT_STOOD_DOWN && r->left_at.ms == 0);
}

bool recipient_current(const struct callout_slot *s, const struct callout_recipient *r,
	struct instant now)
{
	return r->state == RECIPIENT_ASKED
	       && instant_before(now, instant_add(r->asked_at, s->wave_time));
}

uint32_t slot_limit(const struct callout_slot *s)
{
	bool everyone = s->mode != MODE_ON_DUTY || s->fallback_pool || s->fallback_used;

	return everyone ? s->queue_len : s->queue_duty;
}
