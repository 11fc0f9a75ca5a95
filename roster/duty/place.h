/* SPDX-License-Identifier: EUPL-1.2 */
/* A place on the roster: this person for that function, at that rank, during a time.
 * What duties and overrides have in common: reading it, checking it, keeping it. */
#pragma once

#include "schema/resource.h"

struct place {
	int64_t function_id, person_id, rank;
	struct instant starts, ends;
};

/* Fields function_id, person_id, starts_at, ends_at and rank (1 when it is left out),
 * and columns and parameters of the same names. */
void place_read(const json_t *o, struct place *ret, struct err *e);
void place_set(json_t *o, struct stmt *row);
void place_bind(struct stmt *s, const struct place *p);
/* A fault unless the person holds the function (qualified) at its start. */
MUST_USE enum err_code place_check_person(
	struct db *db, const struct place *p, struct err *e);

/* One that begins then at that place: the very same, or else the first that was there
 * before the id before_id. */
struct place_key {
	struct place place;
	int64_t before_id;
	const char *state, *origin; /* of a duty; "" any */
};
