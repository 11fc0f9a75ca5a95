/* SPDX-License-Identifier: EUPL-1.2 */
/* What others read in our calendars: ical.js and node-ical (by readers.mjs, in another
 * time zone than ours) and libical must find every event with the name, the moments,
 * the number and the state that went in; also in the nights in which the clock
 * changes. */
#include "base/random.h"
#include "base/zone.h"
#include "roster/calendar/calendar.h"
#include "tests/calendar/libical_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { EVENTS = 400, MINUTE = 60000, LINE = 400 };

struct world {
	struct calendar_event event[EVENTS];
	char uid[EVENTS][CALENDAR_UID_MAX];
	char file[64];
	struct text text;
	char line[3 * EVENTS][LINE];
	size_t lines;
};

static const char *const summaries[] = { "Piket OvD-Bz", "Piket, met komma; en meer",
	"Zoë: \\ schuin", "On duty: x" };

/* A duty: a quarter of them begins in a night in which the clock changes. */
static void make_event(struct world *w, struct prng *p, size_t i)
{
	int year = 2024 + (int)prng_below(p, 12);
	int month = prng_below(p, 2) == 0 ? 3 : 10;
	int64_t day = date_days((struct date){ year, month, 31 });
	int64_t starts = (day - date_weekday(date_from_days(day)) % 7) * 1440;

	if (prng_below(p, 4) == 0)
		starts += (int64_t)prng_below(p, 180);
	else
		starts += (int64_t)prng_below(p, 200 * 1440);
	(void)calendar_uid("duty", (int64_t)i + 1, "paraat.example.nl", w->uid[i]);
	w->event[i] = (struct calendar_event){ .uid = w->uid[i],
		.sequence = (int64_t)prng_below(p, 1000),
		.starts = { starts * MINUTE },
		.ends = { (starts + 15 + (int64_t)prng_below(p, 10080)) * MINUTE },
		.modified = { starts * MINUTE },
		.summary = summaries[prng_below(p, 4)],
		.is_cancelled = prng_below(p, 5) == 0,
		.is_free = true };
}

static void write_file(struct world *w)
{
	struct calendar c = {
		.name = "Piket", .language = "nl", .event = w->event, .events = EVENTS
	};
	struct err e;
	FILE *f;

	text_init(&w->text, 1024 * 1024);
	assert_int_equal(calendar_write(&c, &w->text, &e), ERR_OK);
	(void)snprintf(w->file, sizeof w->file, "/tmp/paraat-readers-%d.ics", getpid());
	f = fopen(w->file, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text_str(&w->text), 1, w->text.len, f), w->text.len);
	assert_int_equal(fclose(f), 0);
}

static void expect(struct world *w, const char *reader)
{
	for (size_t i = 0; i < EVENTS; i++) {
		const struct calendar_event *v = &w->event[i];

		(void)snprintf(w->line[w->lines++], LINE,
			"%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t%s", reader,
			v->uid, v->starts.ms, v->ends.ms, v->sequence,
			v->is_cancelled ? "CANCELLED" : "CONFIRMED", v->summary);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void node_reads_what_we_wrote(void **state)
{
	struct world *w = *state;
	char command[512], got[LINE];
	size_t n = 0;
	FILE *f;

	w->lines = 0;
	expect(w, "ical.js");
	expect(w, "node-ical");
	qsort(w->line, w->lines, LINE, by_text);
	(void)snprintf(command, sizeof command,
		"TZ=America/New_York node " PARAAT_SOURCE_DIR
		"/tests/calendar/readers.mjs %s",
		w->file);
	f = popen(command, "re"); /* NOLINT(cert-env33-c): a fixed command */
	assert_non_null(f);
	while (fgets(got, sizeof got, f) != NULL) {
		got[strcspn(got, "\n")] = '\0';
		assert_true(n < w->lines);
		assert_string_equal(got, w->line[n++]);
	}
	assert_int_equal(pclose(f), 0);
	assert_int_equal(n, w->lines);
}

static void libical_reads_what_we_wrote(void **state)
{
	struct world *w = *state;
	icalcomponent *calendar = icalparser_parse_string(text_str(&w->text));
	size_t n = 0;

	assert_non_null(calendar);
	for (icalcomponent *event = icalcomponent_get_first_component(
		     calendar, ICAL_VEVENT_COMPONENT);
		event != NULL; event = icalcomponent_get_next_component(
				       calendar, ICAL_VEVENT_COMPONENT)) {
		const struct calendar_event *v = &w->event[n++];

		assert_string_equal(icalcomponent_get_uid(event), v->uid);
		assert_string_equal(icalcomponent_get_summary(event), v->summary);
		assert_int_equal(icalcomponent_get_sequence(event), v->sequence);
		assert_int_equal(libical_moment(calendar, event, false), v->starts.ms);
		assert_int_equal(libical_moment(calendar, event, true), v->ends.ms);
		assert_int_equal(icalcomponent_get_status(event),
			v->is_cancelled ? ICAL_STATUS_CANCELLED
					: ICAL_STATUS_CONFIRMED);
	}
	assert_int_equal(n, EVENTS);
	icalcomponent_free(calendar);
}

static int start(void **state)
{
	static struct world w;
	struct prng p;
	struct err e;

	prng_init(&p, 11);
	assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
	for (size_t i = 0; i < EVENTS; i++)
		make_event(&w, &p, i);
	write_file(&w);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	text_fini(&w->text);
	icaltimezone_free_builtin_timezones();
	return unlink(w->file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(node_reads_what_we_wrote),
		cmocka_unit_test(libical_reads_what_we_wrote),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
