/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking: waves, the order of a slot, contact paths and rounds (rules 2, 3 and 5).
 * Not for others: they use callout.h. */
#pragma once

#include "alert/callout/callout_effects.h"

/* Asks whoever is next, in every slot. */
void ask_slots(struct step *st);
void ask_again(struct step *st, uint32_t person, enum recipient_reason reason);
void ask_sent(struct step *st, uint32_t person);
/* The present path gave nothing: the next one, the next round, or the end. */
void ask_next_path(struct step *st, uint32_t person);
/* Remembers for each open slot of the person that somebody must be asked instead. */
void ask_lost(struct step *st, const struct callout_recipient *r);
/* Gives up a place that is to be filled again; before the place is taken from them. */
void ask_place_lost(struct step *st, const struct callout_recipient *r);
/* Nobody further can be asked for the slot and nobody's silence runs. */
bool ask_waited_out(const struct callout *c, int slot, struct instant now);
