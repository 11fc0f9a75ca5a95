/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to items. Each line goes through the same validation as the API. */
#include "roster/import/import.h"

#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
const char *const import_kind_words[] = { IMPORT_KINDS(X) };
#undef X

/* One file being imported. */
struct importing {
	struct db *db;
	const struct csv_table *table;
	const struct change *by;
	struct import_report *report;
	struct err *e;
	size_t row;
};

/* A column, by its English or Dutch name. */
static int column(const struct csv_table *t, const char *english, const char *dutch)
{
	int i = csv_column(t, english);

	return i >= 0 || dutch == NULL ? i : csv_column(t, dutch);
}

static const char *cell(
	const struct importing *m, const char *english, const char *dutch)
{
	return csv_cell(m->table, m->row, column(m->table, english, dutch));
}

static void fault(struct importing *m, const char *where, const char *reason)
{
	struct import_report *r = m->report;

	if (r->faults_count < IMPORT_FAULTS_MAX) {
		struct import_fault *f = &r->faults[r->faults_count];

		f->line = csv_line(m->table, m->row);
		(void)snprintf(f->column, sizeof f->column, "%s", where);
		(void)snprintf(f->reason, sizeof f->reason, "%s", reason);
	}
	r->faults_count++;
}

/* Faults of the item become faults of the line; other errors stop everything. */
static bool take_faults(struct importing *m)
{
	if (m->e->code == ERR_IO || m->e->code == ERR_NOMEM || m->e->code == ERR_BUSY
		|| m->e->code == ERR_BUG)
		return false;
	if (m->e->faults == 0)
		fault(m, "", m->e->msg);
	for (size_t i = 0; i < m->e->faults; i++)
		fault(m, m->e->fault[i].field, m->e->fault[i].message);
	err_clear(m->e);
	return true;
}

/* Saves the item: an update when id is not 0. False: stop. */
static bool save(
	struct importing *m, const struct resource *r, int64_t id, json_t *body)
{
	json_t *item = NULL;
	enum err_code rc;

	rc = id != 0 ? resource_update(m->db, r, id, body, false, 0, m->by, &item, m->e)
		     : resource_create(m->db, r, body, m->by, &item, m->e);
	json_decref(body);
	json_decref(item);
	if (rc != ERR_OK)
		return take_faults(m);
	m->report->created += id == 0;
	m->report->updated += id != 0;
	return true;
}

static void add_contact(json_t *list, const char *kind, const char *address)
{
	if (address[0] != '\0')
		json_array_append_new(
			list, json_pack("{s:s,s:s}", "kind", kind, "address", address));
}

static bool import_person(struct importing *m)
{
	const char *external = cell(m, "external_id", "personeelsnummer");
	const char *language = cell(m, "language", "taal");
	json_t *body = json_object(), *contacts = json_array();
	int64_t municipality = 0, id = 0;

	add_contact(contacts, "mobile", cell(m, "mobile", "mobiel"));
	add_contact(contacts, "mobile", cell(m, "mobile2", "mobiel2"));
	add_contact(contacts, "landline", cell(m, "landline", "vast"));
	add_contact(contacts, "email", cell(m, "email", "e-mail"));
	add_contact(contacts, "push", cell(m, "push", NULL));
	json_object_set_new(body, "contacts", contacts);
	fields_set_text(body, "external_id", external);
	fields_set_text(body, "given_name", cell(m, "given_name", "voornaam"));
	fields_set_text(body, "infix", cell(m, "infix", "tussenvoegsel"));
	fields_set_text(body, "family_name", cell(m, "family_name", "achternaam"));
	fields_set_text(body, "language", language[0] != '\0' ? language : "nl");
	if (municipality_find(
		    m->db, cell(m, "municipality", "gemeente"), &municipality, m->e)
			!= ERR_OK
		|| person_by_external_id(m->db, external, &id, m->e) != ERR_OK) {
		json_decref(body);
		return false;
	}
	if (external[0] == '\0' || municipality == 0) {
		fault(m, external[0] == '\0' ? "external_id" : "municipality",
			external[0] == '\0' ? "must not be empty"
					    : "is not a known municipality");
		json_decref(body);
		return true;
	}
	fields_set_int(body, "municipality_id", municipality);
	return save(m, &person_resource, id, body);
}

/* The person and function that a line names. False: stop; *ret_known false: a fault was
 * noted. */
static bool find_both(struct importing *m, json_t *body, bool *ret_known)
{
	int64_t person = 0, function = 0;

	if (person_by_external_id(
		    m->db, cell(m, "person", "personeelsnummer"), &person, m->e)
			!= ERR_OK
		|| function_by_code(
			   m->db, cell(m, "function", "functie"), &function, m->e)
			   != ERR_OK)
		return false;
	if (person == 0)
		fault(m, "person", "no person has this external_id");
	if (function == 0)
		fault(m, "function", "no function has this code");
	*ret_known = person != 0 && function != 0;
	fields_set_int(body, "person_id", person);
	fields_set_int(body, "function_id", function);
	return true;
}

