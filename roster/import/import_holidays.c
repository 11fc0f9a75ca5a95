/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to holidays: how heavily a computed one counts, and days of one's own. */
#include "roster/import/import_internal.h"

#include "roster/fairness/holiday_config.h"

#include <string.h>

enum column { KIND, NAME, DATE, YEARLY, EVERY_YEARS, WEIGHT, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[KIND] = { "kind", { "soort" }, "kind", false },
	[NAME] = { "name", { "naam", "feestdag" }, "name", true },
	[DATE] = { "date", { "datum", "dag" }, "date", false },
	[YEARLY] = { "yearly", { "jaarlijks" }, "yearly", false },
	[EVERY_YEARS] = { "every_years", { "elke_jaren" }, "every_years", false },
	[WEIGHT] = { "weight_percent", { "gewicht" }, "weight_percent", false },
};

/* Empty cells say nothing. False: a fault was noted. */
static bool set_values(struct importing *m, json_t *body)
{
	int64_t every = 1, weight = 100;
	bool yearly = true, good = true;

	if (import_cell(m, EVERY_YEARS)[0] != '\0')
		good = import_int(m, EVERY_YEARS, body, 1, 5, &every);
	if (import_cell(m, WEIGHT)[0] != '\0')
		good = import_int(m, WEIGHT, body, 0, 1000, &weight) && good;
	good = import_yes(m, YEARLY, &yearly) && good;
	if (import_cell(m, YEARLY)[0] != '\0')
		fields_set_bool(body, "yearly", yearly);
	return good;
}

static bool line(struct importing *m)
{
	const char *kind = import_cell(m, KIND);
	json_t *body = json_object();
	struct date date = { 0 };
	int64_t id = 0;
	bool good;

	kind = kind[0] != '\0' && strcmp(kind, "eigen") != 0 ? kind : "own";
	fields_set_text(body, "kind", kind);
	fields_set_text(body, "name", import_cell(m, NAME));
	good = set_values(m, body);
	if (import_cell(m, DATE)[0] != '\0')
		good = import_date(m, DATE, body, &date) && good;
	if (!good
		|| holiday_find(m->db, kind, import_cell(m, NAME), date, &id, m->e)
			   != ERR_OK) {
		json_decref(body);
		return m->e->code == ERR_OK;
	}
	return import_save(m, &holiday_resource, id, body, NAME);
}

const struct import_format import_holidays = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
