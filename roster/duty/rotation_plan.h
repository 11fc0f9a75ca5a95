/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations as the coordinator keeps them, and the draft duties that follow from them.
 * How turns become duties is roster/duty/rotation.h.
 *
 * An item shows what holds from its last revision on. A change with `effective_from`
 * makes a revision from that date on and leaves the time before as it was; without it
 * the last revision itself is corrected. Duties follow only when they are generated. */
#pragma once

#include "roster/duty/rotation.h"
#include "schema/resource.h"

extern const struct resource rotation_resource;
extern const struct stmt_list rotation_statements;

MUST_USE enum err_code rotation_list(struct db *db, int64_t function_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e);

/* The rotation of that function and name, the first made of several; 0: none. */
MUST_USE enum err_code rotation_find(struct db *db, int64_t function_id,
	const char *name, int64_t *ret, struct err *e);

struct rotation_made {
	int made, removed; /* drafts */
	int kept;          /* published duties that say the same already */
};

/* Makes the rotation's drafts of [from, to) anew; the duties that touch it, whole. What
 * is published stays; where it says the same, or has begun, no draft is made. Doing it
 * twice changes nothing. */
MUST_USE enum err_code rotation_make_drafts(struct db *db, int64_t rotation_id,
	struct instant from, struct instant to, const struct change *by,
	struct rotation_made *ret, struct err *e);

/* The rotation's duties that touch [from, to), by start. */
MUST_USE enum err_code rotation_duties_list(struct db *db, int64_t rotation_id,
	struct instant from, struct instant to, json_t **ret_items, struct err *e);

/* Who takes turns in a rotation on a local date, each once. ERR_NOTFOUND: there is no
 * such rotation. */
struct rotation_ring {
	int64_t function_id;
	int64_t people[ROTATION_PEOPLE_MAX];
	size_t people_n;
};
MUST_USE enum err_code rotation_ring(struct db *db, int64_t rotation_id,
	struct date day, struct rotation_ring *ret, struct err *e);
