/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/alloc.h"
#include "base/civil.h"
#include "base/random.h"
#include "roster/calendar/calendar.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD         "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
#define TAIL         "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Griep\r\n" lines "END:VEVENT\r\n"
#define OUTLOOK_ZONE                                                                   \
	"BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"                          \
	"BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\n"          \
	"TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\n"   \
	"END:STANDARD\r\n"                                                             \
	"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\n"          \
	"TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\n"    \
	"END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

static struct instant at(const char *s)
{
	struct instant t = INSTANT_MIN;
	struct err e;

	assert_int_equal(instant_parse(s, &t, &e), ERR_OK);
	return t;
}

static struct calendar_absences read_2026(const char *s)
{
	struct calendar_absences a = { .item = NULL };
	struct err e;

	assert_int_equal(
		calendar_read_absences(s, strlen(s), at("2026-01-01T00:00:00Z"),
			at("2027-01-01T00:00:00Z"), &a, &e),
		ERR_OK);
	return a;
}

struct expected {
	const char *starts, *ends;
};

/* Reads one calendar with these lines and compares; at most eight absences. */
static void expect(
	const char *s, size_t not_understood, size_t n, const struct expected want[])
{
	struct calendar_absences a = read_2026(s);

	assert_int_equal(a.not_understood, not_understood);
	assert_int_equal(a.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a.item[i].starts.ms, at(want[i].starts).ms);
		assert_int_equal(a.item[i].ends.ms, at(want[i].ends).ms);
	}
	calendar_absences_fini(&a);
}

