/* SPDX-License-Identifier: EUPL-1.2 */
/* The after-action report as a page: Dutch, without script, made to be printed. It puts
 * in words what report_json() computed, and computes nothing itself. */
#include "alert/report/call_view.h"
#include "alert/report/report_page.h"

#include "base/paper_css.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

static const char style[] =
	"body{font:16px/1.4 system-ui,sans-serif;margin:2rem "
	"auto;max-width:75rem;padding:0 1rem;color:#111;background:#fff}"
	"h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.2rem;margin:1.6rem 0 .3rem}"
	".kind{display:inline-block;border:3px solid;padding:0 .6rem;font-weight:700}"
	".sum{font-size:1.2rem;font-weight:700}"
	"table{border-collapse:collapse;width:100%}"
	"th,td{border-bottom:1px solid #999;padding:.25rem .5rem;text-align:left;"
	"vertical-align:top}thead th{border-bottom:2px solid #111}"
	".n,.t{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
	".foot{color:#444;font-size:.85em}"
	".bad{font-weight:700;color:#8a1c1c}" PAPER_CSS
	"@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}}";

static const char *const people_states[][2] = { { "waiting", "niet gevraagd" },
	{ "asked", "gevraagd" }, { "accepted", "komt" },
	{ "last_resort", "als het moet" }, { "reserve", "reserve" },
	{ "declined", "komt niet" }, { "silent", "geen antwoord" },
	{ "unreachable", "niet bereikt" }, { "stood_down", "niet meer nodig" },
	{ "arrived", "aangekomen" } };
static const char *const channel_names[][2] = { { "sms", "sms" },
	{ "voice", "telefoon" }, { "email", "e-mail" }, { "push", "app" } };
static const char *const kinds[][2] = { { "real", "ECHT" }, { "exercise", "OEFENING" },
	{ "test", "TEST" }, { "reachability", "BEREIKBAARHEIDSTEST" } };
static const char *const slot_states[][2] = { { "open", "nog niet gevuld" },
	{ "filled", "gevuld" }, { "exhausted", "niemand meer te vragen" },
	{ "active", "er wordt gebeld" }, { "stopped", "gestopt" } };
static const char *const states[][2] = { { "active", "Er wordt nog gebeld" },
	{ "filled", "Alle plaatsen zijn gevuld" },
	{ "exhausted", "Er waren niet genoeg mensen" }, { "stopped", "Gestopt" } };

static struct date day_of(const char *rfc3339)
{
	struct instant t = { 0 };
	struct err ignored = { 0 };

	return instant_parse(rfc3339, &t, &ignored) == ERR_OK ? zone_to_civil(t).date
							      : (struct date){ 0 };
}

static void put_slots(struct report_page *p, const json_t *slots)
{
	static const char *const headings[] = { "- Functie", "n Nodig", "n Komt",
		"n Op tijd", "n Norm (min)", "- Artikel", "n Gevraagd", "n Reserve",
		"t Gevuld om", "n Na (s)", "- Stand", NULL };
	json_t *o;
	size_t i;

	page_table(p, "Functies", headings);
	json_array_foreach((json_t *)(uintptr_t)slots, i, o)
	{
		text_add(p->out, "<tr>");
		page_cell(p, page_string(o, "name"));
		page_number_cell(p, o, "need");
		page_number_cell(p, o, "accepted");
		page_number_cell(p, o, "on_time");
		page_number_cell(p, o, "norm_minutes");
		page_cell(p, page_string(o, "article"));
		page_number_cell(p, o, "asked");
		page_number_cell(p, o, "reserve");
		page_time_cell(p, page_string(o, "filled_at"));
		page_number_cell(p, o, "seconds_to_fill");
		if (page_number(o, "short") > 0)
			text_addf(p->out, "<td class=bad>%" PRId64 " te kort",
				page_number(o, "short"));
		else
			text_add(p->out, "<td>gevuld");
	}
	text_add(p->out, "</table>");
}

/* When first, and by which channel; by none, outside Paraat. */
static void put_asked(struct report_page *p, const json_t *o)
{
	const char *via = page_string(o, "first_asked_via");

	page_time_cell(p, page_string(o, "first_asked_at"));
	if (via[0] != '\0')
		text_addf(p->out, " %s", PAGE_WORD(channel_names, via));
}

static void put_coming(struct report_page *p, const json_t *people)
{
	static const char *const headings[] = { "- Functie", "- Naam", "t Gevraagd",
		"t Antwoord", "n Minuten", "t Verwacht", "t Aangekomen", "t Naar huis",
		"- Op tijd", "- Waarom gevraagd", NULL };
	json_t *o;
	size_t i;

	page_table(p, "Wie komt", headings);
	json_array_foreach((json_t *)(uintptr_t)people, i, o)
	{
		const json_t *on_time = json_object_get(o, "on_time");

		if (on_time == NULL)
			continue;
		text_add(p->out, "<tr>");
		page_cell(p, page_string(o, "function"));
		page_cell(p, page_string(o, "display_name"));
		put_asked(p, o);
		page_time_cell(p, page_string(o, "answered_at"));
		page_number_cell(p, o, "eta_minutes");
		page_time_cell(p, page_string(o, "expected_at"));
		page_time_cell(p, page_string(o, "arrived_at"));
		page_time_cell(p, page_string(o, "left_at"));
		text_add(
			p->out, json_is_true(on_time) ? "<td>ja" : "<td class=bad>nee");
		page_cell(p, page_string(o, "reason"));
	}
	text_add(p->out, "</table>");
}

