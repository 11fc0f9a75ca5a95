/* SPDX-License-Identifier: EUPL-1.2 */
/* What a step changed in a roster, and for whom: the difference between who stood where
 * before and who stands there after. */
#pragma once

#include "roster/duty/roster.h"

/* During [starts, ends), at that rank, `to` instead of `from`; 0: nobody. */
struct roster_change {
	int64_t function_id;
	int rank;
	struct instant starts, ends;
	int64_t from_person_id, to_person_id;
};

struct roster_changes {
	struct roster_change *item; /* by function, rank, time; neighbours differ */
	size_t n;
	/* private */
	size_t cap;
};

/* Pure; spans in the order of roster_resolve(), of the same window. *ret is empty
 * before and, on error (ERR_NOMEM), after; roster_changes_fini frees it. */
MUST_USE enum err_code roster_changes_between(const struct roster_spans *before,
	const struct roster_spans *after, struct roster_changes *ret, struct err *e);
void roster_changes_fini(struct roster_changes *c);

/* Around a step that changes one function's roster: begin, the step, end. */
struct roster_watch {
	struct roster_query query;
	struct roster_spans before;
};
/* Looks from a year before `from` to the end of the roster. */
MUST_USE enum err_code roster_watch_begin(struct db *db, int64_t function_id,
	struct instant from, struct roster_watch *ret, struct err *e);
/* Ends the watch, also on error. */
MUST_USE enum err_code roster_watch_end(struct db *db, struct roster_watch *w,
	struct roster_changes *ret, struct err *e);
void roster_watch_fini(struct roster_watch *w); /* when the step failed */

json_t *roster_changes_json(const struct roster_changes *c); /* NULL: no memory */
