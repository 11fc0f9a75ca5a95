/* SPDX-License-Identifier: EUPL-1.2 */
/* The telephone conversation, line by line as the callee's instruction tells it, and
 * properties over random conversations. */
#include "alert/voice/dialogue.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct dialogue_texts texts = { .language = LANGUAGE_NL,
	.prefix = "OEFENING.",
	.call = "GRIP 2 Dalfsen, als officier van dienst.",
	.norm_minutes = 30,
	.expected = "U wordt verwacht in Zwolle. Sleutel 12." };

/* Everything that is said, with " | " between. Static. */
static const char *heard(const struct dialogue *d, const struct dialogue_texts *t)
{
	static char all[4096];
	struct voice_script s;
	char *at = all;

	all[0] = '\0';
	assert_true(dialogue_script(d, t, &s));
	for (size_t i = 0; i < s.says_count; i++)
		at += snprintf(at, (size_t)(all + sizeof all - at), "%s%s",
			i > 0 ? " | " : "", voice_script_text(&s, i));
	assert_int_equal(s.gathers, !dialogue_is_over(d));
	voice_script_fini(&s);
	return all;
}

static struct dialogue_result keys(struct dialogue *d, const char *k)
{
	return dialogue_step(d, DIALOGUE_KEYS, k);
}

#define QUESTION                                                                       \
	"Kunt u er binnen 30 minuten zijn? | Toets 1 voor ja. Toets 2 voor nee. "      \
	"Toets 3 om dit nog eens te horen."

static void yes_with_minutes(void **state)
{
	struct dialogue d = dialogue_outgoing();
	struct dialogue_result r;

	(void)state;
	r = dialogue_step(&d, DIALOGUE_PICKED_UP, "");
	assert_int_equal(r.answer, ANSWER_NONE);
	assert_string_equal(heard(&d, &texts),
		"OEFENING. | Goedendag. Dit is een oproep van de crisisorganisatie. | "
		"GRIP 2 Dalfsen, als officier van dienst. | " QUESTION);
	r = keys(&d, "1");
	assert_int_equal(r.answer, ANSWER_YES);
	assert_int_equal(r.eta_minutes, -1);
	assert_string_equal(heard(&d, &texts), "Dank u. Over hoeveel minuten bent u "
					       "er? Toets het aantal en daarna een "
					       "hekje.");
	r = keys(&d, "25#");
	assert_int_equal(r.answer, ANSWER_YES);
	assert_int_equal(r.eta_minutes, 25);
	assert_true(dialogue_is_over(&d));
	assert_string_equal(heard(&d, &texts),
		"OEFENING. | U wordt verwacht in Zwolle. Sleutel 12. | Tot ziens.");
}

static void yes_without_minutes_stands(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_int_equal(keys(&d, "1").answer, ANSWER_YES);
	assert_int_equal(keys(&d, "").answer, ANSWER_NONE);
	assert_string_equal(heard(&d, &texts), "Over hoeveel minuten bent u er? Toets "
					       "het aantal en daarna een hekje.");
	assert_int_equal(keys(&d, "#").answer, ANSWER_NONE);
	assert_int_equal(d.moment, DIALOGUE_YES);
}

static void no_is_thanked(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_int_equal(keys(&d, "2").answer, ANSWER_NO);
	assert_true(dialogue_is_over(&d));
	assert_string_equal(heard(&d, &texts),
		"U komt niet. Dank u voor uw antwoord. | Tot ziens.");
}

static void the_question_is_repeated_once_then_it_hangs_up(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_int_equal(keys(&d, "").answer, ANSWER_NONE);
	assert_string_equal(heard(&d, &texts), "Wij hoorden geen toets. | " QUESTION);
	assert_int_equal(keys(&d, "").answer, ANSWER_NONE);
	assert_true(dialogue_is_over(&d));
	assert_string_equal(heard(&d, &texts),
		"Wij hoorden geen antwoord. Wij proberen het opnieuw. | Tot ziens.");
	assert_int_equal(keys(&d, "1").answer, ANSWER_NONE); /* too late */
}

