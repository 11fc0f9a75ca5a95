/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence as JSON text: straight into the reply, because there can be tens of
 * thousands of them. */
#include "roster/training/competence/compliance.h"

static void add_day(struct text *out, const char *field, int64_t day, bool is)
{
	char date[DATE_TEXT];

	if (is && day != COMPETENCE_FOREVER)
		text_addf(out, ",\"%s\":\"%s\"", field,
			date_format(date_from_days(day), date));
	else
		text_addf(out, ",\"%s\":null", field);
}

/* The gaps that are (not) met, in words. */
static void add_words(const struct compliance *c, const struct competence *item,
	bool met, bool english, struct text *out)
{
	char words[COMPETENCE_WORDS_MAX];
	const char *comma = "";

	text_addf(out, ",\"%s\":[", met ? "expiring" : "missing");
	for (size_t i = item->gap; i < item->gap + item->gaps; i++) {
		const struct competence_gap *g = &c->list.gap[i];

		if (g->met != met)
			continue;
		text_add(out, comma);
		text_add_json(out, competence_words(g, english, words));
		comma = ",";
	}
	text_addc(out, ']');
}

void compliance_add_json(const struct compliance *c, const struct competence *item,
	bool english, struct text *out)
{
	bool lapsed = item->status == COMPETENCE_LAPSED;
	bool aspirant = item->status == COMPETENCE_ASPIRANT;
	const char *comma = "";

	text_addf(out,
		"{\"person_id\":%" PRId64 ",\"function_id\":%" PRId64
		",\"status\":\"%s\"",
		item->person_id, item->function_id,
		competence_status_words[item->status]);
	add_words(c, item, false, english, out);
	add_words(c, item, true, english, out);
	text_add(out, ",\"missing_requirement_ids\":[");
	for (size_t i = item->gap; i < item->gap + item->gaps; i++) {
		if (c->list.gap[i].met)
			continue;
		text_addf(out, "%s%" PRId64, comma, c->list.gap[i].requirement->id);
		comma = ",";
	}
	text_addc(out, ']');
	add_day(out, "expires_on", item->expires_day, !aspirant);
	add_day(out, "lapses_on", item->lapses_day, !aspirant && !lapsed);
	add_day(out, "lapsed_since", item->lapses_day, lapsed);
	text_addc(out, '}');
}
