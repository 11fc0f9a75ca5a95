/* SPDX-License-Identifier: EUPL-1.2 */
/* Local time against an independent oracle: the transitions that zdump prints. Every
 * half hour of 2020-2040 and the minutes around each transition, both ways, with each
 * rule. Zones with odd offsets run in a child each, since a process has one zone. */
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

enum { TRANSITIONS_MAX = 400 };

/* What zdump says: from `at` (seconds UTC) on, local time is UTC + offset. */
struct oracle {
	size_t count;
	struct {
		int64_t at;
		int offset;
	} transitions[TRANSITIONS_MAX];
	size_t offsets_count; /* each that occurs, once */
	int offsets[16];
};

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	"Aug", "Sep", "Oct", "Nov", "Dec" };

static int64_t seconds_of(const char *month, int year, int day, int h, int m, int s)
{
	int64_t days = 0;
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	for (int y = 1970; y < year; y++)
		days += 365 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
	for (int i = 0; i < 12 && strcmp(months[i], month) != 0; i++)
		days += lengths[i]
			+ (i == 1
				&& ((year % 4 == 0 && year % 100 != 0)
					|| year % 400 == 0));
	return (days + day - 1) * 86400 + h * 3600 + m * 60 + s;
}

static void add_offset(struct oracle *o, int offset)
{
	for (size_t i = 0; i < o->offsets_count; i++)
		if (o->offsets[i] == offset)
			return;
	assert_true(o->offsets_count < 16);
	o->offsets[o->offsets_count++] = offset;
}

/* "Europe/Amsterdam  Sun Mar 29 01:00:00 2020 UT = Sun Mar 29 03:00:00 2020 CEST
 * isdst=1 gmtoff=7200" */
static void read_oracle(const char *zone, struct oracle *o)
{
	char command[160], line[256];
	FILE *f;

	o->count = o->offsets_count = 0;
	(void)snprintf(command, sizeof command, "zdump -v -c 1990,2041 %s", zone);
	f = popen(command, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		char month[4];
		int day, h, m, s, year;
		const char *off = strstr(line, "gmtoff=");

		if (off == NULL
			|| sscanf(line, "%*s %*s %3s %d %d:%d:%d %d UT", month, &day,
				   &h, &m, &s, &year)
				   != 6
			|| year < 1980)
			continue;
		assert_true(o->count < TRANSITIONS_MAX);
		o->transitions[o->count].at = seconds_of(month, year, day, h, m, s);
		o->transitions[o->count].offset = atoi(off + 7);
		add_offset(o, o->transitions[o->count].offset);
		o->count++;
	}
	assert_int_equal(pclose(f), 0);
}

/* zdump names the second before each change and the change itself: the last line at or
 * before t holds. */
static int offset_at(const struct oracle *o, int64_t t)
{
	size_t low = 0, high = o->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (o->transitions[middle].at <= t)
			low = middle;
		else
			high = middle;
	}
	return o->transitions[low].offset;
}

/* All instants that show this wall-clock second: none, one or two. */
static int shown_at(const struct oracle *o, int64_t wall, int64_t ret[2])
{
	int n = 0;

	for (size_t i = 0; i < o->offsets_count; i++) {
		int offset = o->offsets[i];
		int64_t t = wall - offset;

		if (offset_at(o, t) == offset && n < 2)
			ret[n++] = t;
	}
	if (n == 2 && ret[0] > ret[1]) {
		int64_t swap = ret[0];

		ret[0] = ret[1];
		ret[1] = swap;
	}
	return n;
}

/* When the gap that holds this wall-clock second ends. */
static int64_t gap_end(const struct oracle *o, int64_t wall)
{
	for (size_t i = 1; i < o->count; i++) {
		int64_t at = o->transitions[i].at;
		int before = o->transitions[i - 1].offset;
		int after = o->transitions[i].offset;

		if (after > before && wall >= at + before && wall < at + after)
			return at;
	}
	fail_msg("no gap holds %lld", (long long)wall);
	return 0;
}

