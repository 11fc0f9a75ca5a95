/* SPDX-License-Identifier: EUPL-1.2 */
/* What is said in a call, by what has become of the person: details only to who comes,
 * never before yes; news to who need not be asked any more.
 *
 * Mutations: news_for() takes RESERVE for ACCEPTED; slot_of() forgets where somebody
 * was placed; voice_is_question() forgets reminders. */
#include "alert/voice/voice_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct call_settings settings = { .base_url = "https://paraat.example",
	.secret = (const uint8_t *)"0123456789abcdef",
	.secret_len = 16 };
static struct call *call;

static int setup(void **state)
{
	struct err e;

	(void)state;
	call = calloc(1, sizeof *call);
	assert_non_null(call);
	assert_int_equal(callout_init(&call->c, 1, &e), ERR_OK);
	call->c.slots_count = 2;
	call->c.slots[0].norm_minutes = 30;
	call->c.slots[1].norm_minutes = 90;
	call->c.people[0].id = 7;
	for (int i = 0; i < 2; i++)
		(void)snprintf(call->functions[i].spoken_name,
			sizeof call->functions[i].spoken_name, "%s",
			i == 0 ? "officier" : "chauffeur");
	(void)snprintf(call->incident, sizeof call->incident, "Brand");
	(void)snprintf(call->details, sizeof call->details, "Ingang achter.");
	call->c.people[0].placed = CALLOUT_NOBODY;
	call->c.people[0].asked_for = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	callout_fini(&call->c);
	free(call);
	return 0;
}

/* All of it, said one after another. */
static const char *said(const struct voice_party *p, enum dialogue_moment moment)
{
	static char all[16384];
	const struct dialogue d = { .moment = moment };
	struct voice_script script = { 0 };
	size_t len = 0;
	struct err e;

	assert_int_equal(voice_words(&settings, p, &d, false, &script, &e), ERR_OK);
	all[0] = '\0';
	for (size_t i = 0; i < script.says_count; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "%s\n",
			script.words.data + script.says[i]);
	voice_script_fini(&script);
	return all;
}

static struct voice_party party(enum call_purpose purpose)
{
	return (struct voice_party){ .call = call,
		.person = 0,
		.purpose = purpose,
		.name = "Anna",
		.body = "Breng laarzen mee." };
}

static bool holds(const char *all, const char *words)
{
	return strstr(all, words) != NULL;
}

static void details_are_for_who_comes(void **state)
{
	(void)state;
	for (int s = 0; s < RECIPIENT_STATES_COUNT; s++) {
		const bool comes = s == RECIPIENT_ACCEPTED || s == RECIPIENT_ARRIVED;
		struct voice_party p = party(PURPOSE_ASK);

		call->c.people[0].state = (enum recipient_state)s;
		call->c.people[0].placed = comes ? 1 : CALLOUT_NOBODY;
		assert_false(holds(said(&p, DIALOGUE_CALL), "Ingang"));
		assert_int_equal(holds(said(&p, DIALOGUE_YES), "Ingang"), comes);
		assert_int_equal(holds(said(&p, DIALOGUE_TELL), "Ingang"), comes);
	}
}

/* The place that somebody has goes before the one they were asked for. */
static void the_question_is_about_their_place(void **state)
{
	struct voice_party p = party(PURPOSE_REMIND);
	const char *all;

	(void)state;
	all = said(&p, DIALOGUE_CALL);
	assert_true(holds(all, "officier"));
	assert_true(holds(all, "30 minuten"));
	call->c.people[0].placed = 1;
	all = said(&p, DIALOGUE_CALL);
	assert_true(holds(all, "chauffeur"));
	assert_true(holds(all, "90 minuten"));
}

static void who_is_asked_what(void **state)
{
	static const struct {
		enum call_purpose purpose;
		enum answer answer;
		bool question, lacks;
	} cases[] = { { PURPOSE_ASK, ANSWER_NONE, true, true },
		{ PURPOSE_REMIND, ANSWER_NONE, true, true },
		{ PURPOSE_REMIND, ANSWER_NO, true, false },
		{ PURPOSE_STAND_DOWN, ANSWER_NONE, false, false },
		{ PURPOSE_MESSAGE, ANSWER_YES, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct voice_party p = party(cases[i].purpose);

		call->c.people[0].answer = cases[i].answer;
		assert_int_equal(voice_is_question(&p), cases[i].question);
		assert_int_equal(voice_lacks_answer(&p), cases[i].lacks);
		p.person = CALLOUT_NOBODY;
		assert_false(voice_is_question(&p));
		p.call = NULL;
		assert_false(voice_lacks_answer(&p));
	}
}

static void news_is_said_as_it_is(void **state)
{
	struct voice_party p = party(PURPOSE_MESSAGE);
	struct voice_party nobody = { .person = CALLOUT_NOBODY };

	(void)state;
	assert_true(holds(said(&p, DIALOGUE_TELL), "Breng laarzen mee."));
	p.person = CALLOUT_NOBODY; /* somebody who is told without being a recipient */
	assert_true(holds(said(&p, DIALOGUE_TELL), "Breng laarzen mee."));
	assert_false(holds(said(&nobody, DIALOGUE_CODE), "Brand"));
	p = party(PURPOSE_ASK);
	p.language = LANGUAGE_EN;
	assert_true(holds(said(&p, DIALOGUE_CALL), "Can you be there within 30"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			details_are_for_who_comes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_question_is_about_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(who_is_asked_what, setup, teardown),
		cmocka_unit_test_setup_teardown(news_is_said_as_it_is, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
