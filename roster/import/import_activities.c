/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to activities. */
#include "roster/import/import_internal.h"

#include "roster/people/function.h"
#include "roster/training/record/activity.h"

#include <string.h>

enum column {
	ACTIVITY,
	KIND,
	TITLE,
	SUBJECT,
	SERIES,
	STARTS_AT,
	ENDS_AT,
	HOURS,
	LOCATION,
	ORGANISER,
	GOALS,
	CAPACITY,
	FUNCTIONS,
	CANCELLED,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[ACTIVITY] = { "activity", { "activiteit", "external_id", "activiteitnummer" },
		"external_id", false },
	[KIND] = { "kind", { "soort" }, "kind", true },
	[TITLE] = { "title", { "titel", "naam" }, "title", true },
	[SUBJECT] = { "subject", { "onderwerp" }, "subject", false },
	[SERIES] = { "series", { "reeks" }, "series", false },
	[STARTS_AT] = { "starts_at", { "begin", "van" }, "starts_at", true },
	[ENDS_AT] = { "ends_at", { "eind", "einde", "tot" }, "ends_at", true },
	[HOURS] = { "hours", { "uren" }, "hours", false },
	[LOCATION] = { "location", { "plaats", "locatie" }, "location", false },
	[ORGANISER] = { "organiser", { "organisator" }, "organiser", false },
	[GOALS] = { "goals", { "doelen", "leerdoelen" }, "goals", false },
	[CAPACITY] = { "capacity", { "plaatsen" }, "capacity", false },
	[FUNCTIONS] = { "functions", { "functies", "functie" }, "function_ids", false },
	[CANCELLED] = { "cancelled", { "afgelast" }, "cancelled", false },
};

/* Where the id belongs in a list in their order, as items hold them. */
static size_t place_of(const json_t *list, int64_t id)
{
	size_t i = 0;

	while (i < json_array_size(list)
		&& json_integer_value(json_array_get(list, i)) < id)
		i++;
	return i;
}

/* "OVD-BZ, OVD-C" or with blanks between. False: stop. */
static bool set_functions(struct importing *m, json_t *body, bool *good)
{
	const char *s = import_cell(m, FUNCTIONS);
	json_t *list = json_array();

	(void)json_object_set_new(body, "function_ids", list);
	while (*(s += strspn(s, " ,|")) != '\0') {
		size_t n = strcspn(s, " ,|");
		char code[40] = "";
		int64_t id = 0;

		if (n < sizeof code)
			memcpy(code, s, n);
		if (function_by_code(m->db, code, &id, m->e) != ERR_OK)
			return false;
		if (id == 0) {
			import_fault(m, FUNCTIONS, "no function has this code");
			*good = false;
			return true;
		}
		(void)json_array_insert_new(list, place_of(list, id), json_integer(id));
		s += n;
	}
	return true;
}

static void set_texts(struct importing *m, json_t *body)
{
	static const enum column texts[] = { TITLE, SUBJECT, SERIES, LOCATION,
		ORGANISER, GOALS };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (import_has(m, (int)texts[i]))
			fields_set_text(body, columns[texts[i]].field,
				import_cell(m, (int)texts[i]));
	if (import_cell(m, ACTIVITY)[0] != '\0')
		fields_set_text(body, "external_id", import_cell(m, ACTIVITY));
	fields_set_text(body, "kind", import_word(import_cell(m, KIND)));
}

/* By its number, or else by what it is. False: stop. */
static bool find(struct importing *m, struct instant starts, int64_t *ret)
{
	const char *number = import_cell(m, ACTIVITY);

	if (number[0] != '\0')
		return activity_by_external_id(m->db, number, ret, m->e) == ERR_OK;
	return activity_by_title(m->db, import_word(import_cell(m, KIND)),
		       import_cell(m, TITLE), starts, ret, m->e)
	       == ERR_OK;
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct instant starts, ends;
	bool good = import_time(m, STARTS_AT, body, &starts), go_on = true;
	bool cancelled = false;
	int64_t id = 0;

	good = import_time(m, ENDS_AT, body, &ends) && good;
	good = import_hours(m, HOURS, body) && good;
	good = import_number(m, CAPACITY, body) && good;
	good = import_yes(m, CANCELLED, &cancelled) && good;
	set_texts(m, body);
	if (import_has(m, CANCELLED))
		fields_set_bool(body, "cancelled", cancelled);
	if (import_has(m, FUNCTIONS))
		go_on = set_functions(m, body, &good);
	if (go_on && good)
		go_on = find(m, starts, &id);
	if (!go_on || !good) {
		json_decref(body);
		return go_on;
	}
	if (id == 0)
		fields_set_text(body, "source", import_source(m));
	return import_save(m, &activity_import_resource, id, body, -1);
}

const struct import_format import_activities = {
	.columns = columns,
	.count = COLUMNS,
	.key = { ACTIVITY, -1, -1 },
	.line = line,
};
