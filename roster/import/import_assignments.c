/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to assignments: who holds which function, from when. */
#include "roster/import/import_internal.h"

#include "roster/people/function.h"

enum column { PERSON, FUNCTION, STATUS, FROM, UNTIL, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[FUNCTION] = { "function", { "functie" }, "function_id", true },
	[STATUS] = { "status", { NULL }, "status", false },
	[FROM] = { "from", { "van", "vanaf" }, "from", true },
	[UNTIL] = { "until", { "tot" }, "until", false },
};

static void set_status(struct importing *m, json_t *body, bool is_new)
{
	const char *status = import_cell(m, STATUS);

	if (status[0] == '\0' && !is_new)
		return;
	if (status[0] == '\0')
		status = "qualified";
	fields_set_text(body, "status", import_word(status));
}

static bool set_dates(struct importing *m, json_t *body, struct date *from)
{
	struct date until;
	bool ok = import_date(m, FROM, body, from);

	if (import_cell(m, UNTIL)[0] != '\0')
		return import_date(m, UNTIL, body, &until) && ok;
	if (import_has(m, UNTIL))
		fields_set_text(body, "until", NULL);
	return ok;
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	bool known = false, dates;
	struct date from;
	int64_t id = 0;

	if (!import_person_function(m, PERSON, FUNCTION, body, &known)) {
		json_decref(body);
		return false;
	}
	dates = set_dates(m, body, &from);
	if (!known || !dates) {
		json_decref(body);
		return true;
	}
	if (assignment_find(m->db,
		    json_integer_value(json_object_get(body, "person_id")),
		    json_integer_value(json_object_get(body, "function_id")), from, &id,
		    m->e)
		!= ERR_OK) {
		json_decref(body);
		return false;
	}
	set_status(m, body, id == 0);
	return import_save(m, &assignment_resource, id, body, -1);
}

const struct import_format import_assignments = {
	.columns = columns,
	.count = COLUMNS,
	.key = { PERSON, FUNCTION, FROM },
	.line = line,
};
