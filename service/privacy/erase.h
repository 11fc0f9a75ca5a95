/* SPDX-License-Identifier: EUPL-1.2 */
/* Erasing a person: numbers soon after leaving, the name after the term, or at once
 * when that is asked for. Rows that name the person's number stay (who had duty, who
 * was called): nobody can tell any more who it was. The audit chain still holds
 * (schema/audit/erase.h). */
#pragma once

#include "schema/resource.h"

/* Numbers, mail addresses, calendar links, and the secret with which the audit log
 * hashes addresses. */
MUST_USE enum err_code privacy_erase_contacts(
	struct db *db, int64_t person_id, const struct change *by, struct err *e);
/* What they were present at and invited to, what was asked of them alone; learning
 * points lose their owner. */
MUST_USE enum err_code privacy_erase_training(
	struct db *db, int64_t person_id, const struct change *by, struct err *e);
/* Their certificates, with the papers. */
MUST_USE enum err_code privacy_erase_certificates(
	struct db *db, int64_t person_id, const struct change *by, struct err *e);
/* Everything that tells who it was, and what the two above take away. ERR_CONFLICT
 * while the person is active. */
MUST_USE enum err_code privacy_erase_person(
	struct db *db, int64_t person_id, const struct change *by, struct err *e);
/* Notes who has left since the last time, and who came back. */
MUST_USE enum err_code privacy_note_departures(
	struct db *db, struct instant now, struct err *e);
