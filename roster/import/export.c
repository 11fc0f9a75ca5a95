/* SPDX-License-Identifier: EUPL-1.2 */
/* Items to lines: the same columns as import reads. */
#include "roster/import/export_internal.h"

#include "base/zone.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <stdlib.h>

const char *const export_format_words[] = { "csv", "json" };

static const struct export_kind *const formats[IMPORT_KINDS_COUNT] = {
	[IMPORT_MUNICIPALITIES] = &export_municipalities,
	[IMPORT_FUNCTIONS] = &export_functions,
	[IMPORT_PAIRS] = &export_pairs,
	[IMPORT_HOLIDAYS] = &export_holidays,
	[IMPORT_PEOPLE] = &export_people,
	[IMPORT_ASSIGNMENTS] = &export_assignments,
	[IMPORT_WEEKS] = &export_weeks,
	[IMPORT_ROTATIONS] = &export_rotations,
	[IMPORT_DUTIES] = &export_duties,
	[IMPORT_OVERRIDES] = &export_overrides,
	[IMPORT_SWAPS] = &export_swaps,
	[IMPORT_ABSENCES] = &export_absences,
	[IMPORT_ACKS] = &export_acks,
	[IMPORT_HANDOVERS] = &export_handovers,
	[IMPORT_ACTIVITIES] = &export_activities,
	[IMPORT_ATTENDANCE] = &export_attendance,
	[IMPORT_REQUIREMENTS] = &export_requirements,
	[IMPORT_CERTIFICATES] = &export_certificates,
};

/* --- cells */

const char *export_string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

void export_put(struct exporting *x, const char *cell)
{
	(void)csv_put(x->out, ';', cell);
}

void export_yes(struct exporting *x, const json_t *o, const char *field)
{
	export_put(x, json_is_true(json_object_get(o, field)) ? "yes" : "no");
}

void export_int(struct exporting *x, int64_t v)
{
	if (v != 0)
		(void)csv_put_int(x->out, ';', v);
	else
		export_put(x, "");
}

void export_instant(struct exporting *x, struct instant t)
{
	char text[INSTANT_TEXT];

	export_put(x, t.ms != 0 ? instant_format(t, text) : "");
}

void export_number(struct exporting *x, const json_t *o, const char *field)
{
	const json_t *v = json_object_get(o, field);
	char text[32] = "";

	if (json_is_number(v))
		(void)snprintf(text, sizeof text, "%.10g",
			(double)(int64_t)(json_number_value(v) * 100 + 0.5) / 100);
	export_put(x, text);
}

void export_key(struct exporting *x, const json_t *o, const char *field,
	const struct resource *r, const char *key)
{
	int64_t id = json_integer_value(json_object_get(o, field));
	json_t *item = NULL;

	if (id == 0)
		export_put(x, "");
	else if (resource_get(x->db, r, id, &item, x->e) == ERR_OK)
		export_put(x, export_string(item, key));
	json_decref(item);
}

const char *export_person_number(
	struct exporting *x, int64_t id, char buffer[EXPORT_PERSON])
{
	json_t *item = NULL;

	buffer[0] = '\0';
	if (resource_get(x->db, &person_resource, id, &item, x->e) != ERR_OK)
		return buffer;
	if (json_is_null(json_object_get(item, "external_id")))
		(void)snprintf(buffer, EXPORT_PERSON, "#%" PRId64, id);
	else
		(void)snprintf(buffer, EXPORT_PERSON, "%s",
			export_string(item, "external_id"));
	json_decref(item);
	return buffer;
}

void export_person(struct exporting *x, const json_t *o, const char *field)
{
	int64_t id = json_integer_value(json_object_get(o, field));
	char number[EXPORT_PERSON];

	export_put(x, id != 0 ? export_person_number(x, id, number) : "");
}

/* --- which */

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

	if (instant_parse(export_string(o, field), &t, &ignored) == ERR_OK)
		return t;
	if (date_parse(export_string(o, field), &d, &ignored) != ERR_OK
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
	if (formats[kind]->from == NULL)
		return true;
	return (x->from.ms == 0
		       || moment(o, formats[kind]->until, INSTANT_MAX).ms > x->from.ms)
	       && (x->to.ms == 0
		       || moment(o, formats[kind]->from, INSTANT_MIN).ms < x->to.ms);
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
		formats[kind]->put(x, o);
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

		if (formats[kind]->page(x, after, &list) != ERR_OK)
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

bool export_has_period(enum import_kind kind)
{
	return formats[kind]->from != NULL;
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
	text_add(out, json ? "{\"items\": [" : formats[kind]->header);
	if (write_all(&x, kind) != ERR_OK)
		return e->code;
	if (json)
		text_add(out, "\n]}\n");
	if (!text_ok(out))
		return err_set(e, ERR_TOO_LARGE, "the export is too large");
	return ERR_OK;
}
