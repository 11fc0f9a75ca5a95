/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of databases, for the files of service/backup. */
#pragma once

#include "base/digest.h"
#include "service/backup/backup.h"

enum { BACKUP_PATH = 512 };

/* file and suffix. */
MUST_USE enum err_code backup_path_beside(
	const char *file, const char *suffix, char path[BACKUP_PATH], struct err *e);
MUST_USE enum err_code backup_digest(
	const char *file, struct digest *ret, struct err *e);
/* With its logs. */
void backup_remove_database(const char *file);
/* The database in a backup, as a file that may be opened. */
MUST_USE enum err_code backup_unpack(
	const char *from, const char *to, const uint8_t *key_or_null, struct err *e);
/* `part` becomes the database. What the one that is replaced left in its log belongs to
 * it, and goes with it. */
MUST_USE enum err_code backup_replace(
	const char *part, const char *database, struct err *e);
