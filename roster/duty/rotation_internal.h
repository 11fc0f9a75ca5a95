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
