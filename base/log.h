/* SPDX-License-Identifier: EUPL-1.2 */
/* Structured logs: one line an event, key=value, never personal data (ids only).
 *
 * Only service/ and the programs log; library code returns errors. Thread-safe. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct text;

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVELS };

/* Port: takes one finished line without line break. */
struct log_sink {
	void (*write)(struct log_sink *sink, enum log_level level, const char *line);
};

/* The sink and clock for the process; before this, lines go nowhere. Borrowed. */
void log_init(struct log_sink *sink, const struct clock *clock, enum log_level least);

/* log_event(LOG_INFO, "callout.started", "callout=%" PRId64 " slots=%zu", id, n) writes
 * ts=… level=info event=callout.started callout=41 slots=3. Texts in quotes: use
 * LOG_TEXT via %s only for words of our own. */
void log_event(enum log_level level, const char *event, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* A line of log_event as one JSON object: {"ts": …, "level": …, "event": …}; whole
 * numbers are numbers, the rest is text. Pure. */
bool log_json(const char *line, struct text *out);
