/* SPDX-License-Identifier: EUPL-1.2 */
/* Feeds, read back by a small reader of our own that knows RFC 5545's lines and the
 * European clock rule, and by libical through the zone component alone. */
#include "base/alloc.h"
#include "base/parse.h"
#include "base/random.h"
#include "base/zone.h"
#include "roster/calendar/calendar.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR = 3600000, EVENTS = 12, TEXT_LENGTH = 400 };

static struct instant at(const char *s)
{
	struct instant t = INSTANT_MIN;
	struct err e;

	assert_int_equal(instant_parse(s, &t, &e), ERR_OK);
	return t;
}

static void write_calendar(const struct calendar *c, struct text *out)
{
	struct err e;

	text_init(out, 1 << 22);
	assert_int_equal(calendar_write(c, out, &e), ERR_OK);
}

/* ---- the reader ---- */

/* Every line ends with CRLF, has at most 75 octets and is whole UTF-8; returns the text
 * unfolded, with LF. The caller frees. */
static char *unfolded(const char *s)
{
	char *out = base_calloc(strlen(s) + 1, 1);
	size_t n = 0;

	assert_non_null(out);
	while (*s != '\0') {
		const char *end = strstr(s, "\r\n");
		size_t len;

		assert_non_null(end);
		len = (size_t)(end - s);
		assert_true(len > 0 && len <= 75);
		assert_null(memchr(s, '\n', len));
		assert_true(parse_is_utf8(s, len));
		if (*s == ' ') {
			assert_true(n > 0);
			n--; /* the LF before it */
			s++;
			len--;
		}
		memcpy(out + n, s, len);
		n += len;
		out[n++] = '\n';
		s = end + 2;
	}
	return out;
}

/* The value of the first property `name` after `from`, parameters included:
 * ";TZID=…:2026…" or ":…". Ends at the line feed. */
static const char *property(const char *from, const char *name)
{
	char key[64];
	const char *p;

	(void)snprintf(key, sizeof key, "\n%s", name);
	p = strstr(from, key);
	assert_non_null(p);
	p += strlen(key);
	assert_true(*p == ':' || *p == ';');
	return p;
}

static void value(const char *from, const char *name, char *buffer, size_t size)
{
	const char *p = property(from, name) + 1;
	size_t n = 0;

	for (; *p != '\n' && n + 1 < size; p++) {
		if (*p == '\\') {
			p++;
			assert_true(strchr("\\;,nN", *p) != NULL);
			buffer[n++] = *p == 'n' || *p == 'N' ? '\n' : *p;
		} else {
			assert_true(*p != ',' && *p != ';');
			buffer[n++] = *p;
		}
	}
	buffer[n] = '\0';
}

static int64_t change_of(int year, int month) /* last Sunday, 01:00 UTC */
{
	int64_t d = date_days((struct date){ year, month, 31 });

	return ((d - date_weekday(date_from_days(d)) % 7) * 24 + 1) * (int64_t)HOUR;
}

/* The instant of ":20260105T080000Z" or ";TZID=Europe/Amsterdam:20260105T090000". */
static int64_t instant_of(const char *from, const char *name)
{
	static const char zone[] = ";TZID=Europe/Amsterdam:";
	const char *p = property(from, name);
	bool is_local = strncmp(p, zone, sizeof zone - 1) == 0;
	struct civil c = { .ms = 0 };
	int64_t wall, summer;

	p += is_local ? sizeof zone - 1 : 1;
	assert_int_equal(sscanf(p, "%4d%2d%2dT%2d%2d%2d", &c.date.year, &c.date.month,
				 &c.date.day, &c.hour, &c.minute, &c.second),
		6);
	assert_int_equal(p[15], is_local ? '\n' : 'Z');
	wall = civil_ms(c);
	if (!is_local)
		return wall;
	summer = wall - 2 * HOUR;
	if (summer >= change_of(c.date.year, 3) && summer < change_of(c.date.year, 10))
		return summer;
	return wall - HOUR;
}

/* ---- random events ---- */

struct world {
	struct calendar_event event[EVENTS];
	char uid[EVENTS][CALENDAR_UID_MAX];
	char texts[EVENTS][3][TEXT_LENGTH];
	struct calendar calendar;
};

static void random_text(struct prng *p, char *buffer, size_t size)
{
	static const char *const pieces[] = { "a", "Piket ", ",", ";", "\\", "\n", ":",
		"\"", "\xc3\xab", "\xe2\x82\xac", "\xf0\x9f\x9a\xa8", " ", "\\n",
		"OvD-Bz", "BEGIN:VEVENT\n", "='" };
	size_t n = prng_below(p, 60), len = 0;

	buffer[0] = '\0';
	while (n-- > 0) {
		const char *s = pieces[prng_below(p, sizeof pieces / sizeof *pieces)];

		if (len + strlen(s) + 1 >= size)
			break;
		memcpy(buffer + len, s, strlen(s) + 1);
		len += strlen(s);
	}
}

