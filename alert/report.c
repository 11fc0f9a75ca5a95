/* SPDX-License-Identifier: EUPL-1.2 */
/* The after-action report: norm times kept, reached, answered, filled; per slot and
 * person. */
#include "alert/call_view.h"

#include "base/csv.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

static bool was_asked(const struct callout_recipient *r)
{
	return r->asked_at.ms != 0 && r->reason != REASON_NO_CONTACT;
}

/* When the last needed person of the slot said yes; ms 0: it is not filled. */
static struct instant filled_at(const struct call *call, int slot)
{
	struct instant at = { 0 };

	if (call->c.slots[slot].placed < call->c.slots[slot].need)
		return at;
	for (uint32_t i = 0; i < call->c.people_count; i++)
		if (call->c.people[i].placed == slot
			&& call->c.people[i].answered_at.ms > at.ms)
			at = call->c.people[i].answered_at;
	return at;
}

static json_t *totals(const struct call *call)
{
	json_t *o = json_object();
	int64_t asked = 0, reached = 0, answered = 0, coming = 0, on_time = 0, need = 0,
		filled = 0;

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];

		asked += was_asked(r);
		reached += was_asked(r)
			   && (r->path_deadline.ms != 0 || r->answer != ANSWER_NONE);
		answered += r->answer != ANSWER_NONE;
		coming += r->placed != CALLOUT_NOBODY;
		on_time += callout_on_time(&call->c, r);
	}
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		const struct callout_slot *s = &call->c.slots[slot];

		need += s->need;
		filled += s->placed < s->need ? s->placed : s->need;
	}
	fields_set_int(o, "asked", asked);
	fields_set_int(o, "reached", reached);
	fields_set_int(o, "answered", answered);
	fields_set_int(o, "coming", coming);
	fields_set_int(o, "on_time", on_time);
	fields_set_int(o, "need", need);
	fields_set_int(o, "filled", filled);
	return o;
}

static void slot_times(const struct call *call, json_t *slots)
{
	json_t *o;
	size_t i;

	json_array_foreach(slots, i, o)
	{
		struct instant at = filled_at(call, (int)i);

		fields_set_instant_or_null(o, "filled_at", at);
		if (at.ms != 0)
			fields_set_int(o, "seconds_to_fill",
				instant_since(at, call->c.started_at).ms / 1000);
		else
			fields_set_text(o, "seconds_to_fill", NULL);
		fields_set_int(o, "short",
			call->c.slots[i].need > call->c.slots[i].placed
				? call->c.slots[i].need - call->c.slots[i].placed
				: 0);
	}
}

/* People who were asked, those who come first. */
static void sort_people(json_t *all, json_t *people)
{
	json_t *o;
	size_t i;

	for (int pass = 0; pass < 2; pass++) {
		json_array_foreach(all, i, o)
		{
			bool comes = json_object_get(o, "on_time") != NULL;

			if (json_is_string(json_object_get(o, "asked_at"))
				&& comes == (pass == 0))
				json_array_append(people, o);
		}
	}
}

enum err_code report_json(struct db *db, const struct call *call,
	enum phrase_language language, json_t **ret, struct err *e)
{
	json_t *o = NULL, *all = NULL, *attempts = NULL, *people = json_array();
	json_t *first;

	if (call_view_item(call, &o, e) != ERR_OK
		|| call_view_recipients(
			   db, call, language, 0, CALLOUT_PEOPLE_MAX, &all, e)
			   != ERR_OK
		|| call_view_attempts(db, call->c.id, 0, 1, &attempts, e) != ERR_OK) {
		json_decref(o);
		json_decref(all);
		json_decref(people);
		return e->code;
	}
	fields_set_instant(o, "t0", call->c.t0);
	first = json_object_get(
		json_array_get(json_object_get(attempts, "items"), 0), "sent_at");
	json_object_set(o, "first_message_at", first != NULL ? first : json_null());
	json_object_set_new(o, "totals", totals(call));
	slot_times(call, json_object_get(o, "slots"));
	sort_people(json_object_get(all, "items"), people);
	json_object_set_new(o, "people", people);
	json_object_del(o, "version");
	json_decref(all);
	json_decref(attempts);
	*ret = o;
	return ERR_OK;
}

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

