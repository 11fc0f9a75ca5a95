/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to absences. */
#include "roster/import/import_internal.h"

#include "roster/duty/duty.h"

enum column { PERSON, FROM, UNTIL, NOTE, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", true },
	[FROM] = { "from", { "begin", "van" }, "from", true },
	[UNTIL] = { "until", { "eind", "einde", "tot" }, "until", true },
	[NOTE] = { "note", { "opmerking", "notitie" }, "note", false },
};

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct instant from, until;
	int64_t person = 0, id = 0, before = 0;
	bool good, go_on;

	go_on = import_person(m, PERSON, &person);
	fields_set_int(body, "person_id", person);
	good = import_time(m, FROM, body, &from);
	good = import_time(m, UNTIL, body, &until) && good && person != 0;
	if (go_on && good)
		go_on = import_first_new(m, "absence", &before)
			&& absence_find(m->db, person, from, until, before, &id, m->e)
				   == ERR_OK;
	if (!go_on || !good) {
		json_decref(body);
		return go_on;
	}
	if (import_has(m, NOTE))
		fields_set_text(body, "note", import_cell(m, NOTE));
	return import_save(m, &absence_resource, id, body, -1);
}

const struct import_format import_absences = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