static void a_wrong_key_is_told(void **state)
{
	static const char *const wrong[] = { "4", "0", "9", "11", "1234", "*" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct dialogue d = dialogue_outgoing();

		assert_int_equal(keys(&d, wrong[i]).answer, ANSWER_NONE);
		assert_string_equal(
			heard(&d, &texts), "Die toets kennen wij niet. | " QUESTION);
		assert_int_equal(keys(&d, "1").answer, ANSWER_YES);
	}
}

static void three_repeats(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_int_equal(keys(&d, "").answer, ANSWER_NONE);
	for (int i = 0; i < DIALOGUE_REPEATS_MAX; i++) {
		assert_int_equal(keys(&d, "3").answer, ANSWER_NONE);
		assert_string_equal(heard(&d, &texts),
			"OEFENING. | GRIP 2 Dalfsen, als officier van dienst. "
			"| " QUESTION);
	}
	assert_int_equal(keys(&d, "3").answer, ANSWER_NONE);
	assert_int_equal(d.moment, DIALOGUE_WRONG_KEY);
	assert_int_equal(keys(&d, "3").answer, ANSWER_NONE);
	assert_true(dialogue_is_over(&d));
}

static void a_machine_hears_nothing_and_never_counts(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_int_equal(dialogue_step(&d, DIALOGUE_MACHINE, "").answer, ANSWER_NONE);
	assert_true(dialogue_is_over(&d));
	assert_string_equal(heard(&d, &texts), "");
	assert_int_equal(keys(&d, "1").answer, ANSWER_NONE);
}

static void in_english_without_a_norm(void **state)
{
	struct dialogue d = dialogue_outgoing();
	struct dialogue_texts t = {
		.language = LANGUAGE_EN, .prefix = "", .call = "GRIP 1.", .expected = ""
	};

	(void)state;
	assert_string_equal(heard(&d, &t),
		"Hello. This is a call from the crisis organisation. | GRIP 1. | Can "
		"you "
		"come? | Press 1 for yes. Press 2 for no. Press 3 to hear this again.");
}

static void calling_back_with_a_code(void **state)
{
	struct dialogue d = dialogue_called_back();
	struct dialogue_result r = dialogue_step(&d, DIALOGUE_PICKED_UP, "");

	(void)state;
	assert_string_equal(heard(&d, &texts),
		"Goedendag. Dit is een oproep van de crisisorganisatie. | Toets uw "
		"persoonlijke code en daarna een hekje.");
	r = keys(&d, "1");
	assert_false(r.is_code); /* too short: counts as wrong */
	assert_int_equal(r.answer, ANSWER_NONE);
	assert_int_equal(d.moment, DIALOGUE_CODE_AGAIN);
	r = keys(&d, "4711#");
	assert_true(r.is_code);
	(void)dialogue_step(&d, DIALOGUE_CODE_RIGHT, "");
	assert_int_equal(d.moment, DIALOGUE_CALL);
	assert_int_equal(keys(&d, "1").answer, ANSWER_YES);
}

static void news_is_told_without_a_question(void **state)
{
	struct dialogue d = dialogue_news();

	(void)state;
	assert_string_equal(heard(&d, &texts),
		"OEFENING. | Goedendag. Dit is een oproep van de crisisorganisatie. | "
		"GRIP 2 Dalfsen, als officier van dienst. | Tot ziens.");
	assert_int_equal(keys(&d, "1").answer, ANSWER_NONE);
}

static void three_wrong_codes(void **state)
{
	struct dialogue d = dialogue_called_back();

	(void)state;
	for (int i = 0; i < DIALOGUE_CODES_MAX; i++) {
		assert_false(dialogue_is_over(&d));
		assert_true(keys(&d, "1234").is_code);
		(void)dialogue_step(&d, DIALOGUE_CODE_WRONG, "");
	}
	assert_true(dialogue_is_over(&d));
	assert_false(keys(&d, "1234").is_code);
	d = dialogue_called_back();
	(void)dialogue_step(&d, DIALOGUE_CODE_RIGHT_NOTHING_OPEN, "");
	assert_string_equal(
		heard(&d, &texts), "Er is nu geen oproep voor u. Dank u. | Tot ziens.");
}

