/* SPDX-License-Identifier: EUPL-1.2 */
/* iCalendar (RFC 5545): feeds out, absences in.
 *
 * Pure, by libical; local time is that of the zone of the process. Not here: tokens,
 * ETags and which events belong to whom. Texts of a calendar that is read are dropped
 * before anything else looks at it: why someone is away is nobody's business. */
#pragma once

#include "base/text.h"
#include "roster/rules/span.h"

enum {
	CALENDAR_UID_MAX = 256,
	CALENDAR_EVENTS_MAX = 20000,
	CALENDAR_READ_MAX = 1024 * 1024,
	CALENDAR_ABSENCES_MAX = 2000
};

/* Texts may be NULL. Instants are cut to whole seconds. */
struct calendar_event {
	const char *uid;  /* the same for ever: calendar_uid */
	int64_t sequence; /* grows with every change of time or state: the version */
	struct instant starts, ends;
	struct instant
		modified; /* DTSTAMP and LAST-MODIFIED: unchanged, the same bytes */
	const char *summary, *description, *location, *url;
	bool is_cancelled; /* stays in the feed for a while, so that readers drop it */
	bool is_free;      /* does not block the agenda */
};

struct calendar {
	const char *name;
	const char *language; /* "nl", "en" */
	const struct calendar_event *event;
	size_t events;
};

/* "duty-41@paraat.example.nl". Returns buffer; ends are cut when they do not fit. */
const char *calendar_uid(
	const char *what, int64_t id, const char *host, char buffer[CALENDAR_UID_MAX]);

/* Adds the calendar to *out: CRLF, lines of at most 75 octets, one VTIMEZONE, events in
 * the order given. Times are local with TZID; one that the wall clock shows twice is
 * written in UTC, because readers differ about it. Control characters in texts become
 * blanks. ERR_TOO_LARGE beyond CALENDAR_EVENTS_MAX or the maximum of *out; ERR_NOMEM.
 */
MUST_USE enum err_code calendar_write(
	const struct calendar *c, struct text *out, struct err *e);

struct calendar_absence {
	char uid[CALENDAR_UID_MAX]; /* of the event; "" when it had none */
	struct instant starts, ends;
};

struct calendar_absences {
	struct calendar_absence *item; /* by start, then uid; belongs to this struct */
	size_t n;
	size_t not_understood; /* events that were left out, so that someone looks */
};

/* The times that an .ics file marks as busy and that touch [from, to): events that are
 * neither cancelled nor free, whole days as local days, repeated events one by one.
 * Times without zone are local. Events with a zone that the file does not define,
 * without start or length, or repeated in exotic ways (more often than daily, by week
 * number, BYSETPOS …) are counted as not understood.
 * ERR_INVALID when it is no calendar, ERR_TOO_LARGE beyond the maxima, ERR_NOMEM; *ret
 * is empty before and, on error, after; calendar_absences_fini frees it. */
MUST_USE enum err_code calendar_read_absences(const char *bytes, size_t n,
	struct instant from, struct instant to, struct calendar_absences *ret,
	struct err *e);
void calendar_absences_fini(struct calendar_absences *a);
