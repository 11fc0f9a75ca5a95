/* SPDX-License-Identifier: EUPL-1.2 */
/* What a step leaves behind: which slots are filled, open or short, and with that how
 * the call-out stands. Pure. */
#pragma once

#include "alert/callout/callout_effects.h"

void callout_settle(struct step *st);
