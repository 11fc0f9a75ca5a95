/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to municipalities, functions, and functions that go together. */
#include "roster/import/import_internal.h"

#include "roster/people/function.h"
#include "roster/planning/pair.h"

/* --- municipalities */

enum municipality_column { MUNICIPALITY_CODE, MUNICIPALITY_NAME, MUNICIPALITY_COLUMNS };

static const struct import_column municipality_columns[MUNICIPALITY_COLUMNS] = {
	[MUNICIPALITY_CODE] = { "code", { NULL }, "code", true },
	[MUNICIPALITY_NAME] = { "name", { "naam", "gemeente" }, "name", true },
};

static bool municipality_line(struct importing *m)
{
	json_t *body = json_object();
	int64_t id = 0;

	fields_set_text(body, "code", import_cell(m, MUNICIPALITY_CODE));
	fields_set_text(body, "name", import_cell(m, MUNICIPALITY_NAME));
	if (municipality_find(m->db, import_cell(m, MUNICIPALITY_CODE), &id, m->e)
		!= ERR_OK) {
		json_decref(body);
		return false;
	}
	return import_save(m, &municipality_resource, id, body, MUNICIPALITY_CODE);
}

const struct import_format import_municipalities = {
	.columns = municipality_columns,
	.count = MUNICIPALITY_COLUMNS,
	.key = { MUNICIPALITY_CODE, -1, -1 },
	.line = municipality_line,
};

/* --- functions */

enum function_column {
	CODE,
	NAME,
	SPOKEN_NAME,
	REGIME,
	ARRIVAL_NORM,
	REQUIRED,
	REQUIREMENTS,
	MUNICIPALITY,
	ALERTS,
	FUNCTION_COLUMNS
};

static const struct import_column function_columns[FUNCTION_COLUMNS] = {
	[CODE] = { "code", { NULL }, "code", true },
	[NAME] = { "name", { "naam", "functie" }, "name", true },
	[SPOKEN_NAME] = { "spoken_name", { "uitgesproken" }, "spoken_name", false },
	[REGIME] = { "regime", { "soort" }, "regime", true },
	[ARRIVAL_NORM] = { "arrival_norm_minutes", { "opkomsttijd" },
		"arrival_norm_minutes", false },
	[REQUIRED] = { "required_on_duty", { "nodig" }, "required_on_duty", false },
	[REQUIREMENTS] = { "requirements", { "eisen" }, "requirements", false },
	[MUNICIPALITY] = { "municipality", { "gemeente" }, "municipality_id", false },
	[ALERTS] = { "alerts_coordinator", { "waarschuwt" }, "alerts_coordinator",
		false },
};

/* What the file has columns for. False: a fault was noted. */
static bool set_function(struct importing *m, json_t *body)
{
	static const int texts[] = { CODE, NAME, SPOKEN_NAME, REGIME, REQUIREMENTS };
	int64_t norm = 0, required = 0;
	bool alerts = false, good;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (import_has(m, texts[i]))
			fields_set_text(body, function_columns[texts[i]].field,
				import_cell(m, texts[i]));
	good = import_int(m, ARRIVAL_NORM, NULL, 1, 10080, &norm);
	if (import_has(m, ARRIVAL_NORM))
		fields_set_id_or_null(body, "arrival_norm_minutes", norm);
	good = import_int(m, REQUIRED, import_has(m, REQUIRED) ? body : NULL, 0, 99,
		       &required)
	       && good;
	good = import_yes(m, ALERTS, &alerts) && good;
	if (import_has(m, ALERTS))
		fields_set_bool(body, "alerts_coordinator", alerts);
	return good;
}

static bool function_line(struct importing *m)
{
	json_t *body = json_object();
	int64_t id = 0, municipality = 0;
	bool local = import_cell(m, MUNICIPALITY)[0] != '\0', good, go_on;

	good = set_function(m, body);
	go_on = !local || import_municipality(m, MUNICIPALITY, &municipality);
	if (go_on && import_has(m, MUNICIPALITY))
		fields_set_id_or_null(body, "municipality_id", municipality);
	if (go_on)
		go_on = function_by_code(m->db, import_cell(m, CODE), &id, m->e)
			== ERR_OK;
	if (!go_on || !good || (local && municipality == 0)) {
		json_decref(body);
		return go_on;
	}
	return import_save(m, &function_resource, id, body, CODE);
}

const struct import_format import_functions = {
	.columns = function_columns,
	.count = FUNCTION_COLUMNS,
	.key = { CODE, -1, -1 },
	.line = function_line,
};

/* --- functions that go together */

enum pair_column { ONE, OTHER, NOTE, PAIR_COLUMNS };

static const struct import_column pair_columns[PAIR_COLUMNS] = {
	[ONE] = { "function", { "functie" }, "function_id", true },
	[OTHER] = { "other_function", { "andere_functie" }, "other_function_id", true },
	[NOTE] = { "note", { "opmerking", "notitie" }, "note", false },
};

static bool pair_line(struct importing *m)
{
	json_t *body = json_object();
	int64_t one = 0, other = 0, id = 0;

	if (!import_function(m, ONE, &one) || !import_function(m, OTHER, &other)
		|| function_pair_find(m->db, one, other, &id, m->e) != ERR_OK) {
		json_decref(body);
		return false;
	}
	if (one == 0 || other == 0) {
		json_decref(body);
		return true;
	}
	/* as it is stored: the lower id first */
	fields_set_int(body, "function_id", one < other ? one : other);
	fields_set_int(body, "other_function_id", one < other ? other : one);
	if (import_has(m, NOTE))
		fields_set_text(body, "note", import_cell(m, NOTE));
	return import_save(m, &function_pair_resource, id, body, OTHER);
}

const struct import_format import_pairs = {
	.columns = pair_columns,
	.count = PAIR_COLUMNS,
	.key = { ONE, OTHER, -1 },
	.line = pair_line,
};
