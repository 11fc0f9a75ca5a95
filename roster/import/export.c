/* SPDX-License-Identifier: EUPL-1.2 */
/* Items to lines: the same columns as import reads. */
#include "roster/import/import.h"

#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/duty/override.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000 };

const char *const export_format_words[] = { "csv", "json" };

struct exporting {
	struct db *db;
	const struct export_choice *choice;
	struct instant from, to; /* of the choice; 0: no limit */
	struct text *out;
	struct err *e;
	bool any; /* an item was written */
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
	put(x, string(o, "origin"));
}

static void put_absence(struct exporting *x, const json_t *o)
{
	put_key(x, o, "person_id", &person_resource, "external_id");
	put(x, string(o, "from"));
	put(x, string(o, "until"));
	put(x, string(o, "note"));
}

/* Numbers as import reads them; an empty cell for null. */
static void put_number(struct exporting *x, const json_t *o, const char *field)
{
	const json_t *v = json_object_get(o, field);
	char text[32] = "";

	if (json_is_number(v))
		(void)snprintf(text, sizeof text, "%.10g",
			(double)(int64_t)(json_number_value(v) * 100 + 0.5) / 100);
	put(x, text);
}

static void put_override(struct exporting *x, const json_t *o)
{
	put_key(x, o, "function_id", &function_resource, "code");
	put_key(x, o, "person_id", &person_resource, "external_id");
	put(x, string(o, "starts_at"));
	put(x, string(o, "ends_at"));
	put_number(x, o, "rank");
	put(x, string(o, "reason"));
}

/* "D1001,D1002": in order of turn. */
static void put_people(struct exporting *x, const json_t *people)
{
	TEXT_AUTO cell = { 0 };
	json_t *id, *person;
	size_t i;

	text_init(&cell, CSV_CELL_MAX);
	json_array_foreach(people, i, id)
	{
		if (resource_get(x->db, &person_resource, json_integer_value(id),
			    &person, x->e)
			!= ERR_OK)
			return;
		text_addf(
			&cell, "%s%s", i > 0 ? "," : "", string(person, "external_id"));
		json_decref(person);
	}
	put(x, text_str(&cell));
}

/* A line a revision. */
static void put_rotation(struct exporting *x, const json_t *o)
{
	const json_t *revisions = json_object_get(o, "revisions"), *r;
	size_t i;

	json_array_foreach(revisions, i, r)
	{
		const json_t *handover = json_object_get(r, "handover");
		const json_t *period = json_object_get(r, "period");

		if (i > 0)
			(void)csv_end_row(x->out);
		put_key(x, o, "function_id", &function_resource, "code");
		put(x, string(o, "name"));
		put(x, string(r, "from"));
		put_people(x, json_object_get(r, "people"));
		put_number(x, handover, "weekday");
		put(x, string(handover, "time"));
		put_number(x, period, "count");
		put(x, string(period, "unit"));
		put_number(x, r, "first");
		put(x, json_is_true(json_object_get(r, "restart")) ? "yes" : "no");
		put(x, string(r, "shift_until"));
		put_number(x, o, "rank");
		put(x, string(o, "until"));
	}
}

/* The function of a record, or "". */
static void put_function(struct exporting *x, const json_t *o)
{
	if (json_is_null(json_object_get(o, "function_id")))
		put(x, "");
	else
		put_key(x, o, "function_id", &function_resource, "code");
}

