/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps in the database: asked, moved on step by step, and laid upon the roster once
 * approved. Every step checks the roster as it is at that moment: who gives must stand
 * there, who takes must hold the function. So no sequence of swaps makes a hole. */
#pragma once

#include "roster/planning/problems.h"
#include "roster/swap/swap.h"

extern const struct resource swap_resource; /* read only: get and list */
extern const struct stmt_list swap_statements, swap_step_statements;

struct swap_filter {
	int64_t function_id, person_id; /* 0: all; a person: who asks or takes */
	const char *state;              /* "" all */
	int64_t member_id; /* not 0: only what concerns this person, open questions to
			      all who qualify among them */
	struct instant now;
};
MUST_USE enum err_code swap_list(struct db *db, const struct swap_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e);
/* May this person see the swap? */
MUST_USE enum err_code swap_concerns(struct db *db, int64_t id, int64_t person_id,
	struct instant now, bool *ret, struct err *e);

/* A piece of duty that somebody gives and somebody takes. */
struct swap_leg {
	int64_t duty_id; /* as it was asked: it may be gone since */
	int64_t function_id;
	int rank;
	struct instant from, until;
};

struct swap_row {
	int64_t id, version;
	struct swap_leg leg;  /* from_person_id gives it, to_person_id takes it */
	struct swap_leg back; /* in return, the other way; function_id 0: nothing */
	struct swap swap;
};
MUST_USE enum err_code swap_find(
	struct db *db, int64_t id, struct swap_row *ret, struct err *e);

/* Asks. body: duty_id, from, until, to_person_id (none: all who qualify), note; and in
 * return a duty of that one colleague: return_duty_id, return_from, return_until.
 * from_person_id 0: whoever stands there. Write transaction. */
MUST_USE enum err_code swap_ask(struct db *db, const json_t *body,
	int64_t from_person_id, const struct change *by, int64_t *ret_id,
	struct err *e);

/* Would that be taken? Else the error that swap_ask gives. Changes nothing. */
MUST_USE enum err_code swap_may_ask(struct db *db, const json_t *body,
	int64_t from_person_id, struct instant now, struct err *e);

struct swap_order {
	int64_t id, expected_version; /* 0: any */
	enum swap_step step;
	struct swap_actor actor;
	const char *reason; /* "" for none */
	/* Agreeing approves at once when this breaks nothing; NULL: never. */
	const struct roster_rules *automatic;
};
/* Takes a step; *ret as it is then. Write transaction. */
MUST_USE enum err_code swap_take_step(struct db *db, const struct swap_order *o,
	const struct change *by, struct swap_row *ret, struct err *e);

/* What the swap would cause for who takes over, and in return; nothing while nobody
 * does. */
MUST_USE enum err_code swap_problems(struct db *db, const struct swap_row *s,
	const struct roster_rules *rules, struct roster_problems *ret, struct err *e);

/* --- what the files share */

/* ERR_CONFLICT unless who gives stands there all the time, in both directions. */
MUST_USE enum err_code swap_check_givers(
	struct db *db, const struct swap_row *s, struct err *e);
/* A fault unless who takes holds the function then, in both directions. */
MUST_USE enum err_code swap_check_takers(
	struct db *db, const struct swap_row *s, struct err *e);
/* Who stands at that place when it begins; 0: nobody. */
MUST_USE enum err_code swap_holder(
	struct db *db, const struct swap_leg *leg, int64_t *ret, struct err *e);
/* Binds what is asked of whom: legs, people, asked_all; return_… null when nothing is
 * given in return. */
void swap_bind_asked(struct stmt *q, const struct swap_row *s);
MUST_USE enum err_code swap_announce(struct db *db, const struct swap_row *s,
	const char *what, const struct change *by, struct err *e);
