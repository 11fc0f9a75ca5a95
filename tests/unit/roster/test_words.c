/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with a roster, and what somebody lacks, in words and as JSON, in both
 * languages: read aloud, each is a sentence. */
#include "roster/planning/problems.h"
#include "roster/training/competence/compliance.h"
#include "tests/support/fields_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *gap(int have, int need, const char *language)
{
	static char words[PROBLEM_WORDS];
	const struct roster_problem p = {
		.kind = PROBLEM_GAP, .have = have, .need = need
	};

	return roster_problem_words(&p, language, words);
}

static void gaps_say_how_many(void **state)
{
	(void)state;
	assert_string_equal(gap(0, 2, "nl"), "Niemand heeft piket; nodig: 2.");
	assert_string_equal(
		gap(1, 2, "nl"), "Te weinig mensen met piket: 1; nodig: 2.");
	assert_string_equal(gap(0, 1, "en"), "On duty: 0; needed: 1.");
}

/* Every kind has words of its own, in each language; none is empty. */
static void every_kind_of_problem_is_a_sentence(void **state)
{
	char seen[2 * PROBLEM_KINDS][PROBLEM_WORDS];
	size_t n = 0;

	(void)state;
	for (int kind = 0; kind < PROBLEM_KINDS; kind++)
		for (int english = 0; english < 2; english++) {
			const struct roster_problem p = {
				.kind = (enum problem_kind)kind, .need = 1
			};

			(void)roster_problem_words(&p, english ? "en" : "nl", seen[n]);
			assert_in_range(strlen(seen[n]), 10, PROBLEM_WORDS - 1);
			assert_int_equal(seen[n][strlen(seen[n]) - 1], '.');
			for (size_t k = 0; k < n; k++)
				assert_string_not_equal(seen[k], seen[n]);
			n++;
		}
}

static void a_problem_as_json(void **state)
{
	const struct roster_problem p = { .kind = PROBLEM_DOUBLE,
		.severity = SEVERITY_WARNING,
		.function_id = 3,
		.other_function_id = 4,
		.person_id = 17,
		.from = { 1773280800000 },
		.until = { 1773284400000 } };
	json_t *o = roster_problem_json(&p, "en");

	(void)state;
	assert_string_equal(fields_probe_text(o),
		"{'article':null,'detail':'Is on duty for a second function at the same"
		" time; they do not go together.','from':'2026-03-12T02:00:00Z',"
		"'function_id':3,'kind':'double','other_function_id':4,'person_id':17,"
		"'rule':null,'severity':'warning','until':'2026-03-12T03:00:00Z'}");
	json_decref(o);
}

/* --- competence --- */

static struct competence_requirement requirement = { .id = 5, .title = "Oefening" };

static void says(struct competence_gap g, const char *dutch, const char *english)
{
	char words[COMPETENCE_WORDS_MAX];

	g.requirement = &requirement;
	assert_string_equal(competence_words(&g, false, words), dutch);
	assert_string_equal(competence_words(&g, true, words), english);
}

static void lacking_says_what_and_since_when(void **state)
{
	const int64_t day = date_days((struct date){ 2026, 3, 10 });

	(void)state;
	requirement.kind = REQUIREMENT_EXERCISE;
	requirement.count = 2;
	requirement.window_months = 12;
	says((struct competence_gap){ .have = 1, .until_day = day },
		"Oefening: 1 van 2 in de laatste 12 maanden, sinds 10-03-2026",
		"Oefening: 1 of 2 in the last 12 months, since 10-03-2026");
	says((struct competence_gap){ .have = 0, .until_day = day, .never = true },
		"Oefening: 0 van 2 in de laatste 12 maanden",
		"Oefening: 0 of 2 in the last 12 months");
	says((struct competence_gap){ .have = 2, .until_day = day, .met = true },
		"Oefening: geldig tot 10-03-2026", "Oefening: valid until 10-03-2026");
	requirement.window_months = 0;
	says((struct competence_gap){ .have = 1, .never = true }, "Oefening: 1 van 2",
		"Oefening: 1 of 2");
}