static int by_code(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The codes in the order of the alphabet: ids differ from database to database. */
static void put_functions(struct exporting *x, const json_t *o)
{
	enum { MOST = 200, CODE = 33 };
	char codes[MOST][CODE];
	TEXT_AUTO all = { 0 };
	json_t *v, *item;
	size_t i, n = 0;

	json_array_foreach(json_object_get(o, "function_ids"), i, v)
	{
		if (n == MOST
			|| resource_get(x->db, &function_resource,
				   json_integer_value(v), &item, x->e)
				   != ERR_OK)
			return;
		(void)snprintf(codes[n++], CODE, "%s", string(item, "code"));
		json_decref(item);
	}
	qsort(codes, n, CODE, by_code);
	text_init(&all, CSV_CELL_MAX);
	for (i = 0; i < n; i++)
		text_addf(&all, "%s%s", i > 0 ? " " : "", codes[i]);
	put(x, text_str(&all));
}

static void put_activity(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "external_id", "kind", "title", "subject",
		"series", "starts_at", "ends_at" };
	static const char *const more[] = { "location", "organiser", "goals" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		put(x, string(o, texts[i]));
	put_number(x, o, "hours");
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		put(x, string(o, more[i]));
	put_number(x, o, "capacity");
	put_functions(x, o);
}

static void put_attendance(struct exporting *x, const json_t *o)
{
	static const char *const texts[] = { "activity", "kind", "title", "subject",
		"starts_at", "ends_at" };
	static const char *const more[] = { "role", "assessor", "remarks" };

	put_key(x, o, "person_id", &person_resource, "external_id");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		put(x, string(o, texts[i]));
	put_function(x, o);
	put(x, string(o, "result"));
	put_number(x, o, "hours");
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		put(x, string(o, more[i]));
}

static const struct {
	const char *header;
	void (*put)(struct exporting *x, const json_t *o);
	const char *from, *until; /* fields; NULL: there is no period */
} kinds[IMPORT_KINDS_COUNT] = {
	[IMPORT_PEOPLE] = { "external_id;given_name;infix;family_name;municipality;"
			    "language;mobile;mobile2;landline;email;push;active\r\n",
		put_person, NULL, NULL },
	[IMPORT_ASSIGNMENTS] = { "person;function;status;from;until\r\n",
		put_assignment, "from", "until" },
	[IMPORT_DUTIES] = { "function;person;starts_at;ends_at;rank;state;origin\r\n",
		put_duty, "starts_at", "ends_at" },
	[IMPORT_ABSENCES] = { "person;from;until;note\r\n", put_absence, "from",
		"until" },
	[IMPORT_ROTATIONS] = { "function;name;from;people;weekday;time;count;unit;"
			       "first;restart;shift_until;rank;until\r\n",
		put_rotation, NULL, NULL },
	[IMPORT_OVERRIDES] = { "function;person;starts_at;ends_at;rank;reason\r\n",
		put_override, "starts_at", "ends_at" },
	[IMPORT_ACTIVITIES] = { "activity;kind;title;subject;series;starts_at;ends_at;"
				"hours;location;organiser;goals;capacity;functions\r\n",
		put_activity, "starts_at", "ends_at" },
	[IMPORT_ATTENDANCE] = { "person;activity;kind;title;subject;starts_at;ends_at;"
				"function;result;hours;role;assessor;remarks\r\n",
		put_attendance, "starts_at", "ends_at" },
};

/* --- which --- */

static enum err_code page(
	struct exporting *x, enum import_kind kind, int64_t after, json_t **ret)
{
	struct duty_filter all = { .state = "" };
	struct override_filter every = { 0 };
	struct activity_filter activities = { .kind = "" };

	switch (kind) {
	case IMPORT_PEOPLE:
		return person_list(x->db, "", 0, after, PAGE, ret, x->e);
	case IMPORT_ASSIGNMENTS:
		return assignment_list(x->db, 0, 0, after, PAGE, ret, x->e);
	case IMPORT_DUTIES:
		return duty_list(x->db, &all, after, PAGE, ret, x->e);
	case IMPORT_ABSENCES:
		return absence_list(x->db, 0, after, PAGE, ret, x->e);
	case IMPORT_ROTATIONS:
		return rotation_list(x->db, 0, after, PAGE, ret, x->e);
	case IMPORT_OVERRIDES:
		return override_list(x->db, &every, after, PAGE, ret, x->e);
	case IMPORT_ACTIVITIES:
		return activity_list(x->db, &activities, after, PAGE, ret, x->e);
	case IMPORT_ATTENDANCE:
		return attendance_export(x->db, after, PAGE, ret, x->e);
	case IMPORT_KINDS_COUNT:
		break;
	}
	return err_set(x->e, ERR_BUG, "not a kind of import");
}

static enum err_code midnight(struct date d, struct instant *ret, struct err *e)
{
	struct civil c = { .date = d };

	*ret = (struct instant){ 0 };
	return d.year != 0 ? zone_to_instant(c, ZONE_FIRST, ret, e) : ERR_OK;
}

/* The instant that a field of an item holds: a date is its first moment. `missing`
 * stands for an open end. */
static struct instant moment(const json_t *o, const char *field, struct instant missing)
{
	struct instant t = missing;
	struct date d;
	struct err ignored;

	if (instant_parse(string(o, field), &t, &ignored) == ERR_OK)
		return t;
	if (date_parse(string(o, field), &d, &ignored) != ERR_OK
		|| midnight(d, &t, &ignored) != ERR_OK)
		return missing;
	return t;
}

/* CSV has what holds; JSON also what was corrected or withdrawn. */
static bool is_past(const struct exporting *x, const json_t *o)
{
	return x->choice->format == EXPORT_CSV
	       && (json_is_integer(json_object_get(o, "replaced_by"))
		       || json_is_true(json_object_get(o, "withdrawn")));
}

static bool is_chosen(const struct exporting *x, enum import_kind kind, const json_t *o)
{
	if (is_past(x, o))
		return false;
	if (kinds[kind].from == NULL)
		return true;
	return (x->from.ms == 0
		       || moment(o, kinds[kind].until, INSTANT_MAX).ms > x->from.ms)
	       && (x->to.ms == 0
		       || moment(o, kinds[kind].from, INSTANT_MIN).ms < x->to.ms);
}

/* --- writing --- */

static void write_json(struct exporting *x, const json_t *o)
{
	char *line = json_dumps(o, JSON_COMPACT);

	if (line == NULL)
		(void)err_set(x->e, ERR_NOMEM, "no memory for an item");
	else
		(void)text_addf(x->out, "%s\n%s", x->any ? "," : "", line);
	free(line);
}

static void write_item(struct exporting *x, enum import_kind kind, const json_t *o)
{
	if (!is_chosen(x, kind, o))
		return;
	if (x->choice->format == EXPORT_JSON) {
		write_json(x, o);
	} else {
		kinds[kind].put(x, o);
		(void)csv_end_row(x->out);
	}
	x->any = true;
}

static enum err_code write_all(struct exporting *x, enum import_kind kind)
{
	int64_t after = 0;
	bool more = true;

	while (more && x->e->code == ERR_OK) {
		json_t *list = NULL, *o;
		size_t i;

		if (page(x, kind, after, &list) != ERR_OK)
			return x->e->code;
		json_array_foreach(json_object_get(list, "items"), i, o)
		{
			after = json_integer_value(json_object_get(o, "id"));
			if (x->e->code == ERR_OK)
				write_item(x, kind, o);
		}
		more = json_is_string(json_object_get(list, "next"));
		json_decref(list);
	}
	return x->e->code;
}

enum err_code export_run(struct db *db, enum import_kind kind,
	const struct export_choice *choice, struct text *out, struct err *e)
{
	struct exporting x = { .db = db, .choice = choice, .out = out, .e = e };
	bool json = choice->format == EXPORT_JSON;

	err_clear(e);
	if (midnight(choice->from, &x.from, e) != ERR_OK
		|| midnight(choice->to, &x.to, e) != ERR_OK)
		return e->code;
	text_add(out, json ? "{\"items\": [" : kinds[kind].header);
	if (write_all(&x, kind) != ERR_OK)
		return e->code;
	if (json)
		text_add(out, "\n]}\n");
	if (!text_ok(out))
		return err_set(e, ERR_TOO_LARGE, "the export is too large");
	return ERR_OK;
}
