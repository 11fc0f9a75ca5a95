/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/swap/swap.h"

const char *const swap_state_words[SWAP_STATES] = { "asked", "agreed", "refused",
	"approved", "withdrawn" };

#define FROM(state) (1u << SWAP_##state)
static const unsigned allowed[SWAP_STEPS] = {
	[SWAP_AGREE] = FROM(ASKED),
	[SWAP_REFUSE] = FROM(ASKED) | FROM(AGREED),
	[SWAP_APPROVE] = FROM(AGREED),
	[SWAP_WITHDRAW] = FROM(ASKED) | FROM(AGREED),
};

static enum err_code too_late(const struct swap *s, enum swap_step step,
	const struct swap_actor *by, struct err *e)
{
	static const char *const why[SWAP_STATES] = {
		[SWAP_ASKED] = "nobody has agreed to this swap yet",
		[SWAP_AGREED] = "somebody else agreed to this swap already",
		[SWAP_REFUSED] = "this swap was refused",
		[SWAP_APPROVED] = "this swap was approved already",
		[SWAP_WITHDRAWN] = "this swap was withdrawn",
	};

	if (step == SWAP_AGREE && s->to_person_id == by->person_id
		&& (s->state == SWAP_AGREED || s->state == SWAP_APPROVED))
		return err_set(e, ERR_CONFLICT, "you agreed to this swap already");
	return err_set(e, ERR_CONFLICT, "%s", why[s->state]);
}

static enum err_code others_do_that(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN, "this is for others in this swap to do");
}

/* Whoever was asked may agree, in person or through the coordinator. */
static enum err_code agree(struct swap *s, const struct swap_actor *by, struct err *e)
{
	if (by->person_id == 0)
		return err_fault(e, "person_id", "must say who agrees");
	if (by->person_id == s->from_person_id)
		return err_set(e, ERR_CONFLICT, "who gives a duty away cannot take it");
	if (!s->asked_all && by->person_id != s->to_person_id)
		return others_do_that(e);
	s->to_person_id = by->person_id;
	s->state = SWAP_AGREED;
	return ERR_OK;
}

static enum err_code refuse(struct swap *s, const struct swap_actor *by, struct err *e)
{
	bool taker = by->person_id != 0 && by->person_id == s->to_person_id;

	if (by->plans && !taker) {
		s->state = SWAP_REFUSED;
		return ERR_OK;
	}
	if (by->person_id == s->from_person_id)
		return others_do_that(e);
	if (s->asked_all && s->state == SWAP_ASKED)
		return ERR_OK; /* the others may still agree */
	if (!taker)
		return others_do_that(e);
	if (s->asked_all) {
		s->to_person_id = 0;
		s->state = SWAP_ASKED;
	} else {
		s->state = SWAP_REFUSED;
	}
	return ERR_OK;
}

enum err_code swap_move(
	struct swap *s, enum swap_step step, const struct swap_actor *by, struct err *e)
{
	REQUIRE(step < SWAP_STEPS && s->state < SWAP_STATES);
	err_clear(e);
	if ((allowed[step] & 1u << s->state) == 0)
		return too_late(s, step, by, e);
	if (step == SWAP_AGREE)
		return agree(s, by, e);
	if (step == SWAP_REFUSE)
		return refuse(s, by, e);
	if (!by->plans && (step == SWAP_APPROVE || by->person_id != s->from_person_id))
		return others_do_that(e);
	s->state = step == SWAP_APPROVE ? SWAP_APPROVED : SWAP_WITHDRAWN;
	return ERR_OK;
}

const char *swap_is_wrong(const struct swap *s, bool in_return)
{
	bool taken = s->state == SWAP_AGREED || s->state == SWAP_APPROVED;

	if (s->to_person_id == s->from_person_id)
		return "who gives a duty away cannot take it";
	if (s->asked_all && in_return)
		return "an exchange is asked of one colleague";
	if (s->to_person_id == 0 && (taken || !s->asked_all))
		return "must say who is asked, or who agreed";
	if (s->to_person_id != 0 && s->asked_all && s->state == SWAP_ASKED)
		return "was asked of all, and nobody has agreed yet";
	return NULL;
}