static void random_world(struct prng *p, struct world *w)
{
	w->calendar = (struct calendar){ .name = "Mijn piket",
		.language = "nl",
		.event = w->event,
		.events = 1 + prng_below(p, EVENTS) };
	for (size_t i = 0; i < w->calendar.events; i++) {
		struct calendar_event *v = &w->event[i];

		for (int t = 0; t < 3; t++)
			random_text(p, w->texts[i][t], TEXT_LENGTH);
		*v = (struct calendar_event){ .uid = calendar_uid("duty",
						      (int64_t)i + 1, "paraat.test",
						      w->uid[i]),
			.sequence = (int64_t)prng_below(p, 50),
			.starts.ms = at("2024-01-01T00:00:00Z").ms
				     + (int64_t)prng_below(p, 200000) * 900000,
			.modified = at("2026-01-01T12:34:56Z"),
			.summary = w->texts[i][0],
			.description = w->texts[i][1],
			.location = w->texts[i][2],
			.is_cancelled = prng_below(p, 4) == 0,
			.is_free = prng_below(p, 3) == 0 };
		/* Often in the night in which the clock is set back. */
		if (prng_below(p, 3) == 0)
			v->starts.ms = change_of(2026, 10) - 2 * HOUR
				       + (int64_t)prng_below(p, 20) * 900000;
		v->ends.ms = v->starts.ms + (int64_t)(1 + prng_below(p, 900)) * 900000;
	}
}

static void assert_text(const char *event, const char *name, const char *want)
{
	char got[TEXT_LENGTH + 8];

	if (want[0] == '\0')
		return;
	value(event, name, got, sizeof got);
	assert_string_equal(got, want);
}

/* What is written is what was given: texts, times in both clocks, numbers, states. */
static void feeds_are_read_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct world w;
		struct prng p;
		struct text out;
		char *text;
		const char *event;

		prng_init(&p, seed);
		random_world(&p, &w);
		write_calendar(&w.calendar, &out);
		text = unfolded(text_str(&out));
		event = text;
		for (size_t i = 0; i < w.calendar.events; i++) {
			const struct calendar_event *v = &w.event[i];

			event = strstr(event, "\nBEGIN:VEVENT\n");
			assert_non_null(event);
			event += 13;
			assert_text(event, "UID", w.uid[i]);
			assert_text(event, "SUMMARY", w.texts[i][0]);
			assert_text(event, "DESCRIPTION", w.texts[i][1]);
			assert_text(event, "LOCATION", w.texts[i][2]);
			assert_int_equal(instant_of(event, "DTSTART"), v->starts.ms);
			assert_int_equal(instant_of(event, "DTEND"), v->ends.ms);
			assert_int_equal(instant_of(event, "DTSTAMP"), v->modified.ms);
			assert_int_equal(
				atoi(property(event, "SEQUENCE") + 1), v->sequence);
			assert_text(event, "STATUS",
				v->is_cancelled ? "CANCELLED" : "CONFIRMED");
			assert_text(event, "TRANSP",
				v->is_cancelled || v->is_free ? "TRANSPARENT"
							      : "OPAQUE");
		}
		assert_null(strstr(event, "\nBEGIN:VEVENT\n"));
		base_free(text);
		text_fini(&out);
	}
}

static char *replaced(const char *s, const char *what, const char *with)
{
	char *out = base_calloc(strlen(s) * 2 + 1, 1);
	size_t n = 0;

	assert_non_null(out);
	while (*s != '\0') {
		if (strncmp(s, what, strlen(what)) == 0) {
			memcpy(out + n, with, strlen(with));
			n += strlen(with);
			s += strlen(what);
		} else {
			out[n++] = *s++;
		}
	}
	return out;
}

/* A reader that knows only the zone component finds the same instants, whatever the
 * zone's clock does. */
static void the_zone_component_is_right(void **state)
{
	static const char *const zones[] = { "Europe/Amsterdam", "America/New_York",
		"Australia/Lord_Howe", "Asia/Tokyo", "Africa/Casablanca" };

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		const char *zone = zones[seed % (sizeof zones / sizeof *zones)];
		struct calendar_absences read = { .item = NULL };
		struct world w;
		struct prng p;
		struct text out;
		struct err e;
		char *plain, *foreign;

		prng_init(&p, seed);
		random_world(&p, &w);
		for (size_t i = 0; i < w.calendar.events; i++)
			w.event[i].is_cancelled = w.event[i].is_free = false;
		assert_int_equal(zone_init(zone, &e), ERR_OK);
		write_calendar(&w.calendar, &out);
		assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
		plain = unfolded(text_str(&out));
		foreign = replaced(plain, zone, "Elders/Zone");
		assert_int_equal(calendar_read_absences(foreign, strlen(foreign),
					 INSTANT_MIN, INSTANT_MAX, &read, &e),
			ERR_OK);
		assert_int_equal(read.n, w.calendar.events);
		assert_int_equal(read.not_understood, 0);
		for (size_t i = 0; i < read.n; i++) {
			const struct calendar_event *v = NULL;

			for (size_t j = 0; j < w.calendar.events; j++)
				if (strcmp(w.uid[j], read.item[i].uid) == 0)
					v = &w.event[j];
			assert_non_null(v);
			assert_int_equal(read.item[i].starts.ms, v->starts.ms);
			assert_int_equal(read.item[i].ends.ms, v->ends.ms);
		}
		calendar_absences_fini(&read);
		base_free(foreign);
		base_free(plain);
		text_fini(&out);
	}
}

