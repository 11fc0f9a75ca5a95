/* SPDX-License-Identifier: EUPL-1.2 */
/* Structured log lines. */
#include "base/log.h"

#include "base/civil.h"
#include "base/text.h"

#include <stdarg.h>

static struct log_sink *sink_now;
static const struct clock *clock_now;
static enum log_level least_now;

void log_init(struct log_sink *sink, const struct clock *clock, enum log_level least)
{
	sink_now = sink;
	clock_now = clock;
	least_now = least;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };
	char at[INSTANT_TEXT];
	va_list args;
	TEXT_AUTO line = { 0 };

	if (sink_now == NULL || level < least_now)
		return;
	text_init(&line, 2048);
	text_addf(&line, "ts=%s level=%s event=%s",
		instant_format(clock_now->now(clock_now), at), words[level], event);
	if (format[0] != '\0') {
		text_addc(&line, ' ');
		va_start(args, format);
		text_addv(&line, format, args);
		va_end(args);
	}
	sink_now->write(sink_now, level,
		text_ok(&line) ? text_str(&line) : "event=log.too_long");
}
