/* SPDX-License-Identifier: EUPL-1.2 */
/* Items to lines: the same columns as import reads. */
#include "roster/import/import.h"

#include "roster/duty/duty.h"
#include "roster/people/function.h"

#include <string.h>

enum { PAGE = 1000 };

struct exporting {
	struct db *db;
	struct text *out;
	struct err *e;
};

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

static void put(struct exporting *x, const char *s)
{
	(void)csv_put(x->out, ';', s);
}

/* The code or external id of what a field points at. */
static void put_key(struct exporting *x, const json_t *o, const char *field,
	const struct resource *r, const char *key)
{
	json_t *item = NULL;

	if (resource_get(x->db, r, json_integer_value(json_object_get(o, field)), &item,
		    x->e)
		== ERR_OK)
		put(x, string(item, key));
	json_decref(item);
}

/* The n-th contact of a kind. */
static void put_contact(struct exporting *x, const json_t *o, const char *kind, int n)
{
	json_t *c;
	size_t i;

	json_array_foreach(json_object_get(o, "contacts"), i, c)
	{
		if (strcmp(string(c, "kind"), kind) == 0 && n-- == 0) {
			put(x, string(c, "address"));
			return;
		}
	}
	put(x, "");
}

static void put_person(struct exporting *x, const json_t *o)
{
	put(x, string(o, "external_id"));
	put(x, string(o, "given_name"));
	put(x, string(o, "infix"));
	put(x, string(o, "family_name"));
	put_key(x, o, "municipality_id", &municipality_resource, "code");
	put(x, string(o, "language"));
	put_contact(x, o, "mobile", 0);
	put_contact(x, o, "mobile", 1);
	put_contact(x, o, "landline", 0);
	put_contact(x, o, "email", 0);
	put_contact(x, o, "push", 0);
	put(x, json_is_true(json_object_get(o, "active")) ? "yes" : "no");
}

static void put_assignment(struct exporting *x, const json_t *o)
{
	put_key(x, o, "person_id", &person_resource, "external_id");
	put_key(x, o, "function_id", &function_resource, "code");
	put(x, string(o, "status"));
	put(x, string(o, "from"));
	put(x, string(o, "until"));
}

static void put_duty(struct exporting *x, const json_t *o)
{
	put_key(x, o, "function_id", &function_resource, "code");
	put_key(x, o, "person_id", &person_resource, "external_id");
	put(x, string(o, "starts_at"));
	put(x, string(o, "ends_at"));
	(void)csv_put_int(x->out, ';', json_integer_value(json_object_get(o, "rank")));
	put(x, string(o, "state"));
}

static enum err_code page(
	struct exporting *x, enum import_kind kind, int64_t after, json_t **ret)
{
	struct duty_filter all = { .state = "" };

	if (kind == IMPORT_PEOPLE)
		return person_list(x->db, "", 0, after, PAGE, ret, x->e);
	if (kind == IMPORT_ASSIGNMENTS)
		return assignment_list(x->db, 0, 0, after, PAGE, ret, x->e);
	return duty_list(x->db, &all, after, PAGE, ret, x->e);
}

enum err_code export_run(
	struct db *db, enum import_kind kind, struct text *out, struct err *e)
{
	static const char *const headers[IMPORT_KINDS_COUNT] = {
		("external_id;given_name;infix;family_name;municipality;language;"
		 "mobile;mobile2;landline;email;push;active\r\n"),
		"person;function;status;from;until\r\n",
		"function;person;starts_at;ends_at;rank;state\r\n",
	};
	static void (*const puts[IMPORT_KINDS_COUNT])(struct exporting * x,
		const json_t *o) = { put_person, put_assignment, put_duty };
	struct exporting x = { db, out, e };
	int64_t after = 0;
	bool more = true;

	text_add(out, headers[kind]);
	while (more) {
		json_t *list = NULL, *o;
		size_t i;

		if (page(&x, kind, after, &list) != ERR_OK)
			return e->code;
		json_array_foreach(json_object_get(list, "items"), i, o)
		{
			puts[kind](&x, o);
			(void)csv_end_row(out);
			after = json_integer_value(json_object_get(o, "id"));
		}
		more = json_is_string(json_object_get(list, "next"));
		json_decref(list);
	}
	if (!text_ok(out))
		return err_set(e, ERR_TOO_LARGE, "the export is too large");
	return e->code;
}
