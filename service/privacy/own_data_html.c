/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/privacy/own_data.h"

#include "base/civil.h"
#include "base/paper_css.h"
#include "base/zone.h"

#include <string.h>

static const char head[] =
	"<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\">"
	"<meta name=\"viewport\" content=\"width=device-width\">"
	"<title>Uw gegevens in Paraat</title><style>"
	"body{font:16px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;"
	"padding:0 1rem;color:#111;background:#fff}h1{font-size:1.6rem}"
	"h2{font-size:1.2rem;margin:1.6rem 0 .2rem}p{margin:.2rem 0}"
	"table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:."
	"25rem "
	".5rem;border-bottom:1px solid #999;vertical-align:top}" PAPER_CSS
	"@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}}</style>";

/* Words of columns and values; what is not here is shown as it is. */
static const char *const words[][2] = { { "given_name", "voornaam" },
	{ "infix", "tussenvoegsel" }, { "family_name", "achternaam" },
	{ "external_id", "personeelsnummer" }, { "municipality", "gemeente" },
	{ "language", "taal" }, { "active", "in gebruik" }, { "kind", "soort" },
	{ "address", "adres" }, { "rank", "volgorde" }, { "code", "functie" },
	{ "name", "naam" }, { "status", "status" }, { "valid_from", "vanaf" },
	{ "valid_until", "tot" }, { "starts_at", "van" }, { "ends_at", "tot" },
	{ "origin", "herkomst" }, { "state", "stand" }, { "note", "opmerking" },
	{ "started_at", "begonnen" }, { "answer", "antwoord" },
	{ "asked_at", "gevraagd" }, { "answered_at", "geantwoord" },
	{ "expected_at", "verwacht" }, { "arrived_at", "aangekomen" },
	{ "via", "langs" }, { "purpose", "doel" }, { "channel", "kanaal" },
	{ "created_at", "gemaakt" }, { "sent_at", "verzonden" },
	{ "delivered_at", "bezorgd" }, { "subject", "onderwerp" }, { "role", "rol" },
	{ "second_factor", "tweede factor" }, { "signed_in_at", "laatst aangemeld" },
	{ "seen_at", "laatst gezien" }, { "changed_at", "wanneer" },
	{ "text", "tekst" }, { "title", "titel" }, { "invited_at", "uitgenodigd" },
	{ "result", "uitslag" }, { "minutes", "minuten" },
	{ "assessor", "beoordelaar" }, { "remarks", "opmerkingen" },
	{ "recorded_at", "vastgelegd" }, { "number", "nummer" },
	{ "issuer", "uitgever" }, { "missed", "gemist" }, { "tested_at", "getest" },
	{ "reason", "reden" }, { "verified_at", "bevestigd" },
	{ "left_at", "weg sinds" }, { "returned_at", "terug" },
	{ "contacts_at", "nummers gewist" }, { "training_at", "opleiding gewist" },
	{ "certificates_at", "certificaten gewist" }, { "erased_at", "naam gewist" },
	{ "known_from_at", "bekend vanaf" }, { "known_until_at", "bekend tot" },
	{ "position", "plaats" }, { "reminded_at", "herinnerd" },
	{ "acknowledged_at", "bevestigd" }, { "warned_at", "coördinator gewaarschuwd" },
	{ "refused_at", "afgewezen" }, { "signed_at", "gemeld" }, { "type", "soort" },
	{ "count", "aantal" }, { "due_on_at", "af te ronden" },
	{ "learning_point_id", "leerpunt" }, { "stage", "wanneer" },
	{ "told_at", "verteld" }, { "happened_at", "wanneer" },
	{ "callout_id", "alarmering" }, { "received_at", "ontvangen" },
	{ "sender", "van" }, { "body", "tekst" }, { "revoked_at", "ingetrokken" },
	{ "expires_at", "geldig tot" }, { "actor", "wie" }, { "action", "wat" },
	{ "object", "waarvan" } };

static const char *word_of(const char *name)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], name) == 0)
			return words[i][1];
	return name;
}

static void add_value(struct text *out, const char *name, const json_t *v)
{
	const char *text = json_string_value(v);
	char local[ZONE_TEXT];
	struct instant t;
	struct err e;
	size_t n = strlen(name);

	if (json_is_integer(v))
		text_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (text != NULL && n > 3 && strcmp(name + n - 3, "_at") == 0
		 && instant_parse(text, &t, &e) == ERR_OK)
		text_add_html(out, zone_format(t, local));
	else if (text != NULL)
		text_add_html(out, text);
}

static void add_table(struct text *out, const json_t *rows)
{
	const json_t *row, *v;
	const char *name;
	size_t i;

	text_add(out, "<table><thead><tr>");
	json_object_foreach((json_t *)(uintptr_t)json_array_get(rows, 0), name, v)
	{
		text_add(out, "<th scope=\"col\">");
		text_add_html(out, word_of(name));
		text_add(out, "</th>");
	}
	text_add(out, "</tr></thead><tbody>");
	json_array_foreach(rows, i, row)
	{
		text_add(out, "<tr>");
		json_object_foreach((json_t *)(uintptr_t)row, name, v)
		{
			text_add(out, "<td>");
			add_value(out, name, v);
			text_add(out, "</td>");
		}
		text_add(out, "</tr>");
	}
	text_add(out, "</tbody></table>");
}

void own_data_html(const json_t *data, struct text *out)
{
	const json_t *section;
	size_t i;

	text_add(out, head);
	text_add(out, "<h1>Uw gegevens in Paraat</h1><p>Dit is alles wat Paraat over "
		      "u bewaart (AVG, artikel 15), gemaakt op ");
	add_value(out, "made_at", json_object_get(data, "made_at"));
	text_add(out, ". Klopt er iets niet? Verander het zelf, of vraag het uw "
		      "coördinator.</p>");
	json_array_foreach(json_object_get(data, "sections"), i, section)
	{
		const json_t *rows = json_object_get(section, "rows");

		text_add(out, "<h2>");
		text_add_html(
			out, json_string_value(json_object_get(section, "title")));
		text_add(out, "</h2><p>Waarom en hoe lang: ");
		text_add_html(out, json_string_value(json_object_get(section, "why")));
		text_add(out, ".</p>");
		if (json_array_size(rows) > 0)
			add_table(out, rows);
		else
			text_add(out, "<p>Niets.</p>");
	}
}
