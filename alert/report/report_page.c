/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/report/report_page.h"

#include "base/zone.h"

#include <string.h>

const char *page_string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

int64_t page_number(const json_t *o, const char *field)
{
	return json_integer_value(json_object_get(o, field));
}

const char *page_word(const char *const words[][2], size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i][0], key) == 0)
			return words[i][1];
	return key;
}

/* "23:50:07" on the day itself, "24-11 00:16:05" on another. */
void page_time(struct report_page *p, const char *rfc3339)
{
	struct instant t;
	struct err ignored = { 0 };
	struct civil c;

	if (rfc3339[0] == '\0' || instant_parse(rfc3339, &t, &ignored) != ERR_OK)
		return;
	c = zone_to_civil(t);
	if (memcmp(&c.date, &p->day, sizeof c.date) != 0)
		text_addf(p->out, "%02d-%02d ", c.date.day, c.date.month);
	text_addf(p->out, "%02d:%02d:%02d", c.hour, c.minute, c.second);
}

void page_cell(struct report_page *p, const char *s)
{
	text_add(p->out, "<td>");
	text_add_html(p->out, s);
}

void page_time_cell(struct report_page *p, const char *rfc3339)
{
	text_add(p->out, "<td class=t>");
	page_time(p, rfc3339);
}

/* A number, or a dash when there is none. */
void page_number_cell(struct report_page *p, const json_t *o, const char *field)
{
	if (json_is_integer(json_object_get(o, field)))
		text_addf(p->out, "<td class=n>%" PRId64, page_number(o, field));
	else
		text_add(p->out, "<td class=n>–");
}

/* headings: "n Norm" puts the class n on the column; "- Naam" none. */
void page_table(struct report_page *p, const char *title, const char *const *headings)
{
	text_addf(p->out, "<h2>%s</h2><table><thead><tr>", title);
	for (size_t i = 0; headings[i] != NULL; i++)
		text_addf(p->out, "<th scope=col class=%c>%s", headings[i][0],
			headings[i] + 2);
	text_add(p->out, "</thead><tbody>");
}
