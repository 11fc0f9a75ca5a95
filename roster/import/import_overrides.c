/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to overrides. */
#include "roster/import/import_internal.h"

#include "base/parse.h"
#include "roster/duty/override.h"

enum column { FUNCTION, PERSON, STARTS_AT, ENDS_AT, RANK, REASON, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[FUNCTION] = { "function", { "functie" }, "function_id", true },
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[STARTS_AT] = { "starts_at", { "begin", "van" }, "starts_at", true },
	[ENDS_AT] = { "ends_at", { "eind", "einde", "tot" }, "ends_at", true },
	[RANK] = { "rank", { "rang" }, "rank", false },
	[REASON] = { "reason", { "reden" }, "reason", false },
};

static bool line(struct importing *m)
{
	json_t *body = json_object();
	bool known = false, good;
	struct instant starts, ends;
	int64_t id = 0, rank = 1;

	if (!import_person_function(m, PERSON, FUNCTION, body, &known)) {
		json_decref(body);
		return false;
	}
	good = import_time(m, STARTS_AT, body, &starts);
	good = import_time(m, ENDS_AT, body, &ends) && good;
	good = import_int(m, RANK, body, 1, 99, &rank) && good;
	if (!known || !good) {
		json_decref(body);
		return true;
	}
	if (import_has(m, REASON))
		fields_set_text(body, "reason", import_cell(m, REASON));
	if (override_find(m->db,
		    json_integer_value(json_object_get(body, "function_id")),
		    json_integer_value(json_object_get(body, "person_id")), starts,
		    rank, &id, m->e)
		!= ERR_OK) {
		json_decref(body);
		return false;
	}
	return import_save(m, &override_resource, id, body, STARTS_AT);
}

const struct import_format import_overrides = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
