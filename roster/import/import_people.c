/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to people. What the file has no column for stays as it is. */
#include "roster/import/import_internal.h"

#include "base/parse.h"
#include "roster/people/function.h"
#include "roster/people/person.h"

#include <string.h>

enum column {
	EXTERNAL_ID,
	GIVEN_NAME,
	INFIX,
	FAMILY_NAME,
	MUNICIPALITY,
	LANGUAGE,
	MOBILE,
	MOBILE2,
	LANDLINE,
	EMAIL,
	PUSH,
	ACTIVE,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[EXTERNAL_ID] = { "external_id", { "personeelsnummer", "nummer" },
		"external_id", true },
	[GIVEN_NAME] = { "given_name", { "voornaam", "roepnaam" }, "given_name",
		false },
	[INFIX] = { "infix", { "tussenvoegsel", "voorvoegsel" }, "infix", false },
	[FAMILY_NAME] = { "family_name", { "achternaam" }, "family_name", true },
	[MUNICIPALITY] = { "municipality", { "gemeente" }, "municipality_id", true },
	[LANGUAGE] = { "language", { "taal" }, "language", false },
	[MOBILE] = { "mobile", { "mobiel" }, NULL, false },
	[MOBILE2] = { "mobile2", { "mobiel2" }, NULL, false },
	[LANDLINE] = { "landline", { "vast" }, NULL, false },
	[EMAIL] = { "email", { "e-mail", "mail" }, NULL, false },
	[PUSH] = { "push", { NULL }, NULL, false },
	[ACTIVE] = { "active", { "actief" }, "active", false },
};

static const struct {
	enum column column;
	enum contact_kind kind;
} paths[] = {
	{ MOBILE, CONTACT_MOBILE },
	{ MOBILE2, CONTACT_MOBILE },
	{ LANDLINE, CONTACT_LANDLINE },
	{ EMAIL, CONTACT_EMAIL },
	{ PUSH, CONTACT_PUSH },
};
enum { PATHS = sizeof paths / sizeof *paths };
_Static_assert((int)PERSON_CONTACTS_MAX + (int)PATHS <= (int)IMPORT_COLUMNS_MAX + 1,
	"each contact has a place");

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

/* The contact that a column is about: the first, or second, of its kind. -1: none. */
static int find_contact(const json_t *list, int path)
{
	int before = 0;
	json_t *c;
	size_t i;

	for (int p = 0; p < path; p++)
		before += paths[p].kind == paths[path].kind;
	json_array_foreach(list, i, c)
	{
		if (strcmp(string(c, "kind"), contact_kind_words[paths[path].kind]) == 0
			&& before-- == 0)
			return (int)i;
	}
	return -1;
}

static bool is_address(const json_t *contact, enum contact_kind kind, const char *cell)
{
	char address[256];
	struct err ignored;

	return contact_normalise(kind, cell, address, sizeof address, &ignored)
		       == ERR_OK
	       && strcmp(string(contact, "address"), address) == 0;
}

static int64_t last_rank(const json_t *list)
{
	int64_t last = 0, rank;
	json_t *c;
	size_t i;

	json_array_foreach(list, i, c)
	{
		rank = json_integer_value(json_object_get(c, "rank"));
		if (rank > last)
			last = rank;
	}
	return last;
}

/* One column over the contacts: an address takes the place, and the rank, of the one
 * that stood there; an empty cell empties it. Whether this changes anything. */
static bool set_contact(struct importing *m, json_t *list, enum contact_kind kind,
	int column, int place)
{
	const char *cell = import_cell(m, column);
	json_t *c;

	if (!import_has(m, column) || (place < 0 && cell[0] == '\0'))
		return false;
	if (place < 0) {
		m->contact_column[json_array_size(list)] = column;
		(void)json_array_append_new(
			list, json_pack("{s:s,s:s,s:I}", "kind",
				      contact_kind_words[kind], "address", cell, "rank",
				      (json_int_t)last_rank(list) + 1));
		return true;
	}
	m->contact_column[place] = column;
	c = json_array_get(list, (size_t)place);
	if (cell[0] != '\0' && is_address(c, kind, cell))
		return false;
	fields_set_text(c, "address", cell);
	return true;
}

static void drop_empty(struct importing *m, json_t *list)
{
	for (size_t i = json_array_size(list); i-- > 0;) {
		if (string(json_array_get(list, i), "address")[0] != '\0')
			continue;
		(void)json_array_remove(list, i);
		for (size_t k = i; k + 1 < IMPORT_COLUMNS_MAX; k++)
			m->contact_column[k] = m->contact_column[k + 1];
	}
}