static bool import_assignment(struct importing *m)
{
	const char *until = cell(m, "until", "tot"), *status = cell(m, "status", NULL);
	json_t *body = json_object();
	bool known;

	if (!find_both(m, body, &known) || !known) {
		json_decref(body);
		return m->e->code == ERR_OK;
	}
	fields_set_text(body, "status", status[0] != '\0' ? status : "qualified");
	fields_set_text(body, "from", cell(m, "from", "van"));
	if (until[0] != '\0')
		fields_set_text(body, "until", until);
	return save(m, &assignment_resource, 0, body);
}

/* "2026-03-29 09:00" in local time, or RFC 3339. */
static bool local_time(
	struct importing *m, const char *name, const char *dutch, json_t *body)
{
	const char *text = cell(m, name, dutch);
	struct civil c = { 0 };
	struct instant t;
	struct err why = { 0 };
	char end;

	if (instant_parse(text, &t, &why) == ERR_OK)
		return fields_set_instant(body, name, t);
	if (sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d%c", &c.date.year, &c.date.month,
		    &c.date.day, &c.hour, &c.minute, &end)
			!= 5
		|| !date_valid(c.date) || c.hour < 0 || c.hour > 23 || c.minute < 0
		|| c.minute > 59)
		(void)err_set(
			&why, ERR_INVALID, "must be a time such as 2026-03-29 09:00");
	else if (zone_to_instant(c, ZONE_REJECT, &t, &why) == ERR_OK)
		return fields_set_instant(body, name, t);
	fault(m, name, why.msg);
	return false;
}

static bool import_duty(struct importing *m)
{
	const char *rank = cell(m, "rank", "rang");
	json_t *body = json_object();
	bool known, times;

	if (!find_both(m, body, &known)) {
		json_decref(body);
		return false;
	}
	times = local_time(m, "starts_at", "begin", body);
	times = local_time(m, "ends_at", "eind", body) && times;
	if (!known || !times) {
		json_decref(body);
		return true;
	}
	fields_set_int(body, "rank",
		rank[0] >= '1' && rank[0] <= '9' && rank[1] == '\0' ? rank[0] - '0'
								    : 1);
	if (rank[0] != '\0' && (rank[0] < '1' || rank[0] > '9' || rank[1] != '\0'))
		fault(m, "rank", "must be a number from 1 to 9");
	fields_set_text(body, "origin", "import");
	fields_set_text(body, "state", "published");
	return save(m, &duty_resource, 0, body);
}

static enum err_code check_columns(
	const struct csv_table *t, const char *const needed[][2], struct err *e)
{
	for (size_t i = 0; needed[i][0] != NULL; i++)
		if (column(t, needed[i][0], needed[i][1]) < 0)
			return err_set(e, ERR_INVALID,
				"line 1: the column %s is missing", needed[i][0]);
	return ERR_OK;
}

static const char *const people_columns[][2] = { { "external_id", "personeelsnummer" },
	{ "family_name", "achternaam" }, { "municipality", "gemeente" },
	{ NULL, NULL } };
static const char *const assignment_columns[][2] = { { "person", "personeelsnummer" },
	{ "function", "functie" }, { "from", "van" }, { NULL, NULL } };
static const char *const duty_columns[][2] = { { "function", "functie" },
	{ "person", "personeelsnummer" }, { "starts_at", "begin" },
	{ "ends_at", "eind" }, { NULL, NULL } };

static const struct {
	const char *const (*columns)[2];
	bool (*line)(struct importing *m);
} kinds[IMPORT_KINDS_COUNT] = {
	[IMPORT_PEOPLE] = { people_columns, import_person },
	[IMPORT_ASSIGNMENTS] = { assignment_columns, import_assignment },
	[IMPORT_DUTIES] = { duty_columns, import_duty },
};

static void import_lines(struct importing *m, enum import_kind kind)
{
	for (m->row = 0; m->row < csv_rows(m->table); m->row++) {
		if (csv_cells(m->table, m->row) > csv_columns(m->table)) {
			fault(m, "", "has more cells than the header");
			continue;
		}
		if (!kinds[kind].line(m))
			return;
	}
}

enum err_code import_run(struct db *db, enum import_kind kind, const char *bytes,
	size_t len, const struct change *by, struct import_report *ret, struct err *e)
{
	struct csv_table *table = NULL;
	struct importing m = { .db = db, .by = by, .report = ret, .e = e };

	ret->created = ret->updated = 0;
	ret->faults_count = 0;
	if (csv_read(bytes, len, &table, e) != ERR_OK)
		return e->code;
	m.table = table;
	err_clear(e);
	if (check_columns(table, kinds[kind].columns, e) == ERR_OK)
		import_lines(&m, kind);
	csv_table_free(table);
	if (e->code == ERR_OK && ret->faults_count > 0)
		return err_set(e, ERR_INVALID,
			"%zu mistakes; the first is in line %zu, %s%s%s; nothing was "
			"imported",
			ret->faults_count, ret->faults[0].line, ret->faults[0].column,
			ret->faults[0].column[0] != '\0' ? ": " : "",
			ret->faults[0].reason);
	return e->code;
}
