/* SPDX-License-Identifier: EUPL-1.2 */
/* Local time through localtime_r only: a local time is looked for among the offsets in
 * force around it, so that nothing depends on mktime's guesses. */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char name_now[64] = "UTC";

bool zone_exists(const char *name)
{
	char path[160];
	bool exists;
	FILE *f;

	if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL
		|| strlen(name) >= sizeof name_now)
		return false;
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	exists = fgetc(f) == 'T'; /* as all files of zones begin */
	(void)fclose(f);
	return exists;
}

enum err_code zone_init(const char *name, struct err *e)
{
	if (!zone_exists(name))
		return err_set(e, ERR_INVALID,
			"time zone '%s' is not known on this machine (package tzdata)",
			name);
	if (setenv("TZ", name, 1) != 0)
		return err_set(e, ERR_NOMEM, "no memory for the time zone");
	tzset();
	(void)snprintf(name_now, sizeof name_now, "%s", name);
	return ERR_OK;
}

const char *zone_name(void)
{
	return name_now;
}

int zone_offset_seconds(struct instant t)
{
	time_t seconds_now = (time_t)(t.ms / 1000 - (t.ms % 1000 < 0));
	struct tm tm;

	return localtime_r(&seconds_now, &tm) != NULL ? (int)tm.tm_gmtoff : 0;
}

struct civil zone_to_civil(struct instant t)
{
	return civil_from_ms(t.ms + zone_offset_seconds(t) * INT64_C(1000));
}

/* Is `t` shown as `local`? */
static bool shows(int64_t t, int64_t local)
{
	return t + zone_offset_seconds((struct instant){ t }) * INT64_C(1000) == local;
}

/* The instant in (before, after] at which the offset changes: the end of a gap. */
static int64_t change_between(int64_t before, int64_t after)
{
	int old = zone_offset_seconds((struct instant){ before });

	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		if (zone_offset_seconds((struct instant){ middle }) == old)
			before = middle;
		else
			after = middle;
	}
	return after;
}

enum err_code zone_to_instant(
	struct civil local, enum zone_rule rule, struct instant *ret, struct err *e)
{
	const int64_t day = 86400000;
	int64_t wall = civil_ms(local);
	int early = zone_offset_seconds((struct instant){ wall - day });
	int late = zone_offset_seconds((struct instant){ wall + day });
	int64_t first = wall - early * INT64_C(1000);
	int64_t last = wall - late * INT64_C(1000);
	bool is_first = shows(first, wall), is_last = shows(last, wall);

	if (!is_first && !is_last) {
		if (rule == ZONE_REJECT)
			return err_set(e, ERR_INVALID,
				"that local time does not exist: the clock is set "
				"forward");
		ret->ms = change_between(wall - day, wall + day);
		return ERR_OK;
	}
	if (is_first && is_last && first != last && rule == ZONE_REJECT)
		return err_set(e, ERR_INVALID,
			"that local time occurs twice: the clock is set back");
	if (!is_first)
		first = last;
	if (!is_last)
		last = first;
	ret->ms = rule == ZONE_LAST ? (first > last ? first : last)
				    : (first < last ? first : last);
	return ERR_OK;
}

const char *zone_format(struct instant t, char buffer[ZONE_TEXT])
{
	struct civil c = zone_to_civil(t);
	struct instant same;
	struct err e;
	int offset = zone_offset_seconds(t);
	char suffix[16] = "";

	if (zone_to_instant(c, ZONE_REJECT, &same, &e) != ERR_OK)
		(void)snprintf(suffix, sizeof suffix, " (UTC%+d)", offset / 3600);
	(void)snprintf(buffer, ZONE_TEXT, "%02d-%02d-%04d %02d:%02d%s",
		c.date.day % 100, c.date.month % 100, c.date.year % 10000, c.hour % 100,
		c.minute % 100, suffix);
	return buffer;
}
