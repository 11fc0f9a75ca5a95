/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files that keep rotations share. */
#pragma once

#include "roster/duty/rotation_plan.h"

/* A rotation out of the database, with the memory that it borrows. */
struct rotation_whole {
	int64_t function_id, rank;
	struct rotation rotation;
	/* private */
	struct rotation_revision *revision;
	int64_t **people; /* of each revision, ROTATION_PEOPLE_MAX of them */
};

/* *ret is empty on error; rotation_whole_fini frees it. */
MUST_USE enum err_code rotation_load(
	struct db *db, int64_t id, struct rotation_whole *ret, struct err *e);
void rotation_whole_fini(struct rotation_whole *w);

/* Adds the stored revisions to *w. */
MUST_USE enum err_code rotation_load_revisions(
	struct db *db, int64_t id, struct rotation_whole *w, struct err *e);
/* The revision that o says, in the place of those that it replaces. */
MUST_USE enum err_code rotation_save_revisions(
	struct db *db, int64_t id, const json_t *o, struct err *e);
MUST_USE enum err_code rotation_drop_revisions(
	struct db *db, int64_t id, struct err *e);

extern const char *const rotation_units[]; /* by enum rotation_unit */
json_t *rotation_revision_json(const struct rotation_revision *r);
/* All but its date; what is wrong becomes faults of *e. people[ROTATION_PEOPLE_MAX]
 * belongs to the caller, and is borrowed by *r. */
void rotation_revision_read(
	const json_t *o, struct rotation_revision *r, int64_t people[], struct err *e);
