/* SPDX-License-Identifier: EUPL-1.2 */
/* Problems in words and as JSON. */
#include "roster/planning/problems.h"

#include <stdio.h>
#include <string.h>

static const char *const words[PROBLEM_KINDS] = { "gap", "double", "absent",
	"unqualified", "working_time", "training" };

const char *problem_word(enum problem_kind kind)
{
	REQUIRE(kind < PROBLEM_KINDS);
	return words[kind];
}

static void gap_words(const struct roster_problem *p, bool english, char *buffer)
{
	if (english)
		(void)snprintf(buffer, PROBLEM_WORDS, "On duty: %d; needed: %d.",
			p->have, p->need);
	else if (p->have == 0)
		(void)snprintf(buffer, PROBLEM_WORDS, "Niemand heeft piket; nodig: %d.",
			p->need);
	else
		(void)snprintf(buffer, PROBLEM_WORDS,
			"Te weinig mensen met piket: %d; nodig: %d.", p->have, p->need);
}

const char *roster_problem_words(const struct roster_problem *p, const char *language,
	char buffer[PROBLEM_WORDS])
{
	static const char *const nl[PROBLEM_KINDS] = {
		[PROBLEM_DOUBLE] = "Heeft tegelijk piket voor een tweede functie; die"
				   " gaan niet samen.",
		[PROBLEM_ABSENT] = "Is afwezig tijdens dit piket.",
		[PROBLEM_UNQUALIFIED] = "Mag deze functie dan niet vervullen.",
		[PROBLEM_TRAINING] = "Heeft piket en is dan niet vakbekwaam voor deze"
				     " functie.",
	};
	static const char *const en[PROBLEM_KINDS] = {
		[PROBLEM_DOUBLE] = "Is on duty for a second function at the same time;"
				   " they do not go together.",
		[PROBLEM_ABSENT] = "Is absent during this duty.",
		[PROBLEM_UNQUALIFIED] = "Does not hold this function then.",
		[PROBLEM_TRAINING] = "Is on duty and not competent in this function"
				     " then.",
	};
	bool english = strcmp(language, "en") == 0;

	if (p->kind == PROBLEM_WORKING_TIME)
		return working_time_words(&p->breach, language, buffer);
	if (p->kind == PROBLEM_GAP)
		gap_words(p, english, buffer);
	else
		(void)snprintf(buffer, PROBLEM_WORDS, "%s",
			english ? en[p->kind] : nl[p->kind]);
	return buffer;
}

static void set_id(json_t *o, const char *field, int64_t id)
{
	if (id != 0)
		fields_set_int(o, field, id);
	else
		fields_set_text(o, field, NULL);
}

json_t *roster_problem_json(const struct roster_problem *p, const char *language)
{
	const bool timed = p->kind == PROBLEM_WORKING_TIME;
	char text[PROBLEM_WORDS];
	json_t *o = json_object();

	fields_set_text(o, "kind", words[p->kind]);
	fields_set_text(o, "severity", severity_words[p->severity]);
	set_id(o, "function_id", p->function_id);
	set_id(o, "other_function_id", p->other_function_id);
	set_id(o, "person_id", p->person_id);
	fields_set_instant(o, "from", p->from);
	fields_set_instant(o, "until", p->until);
	fields_set_text(o, "rule", timed ? working_time_id(p->breach.rule) : NULL);
	fields_set_text(
		o, "article", timed ? working_time_article(p->breach.rule) : NULL);
	fields_set_text(o, "detail", roster_problem_words(p, language, text));
	return o;
}

json_t *roster_problems_json(const struct roster_problems *p, const char *language)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->n; i++)
		if (json_array_append_new(
			    list, roster_problem_json(&p->item[i], language))
			!= 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}
