/* SPDX-License-Identifier: EUPL-1.2 */
/* One event in the form of text/event-stream. Pure. */
#pragma once

#include "base/text.h"
#include "schema/event.h"

/* id: seq, event: kind, data: one line of JSON with at, callout_id, person_id, actor,
 * data. */
bool event_text(const struct event_entry *entry, struct text *out);