static void check_wall(const struct oracle *o, int64_t wall)
{
	struct civil c = civil_from_ms(wall * 1000);
	struct instant t;
	struct err e = { 0 };
	int64_t all[2];
	int n = shown_at(o, wall, all);

	assert_int_equal(zone_to_instant(c, ZONE_FIRST, &t, &e), ERR_OK);
	assert_int_equal(t.ms / 1000, n > 0 ? all[0] : gap_end(o, wall));
	assert_int_equal(zone_to_instant(c, ZONE_LAST, &t, &e), ERR_OK);
	assert_int_equal(t.ms / 1000, n > 0 ? all[n - 1] : gap_end(o, wall));
	assert_int_equal(
		zone_to_instant(c, ZONE_REJECT, &t, &e), n == 1 ? ERR_OK : ERR_INVALID);
	if (n == 1)
		assert_int_equal(t.ms, all[0] * 1000);
	else
		assert_non_null(strstr(e.msg, n == 0 ? "not exist" : "twice"));
}

static void check_instant(const struct oracle *o, int64_t t)
{
	struct instant i = { t * 1000 };
	struct civil c = zone_to_civil(i);
	int offset = offset_at(o, t);

	assert_int_equal(zone_offset_seconds(i), offset);
	assert_int_equal(civil_ms(c), (t + offset) * 1000);
}

static void check_zone(const char *zone)
{
	static struct oracle o;
	struct err e = { 0 };
	int64_t from = seconds_of("Jan", 2020, 1, 0, 0, 0);
	int64_t until = seconds_of("Jan", 2041, 1, 0, 0, 0);

	read_oracle(zone, &o);
	assert_int_equal(zone_init(zone, &e), ERR_OK);
	assert_string_equal(zone_name(), zone);
	for (int64_t t = from; t < until; t += 1800) {
		check_instant(&o, t);
		check_wall(&o, t);
	}
	for (size_t i = 0; i < o.count; i++) {
		if (o.transitions[i].at < from || o.transitions[i].at >= until)
			continue;
		for (int64_t s = -4 * 3600; s <= 4 * 3600; s += 60) {
			check_instant(&o, o.transitions[i].at + s);
			check_wall(
				&o, o.transitions[i].at + o.transitions[i].offset + s);
		}
		check_instant(&o, o.transitions[i].at - 1);
		check_instant(&o, o.transitions[i].at);
	}
}

static void amsterdam_is_what_zdump_says(void **state)
{
	static struct oracle o;

	(void)state;
	read_oracle("Europe/Amsterdam", &o);
	assert_true(o.count > 80); /* two lines a transition, two transitions a year */
	check_zone("Europe/Amsterdam");
}

static void in_child(const char *zone)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		check_zone(zone);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s", zone);
}

static void odd_zones_are_what_zdump_says(void **state)
{
	(void)state;
	in_child("Australia/Lord_Howe"); /* half an hour */
	in_child("America/St_Johns");
	in_child("Europe/London");
}

static void wrong_names_are_refused(void **state)
{
	static const char *const names[] = { "", "Europe/Amsterdm", "/etc/passwd",
		"../../etc/passwd", "Europe/../../../etc/hostname", "Europe" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		memset(&e, 0, sizeof e);
		assert_int_equal(zone_init(names[i], &e), ERR_INVALID);
		assert_string_not_equal(e.msg, "");
	}
}

/* The offset stands behind a time only where the time alone says too little. */
static void texts_say_which_of_two(void **state)
{
	struct err e = { 0 };
	char text[ZONE_TEXT];
	struct instant t;

	(void)state;
	assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
	assert_int_equal(instant_parse("2026-10-25T00:30:00Z", &t, &e), ERR_OK);
	assert_string_equal(zone_format(t, text), "25-10-2026 02:30 (UTC+2)");
	assert_int_equal(instant_parse("2026-10-25T01:30:00Z", &t, &e), ERR_OK);
	assert_string_equal(zone_format(t, text), "25-10-2026 02:30 (UTC+1)");
	assert_int_equal(instant_parse("2026-07-01T10:00:00Z", &t, &e), ERR_OK);
	assert_string_equal(zone_format(t, text), "01-07-2026 12:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_zones_are_what_zdump_says),
		cmocka_unit_test(amsterdam_is_what_zdump_says),
		cmocka_unit_test(wrong_names_are_refused),
		cmocka_unit_test(texts_say_which_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
