/* SPDX-License-Identifier: EUPL-1.2 */
/* What may be taken out of the audit log, in the open: what was before and after the
 * changes of one person's data, once that person has left; and the oldest records, once
 * their term is over. A record says what was taken out, and the chain still holds.
 * Write transactions. */
#pragma once

#include "schema/audit.h"

/* Erases the details of all records about the person, and the salt of the person's
 * addresses. ret_count may be 0: then nothing is recorded. */
MUST_USE enum err_code audit_erase_person(struct db *db, int64_t person_id,
	struct actor actor, struct instant now, int64_t *ret_count, struct err *e);
/* Removes the oldest records, as far as they are all older than `before`: at most limit
 * of them. */
MUST_USE enum err_code audit_remove_old(struct db *db, struct instant before,
	int64_t limit, struct actor actor, struct instant now, int64_t *ret_count,
	struct err *e);
/* How many that would be, at most limit. */
MUST_USE enum err_code audit_count_old(struct db *db, struct instant before,
	int64_t limit, int64_t *ret_count, struct err *e);

/* For audit_verify: does record `by` say that it erased exactly what is noted as erased
 * by it? */
MUST_USE enum err_code audit_erasure_holds(
	struct db *db, int64_t by, bool *ret, struct err *e);
/* Does record `by` say that the records up to this one were removed? */
MUST_USE enum err_code audit_removal_holds(struct db *db, int64_t by, int64_t until,
	const struct digest *hash, bool *ret, struct err *e);
