/* SPDX-License-Identifier: EUPL-1.2 */
/* One event in the form of text/event-stream. Pure. */
#pragma once

#include "base/text.h"
#include "schema/event.h"

enum { EVENT_BYTES = 128 * 1024 }; /* of one at most */

/* Larger than any event of ours is never sent. */
bool event_text_fits(const struct event_entry *entry);
/* id: seq, event: kind, data: one line of JSON with at, callout_id, person_id, actor,
 * data. */
bool event_text(const struct event_entry *entry, struct text *out);
