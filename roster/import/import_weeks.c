/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to working weeks. */
#include "roster/import/import_internal.h"

#include "roster/people/working_week_store.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum column { PERSON, FROM, UNTIL, HOURS, TIMES, UNDER_18, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[FROM] = { "from", { "van", "vanaf" }, "from", false },
	[UNTIL] = { "until", { "tot" }, "until", false },
	[HOURS] = { "week_hours", { "uren_per_week", "uren" }, "week_minutes", false },
	[TIMES] = { "times", { "tijden", "werktijden" }, "times", false },
	[UNDER_18] = { "under_18_until", { "jonger_dan_18_tot" }, "under_18_until",
		false },
};

/* "1", "ma"; 0: neither. */
static int weekday_of(const char *s, size_t len)
{
	static const char *const days[] = { "ma", "di", "wo", "do", "vr", "za", "zo" };

	if (len == 1 && s[0] >= '1' && s[0] <= '7')
		return s[0] - '0';
	for (int i = 0; i < 7; i++)
		if (len == 2 && strncasecmp(s, days[i], 2) == 0)
			return i + 1;
	return 0;
}

/* "1 08:30-17:00"; NULL: it is not. What the hours are is checked with the item. */
static json_t *time_of(const char *s, size_t len)
{
	size_t day = 0, dash;
	char from[MINUTE_TEXT], until[MINUTE_TEXT];

	while (day < len && s[day] != ' ')
		day++;
	dash = day + 6;
	if (weekday_of(s, day) == 0 || len != dash + 6 || s[dash] != '-')
		return NULL;
	(void)snprintf(from, sizeof from, "%.5s", s + day + 1);
	(void)snprintf(until, sizeof until, "%.5s", s + dash + 1);
	return json_pack("{s:i, s:s, s:s}", "weekday", weekday_of(s, day), "from", from,
		"until", until);
}

/* In order of the week, as it is stored. */
static void insert_time(json_t *list, json_t *time)
{
	int64_t weekday = json_integer_value(json_object_get(time, "weekday"));
	const char *from = json_string_value(json_object_get(time, "from"));
	size_t i = json_array_size(list);

	for (; i > 0; i--) {
		const json_t *other = json_array_get(list, i - 1);
		int64_t day = json_integer_value(json_object_get(other, "weekday"));

		if (day < weekday
			|| (day == weekday
				&& strcmp(json_string_value(
						  json_object_get(other, "from")),
					   from)
					   <= 0))
			break;
	}
	(void)json_array_insert_new(list, i, time);
}

/* False: a fault was noted. */
static bool set_times(struct importing *m, json_t *body)
{
	json_t *list = json_array(), *time;
	const char *s = import_cell(m, TIMES);

	json_object_set_new(body, "times", list);
	while (*s != '\0') {
		size_t len;

		s += strspn(s, ", ");
		len = strcspn(s, ",");
		while (len > 0 && s[len - 1] == ' ')
			len--;
		if (len == 0)
			continue;
		time = time_of(s, len);
		if (time == NULL) {
			import_fault(m, TIMES,
				"must be times such as 1 08:30-17:00, 2 08:30-17:00");
			return false;
		}
		insert_time(list, time);
		s += len;
	}
	return true;
}

/* An empty cell is an open end. False: a fault was noted. */
static bool set_day(struct importing *m, int column, json_t *body, int64_t *day)
{
	struct date d;

	if (import_cell(m, column)[0] == '\0') {
		fields_set_text(body, m->format->columns[column].field, NULL);
		return true;
	}
	if (!import_date(m, column, body, &d))
		return false;
	*day = date_days(d);
	return true;
}

/* What the file has no column for stays as it is. False: a fault was noted. */
static bool set_work(struct importing *m, json_t *body)
{
	int64_t minutes = -1, under_18_until;
	bool good = true;

	if (import_has(m, HOURS)) {
		good = import_hours_minutes(m, HOURS, &minutes);
		(void)json_object_set_new(body, "week_minutes",
			minutes >= 0 ? json_integer(minutes) : json_null());
	}
	if (import_has(m, TIMES))
		good = set_times(m, body) && good;
	if (import_has(m, UNDER_18))
		good = set_day(m, UNDER_18, body, &under_18_until) && good;
	return good;
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	int64_t person = 0, id = 0, from = WORKING_WEEK_ALWAYS, until;
	bool go_on = import_person(m, PERSON, &person), good;

	fields_set_int(body, "person_id", person);
	good = set_day(m, FROM, body, &from) && person != 0;
	if (import_has(m, UNTIL))
		good = set_day(m, UNTIL, body, &until) && good;
	good = set_work(m, body) && good;
	if (go_on && good)
		go_on = working_week_find(m->db, person, from, &id, m->e) == ERR_OK;
	if (!go_on || !good) {
		json_decref(body);
		return go_on;
	}
	return import_save(m, &working_week_resource, id, body, TIMES);
}

const struct import_format import_weeks = {
	.columns = columns,
	.count = COLUMNS,
	.key = { PERSON, FROM, -1 },
	.line = line,
};
