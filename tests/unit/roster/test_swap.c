/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine of a swap, every step in every state by every sort of person. Mutations:
 * let agree() pass in state agreed (two takers); drop the check of asked_all in
 * refuse() (one refusal ends a question to many): each fails. */
#include "base/random.h"
#include "roster/swap/swap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { GIVER = 1, ASKED = 2, OTHER = 3 };

static enum err_code move(
	struct swap *s, enum swap_step step, int64_t person, bool plans, struct err *e)
{
	struct swap_actor by = { person, plans };
	const struct swap was = *s;
	enum err_code code = swap_move(s, step, &by, e);

	if (code != ERR_OK)
		assert_memory_equal(&was, s, sizeof was);
	return code;
}

/* Of two who agree to a question to all, the first takes it; the other hears why not.
 */
static void the_first_takes_it(void **state)
{
	struct swap s = { .asked_all = true, .from_person_id = GIVER };
	struct err e;

	(void)state;
	assert_int_equal(move(&s, SWAP_AGREE, OTHER, false, &e), ERR_OK);
	assert_int_equal(s.to_person_id, OTHER);
	assert_int_equal(move(&s, SWAP_AGREE, ASKED, false, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "somebody else"));
	assert_int_equal(move(&s, SWAP_AGREE, OTHER, false, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "you agreed"));
	assert_int_equal(move(&s, SWAP_APPROVE, 0, false, &e), ERR_FORBIDDEN);
	assert_int_equal(move(&s, SWAP_APPROVE, 0, true, &e), ERR_OK);
	assert_int_equal(s.state, SWAP_APPROVED);
}

/* A no to a question to many leaves it open; who takes their word back opens it again;
 * of one who was asked alone it is the end. */
static void refusals(void **state)
{
	struct swap s = { .asked_all = true, .from_person_id = GIVER };
	struct err e;

	(void)state;
	assert_int_equal(move(&s, SWAP_REFUSE, ASKED, false, &e), ERR_OK);
	assert_int_equal(s.state, SWAP_ASKED);
	assert_int_equal(move(&s, SWAP_AGREE, OTHER, false, &e), ERR_OK);
	assert_int_equal(move(&s, SWAP_REFUSE, ASKED, false, &e), ERR_FORBIDDEN);
	assert_int_equal(move(&s, SWAP_REFUSE, OTHER, false, &e), ERR_OK);
	assert_int_equal(s.state, SWAP_ASKED);
	assert_int_equal(s.to_person_id, 0);
	s = (struct swap){ .from_person_id = GIVER, .to_person_id = ASKED };
	assert_int_equal(move(&s, SWAP_REFUSE, OTHER, false, &e), ERR_FORBIDDEN);
	assert_int_equal(move(&s, SWAP_REFUSE, ASKED, false, &e), ERR_OK);
	assert_int_equal(s.state, SWAP_REFUSED);
}

/* Who may do what, written out: a row a state, a letter a step; a: the asked one may,
 * g: the giver, p: the coordinator for nobody in particular; - nobody. */
static void everybody_may_do_their_part(void **state)
{
	static const char *const may[SWAP_STATES][SWAP_STEPS] = {
		[SWAP_ASKED] = { "a", "ap", "", "gp" },
		[SWAP_AGREED] = { "", "ap", "p", "gp" },
		[SWAP_REFUSED] = { "", "", "", "" },
		[SWAP_APPROVED] = { "", "", "", "" },
		[SWAP_WITHDRAWN] = { "", "", "", "" },
	};
	static const struct {
		char letter;
		struct swap_actor actor;
	} actors[] = { { 'a', { ASKED, false } }, { 'g', { GIVER, false } },
		{ 'o', { OTHER, false } }, { 'p', { 0, true } } };
	int allowed = 0;

	(void)state;
	for (int st = 0; st < SWAP_STATES; st++)
		for (int step = 0; step < SWAP_STEPS; step++)
			for (size_t a = 0; a < 4; a++) {
				struct swap s = { (enum swap_state)st, false, GIVER,
					ASKED };
				struct err e;
				bool is = swap_move(&s, (enum swap_step)step,
						  &actors[a].actor, &e)
					  == ERR_OK;
				bool should =
					strchr(may[st][step], actors[a].letter) != NULL;

				if (is != should)
					fail_msg("state %d, step %d, %c: %s", st, step,
						actors[a].letter, e.msg);
				allowed += is;
			}
	assert_int_equal(allowed, 10);
}

/* Whatever comes in whatever order: agreed and approved always have a taker, who is not
 * the giver, and what has ended stays as it is. */
static void it_stays_sound(void **state)
{
	int approved = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 5000; seed++) {
		struct swap s = { .from_person_id = GIVER };
		struct prng p;

		prng_init(&p, seed);
		s.asked_all = prng_below(&p, 2) == 0;
		s.to_person_id = s.asked_all ? 0 : ASKED;
		for (int i = 0; i < 20; i++) {
			const struct swap was = s;
			struct err e;
			bool ended = s.state != SWAP_ASKED && s.state != SWAP_AGREED;
			enum err_code code = move(&s,
				(enum swap_step)prng_below(&p, SWAP_STEPS),
				(int64_t)prng_below(&p, 5), prng_below(&p, 3) == 0, &e);

			assert_true(!ended || code == ERR_CONFLICT);
			assert_int_equal(s.from_person_id, was.from_person_id);
			if (s.state == SWAP_AGREED || s.state == SWAP_APPROVED) {
				assert_true(s.to_person_id != 0);
				assert_true(s.to_person_id != GIVER);
			}
		}
		approved += s.state == SWAP_APPROVED;
	}
	assert_true(approved > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_takes_it),
		cmocka_unit_test(refusals),
		cmocka_unit_test(everybody_may_do_their_part),
		cmocka_unit_test(it_stays_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
