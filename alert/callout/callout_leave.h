/* SPDX-License-Identifier: EUPL-1.2 */
/* Leaving a call-out: a person is sent home, a slot or the whole is stopped. Not for
 * others: they use callout.h. */
#pragma once

#include "alert/callout/callout_effects.h"

/* CALLOUT_SEND_HOME, CALLOUT_STOP_SLOT, CALLOUT_STOP. */
void leave_person(struct step *st, const struct callout_event *event);
void leave_slot(struct step *st, const struct callout_event *event);
void leave_all(struct step *st, const struct callout_event *event);
/* Somebody who was sent home is wanted again, or says no. */
void leave_undo(struct step *st, uint32_t person);