/* Times in UTC, in our zone, without zone, in Outlook's zone; whole days; durations. */
static void times_are_understood(void **state)
{
	static const struct {
		const char *text;
		struct expected want;
	} cases[] = {
		{ HEAD EVENT("DTSTART:20260701T080000Z\r\nDTEND:20260701T160000Z\r\n")
				TAIL,
			{ "2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z" } },
		{ HEAD EVENT("DTSTART;TZID=Europe/Amsterdam:20260701T100000\r\n"
			     "DTEND;TZID=Europe/Amsterdam:20260701T180000\r\n") TAIL,
			{ "2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z" } },
		/* Twice that night: the first. */
		{ HEAD EVENT("DTSTART;TZID=Europe/Amsterdam:20261025T023000\r\n"
			     "DURATION:PT30M\r\n") TAIL,
			{ "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z" } },
		{ HEAD EVENT("DTSTART:20260101T100000\r\nDURATION:PT90M\r\n") TAIL,
			{ "2026-01-01T09:00:00Z", "2026-01-01T10:30:00Z" } },
		{ HEAD OUTLOOK_ZONE EVENT(
			  "DTSTART;TZID=W. Europe Standard Time:20260701T100000\r\n"
			  "DTEND;TZID=\"W. Europe Standard Time\":20261201T100000\r\n")
				TAIL,
			{ "2026-07-01T08:00:00Z", "2026-12-01T09:00:00Z" } },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20260329\r\n") TAIL,
			{ "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z" } },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20260713\r\n"
			     "DTEND;VALUE=DATE:20260803\r\n") TAIL,
			{ "2026-07-12T22:00:00Z", "2026-08-02T22:00:00Z" } },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20260713\r\nDURATION:P1W\r\n") TAIL,
			{ "2026-07-12T22:00:00Z", "2026-07-19T22:00:00Z" } },
		{ "\xef\xbb\xbf" HEAD EVENT("DTSTART:2026070\r\n 1T080000Z\r\nDTEN"
					    "D\r\n\t:20260701T160000Z\r\n") TAIL,
			{ "2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z" } },
		{ "begin:vcalendar\nversion:2.0\nbegin:vevent\n"
		  "dtstart:20260701T080000Z\ndtend:20260701T160000Z\nend:vevent\n"
		  "end:vcalendar",
			{ "2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(cases[i].text, 0, 1, &cases[i].want);
}

/* What is cancelled, free, in a task or an alarm, or outside the period is no absence.
 */
static void only_busy_events_count(void **state)
{
	(void)state;
	expect(HEAD EVENT("DTSTART:20260701T080000Z\r\nDTEND:20260701T160000Z\r\n"
			  "STATUS:CANCELLED\r\n")
			EVENT("DTSTART:20260701T080000Z\r\nDTEND:20260701T160000Z\r\n"
			      "TRANSP:TRANSPARENT\r\n") EVENT("DTSTART:"
							      "20270701T080000Z\r\n"
							      "DTEND:"
							      "20270701T160000Z\r\n")
				EVENT("DTSTART:20251201T080000Z\r\n"
				      "DTEND:20260101T000000Z\r\n") "BEGIN:"
								    "VTODO\r\nDTSTART:"
								    "20260701T080000"
								    "Z\r\nBEGIN:"
								    "VEVENT\r\nEND:"
								    "VEVENT\r\n"
								    "END:"
								    "VTODO\r\n" TAIL,
		0, 0, NULL);
	expect(HEAD EVENT("DTSTART:20260701T080000Z\r\nBEGIN:VALARM\r\n"
			  "DURATION:PT5M\r\nEND:VALARM\r\nDURATION:PT8H\r\n")
			TAIL HEAD EVENT("DTSTART:20260801T080000Z\r\n"
					"DTEND:20260801T160000Z\r\n") TAIL,
		0, 2,
		(const struct expected[]){
			{ "2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z" },
			{ "2026-08-01T08:00:00Z", "2026-08-01T16:00:00Z" } });
}

/* A weekly event over the clock change, without one date and with one moved. */
static void repeated_events(void **state)
{
	(void)state;
	expect(HEAD EVENT("DTSTART;TZID=Europe/Amsterdam:20260316T090000\r\n"
			  "DTEND;TZID=Europe/Amsterdam:20260316T120000\r\n"
			  "RRULE:FREQ=WEEKLY;COUNT=5\r\n"
			  "EXDATE;TZID=Europe/Amsterdam:20260323T090000\r\n")
			EVENT("RECURRENCE-ID;TZID=Europe/Amsterdam:20260406T090000\r\n"
			      "DTSTART;TZID=Europe/Amsterdam:20260407T100000\r\n"
			      "DTEND;TZID=Europe/Amsterdam:20260407T110000\r\n") TAIL,
		0, 4,
		(const struct expected[]){
			{ "2026-03-16T08:00:00Z", "2026-03-16T11:00:00Z" },
			{ "2026-03-30T07:00:00Z", "2026-03-30T10:00:00Z" },
			{ "2026-04-07T08:00:00Z", "2026-04-07T09:00:00Z" },
			{ "2026-04-13T07:00:00Z", "2026-04-13T10:00:00Z" } });
	/* Every year since long ago, whole days. */
	expect(HEAD EVENT("DTSTART;VALUE=DATE:19990427\r\nRRULE:FREQ=YEARLY\r\n"
			  "RDATE;VALUE=DATE:20260601\r\n") TAIL,
		0, 2,
		(const struct expected[]){
			{ "2026-04-26T22:00:00Z", "2026-04-27T22:00:00Z" },
			{ "2026-05-31T22:00:00Z", "2026-06-01T22:00:00Z" } });
	/* Dates in a zone of their own. */
	expect(HEAD OUTLOOK_ZONE EVENT("DTSTART:20260601T090000Z\r\nDURATION:PT1H\r\n"
				       "RDATE;TZID=Europe/Amsterdam:20260602T090000\r\n"
				       "RDATE;TZID=W. Europe Standard Time:"
				       "20261202T090000,20261203T090000\r\n") TAIL,
		0, 4,
		(const struct expected[]){
			{ "2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z" },
			{ "2026-06-02T07:00:00Z", "2026-06-02T08:00:00Z" },
			{ "2026-12-02T08:00:00Z", "2026-12-02T09:00:00Z" },
			{ "2026-12-03T08:00:00Z", "2026-12-03T09:00:00Z" } });
	expect(HEAD OUTLOOK_ZONE EVENT(
		       "DTSTART;TZID=W. Europe Standard Time:20260326T090000\r\n"
		       "DTEND;TZID=W. Europe Standard Time:20260326T100000\r\n"
		       "RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260330T235959Z\r\n") TAIL,
		0, 3,
		(const struct expected[]){
			{ "2026-03-26T08:00:00Z", "2026-03-26T09:00:00Z" },
			{ "2026-03-28T08:00:00Z", "2026-03-28T09:00:00Z" },
			{ "2026-03-30T07:00:00Z", "2026-03-30T08:00:00Z" } });
}

/* What cannot be understood is counted, not guessed. */
static void the_rest_is_counted(void **state)
{
	static const char *const events[] = { EVENT("DTEND:20260701T160000Z\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDTEND:20260701T160000Z\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDTEND:20260701T150000Z\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDTEND;VALUE=DATE:20260702\r\n"),
		EVENT("DTSTART;TZID=Prive/Zone:20260701T160000\r\nDURATION:PT1H\r\n"),
		/* Exists, but not in this file: a name must never open anything. */
		EVENT("DTSTART;TZID=Europe/"
		      "London:20260701T160000\r\nDURATION:PT1H\r\n"),
		EVENT("DTSTART:20261301T160000Z\r\nDURATION:PT1H\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDURATION:-PT1H\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDURATION:PT1H\r\n"
		      "RRULE:FREQ=SECONDLY\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDURATION:PT1H\r\n"
		      "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=7\r\n"),
		EVENT("DTSTART:20260701T160000Z\r\nDURATION:PT1H\r\n"
		      "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n") };

	(void)state;
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		char text[2000];
		struct calendar_absences a;

		(void)snprintf(text, sizeof text, "%s%s%s", HEAD, events[i], TAIL);
		a = read_2026(text);
		if (a.n != 0 || a.not_understood != 1)
			print_message("event %zu\n", i);
		assert_int_equal(a.n, 0);
		assert_int_equal(a.not_understood, 1);
		calendar_absences_fini(&a);
	}
}

