/* SPDX-License-Identifier: EUPL-1.2 */
/* Can somebody be reached: what tests showed, and which numbers were proved to be
 * theirs. Facts that call-outs and confirmations keep up to date, and that readiness
 * reads. A proof belongs to person, kind and address: it stays when contacts are
 * reordered, and counts for nothing once the address is gone. */
#pragma once

#include "roster/people/person.h"
#include "base/digest.h"

enum { REACHABILITY_MISSED = 2 }; /* so many tests in a row: somebody must look */

/* A test was held; the person answered, or not. */
MUST_USE enum err_code reachability_note(struct db *db, int64_t person_id,
	bool answered, struct instant tested_at, struct err *e);

/* Active people who missed at least so many tests in a row, by how many: {"items":
 * [{person_id, display_name, missed, tested_at, answered_at}], "next": null}. */
MUST_USE enum err_code reachability_list(
	struct db *db, int64_t missed, int64_t limit, json_t **ret, struct err *e);
struct reachability {
	int64_t missed;
	struct instant tested_at, answered_at; /* ms 0: never */
};
MUST_USE enum err_code reachability_of(
	struct db *db, int64_t person_id, struct reachability *ret, struct err *e);

/* Contacts of a person in order of rank with their number n from 1: {"items": [{n,
 * kind, address, rank, verified_at}], "next": null}. */
MUST_USE enum err_code contact_list_proved(
	struct db *db, int64_t person_id, json_t **ret, struct err *e);
/* Has the person a number that rings? */
MUST_USE enum err_code contact_rings(
	struct db *db, int64_t person_id, bool *ret, struct err *e);
/* Has the person a mobile number, and is none of theirs proved? A landline gets no
 * text, so that it cannot be proved. */
MUST_USE enum err_code contact_mobile_unproved(
	struct db *db, int64_t person_id, bool *ret, struct err *e);
/* How many numbers and addresses of the person are not proved. */
MUST_USE enum err_code contact_unproved(
	struct db *db, int64_t person_id, int *ret, struct err *e);

/* Codes: six digits, a quarter of an hour, five tries, one a minute. */
enum {
	PROOF_DIGITS = 6,
	PROOF_SECONDS = 900,
	PROOF_TRIES = 5,
	PROOF_PAUSE_SECONDS = 60
};
/* Contact n of the person; ERR_NOTFOUND. */
MUST_USE enum err_code contact_nth(struct db *db, int64_t person_id, int64_t n,
	struct contact *ret, struct err *e);
/* A code is about to be sent there. ERR_LIMITED: one was sent less than a minute ago.
 */
MUST_USE enum err_code contact_proof_begin(struct db *db, int64_t person_id,
	const struct contact *contact, const struct digest *code,
	const struct change *by, struct err *e);
/* *ret: was it right? Then the contact is proved. Else *ret_left tries are left.
 * ERR_CONFLICT: no code is under way, it is too old, or there were too many tries. */
MUST_USE enum err_code contact_proof_check(struct db *db, int64_t person_id,
	const struct contact *contact, const struct digest *code,
	const struct change *by, bool *ret, int *ret_left, struct err *e);

extern const struct stmt_list reachability_statements;