/* Hours are kept in minutes, and told in hours, with the comma of the language. */
static void hours_are_told_as_hours(void **state)
{
	(void)state;
	requirement.kind = REQUIREMENT_HOURS;
	requirement.count = 40;
	requirement.window_months = 12;
	says((struct competence_gap){ .have = 750, .never = true },
		"Oefening: 12,5 van 40 uur in de laatste 12 maanden",
		"Oefening: 12.5 of 40 hours in the last 12 months");
}

static void certificates_are_valid_or_not(void **state)
{
	(void)state;
	requirement.kind = REQUIREMENT_CERTIFICATE;
	says((struct competence_gap){ .never = true },
		"Oefening: geen geldig certificaat", "Oefening: no valid certificate");
}

/* The days of it in each status: what never comes, or does not apply, is null. */
static void a_competence_as_json(void **state)
{
	const int64_t day = date_days((struct date){ 2026, 3, 10 });
	struct competence_gap gaps[] = {
		{ .requirement = &requirement, .never = true },
		{ .requirement = &requirement, .met = true, .until_day = day },
	};
	static const char *const days[COMPETENCE_STATUSES_COUNT] = {
		[COMPETENCE_CURRENT] = "'2026-03-10' '2026-03-20' null",
		[COMPETENCE_EXPIRING] = "'2026-03-10' '2026-03-20' null",
		[COMPETENCE_LAPSED] = "'2026-03-10' null '2026-03-20'",
		[COMPETENCE_ASPIRANT] = "null null null",
	};

	(void)state;
	requirement.kind = REQUIREMENT_CERTIFICATE;
	for (int status = 0; status < COMPETENCE_STATUSES_COUNT; status++) {
		const struct competence item = { .person_id = 17,
			.function_id = 3,
			.status = (enum competence_status)status,
			.expires_day = day,
			.lapses_day = day + 10,
			.gaps = 2 };
		const struct compliance c = { .list = { .gap = gaps } };
		char found[64] = "";
		struct text out;
		json_t *o;

		text_init(&out, 4096);
		compliance_add_json(&c, &item, false, &out);
		o = fields_probe(text_str(&out));
		text_fini(&out);
		strcat(found, fields_probe_text(json_object_get(o, "expires_on")));
		strcat(found, " ");
		strcat(found, fields_probe_text(json_object_get(o, "lapses_on")));
		strcat(found, " ");
		strcat(found, fields_probe_text(json_object_get(o, "lapsed_since")));
		assert_string_equal(found, days[status]);
		assert_string_equal(json_string_value(json_object_get(o, "status")),
			competence_status_words[status]);
		assert_string_equal(fields_probe_text(json_object_get(o, "missing")),
			"['Oefening: geen geldig certificaat']");
		assert_string_equal(fields_probe_text(json_object_get(o, "expiring")),
			"['Oefening: geldig tot 10-03-2026']");
		assert_string_equal(fields_probe_text(json_object_get(
					    o, "missing_requirement_ids")),
			"[5]");
		json_decref(o);
	}
}

static void what_never_expires_has_no_day(void **state)
{
	const struct competence item = { .status = COMPETENCE_CURRENT,
		.expires_day = COMPETENCE_FOREVER,
		.lapses_day = COMPETENCE_FOREVER };
	const struct compliance c = { .day = 0 };
	struct text out;

	(void)state;
	text_init(&out, 4096);
	compliance_add_json(&c, &item, false, &out);
	assert_non_null(strstr(text_str(&out), "\"expires_on\":null"));
	assert_non_null(strstr(text_str(&out), "\"missing\":[]"));
	text_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_say_how_many),
		cmocka_unit_test(every_kind_of_problem_is_a_sentence),
		cmocka_unit_test(a_problem_as_json),
		cmocka_unit_test(lacking_says_what_and_since_when),
		cmocka_unit_test(hours_are_told_as_hours),
		cmocka_unit_test(certificates_are_valid_or_not),
		cmocka_unit_test(a_competence_as_json),
		cmocka_unit_test(what_never_expires_has_no_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
