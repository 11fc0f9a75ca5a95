/* SPDX-License-Identifier: EUPL-1.2 */
/* The after-action report as CSV: all that the JSON holds, as tables one under another,
 * with an empty line between. People come first (a program that reads one table reads
 * them), then what there is one of ("field;value"), then each list under its name. */
#include "alert/report/call_view.h"

#include "base/csv.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_NAME_MAX = 200 };

/* These columns always, in this order; what else a person has stands behind them. */
static const char *const people_columns[] = { "function", "person_id", "display_name",
	"state", "answer", "asked_at", "answered_at", "eta_minutes", "expected_at",
	"arrived_at", "on_time", "via", "reason" };

/* Puts what is deep in `v` into the flat object: "answers_by.sms", "slots.0.need". */
static void flatten(json_t *flat, const char *name, json_t *v)
{
	char inner[FIELD_NAME_MAX];
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_object(v)) {
		json_object_foreach(v, key, member)
		{
			(void)snprintf(inner, sizeof inner, "%s%s%s", name,
				name[0] != '\0' ? "." : "", key);
			flatten(flat, inner, member);
		}
	} else if (json_is_array(v)) {
		json_array_foreach(v, i, member)
		{
			(void)snprintf(inner, sizeof inner, "%s.%zu", name, i);
			flatten(flat, inner, member);
		}
	} else {
		(void)json_object_set(flat, name, v);
	}
}

static void put_value(struct text *out, const json_t *v)
{
	if (json_is_integer(v))
		(void)csv_put_int(out, ';', json_integer_value(v));
	else if (json_is_boolean(v))
		(void)csv_put(out, ';', json_is_true(v) ? "ja" : "nee");
	else if (json_is_string(v))
		(void)csv_put(out, ';', json_string_value(v));
	else
		(void)csv_put(out, ';', "");
}

static bool is_table(const json_t *v)
{
	return json_is_array(v) && json_is_object(json_array_get(v, 0));
}

/* Columns of a table, in order of appearance: the members of `columns`. */
static void name_columns(json_t *columns, const json_t *rows)
{
	const char *key;
	json_t *row, *v;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		json_object_foreach(row, key, v)
		{
			(void)json_object_set_new(columns, key, json_null());
		}
	}
}

static void put_rows(struct text *out, json_t *columns, const json_t *rows)
{
	const char *key;
	json_t *row, *v;
	size_t i;

	json_object_foreach(columns, key, v)
	{
		/* as it was called from the start */
		(void)csv_put(
			out, ';', strcmp(key, "display_name") == 0 ? "name" : key);
	}
	(void)csv_end_row(out);
	json_array_foreach(rows, i, row)
	{
		json_object_foreach(columns, key, v)
		{
			put_value(out, json_object_get(row, key));
		}
		(void)csv_end_row(out);
	}
}

/* columns: those that come first; taken. */
static void put_table(struct text *out, json_t *columns, const json_t *list)
{
	json_t *rows = json_array(), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		json_t *flat = json_object();

		flatten(flat, "", item);
		(void)json_array_append_new(rows, flat);
	}
	name_columns(columns, rows);
	put_rows(out, columns, rows);
	json_decref(columns);
	json_decref(rows);
}

static void put_people(struct text *out, const json_t *people)
{
	json_t *columns = json_object();

	for (size_t i = 0; i < sizeof people_columns / sizeof *people_columns; i++)
		(void)json_object_set_new(columns, people_columns[i], json_null());
	put_table(out, columns, people);
}

static void put_fields(struct text *out, const json_t *report)
{
	json_t *flat = json_object(), *v;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)report, key, v)
	{
		if (!is_table(v) && strcmp(key, "people") != 0)
			flatten(flat, key, v);
	}
	text_add(out, "\r\nfield;value\r\n");
	json_object_foreach(flat, key, v)
	{
		(void)csv_put(out, ';', key);
		put_value(out, v);
		(void)csv_end_row(out);
	}
	json_decref(flat);
}

bool report_csv(const json_t *report, struct text *out)
{
	const char *key;
	json_t *v;

	put_people(out, json_object_get(report, "people"));
	put_fields(out, report);
	json_object_foreach((json_t *)(uintptr_t)report, key, v)
	{
		if (!is_table(v) || strcmp(key, "people") == 0)
			continue;
		text_addf(out, "\r\n%s\r\n", key);
		put_table(out, json_object(), v);
	}
	return text_ok(out);
}
