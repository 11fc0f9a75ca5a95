/* SPDX-License-Identifier: EUPL-1.2 */
/* What people read: placeholders, the catalogue in two languages, and rule 7 – a word
 * in front of everything that is not real. */
#include "alert/call/call.h"
#include "alert/scenario/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- placeholders */

static void placeholders_are_filled_in(void **state)
{
	struct template_values v = { { NULL } };
	TEXT_AUTO out = { 0 };

	(void)state;
	v.of[TEMPLATE_FUNCTION] = "OVD";
	v.of[TEMPLATE_LOCATION] = "{norm}"; /* is not filled in a second time */
	text_init(&out, 200);
	assert_true(template_render(
		&out, "{function}|{location}|{norm}|{nothing}|{open|}{", &v));
	assert_string_equal(text_str(&out), "OVD|{norm}||{nothing}|{open|}{");
}

/* Mutations: says_nothing() is always false; render_part() without the comma. */
static void what_is_not_known_is_not_said(void **state)
{
	static const char text[] = "Oproep {function}. {incident}, {location}. Wees er "
				   "binnen {norm} min. Antwoord {word}";
	static const struct {
		const char *incident, *location, *norm, *reads;
	} cases[] = {
		{ "Brand", "Markt", "30",
			"Oproep OVD. Brand, Markt. Wees er binnen 30 min. Antwoord "
			"JA" },
		{ "Brand", "Markt", "", "Oproep OVD. Brand, Markt. Antwoord JA" },
		{ "Brand", NULL, "30",
			"Oproep OVD. Brand. Wees er binnen 30 min. Antwoord JA" },
		{ "", "Markt", NULL, "Oproep OVD. Markt. Antwoord JA" },
		{ "", "", "", "Oproep OVD. Antwoord JA" },
	};
	struct template_values v = { { NULL } };

	(void)state;
	v.of[TEMPLATE_FUNCTION] = "OVD";
	v.of[TEMPLATE_WORD] = "JA";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		TEXT_AUTO out = { 0 };

		v.of[TEMPLATE_INCIDENT] = cases[i].incident;
		v.of[TEMPLATE_LOCATION] = cases[i].location;
		v.of[TEMPLATE_NORM] = cases[i].norm;
		text_init(&out, 300);
		assert_true(template_render(&out, text, &v));
		assert_string_equal(text_str(&out), cases[i].reads);
	}
}

/* Where words stand beside it, a sentence stays; one at the front leaves no blank. */
static void only_empty_sentences_go(void **state)
{
	static const struct {
		const char *text, *reads;
	} cases[] = { { "Kom binnen {norm} min als {function}.",
			      "Kom binnen  min als OVD." },
		{ "Binnen {norm} min. Kom! {incident}", "Kom!" }, { "{incident}", "" },
		{ "", "" }, { " Kom. Nu", " Kom. Nu" },
		{ "{nothing}. {norm}.", "{nothing}." },
		{ "v1.2 {norm}, {function}", "v1.2 OVD" } };
	struct template_values v = { { NULL } };

	(void)state;
	v.of[TEMPLATE_FUNCTION] = "OVD";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		TEXT_AUTO out = { 0 };

		text_init(&out, 300);
		assert_true(template_render(&out, cases[i].text, &v));
		assert_string_equal(text_str(&out), cases[i].reads);
	}
}

static void unknown_placeholders_are_named(void **state)
{
	static const char *const good[] = { "", "{function}{spoken_function}{incident}",
		"{location} {norm} {person} {link} {word} {kind}", "} geen" };
	static const char *const bad[] = { "{}", "{Function}", "{function", "a {x} b",
		"{function} {functie}" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct err e = { 0 };

		template_check(good[i], "text.sms", &e);
		assert_int_equal(e.code, ERR_OK);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err e = { 0 };

		template_check(bad[i], "text.sms", &e);
		assert_int_equal(e.faults, 1);
		assert_string_equal(e.fault[0].field, "text.sms");
	}
}

/* --- the catalogue */

/* Every word is there in both languages, and names only placeholders that exist. */
static void every_phrase_is_whole(void **state)
{
	(void)state;
	for (int p = 0; p < PHRASES_COUNT; p++) {
		for (int l = 0; l < LANGUAGES; l++) {
			const char *text =
				phrase((enum phrase)p, (enum phrase_language)l);
			struct err e = { 0 };

			assert_true(text[0] != '\0');
			template_check(text, "phrase", &e);
			if (e.code != ERR_OK)
				fail_msg("%s", text);
		}
	}
	assert_int_equal(phrase_language("en"), LANGUAGE_EN);
	assert_int_equal(phrase_language("en-GB"), LANGUAGE_EN);
	assert_int_equal(phrase_language("nl"), LANGUAGE_NL);
	assert_int_equal(phrase_language("de"), LANGUAGE_NL);
	for (int r = 0; r < REASONS_COUNT; r++)
		assert_true(phrase_reason((enum recipient_reason)r, LANGUAGE_NL)[0]
			    != '\0');
}

/* --- messages */

static struct call *call;
static const struct call_settings settings = { .base_url = "https://paraat.example",
	.secret = (const uint8_t *)"0123456789abcdef",
	.secret_len = 16 };

