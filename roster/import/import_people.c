/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to people. What the file has no column for stays as it is. */
#include "roster/import/import_internal.h"

#include "base/parse.h"
#include "roster/people/person.h"

#include <stdio.h>
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
	CONTACTS,
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
	[CONTACTS] = { "contacts", { "bereikbaar" }, "contacts", false },
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

/* One way of "1 mobile +31612345678, 3 email jan@gemeente.example". */
static bool add_way(json_t *list, const char *s, size_t len)
{
	char way[300], number[3], kind[16], address[256];
	int64_t rank = 0;
	int end = 0;

	if (len >= sizeof way)
		return false;
	(void)snprintf(way, sizeof way, "%.*s", (int)len, s);
	if (sscanf(way, " %2s %15s %255s %n", number, kind, address, &end) != 3
		|| way[end] != '\0' || !parse_int(number, 0, 99, &rank))
		return false;
	(void)json_array_append_new(
		list, json_pack("{s:s,s:s,s:I}", "kind", kind, "address", address,
			      "rank", (json_int_t)rank));
	return true;
}

/* All ways in one cell: these and no others. What stands in the other columns may not
 * say something else. */
static void set_ways(struct importing *m, json_t *body)
{
	const char *s = import_cell(m, CONTACTS);
	json_t *list = json_array();

	json_object_set_new(body, "contacts", list);
	for (int i = 0; i < IMPORT_COLUMNS_MAX; i++)
		m->contact_column[i] = CONTACTS;
	for (bool more = true; more;) {
		size_t len = strcspn(s, ",");

		more = s[len] == ',';
		if (!add_way(list, s, len))
			import_fault(m, CONTACTS,
				"must be ways such as 1 mobile +31612345678, with "
				"commas between them");
		s += len + (more ? 1 : 0);
	}
	for (int p = 0; p < PATHS; p++) {
		const char *cell = import_cell(m, (int)paths[p].column);
		int place = find_contact(list, p);

		if (cell[0] != '\0'
			&& (place < 0
				|| !is_address(json_array_get(list, (size_t)place),
					paths[p].kind, cell)))
			import_fault(m, (int)paths[p].column,
				"is not what stands in contacts: change it there too, "
				"or leave that cell empty");
	}
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

		if (kind < 0)
			import_fault(m, m->contact_column[i],
				"must name mobile, landline, email or push");
		else if (contact_normalise((enum contact_kind)kind,
				 string(c, "address"), address, sizeof address, &e)
			 != ERR_OK)
			import_fault(m, m->contact_column[i], e.msg);
	}
	json_decref(body);
}

/* Whose line it is. Number 17 of an export is the one who has that id here, only when
 * the name is the same. False: stop. *ret_known false: a fault was noted. */
static bool find_person(
	struct importing *m, int64_t *ret_id, json_t **ret_stored, bool *ret_known)
{
	const char *number = import_cell(m, EXTERNAL_ID);

	if (!import_person_find(m, number, ret_id)
		|| (*ret_id != 0
			&& resource_get(
				   m->db, &person_resource, *ret_id, ret_stored, m->e)
				   != ERR_OK))
		return false;
	if (number[0] == '\0') {
		import_fault(m, EXTERNAL_ID, "must not be empty");
		*ret_known = false;
	} else if (*ret_id != 0
		   && json_is_null(json_object_get(*ret_stored, "external_id"))
		   && strcmp(string(*ret_stored, "family_name"),
			      import_cell(m, FAMILY_NAME))
			      != 0) {
		import_fault(m, EXTERNAL_ID, "is the number of somebody else here");
		*ret_known = false;
	}
	return true;
}

static bool line(struct importing *m)
{
	json_t *body = json_object(), *stored = NULL;
	int64_t id = 0, municipality = 0;
	bool known = true;

	if (!find_person(m, &id, &stored, &known)
		|| !import_municipality(m, MUNICIPALITY, &municipality)) {
		json_decref(stored);
		json_decref(body);
		return false;
	}
	fields_set_int(body, "municipality_id", municipality);
	set_columns(m, body, id == 0);
	if (json_is_null(json_object_get(stored, "external_id")))
		(void)json_object_del(body, "external_id");
	if (import_cell(m, CONTACTS)[0] != '\0')
		set_ways(m, body);
	else
		set_contacts(m, body, stored);
	json_decref(stored);
	if (!known || municipality == 0) {
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
