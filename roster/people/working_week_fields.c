/* SPDX-License-Identifier: EUPL-1.2 */
/* A working week as it comes in: every fault named. Pure. */
#include "roster/people/working_week_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fault_of_time(struct err *e, size_t i, const char *part, const char *why)
{
	char field[ERR_FIELD_MAX];

	(void)snprintf(field, sizeof field, "times[%zu]%s%s", i,
		part[0] != '\0' ? "." : "", part);
	(void)err_fault(e, field, "%s", why);
}

static bool read_minute(
	const json_t *o, const char *field, size_t i, int *ret, struct err *e)
{
	const char *text = "";
	struct err wrong = { 0 };

	(void)fields_line(o, field, FIELDS_REQUIRED, 5, &text, &wrong);
	if (wrong.faults == 0 && minute_parse(text, ret))
		return true;
	fault_of_time(e, i, field, "must be a time of the day, as 08:30");
	return false;
}

static void read_time(
	const json_t *o, size_t i, struct working_week_time *ret, struct err *e)
{
	static const char *const names[] = { "weekday", "from", "until", NULL };
	int64_t weekday = 1;
	struct err wrong = { 0 };

	if (!json_is_object(o)) {
		fault_of_time(e, i, "", "must be an object");
		return;
	}
	fields_only(o, names, &wrong);
	if (wrong.faults > 0)
		fault_of_time(e, i, wrong.fault[0].field, wrong.fault[0].message);
	err_clear(&wrong);
	if (!fields_int(o, "weekday", FIELDS_REQUIRED, 1, 7, &weekday, &wrong))
		fault_of_time(e, i, "weekday", "must be 1 (Monday) to 7");
	ret->weekday = (int)weekday;
	(void)read_minute(o, "from", i, &ret->from, e);
	(void)read_minute(o, "until", i, &ret->until, e);
}

static int by_begin(const void *pa, const void *pb)
{
	const struct working_week_time *a = pa, *b = pb;

	if (a->weekday != b->weekday)
		return a->weekday - b->weekday;
	return a->from - b->from;
}

/* In order of the week; none may begin before the one before it has ended, the last
 * one's end counting into the next week. */
static void check_order(struct working_week *w, struct err *e)
{
	const int day = 24 * 60, week = 7 * day;

	if (w->times > 1)
		qsort(w->time, w->times, sizeof *w->time, by_begin);
	for (size_t i = 0; i < w->times; i++) {
		const struct working_week_time *t = &w->time[i];
		const struct working_week_time *next = &w->time[(i + 1) % w->times];
		int ends = (t->weekday - 1) * day + t->until
			   + (t->until <= t->from ? day : 0);
		int next_begins = (next->weekday - 1) * day + next->from;

		if (i + 1 == w->times)
			next_begins += week;
		if (ends > next_begins) {
			(void)err_fault(e, "times", "must not overlap");
			return;
		}
	}
}

static void read_times(const json_t *o, struct working_week *w, struct err *e)
{
	const json_t *list = json_object_get(o, "times"), *t;
	size_t before = e->faults, i;

	if (list == NULL || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > WORKING_WEEK_TIMES_MAX) {
		(void)err_fault(e, "times", "must be a list of at most %d",
			WORKING_WEEK_TIMES_MAX);
		return;
	}
	json_array_foreach(list, i, t)
	{
		read_time(t, i, &w->time[i], e);
	}
	w->times = json_array_size(list);
	if (e->faults == before)
		check_order(w, e);
}

/* Ends with a month: the day itself would be a birth date. */
static void read_under_18(const json_t *o, struct working_week *w, struct err *e)
{
	struct date until;

	w->under_18_until = WORKING_WEEK_ALWAYS;
	if (!fields_date(o, "under_18_until", FIELDS_OPTIONAL, &until, e))
		return;
	if (until.day != 1)
		(void)err_fault(e, "under_18_until",
			"must be the first of a month: a birth date is not kept");
	w->under_18_until = date_days(until);
}

void working_week_read(const json_t *o, int64_t *ret_person_id,
	struct working_week *ret, struct err *e)
{
	struct date from, until;
	int64_t minutes = -1;

	*ret = (struct working_week){ .from_day = WORKING_WEEK_ALWAYS,
		.until_day = WORKING_WEEK_EVER };
	*ret_person_id = 0;
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, ret_person_id, e);
	if (fields_date(o, "from", FIELDS_OPTIONAL, &from, e))
		ret->from_day = date_days(from);
	if (fields_date(o, "until", FIELDS_OPTIONAL, &until, e))
		ret->until_day = date_days(until);
	if (ret->until_day <= ret->from_day)
		(void)err_fault(e, "until", "must be later than from");
	read_under_18(o, ret, e);
	read_times(o, ret, e);
	if (fields_int(o, "week_minutes", FIELDS_OPTIONAL, 0, WORKING_WEEK_MINUTES_MAX,
		    &minutes, e)
		&& ret->times > 0)
		(void)err_fault(e, "week_minutes",
			"follows from the times: leave one of the two out");
	ret->minutes = (int)minutes;
}
