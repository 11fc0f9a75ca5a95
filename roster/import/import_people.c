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

static void add_contact(struct importing *m, json_t *list, const char *kind,
	const char *address, int column)
{
	size_t n = json_array_size(list);

	if (n < IMPORT_COLUMNS_MAX)
		m->contact_column[n] = column;
	json_array_append_new(
		list, json_pack("{s:s,s:s}", "kind", kind, "address", address));
}

/* Does the file have a column for this kind of contact? */
static bool has_kind(const struct importing *m, const char *kind)
{
	for (int i = 0; i < PATHS; i++)
		if (import_has(m, (int)paths[i].column)
			&& strcmp(contact_kind_words[paths[i].kind], kind) == 0)
			return true;
	return false;
}

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

/* The contacts of the line, then the stored ones of kinds that the file does not
 * know. */
static json_t *contacts_of(struct importing *m, const json_t *stored)
{
	json_t *list = json_array(), *c;
	size_t i;

	for (int p = 0; p < PATHS; p++) {
		const char *address = import_cell(m, (int)paths[p].column);

		if (address[0] != '\0')
			add_contact(m, list, contact_kind_words[paths[p].kind], address,
				(int)paths[p].column);
	}
	json_array_foreach(json_object_get(stored, "contacts"), i, c)
	{
		if (!has_kind(m, string(c, "kind")))
			add_contact(
				m, list, string(c, "kind"), string(c, "address"), -1);
	}
	return list;
}

static bool is_contact(const json_t *stored, const json_t *contact)
{
	int kind = parse_word(
		string(contact, "kind"), contact_kind_words, CONTACT_KINDS_COUNT);
	char address[256];
	struct err ignored;
	json_t *c;
	size_t i;

	if (contact_normalise((enum contact_kind)kind, string(contact, "address"),
		    address, sizeof address, &ignored)
		!= ERR_OK)
		return false;
	json_array_foreach(stored, i, c)
	{
		if (strcmp(string(c, "kind"), string(contact, "kind")) == 0
			&& strcmp(string(c, "address"), address) == 0)
			return true;
	}
	return false;
}

/* The same contacts, in whatever order: then their ranks, perhaps set by hand, stay. */
static bool same_contacts(const json_t *stored, const json_t *list)
{
	json_t *c;
	size_t i;

	if (json_array_size(stored) != json_array_size(list))
		return false;
	json_array_foreach(list, i, c)
	{
		if (!is_contact(stored, c))
			return false;
	}
	return true;
}

static void set_contacts(struct importing *m, json_t *body, const json_t *stored)
{
	json_t *list = contacts_of(m, stored);

	if (stored != NULL && same_contacts(json_object_get(stored, "contacts"), list))
		json_decref(list);
	else
		json_object_set_new(body, "contacts", list);
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
