/* SPDX-License-Identifier: EUPL-1.2 */
/* A swap: somebody asks others to take a duty, or a part of it.
 *
 * Pure. Until it is approved the one who asks stays responsible: only an approved swap
 * is a layer of the roster (roster/duty/layers.h). Not here: rows
 * (roster/swap/swap_store.h), whether rules break (roster/planning/problems.h).
 *
 *            agree                approve
 *   asked ---------> agreed -----------------> approved
 *     |  <---------    |
 *     |  (asked of all,|
 *     |   and the taker|
 *     |   says no)     |
 *     +--- refuse -----+------> refused
 *     +--- withdraw ---+------> withdrawn
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum swap_state {
	SWAP_ASKED,
	SWAP_AGREED,
	SWAP_REFUSED,
	SWAP_APPROVED,
	SWAP_WITHDRAWN,
	SWAP_STATES
};
extern const char *const swap_state_words[SWAP_STATES];

enum swap_step { SWAP_AGREE, SWAP_REFUSE, SWAP_APPROVE, SWAP_WITHDRAW, SWAP_STEPS };

struct swap {
	enum swap_state state;
	bool asked_all;         /* of all who qualify; else of to_person_id */
	int64_t from_person_id; /* responsible until it is approved */
	int64_t to_person_id;   /* who was asked, or agreed; 0: nobody yet */
};

struct swap_actor {
	int64_t person_id; /* for whom the step is made; 0: for nobody */
	bool plans;        /* a coordinator: may do all of it */
};

/* Takes a step. *s changes only on ERR_OK. ERR_FORBIDDEN: this is for others to do;
 * ERR_CONFLICT: not in this state, with the sentence that says why (somebody else was
 * first). Whether the person qualifies is for the caller to check. A refusal of a swap
 * that was asked of all leaves it asked: the caller keeps who refused. */
MUST_USE enum err_code swap_move(struct swap *s, enum swap_step step,
	const struct swap_actor *by, struct err *e);

/* What cannot be about a swap in this state, as a sentence; NULL: it can. in_return:
 * something is taken in return. */
const char *swap_is_wrong(const struct swap *s, bool in_return);