/* The Dutch zone is written as everybody writes it: two yearly rules. */
static void the_dutch_zone_has_its_rules(void **state)
{
	struct calendar_event v = { .uid = "u",
		.starts = at("2026-01-05T08:00:00Z"),
		.ends = at("2026-01-12T08:00:00Z"),
		.modified = at("2026-01-01T00:00:00Z") };
	struct calendar c = { .name = "x", .event = &v, .events = 1 };
	struct text out;
	char *text;
	const char *daylight;

	(void)state;
	write_calendar(&c, &out);
	text = unfolded(text_str(&out));
	assert_non_null(strstr(text, "\nBEGIN:VTIMEZONE\nTZID:Europe/Amsterdam\n"));
	daylight = strstr(text, "\nBEGIN:DAYLIGHT\n");
	assert_non_null(daylight);
	assert_text(daylight, "TZOFFSETFROM", "+0100");
	assert_text(daylight, "TZOFFSETTO", "+0200");
	assert_non_null(strstr(daylight, "\nDTSTART:20240331T020000\n"));
	assert_non_null(strstr(daylight, "RRULE:FREQ=YEARLY;"));
	assert_non_null(strstr(daylight, "BYMONTH=3"));
	assert_non_null(strstr(text, "BYDAY=-1SU;BYMONTH=10"));
	assert_null(strstr(daylight + 1, "\nBEGIN:DAYLIGHT\n"));
	assert_non_null(
		strstr(text, "\nDTSTART;TZID=Europe/Amsterdam:20260105T090000\n"));
	assert_int_equal(strncmp(text, "BEGIN:VCALENDAR\nVERSION:2.0\n", 28), 0);
	base_free(text);
	text_fini(&out);
}

/* The same events give the same bytes: a reader's If-None-Match holds. */
static void feeds_are_stable(void **state)
{
	struct world w;
	struct prng p;
	struct text a, b;
	char uid[CALENDAR_UID_MAX];

	(void)state;
	prng_init(&p, 5);
	random_world(&p, &w);
	write_calendar(&w.calendar, &a);
	write_calendar(&w.calendar, &b);
	assert_string_equal(text_str(&a), text_str(&b));
	text_fini(&a);
	text_fini(&b);
	assert_string_equal(calendar_uid("duty", 41, "paraat.example.nl", uid),
		"duty-41@paraat.example.nl");
}

/* Control characters and broken UTF-8 never reach a reader; an empty calendar is one
 * too; too many events and too little room are errors. */
static void hostile_texts_and_limits(void **state)
{
	struct calendar_event v = { .uid = "u",
		.starts = at("2026-01-05T08:00:00Z"),
		.ends = at("2026-01-12T08:00:00Z"),
		.summary = "a\r\nX-EVIL:1\x01\x7f\tz",
		.description = "\xff\xfe" };
	struct calendar c = { .name = "Pi\nket", .event = &v, .events = 1 };
	struct text out;
	struct err e;
	char *text, got[64];

	(void)state;
	write_calendar(&c, &out);
	text = unfolded(text_str(&out));
	value(strstr(text, "\nBEGIN:VEVENT"), "SUMMARY", got, sizeof got);
	assert_string_equal(got, "a \nX-EVIL:1   z");
	value(text, "DESCRIPTION", got, sizeof got);
	assert_string_equal(got, "?");
	assert_null(strstr(text, "\nX-EVIL"));
	base_free(text);
	text_fini(&out);
	c.events = 0;
	write_calendar(&c, &out);
	assert_non_null(strstr(text_str(&out), "END:VCALENDAR\r\n"));
	text_fini(&out);
	c.events = 1;
	text_init(&out, 100);
	assert_int_equal(calendar_write(&c, &out, &e), ERR_TOO_LARGE);
	text_fini(&out);
	c.events = CALENDAR_EVENTS_MAX + 1;
	assert_int_equal(calendar_write(&c, &out, &e), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_dutch_zone_has_its_rules),
		cmocka_unit_test(feeds_are_read_back),
		cmocka_unit_test(the_zone_component_is_right),
		cmocka_unit_test(feeds_are_stable),
		cmocka_unit_test(hostile_texts_and_limits),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
