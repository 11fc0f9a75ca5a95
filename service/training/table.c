/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/table.h"

#include "base/csv.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

static const char *const words[][2] = { { "current", "vakbekwaam" },
	{ "expiring", "verloopt" }, { "lapsed", "verlopen" },
	{ "aspirant", "aspirant" }, { "course", "opleiding" },
	{ "training", "training" }, { "exercise", "oefening" },
	{ "system_test", "systeemtoets" }, { "deployment", "inzet" } };

/* A word of the API, a date or a time as people write it; others as they are. */
static void put_text(const char *key, const char *s, char buffer[2048])
{
	struct err ignored = { 0 };
	char when[ZONE_TEXT];
	struct instant t;
	struct date d;

	(void)snprintf(buffer, 2048, "%s", s);
	if (strcmp(key, "status") == 0 || strcmp(key, "kind") == 0)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcmp(s, words[i][0]) == 0)
				(void)snprintf(buffer, 2048, "%s", words[i][1]);
	if (strlen(key) > 3 && strcmp(key + strlen(key) - 3, "_on") == 0
		&& date_parse(s, &d, &ignored) == ERR_OK)
		(void)snprintf(buffer, 2048, "%02d-%02d-%04d", d.day, d.month, d.year);
	if (strlen(key) > 3 && strcmp(key + strlen(key) - 3, "_at") == 0
		&& instant_parse(s, &t, &ignored) == ERR_OK)
		(void)snprintf(buffer, 2048, "%s", zone_format(t, when));
}

const char *table_cell(const json_t *row, const char *key, char buffer[2048],
	bool *ret_is_number, double *ret_number)
{
	const json_t *v = json_object_get(row, key);

	buffer[0] = '\0';
	*ret_is_number = json_is_number(v);
	if (*ret_is_number) {
		*ret_number = json_number_value(v);
		(void)snprintf(buffer, 2048, "%.10g", *ret_number);
	} else if (json_is_string(v)) {
		put_text(key, json_string_value(v), buffer);
	}
	return buffer;
}

void table_csv(const struct view_column *columns, const json_t *rows, struct text *out)
{
	char cell[2048];
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
					table_cell(row, c->key, cell, &is_number,
						&number));
		(void)csv_end_row(out);
	}
}

static const char style[] =
	"body{font:16px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:80rem;"
	"padding:0 1rem;color:#111;background:#fff}h1{font-size:1.6rem;margin:.2rem 0}"
	"table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;"
	"padding:.25rem .5rem;text-align:left;vertical-align:top}"
	"thead th{border-bottom:2px solid #111}"
	".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
	".d{white-space:nowrap}"
	"@media print{@page{size:landscape}body{margin:0;max-width:none;padding:0;"
	"font-size:10pt}thead{display:table-header-group}tr{break-inside:avoid}}";

void table_html(const struct view_column *columns, const json_t *rows,
	const char *title, struct instant now, struct text *out)
{
	char cell[2048], when[ZONE_TEXT];
	const json_t *row;
	bool is_number;
	double number;
	size_t i;

	text_addf(out,
		"<!doctype html><html lang=nl><meta charset=utf-8>"
		"<title>%s</title><style>%s</style><h1>%s</h1><p>%s</p>"
		"<table><thead><tr>",
		title, style, title, zone_format(now, when));
	for (const struct view_column *c = columns; c->key != NULL; c++)
		if (c->title != NULL)
			text_addf(out, "<th scope=col>%s", c->title);
	text_add(out, "</thead><tbody>");
	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
	{
		text_add(out, "<tr>");
		for (const struct view_column *c = columns; c->key != NULL; c++) {
			if (c->title == NULL)
				continue;
			(void)table_cell(row, c->key, cell, &is_number, &number);
			text_add(out, is_number            ? "<td class=n>"
				      : strlen(cell) <= 16 ? "<td class=d>"
							   : "<td>");
			text_add_html(out, cell);
		}
	}
	text_addf(out, "</tbody></table>%s</html>",
		json_array_size(rows) == 0 ? "<p>Er is niets.</p>" : "");
}