/* Who has one mobile number has it in the first place. */
static bool is_swapped(const struct importing *m)
{
	return import_has(m, MOBILE) && import_has(m, MOBILE2)
	       && import_cell(m, MOBILE)[0] == '\0';
}

/* What the file has columns for, over the stored contacts. */
static void set_contacts(struct importing *m, json_t *body, const json_t *stored)
{
	json_t *list = json_deep_copy(json_object_get(stored, "contacts"));
	int places[PATHS];
	bool changed = false;

	if (list == NULL)
		list = json_array();
	for (int i = 0; i < IMPORT_COLUMNS_MAX; i++)
		m->contact_column[i] = -1;
	for (int p = 0; p < PATHS; p++)
		places[p] = find_contact(list, p);
	for (int p = 0; p < PATHS; p++) {
		enum column column = paths[p].column;

		if (is_swapped(m) && (column == MOBILE || column == MOBILE2))
			column = column == MOBILE ? MOBILE2 : MOBILE;
		changed |= set_contact(m, list, paths[p].kind, (int)column, places[p]);
	}
	drop_empty(m, list);
	if (changed)
		json_object_set_new(body, "contacts", list);
	else
		json_decref(list);
}

static void set_columns(struct importing *m, json_t *body, bool is_new)
{
	static const enum column texts[] = { EXTERNAL_ID, GIVEN_NAME, INFIX,
		FAMILY_NAME };
	const char *language = import_cell(m, LANGUAGE);
	const char *active = import_cell(m, ACTIVE);
	bool yes;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (import_has(m, (int)texts[i]))
			fields_set_text(body, columns[texts[i]].field,
				import_cell(m, (int)texts[i]));
	if (language[0] != '\0' || is_new)
		fields_set_text(
			body, "language", language[0] != '\0' ? language : "nl");
	if (parse_bool(active, &yes))
		fields_set_bool(body, "active", yes);
	else if (active[0] != '\0')
		import_fault(m, ACTIVE, "must be yes or no, ja or nee");
}

/* False: stop. *ret_known false: a fault was noted. */
static bool set_municipality(struct importing *m, json_t *body, bool *ret_known)
{
	int64_t id = 0;

	if (municipality_find(m->db, import_cell(m, MUNICIPALITY), &id, m->e) != ERR_OK)
		return false;
	if (id == 0)
		import_fault(
			m, MUNICIPALITY, "is not the code or name of a municipality");
	fields_set_int(body, "municipality_id", id);
	*ret_known = id != 0;
	return true;
}

/* What the file says is checked even when the municipality is wrong, so that all faults
 * of a line come at once. */
static void check_only(struct importing *m, json_t *body)
{
	json_t *c;
	size_t i;

	if (string(body, "family_name")[0] == '\0')
		import_fault(m, FAMILY_NAME, "must not be empty");
	json_array_foreach(json_object_get(body, "contacts"), i, c)
	{
		int kind = parse_word(
			string(c, "kind"), contact_kind_words, CONTACT_KINDS_COUNT);
		char address[256];
		struct err e;

		if (contact_normalise((enum contact_kind)kind, string(c, "address"),
			    address, sizeof address, &e)
			!= ERR_OK)
			import_fault(m, m->contact_column[i], e.msg);
	}
	json_decref(body);
}

static bool line(struct importing *m)
{
	json_t *body = json_object(), *stored = NULL;
	bool known = false;
	int64_t id = 0;

	if (person_by_external_id(m->db, import_cell(m, EXTERNAL_ID), &id, m->e)
			!= ERR_OK
		|| (id != 0
			&& resource_get(m->db, &person_resource, id, &stored, m->e)
				   != ERR_OK)
		|| !set_municipality(m, body, &known)) {
		json_decref(stored);
		json_decref(body);
		return false;
	}
	if (import_cell(m, EXTERNAL_ID)[0] == '\0') {
		import_fault(m, EXTERNAL_ID, "must not be empty");
		known = false;
	}
	set_columns(m, body, id == 0);
	set_contacts(m, body, stored);
	json_decref(stored);
	if (!known) {
		check_only(m, body);
		return true;
	}
	return import_save(m, &person_resource, id, body, EXTERNAL_ID);
}

const struct import_format import_people = {
	.columns = columns,
	.count = COLUMNS,
	.key = { EXTERNAL_ID, -1, -1 },
	.line = line,
};
