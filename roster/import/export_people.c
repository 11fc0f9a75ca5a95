/* SPDX-License-Identifier: EUPL-1.2 */
/* People and who holds a function, to lines. */
#include "roster/import/export_internal.h"

#include "roster/people/function.h"
#include "roster/people/person.h"

#include <string.h>

/* The columns for ways to reach a person, in order. */
static const struct {
	const char *kind;
	int n; /* the n-th of its kind */
} paths[] = { { "mobile", 0 }, { "mobile", 1 }, { "landline", 0 }, { "email", 0 },
	{ "push", 0 } };
enum { PATHS = sizeof paths / sizeof *paths };

/* The n-th contact of a kind. */
static const json_t *contact_of(const json_t *o, const char *kind, int n)
{
	json_t *c;
	size_t i;

	json_array_foreach(json_object_get(o, "contacts"), i, c)
	{
		if (strcmp(export_string(c, "kind"), kind) == 0 && n-- == 0)
			return c;
	}
	return NULL;
}

/* Do the columns hold all contacts, in the order in which they are tried? */
static bool is_plain(const json_t *o)
{
	const json_t *list = json_object_get(o, "contacts");
	size_t n = 0;

	for (size_t p = 0; p < PATHS; p++) {
		const json_t *c = contact_of(o, paths[p].kind, paths[p].n);

		if (c == NULL)
			continue;
		if (c != json_array_get(list, n))
			return false;
		n++;
	}
	return n == json_array_size(list);
}

/* "2 mobile +31612345678, 1 landline +31529488388" when the columns cannot say it. */
static void put_contacts(struct exporting *x, const json_t *o)
{
	TEXT_AUTO all = { 0 };
	json_t *c;
	size_t i;

	for (size_t p = 0; p < PATHS; p++)
		export_put(x, export_string(contact_of(o, paths[p].kind, paths[p].n),
				      "address"));
	text_init(&all, CSV_CELL_MAX);
	json_array_foreach(json_object_get(o, "contacts"), i, c)
	{
		text_addf(&all, "%s%" JSON_INTEGER_FORMAT " %s %s", i > 0 ? ", " : "",
			json_integer_value(json_object_get(c, "rank")),
			export_string(c, "kind"), export_string(c, "address"));
	}
	export_put(x, is_plain(o) ? "" : text_str(&all));
}

static void put_person(struct exporting *x, const json_t *o)
{
	export_person(x, o, "id");
	export_put(x, export_string(o, "given_name"));
	export_put(x, export_string(o, "infix"));
	export_put(x, export_string(o, "family_name"));
	export_key(x, o, "municipality_id", &municipality_resource, "code");
	export_put(x, export_string(o, "language"));
	put_contacts(x, o);
	export_yes(x, o, "active");
}

static void put_assignment(struct exporting *x, const json_t *o)
{
	export_person(x, o, "person_id");
	export_key(x, o, "function_id", &function_resource, "code");
	export_put(x, export_string(o, "status"));
	export_put(x, export_string(o, "from"));
	export_put(x, export_string(o, "until"));
}

static enum err_code page_people(struct exporting *x, int64_t after, json_t **ret)
{
	return person_list(x->db, "", 0, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_assignments(struct exporting *x, int64_t after, json_t **ret)
{
	return assignment_list(x->db, 0, 0, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_people = {
	.header = "external_id;given_name;infix;family_name;municipality;language;"
		  "mobile;mobile2;landline;email;push;contacts;active\r\n",
	.put = put_person,
	.page = page_people,
};

const struct export_kind export_assignments = {
	.header = "person;function;status;from;until\r\n",
	.put = put_assignment,
	.page = page_assignments,
	.from = "from",
	.until = "until",
};
