/* SPDX-License-Identifier: EUPL-1.2 */
/* What people text, and what it means.
 *
 * Mutations: unglue() puts no blank ("JA30" is not understood), or wants_minutes()
 * takes any word ("N35" is a no). */
#include "alert/answer/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct line {
	const char *text;
	enum answer_said said;
	enum answer answer;
	int eta;
};

static const struct line understood[] = {
	{ "JA 30", SAID_ANSWER, ANSWER_YES, 30 },
	{ "ja, ik ben er over 20 minuten", SAID_ANSWER, ANSWER_YES, 20 },
	{ "Nee", SAID_ANSWER, ANSWER_NO, -1 },
	{ "1", SAID_ANSWER, ANSWER_YES, -1 },
	{ "2", SAID_ANSWER, ANSWER_NO, -1 },
	{ "ja hoor ik kom er aan", SAID_ANSWER, ANSWER_YES, -1 },
	{ "alleen als het moet", SAID_ANSWER, ANSWER_LAST_RESORT, -1 },
	{ "later 40", SAID_LATE, ANSWER_YES, 40 },
	{ "40 minuten later", SAID_LATE, ANSWER_YES, 40 },
	{ "Vertraging, ben er over 15 min", SAID_LATE, ANSWER_YES, 15 },
	{ "ja maar later: 50", SAID_LATE, ANSWER_YES, 50 },
	{ "running late 25", SAID_LATE, ANSWER_YES, 25 },
	{ "file! over 35 min", SAID_LATE, ANSWER_YES, 35 },
	{ "Ik ben er", SAID_ARRIVED, ANSWER_YES, -1 },
	{ "ben er nu", SAID_ARRIVED, ANSWER_YES, -1 },
	{ "aangekomen", SAID_ARRIVED, ANSWER_YES, -1 },
	{ "I am here", SAID_ARRIVED, ANSWER_YES, -1 },
	{ "ja", SAID_ANSWER, ANSWER_YES, -1 },
	{ "  Ja ,  30  ", SAID_ANSWER, ANSWER_YES, 30 },
	{ "ok 20 min", SAID_ANSWER, ANSWER_YES, 20 },
	{ "OK 20min", SAID_ANSWER, ANSWER_YES, 20 },
	{ "yes, 15 minutes.", SAID_ANSWER, ANSWER_YES, 15 },
	{ "Ja, ik ben er over 45 minuten", SAID_ANSWER, ANSWER_YES, 45 },
	{ "1 25", SAID_ANSWER, ANSWER_YES, 25 },
	{ "1 25 min", SAID_ANSWER, ANSWER_YES, 25 },
	{ "ja 1", SAID_ANSWER, ANSWER_YES, 1 },
	{ "ja 2 min", SAID_ANSWER, ANSWER_YES, 2 },
	{ "Ik kom", SAID_ANSWER, ANSWER_YES, -1 },
	{ "kom over 10 min", SAID_ANSWER, ANSWER_YES, 10 },
	{ "I am coming in 20 minutes", SAID_ANSWER, ANSWER_YES, 20 },
	{ "ja 0", SAID_ANSWER, ANSWER_YES, 0 },
	{ "ja 1440", SAID_ANSWER, ANSWER_YES, 1440 },
	{ "JÁ 30", SAID_ANSWER, ANSWER_YES, 30 },
	{ "JA30", SAID_ANSWER, ANSWER_YES, 30 },
	{ "ok20min", SAID_ANSWER, ANSWER_YES, 20 },
	{ "j30 min", SAID_ANSWER, ANSWER_YES, 30 },
	{ "Later40", SAID_LATE, ANSWER_YES, 40 },
	{ "ja#12", SAID_ANSWER, ANSWER_YES, -1 },
	{ "NEE#9", SAID_ANSWER, ANSWER_NO, -1 },
	{ "ja30#12", SAID_ANSWER, ANSWER_YES, 30 },
	{ "ja 30 #12", SAID_ANSWER, ANSWER_YES, 30 },
	{ "nee #7", SAID_ANSWER, ANSWER_NO, -1 },
	{ "NEE", SAID_ANSWER, ANSWER_NO, -1 },
	{ "nee, dank u", SAID_ANSWER, ANSWER_NO, -1 },
	{ "no", SAID_ANSWER, ANSWER_NO, -1 },
	{ "Ik kom niet", SAID_ANSWER, ANSWER_NO, -1 },
	{ "kan niet", SAID_ANSWER, ANSWER_NO, -1 },
	{ "nee ik kom niet", SAID_ANSWER, ANSWER_NO, -1 },
	{ "I can not come", SAID_ANSWER, ANSWER_NO, -1 },
	{ "Alleen als het echt moet", SAID_ANSWER, ANSWER_LAST_RESORT, -1 },
	{ "ik kom alleen als het moet 60", SAID_ANSWER, ANSWER_LAST_RESORT, 60 },
	{ "only as last resort", SAID_ANSWER, ANSWER_LAST_RESORT, -1 },
};

static const char *const not_understood[] = { "", "later", "ik kom later", "wat?",
	"ja nee", "ik ben er over 20 minuten", "later 20 30", "nee later 20",
	"niet aanwezig", "99999 later", " ", "?", "30", "over 30 min", "wie is dit",
	"ja of nee?", "ok, no", "1 2 3", "ja 20 30", "ja 1441", "ja -5 dagen", "ja 30x",
	"2 min", "2min", "1 min", "1 minuut", "3", "ja 99999999999999999999", "ja #",
	"ja #x", "ja30x", "ja1441", "N35", "ja N35", "nee2", "A28 dicht", "ja#", "ja#x",
	"ja30nee", "jazeker vriend", "nee tenzij het moet", "\xff\xfe" };

static void texts_mean_what_people_mean(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof understood / sizeof *understood; i++) {
		const struct line *l = &understood[i];
		struct answer_text t = { 0 };

		if (!answer_parse(l->text, &t))
			fail_msg("not understood: %s", l->text);
		if (t.said != l->said || t.answer != l->answer
			|| t.eta_minutes != l->eta)
			fail_msg("%s: said %d, answer %d, %d minutes", l->text,
				(int)t.said, (int)t.answer, t.eta_minutes);
	}
}

static void what_is_not_clear_is_not_guessed(void **state)
{
	struct answer_text t;

	(void)state;
	for (size_t i = 0; i < sizeof not_understood / sizeof *not_understood; i++)
		if (answer_parse(not_understood[i], &t))
			fail_msg("understood: %s", not_understood[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_mean_what_people_mean),
		cmocka_unit_test(what_is_not_clear_is_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