static int64_t number(const json_t *o, const char *field)
{
	return json_integer_value(json_object_get(o, field));
}

static const char *yes_no(const json_t *v)
{
	return v == NULL ? "" : json_is_true(v) ? "ja" : "nee";
}

bool report_csv(const json_t *report, struct text *out)
{
	json_t *o;
	size_t i;

	text_add(out,
		"function;person_id;name;state;answer;asked_at;answered_at;eta_minutes;"
		"expected_at;arrived_at;on_time;via;reason\r\n");
	json_array_foreach(json_object_get(report, "people"), i, o)
	{
		static const char *const fields[] = { "state", "answer", "asked_at",
			"answered_at" };

		(void)csv_put(out, ';', string(o, "function"));
		(void)csv_put_int(out, ';', number(o, "person_id"));
		(void)csv_put(out, ';', string(o, "display_name"));
		for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
			(void)csv_put(out, ';', string(o, fields[f]));
		if (json_is_integer(json_object_get(o, "eta_minutes")))
			(void)csv_put_int(out, ';', number(o, "eta_minutes"));
		else
			(void)csv_put(out, ';', "");
		(void)csv_put(out, ';', string(o, "expected_at"));
		(void)csv_put(out, ';', string(o, "arrived_at"));
		(void)csv_put(out, ';', yes_no(json_object_get(o, "on_time")));
		(void)csv_put(out, ';', string(o, "via"));
		(void)csv_put(out, ';', string(o, "reason"));
		(void)csv_end_row(out);
	}
	return text_ok(out);
}

static const char style[] =
	"body{font:16px/1.4 "
	"system-ui,sans-serif;margin:2rem;color:#111;background:#fff}"
	"h1{font-size:1.5rem}table{border-collapse:collapse;width:100%;margin:1rem 0}"
	"caption{text-align:left;font-weight:600;padding:.3rem 0}"
	"th,td{border:1px solid #999;padding:.3rem "
	".5rem;text-align:left;vertical-align:top}"
	"th{background:#eee}.n{text-align:right}.bad{font-weight:700}"
	"@media "
	"print{body{margin:0;font-size:11pt}thead{display:table-header-group}tr{break-"
	"inside:avoid}}";

static void html_time(struct text *out, const char *rfc3339)
{
	struct instant t;
	struct err ignored;
	char buffer[ZONE_TEXT];

	if (rfc3339[0] != '\0' && instant_parse(rfc3339, &t, &ignored) == ERR_OK)
		text_add_html(out, zone_format(t, buffer));
}

static void html_cell(struct text *out, const char *s)
{
	text_add(out, "<td>");
	text_add_html(out, s);
	text_add(out, "</td>");
}

static void html_time_cell(struct text *out, const char *s)
{
	text_add(out, "<td>");
	html_time(out, s);
	text_add(out, "</td>");
}