static bool any_other(const json_t *people)
{
	const json_t *o;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)people, i, o)
	{
		if (json_object_get(o, "on_time") == NULL)
			return true;
	}
	return false;
}

static void put_others(struct report_page *p, const json_t *people)
{
	static const char *const headings[] = { "- Functie", "- Naam", "- Stand",
		"t Gevraagd", "t Antwoord", "- Waarom gevraagd", NULL };
	json_t *o;
	size_t i;

	page_table(p, "Wie verder gevraagd zijn", headings);
	json_array_foreach((json_t *)(uintptr_t)people, i, o)
	{
		if (json_object_get(o, "on_time") != NULL)
			continue;
		text_add(p->out, "<tr>");
		page_cell(p, page_string(o, "function"));
		page_cell(p, page_string(o, "display_name"));
		page_cell(p, PAGE_WORD(people_states, page_string(o, "state")));
		put_asked(p, o);
		page_time_cell(p, page_string(o, "answered_at"));
		page_cell(p, page_string(o, "reason"));
	}
	text_add(p->out, "</table>");
}

static void put_head(struct report_page *p, const json_t *report)
{
	text_addf(p->out,
		"<!doctype html><html lang=nl><meta charset=utf-8>"
		"<meta name=viewport content=\"width=device-width,initial-scale=1\">"
		"<title>Verslag van oproep %" PRId64 "</title><style>%s</style>"
		"<p class=kind>%s</p><h1>Verslag van oproep %" PRId64 ": ",
		page_number(report, "id"), style,
		PAGE_WORD(kinds, page_string(report, "kind")),
		page_number(report, "id"));
	text_add_html(p->out, page_string(report, "incident"));
	text_add(p->out, "</h1><p>");
	text_add_html(p->out, page_string(report, "location"));
	text_addf(p->out, ". Begonnen op %02d-%02d-%04d om ", p->day.day, p->day.month,
		p->day.year);
	page_time(p, page_string(report, "started_at"));
	text_add(p->out, strcmp(page_string(report, "origin"), "manual") == 0
				 ? ", buiten Paraat om; achteraf ingevoerd door "
				 : " door ");
	text_add_html(p->out, page_string(report, "started_by"));
	text_add(p->out, ". De norm telt vanaf ");
	page_time(p, page_string(report, "t0"));
	if (page_string(report, "first_message_at")[0] != '\0') {
		text_add(p->out, ". Eerste bericht om ");
		page_time(p, page_string(report, "first_message_at"));
	}
	text_add(p->out, ".</p>");
}

static void put_totals(struct report_page *p, const json_t *report)
{
	const json_t *t = json_object_get(report, "totals");

	text_addf(p->out,
		"<p class=sum>%s. Van %" PRId64 " plaatsen zijn er %" PRId64
		" gevuld.</p><p>Gevraagd %" PRId64 ", bereikt %" PRId64
		", antwoord %" PRId64 ", komen %" PRId64 ", op tijd %" PRId64 ".</p>",
		PAGE_WORD(states, page_string(report, "state")), page_number(t, "need"),
		page_number(t, "filled"), page_number(t, "asked"),
		page_number(t, "reached"), page_number(t, "answered"),
		page_number(t, "coming"), page_number(t, "on_time"));
}

static void put_rules(struct report_page *p, const json_t *report)
{
	static const char *const headings[] = { "- Norm", "- Artikel", "t Om",
		"n Seconden na t0", "n Hoogstens", "- Gehaald", NULL };
	static const char *const names[][2] = { { "begin_calling",
							"Begin van het alarmeren" },
		{ "description", "Beschrijving van het incident" } };
	const json_t *o;
	size_t i;

	page_table(p, "Normen van de alarmering", headings);
	json_array_foreach(json_object_get(report, "rules"), i, o)
	{
		const json_t *kept = json_object_get(o, "kept");

		text_add(p->out, "<tr>");
		page_cell(p, PAGE_WORD(names, page_string(o, "rule")));
		page_cell(p, page_string(o, "article"));
		page_time_cell(p, page_string(o, "at"));
		page_number_cell(p, o, "seconds");
		page_number_cell(p, o, "limit_seconds");
		text_add(p->out, json_is_true(kept)    ? "<td>ja"
				 : json_is_false(kept) ? "<td class=bad>nee"
						       : "<td>nog niet");
	}
	text_add(p->out, "</table>");
}