static void a_code_is_no_way_around(void **state)
{
	struct dialogue d = dialogue_outgoing(), over = dialogue_outgoing();

	(void)state;
	(void)keys(&d, "2");
	over = d;
	(void)dialogue_step(&d, DIALOGUE_CODE_RIGHT, "");
	assert_memory_equal(&d, &over, sizeof d);
}

static void the_state_fits_in_an_address(void **state)
{
	static const char *const none[] = { "", "a", "a00", "a0000", "z000", "a0x0",
		"a-10" };
	struct dialogue d, back;
	char text[DIALOGUE_STATE_TEXT];

	(void)state;
	for (int m = 0; m < DIALOGUE_MOMENTS_COUNT; m++) {
		memset(&d, 0, sizeof d);
		d.moment = (enum dialogue_moment)m;
		d.unheard = 1;
		d.repeats = 2;
		d.codes = 3;
		memset(&back, 0, sizeof back);
		assert_true(dialogue_read(dialogue_write(&d, text), &back));
		assert_memory_equal(&d, &back, sizeof d);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(dialogue_read(none[i], &d));
}

/* Whatever is pressed: it ends, yes comes from 1 and no from 2 at the question only,
 * and details are heard only after yes. */
static void random_conversations(void **state)
{
	static const char *const pressed[] = { "", "1", "2", "3", "3", "3", "4", "25#",
		"#", "12345678#", "123456789012345678901234567890", "*" };
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 5000; seed++) {
		bool back = seed % 3 == 0, said_yes = false;
		struct dialogue d = back ? dialogue_called_back() : dialogue_outgoing();
		int turns = 0;

		prng_init(&p, seed);
		while (!dialogue_is_over(&d)) {
			const char *k = pressed[prng_below(
				&p, sizeof pressed / sizeof *pressed)];
			enum dialogue_moment before = d.moment;
			struct dialogue_result r;

			assert_null(strstr(heard(&d, &texts), "Sleutel"));
			r = keys(&d, k);
			if (r.is_code) {
				assert_true(before == DIALOGUE_CODE
					    || before == DIALOGUE_CODE_AGAIN);
				(void)dialogue_step(&d,
					prng_below(&p, 2) ? DIALOGUE_CODE_RIGHT
							  : DIALOGUE_CODE_WRONG,
					"");
			}
			if (r.answer == ANSWER_NO)
				assert_string_equal(k, "2");
			if (r.answer == ANSWER_YES && r.eta_minutes < 0)
				assert_string_equal(k, "1");
			if (r.answer == ANSWER_YES && r.eta_minutes >= 0)
				assert_true(said_yes);
			said_yes |= r.answer == ANSWER_YES;
			assert_true(++turns < 20);
		}
		if (strstr(heard(&d, &texts), "Sleutel") != NULL)
			assert_true(said_yes);
		assert_int_equal(said_yes, d.moment == DIALOGUE_YES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yes_with_minutes),
		cmocka_unit_test(yes_without_minutes_stands),
		cmocka_unit_test(no_is_thanked),
		cmocka_unit_test(the_question_is_repeated_once_then_it_hangs_up),
		cmocka_unit_test(a_wrong_key_is_told),
		cmocka_unit_test(three_repeats),
		cmocka_unit_test(a_machine_hears_nothing_and_never_counts),
		cmocka_unit_test(in_english_without_a_norm),
		cmocka_unit_test(calling_back_with_a_code),
		cmocka_unit_test(news_is_told_without_a_question),
		cmocka_unit_test(three_wrong_codes),
		cmocka_unit_test(a_code_is_no_way_around),
		cmocka_unit_test(the_state_fits_in_an_address),
		cmocka_unit_test(random_conversations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
