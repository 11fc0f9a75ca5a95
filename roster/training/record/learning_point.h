/* SPDX-License-Identifier: EUPL-1.2 */
/* Learning points: what an activity or a call-out taught, who sees to it, whether it
 * was seen again, and what was changed because of it. */
#pragma once

#include "schema/resource.h"

extern const struct resource learning_point_resource;
extern const struct stmt_list learning_point_statements;

#define LEARNING_STATES(X)                                                             \
	X(OPEN, "open") X(STARTED, "started") X(DONE, "done") X(DROPPED, "dropped")
#define X(name, text) LEARNING_##name,
enum learning_state { LEARNING_STATES(X) LEARNING_STATES_COUNT };
#undef X
extern const char *const learning_state_words[];

struct learning_filter {
	int64_t activity_id, callout_id, owner_person_id; /* 0: all */
	const char *state;                                /* "": all */
	int64_t due_before; /* day since 1970; 0: whenever. Only what is not over */
};
MUST_USE enum err_code learning_point_list(struct db *db,
	const struct learning_filter *f, int64_t after, int64_t limit, json_t **ret,
	struct err *e);