static void put_channels(struct report_page *p, const json_t *report)
{
	static const char *const headings[] = { "- Kanaal", "- Aanbieder", "n Vragen",
		"n Verstuurd", "n Bezorgd", "n Mislukt", "n Mensen", "n Bereikt (%)",
		NULL };
	static const char *const figures[] = { "messages", "sent", "delivered",
		"failed", "people", "reached_percent" };
	const json_t *o;
	size_t i;

	page_table(p, "Kanalen", headings);
	json_array_foreach(json_object_get(report, "channels"), i, o)
	{
		text_add(p->out, "<tr>");
		page_cell(p, PAGE_WORD(channel_names, page_string(o, "channel")));
		page_cell(p, page_string(o, "gateway"));
		for (size_t f = 0; f < sizeof figures / sizeof *figures; f++)
			page_number_cell(p, o, figures[f]);
	}
	text_add(p->out, "</table>");
}

/* What happened, in a word or two. */
static const char *const deeds[][2] = { { "started", "begonnen" },
	{ "stopped", "gestopt" }, { "state", "stand" }, { "asked", "gevraagd" },
	{ "answer", "antwoord" }, { "arrived", "aangekomen" }, { "late", "komt later" },
	{ "sent_home", "naar huis" }, { "relieved", "afgelost" },
	{ "slot", "plaatsen" }, { "short", "te kort" },
	{ "nobody_on_duty", "niemand heeft piket" }, { "message", "bericht" },
	{ "note", "notitie" }, { "sent", "verstuurd" }, { "delivered", "bezorgd" },
	{ "failed", "niet bezorgd" }, { "retry", "nog eens proberen" } };
static const char *const said[][2] = { { "yes", "ja" }, { "no", "nee" },
	{ "last_resort", "als het moet" } };

static const char *name_of(const json_t *report, int64_t person_id)
{
	const json_t *o;
	size_t i;

	json_array_foreach(json_object_get(report, "people"), i, o)
	{
		if (page_number(o, "person_id") == person_id)
			return page_string(o, "display_name");
	}
	return "";
}

static void put_deed(struct report_page *p, const json_t *data)
{
	bool arrives = strcmp(page_string(data, "what"), "answer") == 0
		       && strcmp(page_string(data, "state"), "arrived") == 0;

	text_add(p->out, "<td>");
	text_add_html(p->out,
		PAGE_WORD(deeds, arrives ? "arrived" : page_string(data, "what")));
	if (page_string(data, "happened_at")[0] != '\0') {
		text_add(p->out, " om ");
		page_time(p, page_string(data, "happened_at"));
	}
	if (arrives)
		return;
	if (page_string(data, "answer")[0] != '\0')
		text_addf(p->out, ": %s", PAGE_WORD(said, page_string(data, "answer")));
	else if (page_string(data, "state")[0] != '\0')
		text_addf(p->out, ": %s",
			PAGE_WORD(people_states,
				PAGE_WORD(slot_states, page_string(data, "state"))));
	if (json_is_integer(json_object_get(data, "eta_minutes")))
		text_addf(p->out, ", over %" PRId64 " min",
			page_number(data, "eta_minutes"));
	if (json_is_integer(json_object_get(data, "count")))
		text_addf(p->out, ": %" PRId64 " mensen", page_number(data, "count"));
	if (page_string(data, "note")[0] != '\0'
		|| page_string(data, "text")[0] != '\0') {
		text_add(p->out, ": ");
		text_add_html(p->out, page_string(data, "note"));
		text_add_html(p->out, page_string(data, "text"));
	}
}

static void put_timeline(struct report_page *p, const json_t *report)
{
	static const char *const headings[] = { "t Om", "- Wat", "- Functie", "- Wie",
		"- Door", NULL };
	const json_t *o;
	size_t i;

	page_table(p, "Tijdlijn", headings);
	json_array_foreach(json_object_get(report, "timeline"), i, o)
	{
		const json_t *data = json_object_get(o, "data");

		text_add(p->out, "<tr>");
		page_time_cell(p, page_string(o, "at"));
		put_deed(p, data);
		page_cell(p, page_string(data, "function"));
		page_cell(p, name_of(report, page_number(o, "person_id")));
		page_cell(p, page_string(o, "actor"));
	}
	text_add(p->out, "</table>");
}

static void put_foot(struct report_page *p, const json_t *report)
{
	struct instant made = { 0 };
	struct err ignored = { 0 };
	char when[ZONE_TEXT];

	if (instant_parse(page_string(report, "made_at"), &made, &ignored) != ERR_OK)
		return;
	text_addf(p->out, "<p class=foot>Gemaakt op %s", zone_format(made, when));
	text_addf(p->out,
		". Ondertekend met sleutel %s; dat dit bestand niet veranderd is, "
		"controleert: paraat audit verify-report BESTAND</p>",
		page_string(report, "signed_with"));
}

bool report_html(const json_t *report, struct text *out)
{
	struct report_page p = { out, day_of(page_string(report, "started_at")) };

	put_head(&p, report);
	put_totals(&p, report);
	put_rules(&p, report);
	put_slots(&p, json_object_get(report, "slots"));
	put_coming(&p, json_object_get(report, "people"));
	if (any_other(json_object_get(report, "people")))
		put_others(&p, json_object_get(report, "people"));
	put_channels(&p, report);
	put_timeline(&p, report);
	put_foot(&p, report);
	return text_add(out, "</html>");
}
