/* SPDX-License-Identifier: EUPL-1.2 */
/* Does what an item points at exist? A wrong id is a fault of its field. */
#pragma once

#include "schema/stmt.h"

#define REFERENCES(X)                                                                  \
	X(PERSON, "person")                                                            \
	X(FUNCTION, "function")                                                        \
	X(ACTIVITY, "activity")                                                        \
	X(CALLOUT, "callout")                                                          \
	X(SCENARIO, "scenario")                                                        \
	X(REQUIREMENT, "requirement") X(LEARNING_POINT, "learning point")
#define X(name, text) REFERENCE_##name,
enum reference { REFERENCES(X) REFERENCES_COUNT };
#undef X

/* Adds a fault for `field` when there is no such row; errors of the database too. */
void reference_check(struct db *db, enum reference what, int64_t id, const char *field,
	struct err *e);

extern const struct stmt_list reference_statements;