/* Files that are none, halves, and floods. */
static void hostile_files_are_refused(void **state)
{
	static const char *const files[] = { "", "hallo", "BEGIN:VCALENDAR\r\n", TAIL,
		HEAD "BEGIN:VEVENT\r\n" TAIL, "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
		"\r\n\r\n", HEAD TAIL TAIL, "VERSION:2.0\r\n" HEAD TAIL,
		HEAD "BEGIN:VALARM\r\n" TAIL,
		HEAD "BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:"
		     "16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
		     "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT(
			     "DTSTART;TZID=x:20260326T090000\r\nDURATION:PT1H\r\n")
			     TAIL };
	struct calendar_absences a;
	struct text t;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		assert_int_equal(calendar_read_absences(files[i], strlen(files[i]),
					 INSTANT_MIN, INSTANT_MAX, &a, &e),
			ERR_INVALID);
	assert_int_equal(calendar_read_absences(HEAD TAIL, sizeof(HEAD TAIL),
				 INSTANT_MIN, INSTANT_MAX, &a, &e),
		ERR_INVALID); /* with its NUL */
	text_init(&t, 1 << 23);
	for (int i = 0; i < 100; i++)
		text_add(&t, i == 0 ? HEAD : "BEGIN:VEVENT\r\n");
	assert_int_equal(calendar_read_absences(
				 text_str(&t), t.len, INSTANT_MIN, INSTANT_MAX, &a, &e),
		ERR_TOO_LARGE);
	text_clear(&t);
	text_add(&t, HEAD);
	for (int i = 0; i < 8; i++)
		text_add(&t, EVENT("DTSTART:20000101T000000Z\r\nDURATION:PT1H\r\n"
				   "RRULE:FREQ=DAILY\r\n"));
	text_add(&t, TAIL);
	assert_int_equal(calendar_read_absences(
				 text_str(&t), t.len, INSTANT_MIN, INSTANT_MAX, &a, &e),
		ERR_TOO_LARGE);
	text_clear(&t);
	for (int i = 0; i < CALENDAR_READ_MAX / 64 + 10; i++)
		text_add(&t, "                                                        "
			     "        ");
	assert_int_equal(calendar_read_absences(
				 text_str(&t), t.len, INSTANT_MIN, INSTANT_MAX, &a, &e),
		ERR_TOO_LARGE);
	text_fini(&t);
}