static int open_call(void **state)
{
	struct err e = { 0 };

	(void)state;
	call = calloc(1, sizeof *call);
	assert_non_null(call);
	assert_int_equal(callout_init(&call->c, 1, &e), ERR_OK);
	call->c.slots_count = 1;
	call->c.slots[0].norm_minutes = 30;
	call->c.people[0].id = 7;
	(void)snprintf(
		call->functions[0].name, sizeof call->functions[0].name, "Officier");
	(void)snprintf(call->functions[0].spoken_name,
		sizeof call->functions[0].spoken_name, "officier van dienst");
	(void)snprintf(call->incident, sizeof call->incident, "Brand");
	(void)snprintf(call->location, sizeof call->location, "Zwolle");
	(void)snprintf(call->details, sizeof call->details, "Ingang achter.");
	(void)snprintf(call->sms, sizeof call->sms,
		"{person}: {function}, {location}, {norm} min, {word}. {link}");
	return 0;
}

static int close_call(void **state)
{
	(void)state;
	callout_fini(&call->c);
	free(call);
	return 0;
}

static const char *text_of(enum call_purpose purpose, enum channel channel,
	enum phrase_language language, const char *body)
{
	static char buffer[4096];
	struct call_reader reader = { "Anna de Boer", language };
	TEXT_AUTO out = { 0 };

	text_init(&out, sizeof buffer - 1);
	assert_true(call_text(
		call, &settings, purpose, channel, 0, 0, &reader, body, &out));
	(void)snprintf(buffer, sizeof buffer, "%s", text_str(&out));
	return buffer;
}

/* Rule 7: OEFENING, TEST or BEREIKBAARHEIDSTEST in front of every text, whatever it is
 * about, on every channel, in every language; a real call has none. */
static void what_is_not_real_says_so_first(void **state)
{
	static const struct {
		enum callout_kind kind;
		const char *word;
	} kinds[] = { { KIND_EXERCISE, "OEFENING" }, { KIND_TEST, "TEST" },
		{ KIND_REACHABILITY, "BEREIKBAARHEIDSTEST" } };

	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		call->c.kind = kinds[k].kind;
		for (int i = 0; i < PURPOSES_COUNT * CHANNELS_COUNT * LANGUAGES; i++) {
			const char *text = text_of(
				(enum call_purpose)(i % PURPOSES_COUNT),
				(enum channel)(i / PURPOSES_COUNT % CHANNELS_COUNT),
				(enum phrase_language)(
					i / PURPOSES_COUNT / CHANNELS_COUNT),
				"Kom om 8 uur.");
			const char *word = strstr(text, kinds[k].word);

			/* in English the Dutch word stands behind its translation */
			if (word == NULL || word - text > 24)
				fail_msg("%s", text);
		}
	}
	call->c.kind = KIND_REAL;
	for (int purpose = 0; purpose < PURPOSES_COUNT; purpose++) {
		const char *text = text_of(
			(enum call_purpose)purpose, CHANNEL_SMS, LANGUAGE_NL, "x");

		assert_null(strstr(text, "TEST"));
		assert_null(strstr(text, "OEFENING"));
	}
}

static void a_question_has_all_that_is_needed(void **state)
{
	char expected[256], link[128];

	(void)state;
	call_answer_link(call, &settings, 0, link, sizeof link);
	assert_int_equal(strncmp(link, "https://paraat.example/a/", 25), 0);
	(void)snprintf(expected, sizeof expected,
		"Anna de Boer: Officier, Zwolle, 30 min, JA of NEE. %s", link);
	assert_string_equal(
		text_of(PURPOSE_ASK, CHANNEL_SMS, LANGUAGE_NL, NULL), expected);
	call_answer_link(call, &settings, CALLOUT_NOBODY, link, sizeof link);
	assert_string_equal(link, "");
}

/* Details reach a person only after yes. */
static void details_come_with_the_confirmation_only(void **state)
{
	(void)state;
	for (int purpose = 0; purpose < PURPOSES_COUNT; purpose++) {
		const char *text = text_of(
			(enum call_purpose)purpose, CHANNEL_SMS, LANGUAGE_NL, "x");

		assert_int_equal(strstr(text, "Ingang achter.") != NULL,
			purpose == PURPOSE_CONFIRM || purpose == PURPOSE_MOVED);
	}
}

/* What a coordinator writes is sent as it is: braces in it mean nothing. */
static void free_messages_are_not_templates(void **state)
{
	(void)state;
	assert_string_equal(
		text_of(PURPOSE_MESSAGE, CHANNEL_SMS, LANGUAGE_NL, "Zaal {link} {x}"),
		"Zaal {link} {x}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholders_are_filled_in),
		cmocka_unit_test(what_is_not_known_is_not_said),
		cmocka_unit_test(only_empty_sentences_go),
		cmocka_unit_test(unknown_placeholders_are_named),
		cmocka_unit_test(every_phrase_is_whole),
		cmocka_unit_test_setup_teardown(
			what_is_not_real_says_so_first, open_call, close_call),
		cmocka_unit_test_setup_teardown(
			a_question_has_all_that_is_needed, open_call, close_call),
		cmocka_unit_test_setup_teardown(
			details_come_with_the_confirmation_only, open_call, close_call),
		cmocka_unit_test_setup_teardown(
			free_messages_are_not_templates, open_call, close_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
