/* SPDX-License-Identifier: EUPL-1.2 */
/* The chores that seal the audit log (schema/audit/seal.h). Store thread. */
#pragma once

#include "service/chore/chore.h"

/* Every night, and at the end of the program. */
#define CHORE_SEAL_AUDIT "seal_audit"
MUST_USE enum err_code seal_audit(
	struct db *db, const struct chore_call *c, struct err *e);
/* Looks every ten minutes, and seals what audit_seal_is_due says. */
MUST_USE enum err_code seal_recent(
	struct db *db, const struct chore_call *c, struct err *e);
