/* SPDX-License-Identifier: EUPL-1.2 */
/* Cells to values: what all kinds of import read in the same way. */
#include "roster/import/import_internal.h"

#include "base/parse.h"
#include "roster/import/local_text.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/training/training.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool import_is_called(const struct import_column *c, const char *name)
{
	if (strcasecmp(c->name, name) == 0)
		return true;
	for (int i = 0; i < IMPORT_SYNONYMS && c->synonyms[i] != NULL; i++)
		if (strcasecmp(c->synonyms[i], name) == 0)
			return true;
	return false;
}

const char *import_cell_of(const struct importing *m, size_t row, int column)
{
	const char *s = csv_cell(m->table, row, m->at[column]);

	return s[0] == '\'' && s[1] != '\0' && strchr("=+-@'", s[1]) != NULL ? s + 1
									     : s;
}

/* What the mapping says for every line; NULL: nothing. */
static const char *constant(const struct importing *m, int column)
{
	const struct import_mapping *x = m->options->mapping;

	for (size_t i = 0; x != NULL && i < x->count; i++)
		if (x->entry[i].theirs[0] == '\0'
			&& import_is_called(
				&m->format->columns[column], x->entry[i].ours))
			return x->entry[i].value;
	return NULL;
}

bool import_has(const struct importing *m, int column)
{
	return m->at[column] >= 0 || constant(m, column) != NULL;
}

const char *import_cell(const struct importing *m, int column)
{
	const char *said = m->at[column] < 0 ? constant(m, column) : NULL;

	return said != NULL ? said : import_cell_of(m, m->row, column);
}

bool import_person_find(struct importing *m, const char *number, int64_t *ret)
{
	json_t *item = NULL;
	int64_t id = 0;

	if (person_by_external_id(m->db, number, ret, m->e) != ERR_OK)
		return false;
	if (*ret != 0 || number[0] != '#' || !parse_int(number + 1, 1, INT64_MAX, &id))
		return true;
	if (resource_get(m->db, &person_resource, id, &item, m->e) == ERR_OK) {
		if (json_is_null(json_object_get(item, "external_id")))
			*ret = id;
		json_decref(item);
	} else if (m->e->code == ERR_NOTFOUND) {
		err_clear(m->e);
	}
	return m->e->code == ERR_OK;
}

bool import_person(struct importing *m, int column, int64_t *ret)
{
	if (!import_person_find(m, import_cell(m, column), ret))
		return false;
	if (*ret == 0)
		import_fault(m, column, "no person has this external_id");
	return true;
}

bool import_function(struct importing *m, int column, int64_t *ret)
{
	if (function_by_code(m->db, import_cell(m, column), ret, m->e) != ERR_OK)
		return false;
	if (*ret == 0)
		import_fault(m, column, "no function has this code");
	return true;
}

bool import_municipality(struct importing *m, int column, int64_t *ret)
{
	if (municipality_find(m->db, import_cell(m, column), ret, m->e) != ERR_OK)
		return false;
	if (*ret == 0)
		import_fault(m, column, "is not the code or name of a municipality");
	return true;
}

bool import_person_function(struct importing *m, int person_column, int function_column,
	json_t *body, bool *ret_known)
{
	int64_t person, function;

	if (!import_person(m, person_column, &person)
		|| !import_function(m, function_column, &function))
		return false;
	*ret_known = person != 0 && function != 0;
	fields_set_int(body, "person_id", person);
	fields_set_int(body, "function_id", function);
	return true;
}

bool import_date(struct importing *m, int column, json_t *body, struct date *ret)
{
	char text[DATE_TEXT];
	struct err e;

	if (local_date_parse(import_cell(m, column), ret, &e) != ERR_OK) {
		import_fault(m, column, e.msg);
		return false;
	}
	fields_set_text(
		body, m->format->columns[column].field, date_format(*ret, text));
	return true;
}

bool import_date_or_none(struct importing *m, int column, json_t *body,
	struct date *ret, bool *ret_given)
{
	*ret_given = import_cell(m, column)[0] != '\0';
	if (*ret_given)
		return import_date(m, column, body, ret);
	fields_set_text(body, m->format->columns[column].field, NULL);
	return true;
}

