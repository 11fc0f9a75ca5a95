/* SPDX-License-Identifier: EUPL-1.2 */
/* A backup takes the place of the database that a service is using: the command lays
 * it, checked, beside the database and wakes the service; that stops in order, takes
 * it, and begins again with it in the same process.
 *
 * The command holds a lock for as long as it waits: what a command left that did not
 * end well is never taken. */
#pragma once

#include "service/backup/backup.h"

/* As backup_restore, but a backup of an older program is migrated before it is offered.
 * ERR_CONFLICT: another one is waiting, or the service did not take it in time: then
 * nothing has changed. */
MUST_USE enum err_code takeover_ask(const char *from, const char *database,
	const uint8_t *key_or_null, const struct change *by,
	struct backup_contents *ret, struct err *e);

/* For the service: is somebody waiting? */
bool takeover_is_asked(const char *database);
/* The database is closed and its lock still held. ERR_NOTFOUND: nobody waits any more.
 */
MUST_USE enum err_code takeover_take(const char *database, struct err *e);
