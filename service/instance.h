/* SPDX-License-Identifier: EUPL-1.2 */
/* One program at a time serves, makes or replaces a database: a lock on a file beside
 * it, which ends with the process however that ends. */
#pragma once

#include "base/err.h"

/* ERR_CONFLICT: another program has it; the sentence names its process. The lock is
 * kept until instance_unlock, or the end of the process. */
MUST_USE enum err_code instance_lock(
	const char *database, int *ret_lock, struct err *e);
void instance_unlock(int lock); /* -1 is fine */

/* From here on this process, which has the lock, understands instance_wake. */
void instance_serving(int lock);
/* Does a service have the database, as far as can be seen from here? */
bool instance_serves(const char *database);
/* It gets a SIGHUP. ERR_CONFLICT: there is none. */
MUST_USE enum err_code instance_wake(const char *database, struct err *e);
