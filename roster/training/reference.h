/* SPDX-License-Identifier: EUPL-1.2 */
/* Does what an item points at exist? A wrong id is a fault of its field. */
#pragma once

#include "schema/stmt.h"

enum reference { REFERENCE_PERSON, REFERENCE_FUNCTION };

/* Adds a fault for `field` when there is no such row; errors of the database too. */
void reference_check(struct db *db, enum reference what, int64_t id, const char *field,
	struct err *e);

extern const struct stmt_list reference_statements;