bool import_yes(struct importing *m, int column, bool *ret)
{
	const char *cell = import_cell(m, column);

	if (cell[0] == '\0' || parse_bool(cell, ret))
		return true;
	import_fault(m, column, "must be yes or no, ja or nee");
	return false;
}

bool import_past(struct importing *m, int column, struct instant *ret)
{
	struct err e;

	*ret = (struct instant){ 0 };
	if (import_cell(m, column)[0] == '\0')
		return true;
	if (local_time_parse(import_cell(m, column), ret, &e) != ERR_OK) {
		import_fault(m, column, e.msg);
		return false;
	}
	if (ret->ms <= m->by->now.ms)
		return true;
	import_fault(m, column, "must not be in the future");
	return false;
}

bool import_time(struct importing *m, int column, json_t *body, struct instant *ret)
{
	struct err e;

	if (local_time_parse(import_cell(m, column), ret, &e) != ERR_OK) {
		import_fault(m, column, e.msg);
		return false;
	}
	fields_set_instant(body, m->format->columns[column].field, *ret);
	return true;
}

bool import_int(struct importing *m, int column, json_t *body, int64_t min, int64_t max,
	int64_t *ret)
{
	const char *cell = import_cell(m, column);
	char reason[80];

	if (cell[0] != '\0' && !parse_int(cell, min, max, ret)) {
		(void)snprintf(reason, sizeof reason,
			"must be a whole number from %" PRId64 " to %" PRId64, min,
			max);
		import_fault(m, column, reason);
		return false;
	}
	if (body != NULL)
		fields_set_int(body, m->format->columns[column].field, *ret);
	return true;
}

bool import_number(struct importing *m, int column, json_t *body)
{
	const char *cell = import_cell(m, column);
	int64_t n;

	if (cell[0] == '\0')
		return true;
	if (!parse_int(cell, 0, INT64_MAX, &n)) {
		import_fault(m, column, "must be a whole number");
		return false;
	}
	fields_set_int(body, m->format->columns[column].field, n);
	return true;
}

bool import_hours_minutes(struct importing *m, int column, int64_t *ret)
{
	const char *cell = import_cell(m, column);
	size_t whole = strspn(cell, "0123456789"), part = 0;
	const char *fraction = cell + whole + 1;
	int64_t hours = 0, hundredths = 0;

	if (cell[0] == '\0')
		return true;
	if (cell[whole] == ',' || cell[whole] == '.')
		part = strspn(fraction, "0123456789");
	if (whole == 0 || whole > 6 || part > 2
		|| (cell[whole] != '\0' && (part == 0 || fraction[part] != '\0'))) {
		import_fault(m, column, "must be a number of hours such as 2 or 1,5");
		return false;
	}
	hours = strtol(cell, NULL, 10);
	if (part > 0)
		hundredths = strtol(fraction, NULL, 10) * (part == 1 ? 10 : 1);
	*ret = hours * 60 + (hundredths * 60 + 50) / 100;
	return true;
}

bool import_hours(struct importing *m, int column, json_t *body)
{
	int64_t minutes = -1;

	if (!import_hours_minutes(m, column, &minutes))
		return false;
	if (minutes >= 0)
		hours_set(body, m->format->columns[column].field, minutes);
	return true;
}

const char *import_word(const char *word)
{
	static const char *const dutch[][2] = { { "bevoegd", "qualified" },
		{ "geschorst", "suspended" }, { "concept", "draft" },
		{ "gepubliceerd", "published" }, { "dag", "day" }, { "dagen", "day" },
		{ "weken", "week" }, { "planner", "planner" },
		{ "rooster", "rotation" }, { "opleiding", "course" },
		{ "cursus", "course" }, { "oefening", "exercise" },
		{ "systeemtoets", "system_test" }, { "inzet", "deployment" },
		{ "aanwezig", "present" }, { "afwezig", "absent" },
		{ "afgemeld", "excused" }, { "geslaagd", "passed" },
		{ "voltooid", "passed" }, { "behaald", "passed" },
		{ "gezakt", "failed" }, { "niet behaald", "failed" },
		{ "certificaat", "certificate" }, { "diploma", "certificate" },
		{ "uren", "hours" } };

	for (size_t i = 0; i < sizeof dutch / sizeof *dutch; i++)
		if (strcasecmp(word, dutch[i][0]) == 0)
			return dutch[i][1];
	return word;
}
