/* SPDX-License-Identifier: EUPL-1.2 */
/* Checking the audit log: whatever was changed, removed, put in or put elsewhere is
 * found and named, from the first record to the last. */
#pragma once

#include "base/signature.h"
#include "schema/db.h"

struct audit_check {
	int64_t records;   /* that hold, from the first on */
	int64_t seals;     /* that hold */
	int64_t erased;    /* of these: details erased on purpose */
	int64_t removed;   /* before the first: removed after their term */
	int64_t first_bad; /* seq, 0 when all is well */
	char reason[160];
};
/* Walks the whole chain inside a transaction of its caller; ERR_OK also when it is
 * broken (see first_bad). public_key NULL: the signatures of seals are not checked. */
MUST_USE enum err_code audit_verify(struct db *db,
	const uint8_t public_key_or_null[SIGNATURE_KEY_BYTES], struct audit_check *ret,
	struct err *e);
