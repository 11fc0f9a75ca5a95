/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/table.h"

#include "base/csv.h"
#include "base/paper_css.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

static const char *const words[][2] = { { "current", "vakbekwaam" },
	{ "expiring", "verloopt" }, { "lapsed", "verlopen" },
	{ "aspirant", "aspirant" }, { "course", "opleiding" },
	{ "training", "training" }, { "exercise", "oefening" },
	{ "system_test", "systeemtoets" }, { "deployment", "inzet" },
	{ "certificate", "certificaat" }, { "hours", "uren" }, { "open", "open" },
	{ "started", "bezig" }, { "done", "afgerond" }, { "dropped", "vervallen" },
	{ "overdue", "over de datum" }, { "present", "aanwezig" },
	{ "absent", "afwezig" }, { "excused", "afgemeld" }, { "passed", "geslaagd" },
	{ "failed", "niet geslaagd" }, { "qualified", "bevoegd" },
	{ "suspended", "geschorst" }, { "invited", "uitgenodigd" },
	{ "accepted", "komt" }, { "waiting", "wachtlijst" },
	{ "declined", "komt niet" } };

static bool ends_with(const char *key, const char *end)
{
	const size_t n = strlen(key), m = strlen(end);

	return n > m && strcmp(key + n - m, end) == 0;
}

/* A word of the API, a date or a time as people write it; others as they are. */
static const char *shown(const char *key, const char *s, char buffer[TABLE_CELL])
{
	struct err ignored = { 0 };
	struct instant t;
	struct date d;

	if (strcmp(key, "status") == 0 || strcmp(key, "kind") == 0
		|| strcmp(key, "state") == 0 || strcmp(key, "result") == 0)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcmp(s, words[i][0]) == 0)
				return words[i][1];
	if (ends_with(key, "_on") && date_parse(s, &d, &ignored) == ERR_OK) {
		(void)snprintf(
			buffer, TABLE_CELL, "%02d-%02d-%04d", d.day, d.month, d.year);
		return buffer;
	}
	if (ends_with(key, "_at") && instant_parse(s, &t, &ignored) == ERR_OK)
		return zone_format(t, buffer);
	return s;
}

const char *table_cell(const json_t *row, const char *key, char buffer[TABLE_CELL],
	bool *ret_is_number, double *ret_number)
{
	const json_t *v = json_object_get(row, key);

	*ret_is_number = json_is_number(v);
	if (*ret_is_number) {
		*ret_number = json_number_value(v);
		(void)snprintf(buffer, TABLE_CELL, "%.10g", *ret_number);
		return buffer;
	}
	return json_is_string(v) ? shown(key, json_string_value(v), buffer) : "";
}

void table_csv(const struct view_column *columns, const json_t *rows, struct text *out)
{
	char buffer[TABLE_CELL];
	const json_t *row;
	bool is_number;
	double number;
	size_t i;

	text_add(out, "\xef\xbb\xbf");
	for (const struct view_column *c = columns; c->key != NULL; c++)
		if (c->title != NULL)
			(void)csv_put(out, ';', c->title);
	(void)csv_end_row(out);
	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
	{
		for (const struct view_column *c = columns; c->key != NULL; c++)
			if (c->title != NULL)
				(void)csv_put(out, ';',
					table_cell(row, c->key, buffer, &is_number,
						&number));
		(void)csv_end_row(out);
	}
}

static const char style[] =
	"body{font:16px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:80rem;"
	"padding:0 1rem;color:#111;background:#fff}h1{font-size:1.6rem;margin:.2rem 0}"
	"h2{font-size:1.15rem;margin:1.4rem 0 .2rem}"
	"p{max-width:60rem}.a{font-size:1.1rem;font-weight:600}"
	"table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;"
	"padding:.25rem .5rem;text-align:left;vertical-align:top}"
	"thead th{border-bottom:2px solid #111}th.n{white-space:normal}"
	".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
	".d{white-space:nowrap}" PAPER_CSS "@page{size:A4 landscape}"
	"@media print{body{margin:0;max-width:none;padding:0;font-size:9.5pt}}";

void table_page_begin(const char *title, struct instant now, struct text *out)
{
	char when[ZONE_TEXT];

	text_addf(out,
		"<!doctype html><html lang=nl><meta charset=utf-8>"
		"<title>%s</title><style>%s</style><h1>%s</h1><p>%s</p>",
		title, style, title, zone_format(now, when));
}

static void add_cell(struct text *out, const json_t *row, const char *key)
{
	char buffer[TABLE_CELL];
	bool is_number;
	double number;
	const char *cell = table_cell(row, key, buffer, &is_number, &number);

	text_add(out, is_number            ? "<td class=n>"
		      : strlen(cell) <= 16 ? "<td class=d>"
					   : "<td>");
	text_add_html(out, cell);
}

void table_part(const struct view_column *columns, const json_t *rows, size_t max,
	struct text *out)
{
	size_t n = json_array_size(rows);

	if (n == 0) {
		text_add(out, "<p>Er is niets.</p>");
		return;
	}
	text_add(out, "<table><thead><tr>");
	for (const struct view_column *c = columns; c->key != NULL; c++)
		if (c->title != NULL)
			text_addf(out, "<th scope=col%s>%s",
				json_is_number(json_object_get(
					json_array_get(rows, 0), c->key))
					? " class=n"
					: "",
				c->title);
	text_add(out, "</thead><tbody>");
	for (size_t i = 0; i < n && i < max; i++) {
		text_add(out, "<tr>");
		for (const struct view_column *c = columns; c->key != NULL; c++)
			if (c->title != NULL)
				add_cell(out, json_array_get(rows, i), c->key);
	}
	text_add(out, "</tbody></table>");
	if (n > max)
		text_addf(out, "<p>En nog %zu.</p>", n - max);
}

void table_html(const struct view_column *columns, const json_t *rows,
	const char *title, struct instant now, struct text *out)
{
	table_page_begin(title, now, out);
	table_part(columns, rows, SIZE_MAX, out);
	text_add(out, "</html>");
}
