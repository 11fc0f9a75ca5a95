/* SPDX-License-Identifier: EUPL-1.2 */
/* A list as page and as text. */
#include "alert/report/paper.h"

#include "base/paper_css.h"

#include <string.h>

enum { NAME_COLUMNS = 32, NUMBER_COLUMNS = 44 };

static const char style[] =
	"body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;"
	"padding:0 1rem;color:#111;background:#fff}"
	"h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.2rem 0 .2rem}"
	"table{border-collapse:collapse;width:100%}"
	"th,td{border-bottom:1px solid #777;padding:.3rem .5rem;text-align:left;"
	"vertical-align:top}.nr{font-weight:700}small{font-weight:400}"
	".box{white-space:nowrap}.note{font-weight:700}"
	"table{table-layout:fixed}td{overflow-wrap:anywhere}"
	"th:nth-child(1){width:23%}th:nth-child(2){width:37%}th:nth-child(4){width:16%"
	"}" PAPER_CSS
	"@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}"
	"h2{margin-top:.8rem}th,td{padding:.15rem .4rem}}";

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

static void html_element(
	struct text *out, const char *open, const char *words, const char *close)
{
	text_add(out, open);
	text_add_html(out, words);
	text_add(out, close);
}

/* Numbers stand apart by ", ": each on a line of its own, mail addresses small. */
static void html_numbers(struct text *out, const char *numbers)
{
	text_add(out, "<td class=\"nr\">");
	while (*numbers != '\0') {
		const size_t n = strcspn(numbers, ",");
		char one[300];

		(void)snprintf(one, sizeof one, "%.*s", (int)n, numbers);
		if (strchr(one, '@') != NULL)
			html_element(out, "<small>", one, "</small>");
		else
			text_add_html(out, one);
		numbers += n;
		if (*numbers == ',') {
			text_add(out, "<br>");
			numbers += numbers[1] == ' ' ? 2 : 1;
		}
	}
	text_add(out, "</td>");
}

static void html_section(struct text *out, const json_t *section)
{
	const json_t *row;
	size_t i;

	html_element(out, "<h2>", string(section, "title"), "</h2>\n");
	text_add(out,
		"<table><thead><tr><th scope=\"col\">Naam</th>"
		"<th scope=\"col\">Nummers</th><th scope=\"col\">Bijzonderheden</th>"
		"<th scope=\"col\" class=\"box\">Komt? Om</th></tr></thead><tbody>\n");
	json_array_foreach(json_object_get(section, "rows"), i, row)
	{
		html_element(out, "<tr><td>", string(row, "name"), "</td>");
		html_numbers(out, string(row, "numbers"));
		html_element(out, "<td>", string(row, "note"), "</td>");
		text_add(out, "<td class=\"box\">\xe2\x98\x90 ja \xe2\x98\x90 "
			      "nee</td></tr>\n");
	}
	text_add(out, "</tbody></table>\n");
}

bool paper_html(const json_t *paper, struct text *out)
{
	const json_t *section;
	size_t i;

	text_add(out,
		"<!DOCTYPE html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\">");
	html_element(out, "<title>", string(paper, "title"), "</title>");
	text_addf(out, "<style>%s</style></head><body>\n", style);
	html_element(out, "<h1>", string(paper, "title"), "</h1>\n");
	html_element(out, "<p>", string(paper, "at"), "</p>\n");
	if (string(paper, "note")[0] != '\0')
		html_element(
			out, "<p class=\"note\">", string(paper, "note"), "</p>\n");
	json_array_foreach(json_object_get(paper, "sections"), i, section)
	{
		html_section(out, section);
	}
	return text_add(out, "</body></html>\n");
}

/* Words and blanks up to so many columns (a letter is one). */
static void put_column(struct text *out, const char *words, size_t columns)
{
	size_t used = 0;

	text_add(out, words);
	for (const char *c = words; *c != '\0'; c++)
		used += ((unsigned char)*c & 0xc0) != 0x80;
	for (; used < columns; used++)
		text_addc(out, ' ');
	text_addc(out, ' ');
}

bool paper_text(const json_t *paper, struct text *out)
{
	const json_t *section, *row;
	size_t i, k;

	text_addf(out, "%s\n%s\n", string(paper, "title"), string(paper, "at"));
	if (string(paper, "note")[0] != '\0')
		text_addf(out, "%s\n", string(paper, "note"));
	json_array_foreach(json_object_get(paper, "sections"), i, section)
	{
		text_addf(out, "\n== %s\n", string(section, "title"));
		json_array_foreach(json_object_get(section, "rows"), k, row)
		{
			put_column(out, string(row, "name"), NAME_COLUMNS);
			put_column(out, string(row, "numbers"), NUMBER_COLUMNS);
			text_addf(out, "%s\n", string(row, "note"));
		}
	}
	return text_ok(out);
}
