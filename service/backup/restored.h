/* SPDX-License-Identifier: EUPL-1.2 */
/* Putting a backup back stands in the audit log of the database that was put back: who
 * did it and when, which file it was, and where the log stood that it replaced. Nobody
 * but the files of service/backup includes this. */
#pragma once

#include "schema/resource.h"
#include "service/backup/backup_internal.h"

/* Adds the record to `part`, which was checked, of this program or an older one. from:
 * the backup that it came out of; database: what it will replace. A database of the
 * first versions, whose log is another one, gets none. */
MUST_USE enum err_code restored_note(const char *part, const char *from,
	const char *database, const struct change *by, struct err *e);
