/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to requirements: what a function asks of all in it, or what one person must do
 * besides. */
#include "roster/import/import_internal.h"

#include "roster/people/function.h"
#include "roster/training/competence/requirement.h"

#include <string.h>

enum column {
	FUNCTION,
	PERSON,
	KIND,
	TITLE,
	SUBJECT,
	COUNT,
	WITHIN,
	VALID,
	GRACE,
	DEPLOYMENTS,
	FROM,
	UNTIL,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[FUNCTION] = { "function", { "functie" }, "function_id", false },
	[PERSON] = { "person", { "personeelsnummer", "external_id", "persoon" },
		"person_id", false },
	[KIND] = { "kind", { "soort" }, "kind", true },
	[TITLE] = { "title", { "titel", "naam" }, "title", true },
	[SUBJECT] = { "subject", { "onderwerp" }, "subject", false },
	[COUNT] = { "count", { "aantal" }, "count", false },
	[WITHIN] = { "within_months", { "binnen_maanden" }, "within_months", false },
	[VALID] = { "valid_months", { "geldig_maanden" }, "valid_months", false },
	[GRACE] = { "grace_days", { "respijt_dagen" }, "grace_days", false },
	[DEPLOYMENTS] = { "deployments_count", { "inzet_telt" }, "deployments_count",
		false },
	[FROM] = { "from", { "van", "vanaf" }, "from", false },
	[UNTIL] = { "until", { "tot" }, "until", false },
};

/* What an empty cell means; 0: it says nothing. */
static int64_t otherwise(enum column column, bool hours)
{
	if (column == COUNT && !hours)
		return 1;
	return column == WITHIN && hours ? 12 : 0;
}

/* Numbers go where the file has a column for them. */
static bool set_numbers(struct importing *m, json_t *body, bool hours)
{
	static const enum column numbers[] = { COUNT, WITHIN, VALID, GRACE };
	bool good = true;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const int column = (int)numbers[i];
		const char *field = columns[column].field;
		const int64_t none = otherwise(numbers[i], hours);

		if (!import_has(m, column))
			continue;
		if (import_cell(m, column)[0] != '\0')
			good = import_number(m, column, body) && good;
		else if (none != 0 || column == GRACE)
			fields_set_int(body, field, none);
		else if (column != COUNT)
			fields_set_id(body, field, 0);
	}
	return good;
}

static bool set_rest(struct importing *m, json_t *body, struct requirement_key *k)
{
	struct date until;
	bool good, given, deployments = false;

	k->kind = import_word(import_cell(m, KIND));
	k->title = import_cell(m, TITLE);
	k->subject = import_cell(m, SUBJECT);
	fields_set_text(body, "kind", k->kind);
	fields_set_text(body, "title", k->title);
	fields_set_text(body, "subject", k->subject);
	good = set_numbers(m, body, strcmp(k->kind, "hours") == 0);
	good = import_yes(m, DEPLOYMENTS, &deployments) && good;
	if (import_has(m, DEPLOYMENTS))
		fields_set_bool(body, "deployments_count", deployments);
	good = import_date_or_none(m, FROM, body, &k->from, &k->begins) && good;
	if (import_has(m, UNTIL))
		good = import_date_or_none(m, UNTIL, body, &until, &given) && good;
	return good;
}

/* Whose it is. False: stop. */
static bool find_holder(
	struct importing *m, json_t *body, struct requirement_key *k, bool *good)
{
	if (import_cell(m, FUNCTION)[0] != '\0') {
		if (!import_function(m, FUNCTION, &k->function_id))
			return false;
		*good = *good && k->function_id != 0;
	}
	if (import_cell(m, PERSON)[0] != '\0') {
		if (!import_person(m, PERSON, &k->person_id))
			return false;
		*good = *good && k->person_id != 0;
	}
	fields_set_id(body, "function_id", k->function_id);
	fields_set_id(body, "person_id", k->person_id);
	return true;
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	struct requirement_key k = { 0 };
	int64_t id = 0, first_new = 0;
	bool good = set_rest(m, body, &k), go_on;

	go_on = import_first_new(m, "requirement", &first_new)
		&& find_holder(m, body, &k, &good);
	if (go_on && good)
		go_on = requirement_find(m->db, &k, &id, m->e) == ERR_OK;
	if (go_on && good && id >= first_new) { /* in another spelling */
		import_fault(m, TITLE, "stands in the file already");
		good = false;
	}
	if (!go_on || !good) {
		json_decref(body);
		return go_on;
	}
	if (id == 0)
		fields_set_text(body, "source", import_source(m));
	return import_save(m, &requirement_import_resource, id, body, TITLE);
}

const struct import_format import_requirements = {
	.columns = columns,
	.count = COLUMNS,
	.key = { -1, -1, -1 },
	.line = line,
};
