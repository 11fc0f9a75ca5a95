/* SPDX-License-Identifier: EUPL-1.2 */
/* A page is a sentence with figures and a few tables; the figures are counted from the
 * rows that stand below them. */
#include "service/training/inspection.h"

#include "base/parse.h"
#include "base/zone.h"
#include "service/training/table.h"

#include <stdio.h>
#include <string.h>

enum { SECTIONS_MAX = 5, YEARS_SHOWN = 3 };

#define X(name, text) text,
const char *const inspection_words[] = { INSPECTION_QUESTIONS(X) };
#undef X

static const char *const titles[INSPECTION_QUESTIONS_COUNT] = {
	"Hoe worden mensen vakbekwaam?",
	"Hoe blijven mensen vakbekwaam?",
	"Leiden evaluaties tot verbetering?",
};

/* Which rows of a table belong on the page; year: of now. */
typedef bool wanted(const json_t *row, int year);

static int64_t number(const json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

static bool is_once(const json_t *row, int year)
{
	(void)year;
	return json_is_true(json_object_get(row, "once"));
}

/* Rings count the same people again. */
static bool is_function(const json_t *row, int year)
{
	(void)year;
	return json_is_null(json_object_get(row, "rotation_id"));
}

static bool is_repeated(const json_t *row, int year)
{
	return !is_once(row, year);
}

static bool is_recent(const json_t *row, int year)
{
	return number(row, "year") > year - YEARS_SHOWN;
}

static bool has_state(const json_t *row, const char *state)
{
	const char *s = json_string_value(json_object_get(row, "state"));

	return s != NULL && strcmp(s, state) == 0;
}

static bool is_to_do(const json_t *row, int year)
{
	(void)year;
	return !has_state(row, "done") && !has_state(row, "dropped");
}

static bool led_to_something(const json_t *row, int year)
{
	const char *s = json_string_value(json_object_get(row, "led_to"));

	(void)year;
	return s != NULL && s[0] != '\0';
}

static const struct section {
	enum training_view view;
	const char *title;
	wanted *wanted;    /* NULL: all rows */
	const char *worst; /* most of it, or earliest, first; NULL: as they come */
	size_t printed;    /* so many on the page, which is to be one sheet */
} sections[INSPECTION_QUESTIONS_COUNT][SECTIONS_MAX] = {
	// clang-format off
	[INSPECTION_BECOME] = {
		{ VIEW_REQUIREMENTS, "Wat eenmalig gevraagd wordt, per functie", is_once, "unmet", 10 },
		{ VIEW_APPOINTMENTS, "Benoemingen van de laatste twee jaar", NULL, "missing", 10 },
		{ VIEW_ASPIRANTS, "Aspiranten, en wat hun ontbreekt", NULL, "missing", 10 },
	},
	[INSPECTION_STAY] = {
		{ VIEW_OVERVIEW, "Vakbekwaamheid per functie", is_function, "lapsed", 6 },
		{ VIEW_REQUIREMENTS, "Wat steeds opnieuw gevraagd wordt", is_repeated, "unmet", 4 },
		{ VIEW_EXPIRING, "Wat verlopen is of binnenkort verloopt", NULL, "expires_on", 4 },
		{ VIEW_NEEDS, "Plaatsen en behoefte dit jaar", NULL, "short", 3 },
		{ VIEW_PARTICIPATION, "Deelname van de laatste drie jaar", is_recent, NULL, 6 },
	},
	[INSPECTION_IMPROVE] = {
		{ VIEW_EVALUATIONS, "Evaluaties van de laatste drie jaar", is_recent, NULL, 12 },
		{ VIEW_LEARNING, "Leerpunten die nog open zijn", is_to_do, NULL, 9 },
		{ VIEW_LEARNING, "Leerpunten die iets veranderden", led_to_something, NULL, 9 },
	},
	// clang-format on
};

/* --- the rows */

static bool is_worse(const json_t *a, const json_t *b, const char *key)
{
	const char *x = json_string_value(json_object_get(a, key));
	const char *y = json_string_value(json_object_get(b, key));

	if (x != NULL && y != NULL)
		return strcmp(x, y) < 0; /* dates */
	return number(a, key) > number(b, key) || (x != NULL && y == NULL);
}

/* Behind those that are as bad or worse. */
static void insert(json_t *rows, json_t *row, const char *worst)
{
	size_t at = json_array_size(rows);

	while (worst != NULL && at > 0
		&& is_worse(row, json_array_get(rows, at - 1), worst))
		at--;
	(void)json_array_insert(rows, at, row);
}

static json_t *chosen(const json_t *rows, const struct section *s, int year)
{
	json_t *ret = json_array(), *row;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
	{
		if (s->wanted == NULL || s->wanted(row, year))
			insert(ret, row, s->worst);
	}
	return ret;
}

static enum err_code add_section(struct db *db, const struct section *s,
	const struct view_query *q, json_t *list, struct err *e)
{
	json_t *o = json_object(), *rows = NULL;

	if (training_view_rows(db, q, &rows, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	fields_set_text(o, "name", training_view_words[s->view]);
	fields_set_text(o, "title", s->title);
	json_object_set_new(o, "rows", chosen(rows, s, q->year));
	json_decref(rows);
	return json_array_append_new(list, o) == 0
		       ? ERR_OK
		       : err_set(e, ERR_NOMEM, "no memory for a page");
}

/* --- the sentence */

static const json_t *rows_of(const json_t *list, size_t i)
{
	return json_object_get(json_array_get(list, i), "rows");
}

static int64_t sum(const json_t *rows, const char *key)
{
	const json_t *row;
	int64_t n = 0;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row) n += number(row, key);
	return n;
}

static int64_t without_gaps(const json_t *rows)
{
	const json_t *row;
	int64_t n = 0;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row) n +=
		number(row, "missing") == 0;
	return n;
}

static void say_become(const json_t *list, struct text *out)
{
	const json_t *appointed = rows_of(list, 1), *aspirants = rows_of(list, 2);

	text_addf(out,
		"Van de %zu benoemingen in de laatste twee jaar voldeden er %" PRId64
		" op de eerste dag aan alles wat de functie vraagt. Er zijn %zu"
		" aspiranten; aan %" PRId64 " van hen ontbreekt niets meer.",
		json_array_size(appointed), without_gaps(appointed),
		json_array_size(aspirants), without_gaps(aspirants));
}

static void say_stay(const json_t *list, struct text *out)
{
	const json_t *all = rows_of(list, 0);
	int64_t people = sum(all, "people") - sum(all, "aspirant");
	int64_t good = sum(all, "current") + sum(all, "expiring");

	text_addf(out,
		"Van de %" PRId64 " keer dat iemand een functie heeft, is dat %" PRId64
		" keer vakbekwaam (%" PRId64 " %%). Bij %" PRId64
		" verloopt dat binnen 90 dagen, bij %" PRId64
		" is het verlopen. Dit jaar ontbreken er %" PRId64
		" plaatsen. Wie verlopen is, wordt gemarkeerd en gewoon gealarmeerd.",
		people, good, people > 0 ? good * 100 / people : 0,
		sum(all, "within_90_days"), sum(all, "lapsed"),
		sum(rows_of(list, 3), "short"));
}

static void say_improve(const json_t *list, struct text *out)
{
	const json_t *all = rows_of(list, 0);

	text_addf(out,
		"Van de %" PRId64
		" activiteiten en inzetten van de laatste drie jaar hebben er %" PRId64
		" leerpunten. Van de %" PRId64 " leerpunten zijn er %" PRId64
		" afgerond, %" PRId64 " open (%" PRId64 " over de datum) en %" PRId64
		" opnieuw gezien; %" PRId64
		" leidden tot een ander scenario, een andere eis of een activiteit.",
		sum(all, "held"), sum(all, "evaluated"), sum(all, "points"),
		sum(all, "done"), sum(all, "open"), sum(all, "overdue"),
		sum(all, "seen_again"), sum(all, "led_to_change"));
}

enum err_code inspection_read(struct db *db, enum inspection_question question,
	const struct inspection_query *asked, json_t **ret, struct err *e)
{
	static void (*const say[INSPECTION_QUESTIONS_COUNT])(
		const json_t *, struct text *) = { say_become, say_stay, say_improve };
	json_t *o = json_object(), *list = json_array();
	TEXT_AUTO sentence = { 0 };

	fields_set_text(o, "question", inspection_words[question]);
	fields_set_text(o, "title", titles[question]);
	fields_set_instant(o, "at", asked->at);
	for (int i = 0; i < SECTIONS_MAX && sections[question][i].title != NULL; i++) {
		struct view_query q = { .view = sections[question][i].view,
			.at = asked->at,
			.now = asked->now,
			.people = asked->people,
			.people_n = asked->people_n,
			.days = COMPLIANCE_HORIZON_DAYS,
			.year = zone_to_civil(asked->at).date.year };

		if (add_section(db, &sections[question][i], &q, list, e) != ERR_OK) {
			json_decref(list);
			json_decref(o);
			return e->code;
		}
	}
	text_init(&sentence, 4096);
	say[question](list, &sentence);
	fields_set_text(o, "answer", text_str(&sentence));
	json_object_set_new(o, "sections", list);
	*ret = o;
	return ERR_OK;
}

/* --- the page */

/* One sheet of paper. */
static const char compact[] =
	"<style>@page{margin:9mm}@media print{body{font-size:7pt;line-height:1.15}"
	"h1{font-size:12pt}h2{font-size:8.5pt;margin:.4rem 0 0}.a{font-size:8.5pt}"
	"th,td{padding:.08rem .4rem}p{margin:.15rem 0}}</style>";

void inspection_html(const json_t *answer, struct instant now, struct text *out)
{
	const char *word = json_string_value(json_object_get(answer, "question"));
	int question = parse_word(word, inspection_words, INSPECTION_QUESTIONS_COUNT);
	const json_t *list = json_object_get(answer, "sections"), *o;
	size_t i;

	table_page_begin(json_string_value(json_object_get(answer, "title")), now, out);
	REQUIRE(question >= 0);
	text_add(out, compact);
	text_add(out, "<p class=a>");
	text_add_html(out, json_string_value(json_object_get(answer, "answer")));
	text_add(out, "</p>");
	json_array_foreach((json_t *)(uintptr_t)list, i, o)
	{
		const struct section *s = &sections[question][i];

		text_addf(out, "<h2>%s</h2>", s->title);
		table_part(training_view_columns(s->view), json_object_get(o, "rows"),
			s->printed, out);
	}
	text_add(out, "<p>Alles uit de gegevens zoals ze zijn vastgelegd; ze worden"
		      " niet veranderd, alleen verbeterd met een nieuwe regel die de"
		      " oude noemt.</p></html>");
}
