/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of a text message: always with the answer page and the answer word, never
 * in more parts than the scenario allows. */
#include "alert/call/call.h"
#include "alert/carrier/gsm7.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t secret[32] = { 1 };
static struct call_settings settings = { .base_url = "https://paraat.example.nl",
	.secret = secret,
	.secret_len = sizeof secret,
	.plain_letters = true };
static struct callout_recipient person = { .id = 7, .placed = CALLOUT_NOBODY };
static struct call call;

static int open(void **state)
{
	(void)state;
	memset(&call, 0, sizeof call);
	settings.plain_letters = true;
	call.c.kind = KIND_REAL;
	call.c.people = &person;
	call.c.people_count = 1;
	call.c.slots_count = 1;
	call.c.slots[0].norm_minutes = 30;
	call.parts_max = 2;
	(void)snprintf(call.functions[0].name, sizeof call.functions[0].name, "OvD");
	(void)snprintf(call.sms, sizeof call.sms,
		"{incident}. {function}, {location}. {word} {link}");
	(void)snprintf(call.incident, sizeof call.incident, "Brand");
	(void)snprintf(call.location, sizeof call.location, "Dalfsen");
	return 0;
}

/* Static. */
static const char *written(
	enum call_purpose purpose, enum channel channel, enum phrase_language language)
{
	static char buffer[8192];
	const struct call_reader reader = { "Jo", language };
	TEXT_AUTO t = { 0 };

	text_init(&t, sizeof buffer - 1);
	assert_true(call_text(&call, &settings, purpose, channel, 0, 0, &reader,
		"Kom naar de achterdeur", &t));
	(void)snprintf(buffer, sizeof buffer, "%s", text_str(&t));
	return buffer;
}

static const char *asked(void)
{
	return written(PURPOSE_ASK, CHANNEL_SMS, LANGUAGE_NL);
}

static void link_and_word_are_in_every_question(void **state)
{
	static const char *const templates[] = { "{incident}", "{incident} {link}",
		"{incident} {word}", "{word} {link} {incident}" };

	(void)state;
	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
		for (int language = 0; language < LANGUAGES; language++)
			for (int purpose = PURPOSE_ASK; purpose <= PURPOSE_REMIND;
				purpose++) {
				const char *word = language == LANGUAGE_EN
							   ? "YES or NO"
							   : "JA of NEE";
				const char *text, *at;

				(void)snprintf(
					call.sms, sizeof call.sms, "%s", templates[i]);
				text = written((enum call_purpose)purpose, CHANNEL_SMS,
					(enum phrase_language)language);
				at = strstr(text, word);
				assert_true(at != NULL && strstr(at + 1, word) == NULL);
				at = strstr(text, "https://paraat.example.nl/a/");
				assert_non_null(at);
				assert_null(strstr(at + 30, "/a/"));
			}
}

static void other_channels_and_news_stay_as_they_are(void **state)
{
	(void)state;
	(void)snprintf(call.sms, sizeof call.sms, "{incident}");
	assert_string_equal(written(PURPOSE_ASK, CHANNEL_PUSH, LANGUAGE_NL), "Brand");
	assert_string_equal(written(PURPOSE_MESSAGE, CHANNEL_SMS, LANGUAGE_NL),
		"Kom naar de achterdeur");
}

static void the_incident_is_shortened_to_fit(void **state)
{
	const char *text;

	(void)state;
	memset(call.incident, 'x', CALL_TEXT_MAX);
	memset(call.location, 'y', 60);
	text = asked();
	assert_int_equal(gsm7_size(text).parts, 2);
	assert_non_null(strstr(text, "xxx... OvD") != NULL
				? text
				: strstr(text, "xxx.... OvD"));
	assert_non_null(strstr(text, "yyy. JA of NEE https://"));
	/* nothing is wasted: one letter more would make another part */
	assert_true(gsm7_size(text).units > 2 * 153 - 3);
}

static void then_the_location_too(void **state)
{
	const char *text;

	(void)state;
	call.parts_max = 1;
	memset(call.incident, 'x', CALL_TEXT_MAX);
	memset(call.location, 'y', CALL_TEXT_MAX);
	text = asked();
	assert_int_equal(gsm7_size(text).parts, 1);
	assert_null(strstr(text, "xxx"));
	assert_non_null(strstr(text, "yyy... JA of NEE https://") != NULL
				? text
				: strstr(text, "yyy.... JA of NEE https://"));
}

/* ë makes a part of 160 one of 70, unless the gateways write it as e. */
static void letters_count_as_they_are_sent(void **state)
{
	size_t plain, marked;

	(void)state;
	call.parts_max = 1;
	(void)snprintf(call.incident, sizeof call.incident, "Co\xc3\xabrdinatie %s",
		"van een lange avond in het noorden");
	plain = strlen(asked());
	settings.plain_letters = false;
	marked = strlen(asked());
	assert_true(marked < plain);
	assert_int_equal(gsm7_size(asked()).parts, 1);
	settings.plain_letters = true;
	assert_non_null(strstr(asked(), call.incident));
}

/* Whatever is written, in whatever alphabet, for each number of parts. */
static void never_more_parts_than_allowed(void **state)
{
	static const char *const letters[] = { "a", "\xc3\xab", "\xe2\x82\xac", "{",
		"\xf0\x9f\x94\xa5", " ", "\n", "e\xcc\x88" };
	struct prng chance;

	(void)state;
	prng_init(&chance, 1);
	for (int round = 0; round < 2000; round++) {
		const size_t n = prng_below(&chance, 60);
		const char *text;

		call.parts_max = 2 + (int)prng_below(&chance, 4);
		settings.plain_letters = prng_below(&chance, 2) == 0;
		call.incident[0] = '\0';
		for (size_t i = 0; i < n; i++) {
			const size_t len = strlen(call.incident);

			(void)snprintf(call.incident + len, sizeof call.incident - len,
				"%s",
				CALL_TEXT_MAX - len > 4
					? letters[prng_below(&chance, 8)]
					: "");
		}
		text = asked();
		if (call_text_size(&settings, text).parts > (size_t)call.parts_max)
			fail_msg("%d parts at most: %s", call.parts_max, text);
		assert_non_null(strstr(text, "/a/"));
		assert_non_null(strstr(text, "JA of NEE"));
	}
}

#define CALL(test) cmocka_unit_test_setup(test, open)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CALL(link_and_word_are_in_every_question),
		CALL(other_channels_and_news_stay_as_they_are),
		CALL(the_incident_is_shortened_to_fit),
		CALL(then_the_location_too),
		CALL(letters_count_as_they_are_sent),
		CALL(never_more_parts_than_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
