/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to attendance: who was at which activity, with what result.
 *
 * The activity is named by its number, or, as learning systems export it, described:
 * kind, title and time. One that is described and not there yet is made. A line that
 * says something else than what holds becomes a correction. */
#include "roster/import/import_internal.h"

#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"

#include <string.h>

enum column {
	PERSON,
	ACTIVITY,
	KIND,
	TITLE,
	SUBJECT,
	STARTS_AT,
	ENDS_AT,
	FUNCTION,
	RESULT,
	HOURS,
	ROLE,
	ASSESSOR,
	REMARKS,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[ACTIVITY] = { "activity", { "activiteit", "activiteitnummer" }, NULL, false },
	[KIND] = { "kind", { "soort" }, "kind", false },
	[TITLE] = { "title", { "titel", "cursus" }, "title", false },
	[SUBJECT] = { "subject", { "onderwerp" }, "subject", false },
	[STARTS_AT] = { "starts_at", { "begin", "van" }, "starts_at", false },
	[ENDS_AT] = { "ends_at", { "eind", "einde", "tot" }, "ends_at", false },
	[FUNCTION] = { "function", { "functie" }, "function_id", false },
	[RESULT] = { "result", { "resultaat" }, "result", true },
	[HOURS] = { "hours", { "uren" }, "hours", false },
	[ROLE] = { "role", { "rol" }, "role", false },
	[ASSESSOR] = { "assessor", { "beoordelaar" }, "assessor", false },
	[REMARKS] = { "remarks", { "opmerkingen", "opmerking" }, "remarks", false },
};

/* --- the activity */

/* Makes the activity that the line describes, unless it is there. False: stop. */
static bool described(struct importing *m, int64_t *ret, bool *good)
{
	json_t *body = json_object(), *item = NULL;
	const char *kind = import_word(import_cell(m, KIND));
	struct instant starts, ends;
	bool go_on = true;

	*good = import_time(m, STARTS_AT, body, &starts);
	if (*good)
		go_on = activity_by_title(
				m->db, kind, import_cell(m, TITLE), starts, ret, m->e)
			== ERR_OK;
	if (!go_on || !*good || *ret != 0) {
		json_decref(body);
		return go_on;
	}
	*good = import_time(m, ENDS_AT, body, &ends) && import_hours(m, HOURS, body);
	fields_set_text(body, "kind", kind);
	fields_set_text(body, "title", import_cell(m, TITLE));
	fields_set_text(body, "subject", import_cell(m, SUBJECT));
	fields_set_text(body, "source", import_source(m));
	if (*good)
		*good = resource_create(m->db, &activity_import_resource, body, m->by,
				&item, m->e)
			== ERR_OK;
	*ret = *good ? json_integer_value(json_object_get(item, "id")) : 0;
	json_decref(item);
	json_decref(body);
	return m->e->code == ERR_OK || import_take_faults(m, TITLE);
}

static bool find_activity(struct importing *m, int64_t *ret, bool *good)
{
	const char *number = import_cell(m, ACTIVITY);

	*good = true;
	*ret = 0;
	if (number[0] == '\0' && import_cell(m, TITLE)[0] != '\0')
		return described(m, ret, good);
	if (number[0] != '\0'
		&& activity_by_external_id(m->db, number, ret, m->e) != ERR_OK)
		return false;
	*good = *ret != 0;
	if (!*good)
		import_fault(m, ACTIVITY,
			number[0] != '\0'
				? "no activity has this number"
				: "must be given, or title, kind, starts_at and "
				  "ends_at");
	return true;
}

/* --- the record */

/* False: stop. */
static bool find_person(struct importing *m, json_t *body, int64_t *ret, bool *good)
{
	if (!import_person(m, PERSON, ret))
		return false;
	if (*ret == 0)
		*good = false;
	fields_set_int(body, "person_id", *ret);
	return true;
}

static bool find_function(struct importing *m, json_t *body, int64_t *ret, bool *good)
{
	const char *code = import_cell(m, FUNCTION);

	if (code[0] == '\0')
		return true;
	if (function_by_code(m->db, code, ret, m->e) != ERR_OK)
		return false;
	if (*ret == 0) {
		import_fault(m, FUNCTION, "no function has this code");
		*good = false;
	}
	fields_set_int(body, "function_id", *ret);
	return true;
}

static void set_rest(struct importing *m, json_t *body, bool *good)
{
	static const enum column texts[] = { ROLE, ASSESSOR, REMARKS };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (import_has(m, (int)texts[i]))
			fields_set_text(body, columns[texts[i]].field,
				import_cell(m, (int)texts[i]));
	fields_set_text(body, "result", import_word(import_cell(m, RESULT)));
	*good = import_hours(m, HOURS, body) && *good;
}

/* A record stands already: nothing when it says the same, else a correction. */
static enum err_code correct(
	struct importing *m, int64_t activity, int64_t id, json_t *body)
{
	json_t *stored = NULL, *made = NULL;

	if (resource_get(m->db, &attendance_resource, id, &stored, m->e) != ERR_OK)
		return m->e->code;
	if (id >= m->first_id) { /* a line before this one recorded it */
		import_fault(m, PERSON,
			"stands in the file already for this activity and function");
		json_decref(stored);
		return ERR_OK;
	}
	if (import_is_same(stored, body)
		&& json_is_false(json_object_get(stored, "withdrawn"))) {
		m->report->unchanged++;
		json_decref(stored);
		return ERR_OK;
	}
	json_decref(stored);
	fields_set_int(body, "replaces", id);
	fields_set_text(body, "reason", "import");
	if (attendance_record(
		    m->db, activity, body, import_source(m), m->by, &made, m->e)
		== ERR_OK)
		m->report->updated++;
	json_decref(made);
	return m->e->code;
}

static bool save(struct importing *m, int64_t activity, int64_t person,
	int64_t function, json_t *body)
{
	json_t *made = NULL;
	int64_t id = 0;

	if (attendance_find(m->db, activity, person, function, &id, m->e) != ERR_OK)
		return false;
	if (id != 0) {
		(void)correct(m, activity, id, body);
	} else if (attendance_record(
			   m->db, activity, body, import_source(m), m->by, &made, m->e)
		   == ERR_OK) {
		m->report->created++;
		json_decref(made);
	}
	return m->e->code == ERR_OK || import_take_faults(m, -1);
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	int64_t activity = 0, person = 0, function = 0;
	bool good = true, known = true, go_on;

	if (m->first_id == 0
		&& ids_peek(m->db, "attendance", &m->first_id, m->e) != ERR_OK) {
		json_decref(body);
		return false;
	}
	go_on = find_person(m, body, &person, &good)
		&& find_function(m, body, &function, &good);
	if (go_on)
		set_rest(m, body, &good);
	if (go_on)
		go_on = find_activity(m, &activity, &known);
	if (go_on && good && known)
		go_on = save(m, activity, person, function, body);
	json_decref(body);
	return go_on;
}

/* The same person can be in many lines; a second line about the same record is found
 * by what the first one wrote. */
const struct import_format import_attendance = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
