/* SPDX-License-Identifier: EUPL-1.2 */
/* What was known of somebody at some moment, from the records of what changed since.
 *
 * Back from what is known now: so it also holds for what was there before the log kept
 * anything of it. What was erased, or was removed after its term, does not come back.
 */
#pragma once

#include "base/fields.h"
#include "schema/audit.h"
#include "schema/stmt.h"

/* `items`, all items of a kind ("working_week") of that person as they are now, become
 * what they were at `at`, by id. ERR_INVALID, of the field known_at: the records begin
 * later. */
MUST_USE enum err_code audit_past(struct db *db, const char *kind, int64_t person_id,
	struct instant at, json_t *items, struct err *e);

extern const struct stmt_list audit_past_statements;
