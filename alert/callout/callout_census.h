/* SPDX-License-Identifier: EUPL-1.2 */
/* The census: how the people of a call-out stand, counted by slot, so that an answer of
 * one among ten thousand does not look at all the others. Not for others: they use
 * callout.h. */
#pragma once

#include "alert/callout/callout_effects.h"

/* Up to date until somebody changes. */
const struct census *census_of(struct step *st);
/* Does it say of everybody what is true? For test builds. */
bool census_holds(const struct callout *c);
/* At the end of a step, before its effects are gone. */
void census_follow(struct step *st);
/* `into`, and the slots of `from` out of which people can move into it, one after the
 * other. After census_of(). */
uint64_t census_chain(const struct callout *c, uint64_t into, uint64_t from);
