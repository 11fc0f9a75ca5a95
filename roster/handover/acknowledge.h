/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties that begin: who was reminded of them, and who said to know of them.
 *
 * A stretch is time on duty of one person for a function at a rank, as
 * roster_resolve() says, whatever it follows from; pieces that touch are one. When a
 * stretch changes, what was acknowledged is no longer of it. Not here: sending the
 * reminder (service/chore). */
#pragma once

#include "base/digest.h"
#include "base/random.h"
#include "roster/duty/roster.h"

struct stretch {
	int64_t function_id, person_id;
	int rank;
	struct instant starts, ends;
};

struct stretches {
	struct stretch *item; /* by function, rank, start; belongs to this struct */
	size_t n;
};

/* The stretches that begin in [from, to), whole up to a hundred days after `to`.
 * function_id 0: of all. *ret is empty before and, on error, after; stretches_fini
 * frees it. */
MUST_USE enum err_code stretches_beginning(struct db *db, int64_t function_id,
	struct instant from, struct instant to, struct stretches *ret, struct err *e);
void stretches_fini(struct stretches *s);

struct duty_ack {
	int64_t id; /* 0: nobody was reminded, nor said to know */
	struct stretch stretch;
	struct instant reminded_at, acknowledged_at, warned_at; /* ms 0: not */
};

/* What is known of this stretch. */
MUST_USE enum err_code duty_ack_find(
	struct db *db, const struct stretch *s, struct duty_ack *ret, struct err *e);
/* The stretch behind a link. ERR_NOTFOUND; ERR_GONE a day after its end. */
MUST_USE enum err_code duty_ack_by_token(struct db *db, const char *token,
	struct instant now, struct duty_ack *ret, struct err *e);

/* Write transactions. Notes that this person is reminded; the secret for the link goes
 * to ret. */
MUST_USE enum err_code duty_ack_remind(struct db *db, const struct stretch *s,
	struct random *random, const struct change *by, char ret[TOKEN_TEXT],
	struct err *e);
/* The holder knows. Twice is the same as once. via: "link" or "api". */
MUST_USE enum err_code duty_ack_take(struct db *db, const struct stretch *s,
	const char *via, const struct change *by, struct duty_ack *ret, struct err *e);
MUST_USE enum err_code duty_ack_warned(
	struct db *db, int64_t id, struct instant now, struct err *e);

json_t *duty_ack_json(const struct duty_ack *ack);
/* {"items": […], "next": null}: what begins in [from, to), by function and time; open:
 * only what nobody acknowledged. person_id, function_id 0: all. */
struct duty_ack_filter {
	struct instant from, to;
	int64_t function_id, person_id;
	bool open;
};
MUST_USE enum err_code duty_ack_list(
	struct db *db, const struct duty_ack_filter *f, json_t **ret, struct err *e);

extern const struct stmt_list duty_ack_statements;
