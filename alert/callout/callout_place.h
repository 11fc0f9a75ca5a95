/* SPDX-License-Identifier: EUPL-1.2 */
/* Placing willing people, reserves, last resorts, and telling who is not needed (rules
 * 3 and 4). Not for others: they use callout.h. */
#pragma once

#include "alert/callout/callout_effects.h"

/* told_otherwise: they were told reserve or another place before. */
void place_willing(struct step *st, uint32_t person, bool told_otherwise);
void place_remove(struct step *st, uint32_t person);
void place_refill(struct step *st); /* reserves, when a place came free */
void place_last_resort(struct step *st);
/* Need was lowered: who answered last and is not there yet becomes reserve, or moves.
 */
void place_lower(struct step *st, int slot);
/* Slots that are open, or could give a person to an open one: bit mask. */
uint64_t place_wanted(struct step *st);
void place_stand_down(struct step *st);
/* Nobody is asked who is not wanted. For test builds. */
bool place_holds(const struct callout *c, uint64_t wanted);
