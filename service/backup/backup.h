/* SPDX-License-Identifier: EUPL-1.2 */
/* Backups: consistent copies of the database while the service runs, each looked at
 * before it counts as one; and putting one back.
 *
 * A copy appears under its name only when it is whole. Any thread, with files and a
 * connection of its own; zone_init was called. */
#pragma once

#include "schema/resource.h"
#include "service/backup/sealed_file.h"

/* What a database holds, as seen while it was checked. */
struct backup_contents {
	bool current;          /* else of an older program: init brings it up to date */
	int64_t audit_records; /* only of a current one */
};
/* Is the database in this file whole: pages and keys (the engine's own check), not
 * newer than this program, and, when it is current, the chain of audit records. */
MUST_USE enum err_code backup_check(
	const char *file, struct backup_contents *ret, struct err *e);

/* Copies `database`, which may be of an older program, checks the copy, seals it when
 * there is a key. */
MUST_USE enum err_code backup_make(const char *database, const char *to,
	const uint8_t *key_or_null, struct backup_contents *ret, struct err *e);
/* Opens a backup (key: when it is sealed) and puts it in the place of `database`. A
 * service that uses it takes it over (service/backup/takeover.h); any other program
 * that does: ERR_CONFLICT (service/instance.h). That stands in its audit log. */
MUST_USE enum err_code backup_restore(const char *from, const char *database,
	const uint8_t *key_or_null, const struct change *by,
	struct backup_contents *ret, struct err *e);
/* A rehearsal: restores into the file `scratch`, which is removed again, and checks
 * what came of it. */
MUST_USE enum err_code backup_rehearse(const char *from, const char *scratch,
	const uint8_t *key_or_null, struct backup_contents *ret, struct err *e);

/* --- which backups are kept. Pure. */

enum { BACKUP_HOURS = 48, BACKUP_DAYS = 35, BACKUP_NAME = 40 };
/* "paraat-20261125T030000Z.backup" */
const char *backup_name(struct instant t, char buffer[BACKUP_NAME]);
/* The time in such a name; false for any other. */
bool backup_name_time(const char *name, struct instant *ret);
/* Those of the last 48 hours, the first of each of the last 35 days (UTC), and in any
 * case the newest. times: in ascending order; keep[i] is set for each. */
void backup_choose(
	const struct instant times[], size_t n, struct instant now, bool keep[]);

/* The one made last: of those that bear a later time than now, made while the clock was
 * ahead, only when there is no other. n > 0. */
size_t backup_newest(const struct instant times[], size_t n, struct instant now);

/* --- chores, aside (service/chore/chore.h) */

struct chore_call;
/* A backup into the configured folder, then the older ones that are not kept go. */
MUST_USE enum err_code backup_chore(const struct chore_call *c, struct err *e);
/* The newest backup is restored beside the others, looked at, and thrown away. */
MUST_USE enum err_code backup_rehearsal_chore(
	const struct chore_call *c, struct err *e);