static void html_slots(const json_t *report, struct text *out)
{
	json_t *o;
	size_t i;

	text_add(out,
		"<table><caption>Functies</caption><thead><tr><th>Functie</th>"
		"<th class=n>Nodig</th><th class=n>Komt</th><th class=n>Op tijd</th>"
		"<th class=n>Norm (min)</th><th class=n>Gevraagd</th><th "
		"class=n>Reserve</th>"
		"<th>Gevuld om</th><th>Stand</th></tr></thead><tbody>");
	json_array_foreach(json_object_get(report, "slots"), i, o)
	{
		text_add(out, "<tr>");
		html_cell(out, string(o, "name"));
		text_addf(out,
			"<td class=n>%" PRId64 "</td><td class=n>%" PRId64
			"</td><td class=n>%" PRId64 "</td>",
			number(o, "need"), number(o, "accepted"), number(o, "on_time"));
		if (json_is_integer(json_object_get(o, "norm_minutes")))
			text_addf(out, "<td class=n>%" PRId64 "</td>",
				number(o, "norm_minutes"));
		else
			text_add(out, "<td class=n>geen</td>");
		text_addf(out,
			"<td class=n>%" PRId64 "</td><td class=n>%" PRId64 "</td>",
			number(o, "asked"), number(o, "reserve"));
		html_time_cell(out, string(o, "filled_at"));
		if (number(o, "short") > 0)
			text_addf(out, "<td class=bad>%" PRId64 " te kort</td></tr>",
				number(o, "short"));
		else
			text_add(out, "<td>gevuld</td></tr>");
	}
	text_add(out, "</tbody></table>");
}

static const char *state_nl(const char *state)
{
	static const char *const words[][2] = { { "waiting", "niet gevraagd" },
		{ "asked", "gevraagd" }, { "accepted", "komt" },
		{ "last_resort", "als het moet" }, { "reserve", "reserve" },
		{ "declined", "komt niet" }, { "silent", "geen antwoord" },
		{ "unreachable", "niet bereikt" }, { "stood_down", "niet meer nodig" },
		{ "arrived", "aangekomen" } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], state) == 0)
			return words[i][1];
	return state;
}

static void html_people(const json_t *report, struct text *out)
{
	json_t *o;
	size_t i;

	text_add(out,
		"<table><caption>Mensen</caption><thead><tr><th>Functie</th><th>Naam</"
		"th>"
		"<th>Stand</th><th>Gevraagd</th><th>Antwoord</th><th>Verwacht</th>"
		"<th>Aangekomen</th><th>Op "
		"tijd</th><th>Waarom</th></tr></thead><tbody>");
	json_array_foreach(json_object_get(report, "people"), i, o)
	{
		text_add(out, "<tr>");
		html_cell(out, string(o, "function"));
		html_cell(out, string(o, "display_name"));
		html_cell(out, state_nl(string(o, "state")));
		html_time_cell(out, string(o, "asked_at"));
		html_time_cell(out, string(o, "answered_at"));
		html_time_cell(out, string(o, "expected_at"));
		html_time_cell(out, string(o, "arrived_at"));
		html_cell(out, yes_no(json_object_get(o, "on_time")));
		html_cell(out, string(o, "reason"));
		text_add(out, "</tr>");
	}
	text_add(out, "</tbody></table>");
}

bool report_html(const json_t *report, struct text *out)
{
	const json_t *t = json_object_get(report, "totals");

	text_addf(out,
		"<!doctype html><html lang=nl><meta charset=utf-8><title>Verslag "
		"oproep "
		"%" PRId64 "</title><meta name=viewport content=\"width=device-width\">"
		"<style>%s</style><h1>Verslag van oproep %" PRId64 ": ",
		number(report, "id"), style, number(report, "id"));
	text_add_html(out, string(report, "incident"));
	text_add(out, "</h1><p>");
	text_add_html(out, string(report, "location"));
	text_add(out, ". Begonnen ");
	html_time(out, string(report, "started_at"));
	text_add(out, " door ");
	text_add_html(out, string(report, "started_by"));
	text_add(out, ". De normtijd telt vanaf ");
	html_time(out, string(report, "t0"));
	text_addf(out,
		".</p><p>Van %" PRId64 " plaatsen zijn er %" PRId64 " gevuld. %" PRId64
		" mensen gevraagd, %" PRId64 " bereikt, %" PRId64
		" gaven antwoord, %" PRId64 " komen, %" PRId64 " op tijd.</p>",
		number(t, "need"), number(t, "filled"), number(t, "asked"),
		number(t, "reached"), number(t, "answered"), number(t, "coming"),
		number(t, "on_time"));
	html_slots(report, out);
	html_people(report, out);
	return text_add(out, "</html>");
}
