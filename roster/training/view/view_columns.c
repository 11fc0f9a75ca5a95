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

const struct view_column *training_view_columns(enum training_view view)
{
	static const struct view_column *const all[TRAINING_VIEWS_COUNT] = { overview,
		expiring, gaps, plan, needs, participation };

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
	};

	return titles[view];
}
