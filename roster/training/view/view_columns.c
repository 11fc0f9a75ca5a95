/* SPDX-License-Identifier: EUPL-1.2 */
/* What each table shows. */
#include "roster/training/view/view.h"

#define X(name, text) text,
const char *const training_view_words[] = { TRAINING_VIEWS(X) };
#undef X

static const struct view_column overview[] = { { "function_id", NULL },
	{ "rotation_id", NULL }, { "function", "Functie" }, { "ring", "Ring" },
	{ "people", "Mensen" }, { "current", "Vakbekwaam" },
	{ "expiring", "Verloopt binnenkort" }, { "lapsed", "Verlopen" },
	{ "aspirant", "Aspirant" }, { "within_30_days", "Verloopt in 30 dagen" },
	{ "within_90_days", "Verloopt in 90 dagen" },
	{ "within_180_days", "Verloopt in 180 dagen" },
	{ "competent_percent", "Vakbekwaam %" }, { NULL, NULL } };
static const struct view_column expiring[] = { { "person_id", NULL },
	{ "function_id", NULL }, { "name", "Naam" }, { "function", "Functie" },
	{ "status", "Stand" }, { "expires_on", "Verloopt op" },
	{ "lapses_on", "Verlopen vanaf" }, { "words", "Waarom" }, { NULL, NULL } };
static const struct view_column gaps[] = { { "person_id", NULL },
	{ "function_id", NULL }, { "requirement_id", NULL }, { "activity_id", NULL },
	{ "name", "Naam" }, { "function", "Functie" }, { "requirement", "Eis" },
	{ "words", "Wat ontbreekt" }, { "lapses_on", "Verlopen vanaf" },
	{ "activity", "Geplande activiteit" }, { "starts_at", "Wanneer" },
	{ "seats_left", "Plaatsen over" }, { NULL, NULL } };
static const struct view_column plan[] = { { "activity_id", NULL },
	{ "starts_at", "Wanneer" }, { "kind", "Soort" }, { "title", "Titel" },
	{ "location", "Plaats" }, { "organiser", "Organisator" },
	{ "functions", "Functies" }, { "seats", "Plaatsen" },
	{ "invited", "Uitgenodigd" }, { "accepted", "Komt" },
	{ "attended", "Aanwezig" }, { NULL, NULL } };
static const struct view_column needs[] = { { "function_id", NULL },
	{ "requirement_id", NULL }, { "function", "Functie" }, { "requirement", "Eis" },
	{ "people", "Mensen" }, { "need", "Hebben het dit jaar nodig" },
	{ "activities", "Geplande activiteiten" }, { "seats", "Plaatsen over" },
	{ "short", "Tekort" }, { NULL, NULL } };
static const struct view_column participation[] = { { "year", "Jaar" },
	{ "kind", "Soort" }, { "activities", "Activiteiten" }, { "people", "Mensen" },
	{ "participations", "Deelnames" }, { "hours", "Uren" }, { NULL, NULL } };

static const struct view_column requirements[] = { { "function_id", NULL },
	{ "requirement_id", NULL }, { "once", NULL }, { "function", "Functie" },
	{ "requirement", "Eis" }, { "kind", "Soort" }, { "asked", "Gevraagd" },
	{ "people", "Mensen" }, { "met", "Voldoen" }, { "unmet", "Voldoen niet" },
	{ NULL, NULL } };
static const struct view_column aspirants[] = { { "person_id", NULL },
	{ "function_id", NULL }, { "name", "Naam" }, { "function", "Functie" },
	{ "since_on", "Aspirant sinds" }, { "missing", "Eisen te gaan" },
	{ "words", "Wat ontbreekt" }, { NULL, NULL } };
static const struct view_column appointments[] = { { "person_id", NULL },
	{ "function_id", NULL }, { "name", "Naam" }, { "function", "Functie" },
	{ "appointed_on", "Benoemd op" }, { "aspirant_on", "Aspirant sinds" },
	{ "missing", "Eisen die toen ontbraken" }, { "words", "Welke" },
	{ NULL, NULL } };
static const struct view_column evaluations[] = { { "year", "Jaar" },
	{ "kind", "Soort" }, { "held", "Gehouden" }, { "evaluated", "Met leerpunten" },
	{ "points", "Leerpunten" }, { "done", "Afgerond" }, { "dropped", "Vervallen" },
	{ "open", "Open" }, { "overdue", "Over de datum" },
	{ "seen_again", "Opnieuw gezien" },
	{ "led_to_change", "Leidden tot verandering" }, { NULL, NULL } };
static const struct view_column learning[] = { { "learning_point_id", NULL },
	{ "activity_id", NULL }, { "callout_id", NULL }, { "owner_person_id", NULL },
	{ "origin", "Geleerd van" }, { "origin_at", "Wanneer" }, { "text", "Leerpunt" },
	{ "owner", "Eigenaar" }, { "due_on", "Af te ronden" }, { "state", "Stand" },
	{ "result", "Uitkomst" }, { "seen_again", "Opnieuw gezien" },
	{ "led_to", "Leidde tot" }, { NULL, NULL } };

const struct view_column *training_view_columns(enum training_view view)
{
	static const struct view_column *const all[TRAINING_VIEWS_COUNT] = { overview,
		expiring, gaps, plan, needs, participation, requirements, aspirants,
		appointments, evaluations, learning };

	return all[view];
}

const char *training_view_title(enum training_view view)
{
	static const char *const titles[TRAINING_VIEWS_COUNT] = {
		"Vakbekwaamheid per functie en ring",
		"Wat verloopt",
		"Wat mensen missen",
		"Jaarplan",
		"Plaatsen en behoefte",
		"Deelname door de jaren",
		"Wat gevraagd wordt",
		"Aspiranten",
		"Benoemingen van de laatste twee jaar",
		"Evaluaties",
		"Leerpunten",
	};

	return titles[view];
}
