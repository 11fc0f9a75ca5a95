/* SPDX-License-Identifier: EUPL-1.2 */
/* Two hundred people with a mobile number and mail, over a first text gateway that
 * fails in each way: all are asked, and how long that takes. With PARAAT_FIGURES set it
 * prints the table of docs/reliability.md (scripts/reliability). */
#include "tests/support/outbox_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
	PEOPLE = 200, /* of the table; without it fewer show the same */
	PEOPLE_FEW = 60,
	LOOK_SECONDS = 1,
	GIVE_UP_SECONDS = 600,
	SPARE = 1,
	RECEIPTS = 30
};

struct figures {
	size_t asked;
	int half_seconds, all_seconds; /* -1: never */
	size_t messages;
};

static size_t heard(const struct outbox_world *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->people_count; i++)
		n += w->heard[i];
	return n;
}

static struct figures run(enum manner manner, bool spare, size_t people)
{
	static struct outbox_world w;
	struct figures f = { .half_seconds = -1, .all_seconds = -1 };
	struct simulated_gateway *first;

	outbox_world_open(&w, 7);
	first = outbox_world_gateway(&w, "first", CHANNEL_SMS, 1, manner);
	first->receipt_seconds = RECEIPTS;
	if (spare)
		outbox_world_gateway(&w, "spare", CHANNEL_SMS, 2, MANNER_WORKS)
			->receipt_seconds = RECEIPTS;
	(void)outbox_world_gateway(&w, "mail", CHANNEL_EMAIL, 1, MANNER_WORKS);
	for (size_t i = 0; i < people; i++)
		(void)outbox_world_person(&w, "me");
	(void)outbox_world_call(&w, "real", 2);
	for (int s = 0; s <= GIVE_UP_SECONDS && f.all_seconds < 0; s += LOOK_SECONDS) {
		f.asked = heard(&w);
		if (f.half_seconds < 0 && f.asked * 2 >= people)
			f.half_seconds = s;
		if (f.asked == people)
			f.all_seconds = s;
		else
			outbox_world_run(&w, LOOK_SECONDS);
	}
	f.messages = w.messages;
	outbox_world_close(&w);
	return f;
}

static void everybody_is_asked_whatever_fails(void **state)
{
	const bool prints = getenv("PARAAT_FIGURES") != NULL;
	const size_t people = prints ? PEOPLE : PEOPLE_FEW;

	(void)state;
	if (prints)
		(void)printf(
			"| the first gateway for texts | other ways | asked | half "
			"after | all after | messages |\n|---|---|---|---|---|---|\n");
	for (int manner = 0; manner < MANNERS; manner++)
		for (int spare = SPARE; spare >= 0; spare--) {
			struct figures f = run((enum manner)manner, spare != 0, people);

			if (prints)
				(void)printf("| %s | %s | %zu of %zu | %d s | %d s | "
					     "%zu |\n",
					manner_words[manner],
					spare ? "second gateway, mail" : "mail",
					f.asked, people, f.half_seconds, f.all_seconds,
					f.messages);
			assert_int_equal(f.asked, people);
			assert_true(f.all_seconds <= 2 * 60 + RECEIPTS);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everybody_is_asked_whatever_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
