/* SPDX-License-Identifier: EUPL-1.2 */
/* The calendar of one person or of one function: from who is on duty, and everything
 * that was ever arranged, to events that keep their identity.
 *
 * An event is a stretch of duty. Its UID names what it follows from (a duty, an
 * override, a swap) and, when other arrangements cut that in pieces, the piece. Its
 * SEQUENCE is how many changes of the function's roster were known at its last change:
 * history is only added to, so it never goes down. What no longer holds stays for
 * FEED_CANCELLED_DAYS as a cancelled event. Drafts are nobody's business. Courses,
 * trainings and exercises are added, with their version as SEQUENCE.
 *
 * feed_events is pure; feed_render reads the database. Not here: bytes
 * (roster/calendar/calendar.h), links (roster/calendar/calendar_token.h). */
#pragma once

#include "roster/calendar/calendar.h"
#include "roster/calendar/calendar_token.h"
#include "roster/duty/roster.h"

enum { FEED_PAST_DAYS = 92, FEED_CANCELLED_DAYS = 60, FEED_TEXT_MAX = 4 * 1024 * 1024 };

/* Something that was arranged for a function, and from when until when it was known.
 * known_until.ms 0: it still holds. */
struct feed_layer {
	enum layer_kind kind;
	int64_t id, person_id;
	int rank;
	struct instant starts, ends;
	struct instant known_from, known_until;
};

/* One function's part of a feed. */
struct feed_part {
	const struct roster_span *span; /* of the function, by rank and start */
	size_t spans;
	const struct feed_layer *layer; /* all that was ever arranged for it */
	size_t layers;
	int64_t person_id;   /* whose events; 0: everybody's */
	struct instant from; /* what ended by then is left out */
	struct instant now;
};

struct feed_event {
	enum layer_kind kind;
	int64_t id;
	int piece; /* from 1 */
	int64_t person_id;
	int rank;
	struct instant starts, ends, modified;
	int64_t sequence;
	bool is_cancelled;
};

struct feed_events {
	struct feed_event *item; /* by start; belongs to this struct */
	size_t n;
};

/* *ret is empty before and, on error, after (ERR_NOMEM); feed_events_fini frees it. */
MUST_USE enum err_code feed_events(
	const struct feed_part *part, struct feed_events *ret, struct err *e);
void feed_events_fini(struct feed_events *f);

/* Adds the iCalendar text to *out. base_url: of the service, "" when there is none; its
 * host is in every UID. ERR_TOO_LARGE beyond CALENDAR_EVENTS_MAX. */
MUST_USE enum err_code feed_render(struct db *db, const struct calendar_owner *owner,
	const char *base_url, struct instant now, struct text *out, struct err *e);

extern const struct stmt_list feed_statements;