/* Damaged files give an error or plausible absences, never more than the period. */
static void damage_does_no_harm(void **state)
{
	static const char whole[] = HEAD OUTLOOK_ZONE EVENT(
		"DTSTART;TZID=W. Europe Standard Time:20260326T090000\r\n"
		"DTEND;TZID=W. Europe Standard Time:20260326T100000\r\n"
		"RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260330T235959Z;BYDAY=MO,-1SU\r\n"
		"EXDATE:20260328T080000Z,20260329T080000Z\r\nRDATE:"
		"20260401T080000Z\r\n")
		EVENT("RECURRENCE-ID:20260326T080000Z\r\nDTSTART;VALUE=DATE:"
		      "20260326\r\nDURATION:P1DT2H\r\n") TAIL;
	static const char alphabet[] = "0123456789:;=,-+TZ\r\n \"BEGINDRUL\x80\xff";
	struct instant from = at("2026-01-01T00:00:00Z");
	struct instant to = at("2027-01-01T00:00:00Z");
	size_t understood = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		char text[sizeof whole];
		size_t n = sizeof whole - 1;
		struct calendar_absences a;
		struct prng p;
		struct err e;

		prng_init(&p, seed);
		memcpy(text, whole, sizeof whole);
		for (size_t i = 1 + prng_below(&p, 6); i > 0; i--)
			text[prng_below(&p, n)] =
				alphabet[prng_below(&p, sizeof alphabet - 1)];
		if (prng_below(&p, 5) == 0)
			n = prng_below(&p, n);
		if (calendar_read_absences(text, n, from, to, &a, &e) != ERR_OK)
			continue;
		for (size_t i = 0; i < a.n; i++) {
			assert_true(a.item[i].starts.ms < a.item[i].ends.ms);
			assert_true(a.item[i].starts.ms < to.ms);
			assert_true(a.item[i].ends.ms > from.ms);
		}
		understood += a.n > 0;
		calendar_absences_fini(&a);
	}
	assert_true(understood > 150);
}

/* Our own memory may fail at any point. */
static void memory_may_fail(void **state)
{
	static const char whole[] = HEAD EVENT(
		"DTSTART:20260701T080000Z\r\nDTEND:20260701T160000Z\r\n") TAIL;
	long n = 0;

	(void)state;
	for (bool fired = true; fired;) {
		struct calendar_absences a;
		struct err e;
		enum err_code code;

		(void)alloc_fail_at(++n, 0);
		code = calendar_read_absences(
			whole, sizeof whole - 1, INSTANT_MIN, INSTANT_MAX, &a, &e);
		fired = alloc_fail_at(0, 0) != 0;
		assert_int_equal(code, fired ? ERR_NOMEM : ERR_OK);
		calendar_absences_fini(&a);
	}
	assert_true(n > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_understood),
		cmocka_unit_test(only_busy_events_count),
		cmocka_unit_test(repeated_events),
		cmocka_unit_test(the_rest_is_counted),
		cmocka_unit_test(hostile_files_are_refused),
		cmocka_unit_test(damage_does_no_harm),
		cmocka_unit_test(memory_may_fail),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
